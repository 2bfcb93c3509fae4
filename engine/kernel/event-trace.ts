/**
 * A fingerprint of a run: a hash over facts that the model chooses to note. Equal runs have equal fingerprints on
 * every machine; a fact that differs, is missing or comes twice changes it. Each fact is hashed by itself and the
 * hashes are added, so facts may be noted in any order: what orders them is the time that is part of each.
 */
export class EventTrace {
  /** Facts noted so far. */
  count = 0
  private readonly bits = new DataView(new ArrayBuffer(8))
  /** Sums over the facts, modulo 2^32. */
  private sumA = 0
  private sumB = 0
  /** The fact that is being hashed. */
  private a = 0
  private b = 0

  /** Notes a fact. Kind and entity are int32; time and value any number, and -0 is 0. */
  note(timeUs: number, kind: number, entity: number, value: number): void {
    this.a = 0x243f6a88
    this.b = 0x85a308d3
    this.absorbDouble(timeUs)
    this.absorb(kind)
    this.absorb(entity)
    this.absorbDouble(value)
    this.sumA = (this.sumA + finish(this.a ^ finish(this.b))) | 0
    this.sumB = (this.sumB + finish(this.b)) | 0
    this.count++
  }

  /** 16 hexadecimal digits. */
  fingerprint(): string {
    const high = finish(this.sumA ^ finish(this.sumB ^ this.count))
    const low = finish(this.sumB)
    return hexadecimal(high) + hexadecimal(low)
  }

  private absorbDouble(value: number): void {
    // Written with a stated byte order: the same words on every machine.
    this.bits.setFloat64(0, value + 0)
    this.absorb(this.bits.getInt32(0))
    this.absorb(this.bits.getInt32(4))
  }

  /** Each step is a bijection of both words, and the second takes in the first. */
  private absorb(word: number): void {
    const { a, b } = this
    this.a = Math.imul(((a << 13) | (a >>> 19)) ^ word, 0x9e3779b1)
    this.b = Math.imul(((b << 17) | (b >>> 15)) ^ this.a, 0x85ebca77)
  }
}

/** The finalizer of MurmurHash3. */
function finish(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
