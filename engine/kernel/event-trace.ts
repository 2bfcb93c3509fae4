/**
 * A fingerprint of a run: a hash over facts that the model chooses to note. Equal runs have equal fingerprints on
 * every machine; a fact that differs, is missing or comes twice changes it. Each fact is hashed by itself and the
 * hashes are added, so facts may be noted in any order: what orders them is the time that is part of each.
 */

/** Where the two words of a double lie: the same words on every machine. */
const highWord = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0
const lowWord = 1 - highWord

export class EventTrace {
  /** Facts noted so far. */
  count = 0
  private readonly double = new Float64Array(1)
  private readonly words = new Int32Array(this.double.buffer)
  /** Sums over the facts, modulo 2^32. */
  private sumA = 0
  private sumB = 0

  /** Notes a fact. Kind and entity are int32; time and value any number, and -0 is 0. */
  note(timeUs: number, kind: number, entity: number, value: number): void {
    const { double, words } = this
    double[0] = timeUs + 0
    let a = absorbA(0x243f6a88, words[highWord])
    let b = absorbB(0x85a308d3, a)
    a = absorbA(a, words[lowWord])
    b = absorbB(b, a)
    a = absorbA(a, kind)
    b = absorbB(b, a)
    a = absorbA(a, entity)
    b = absorbB(b, a)
    double[0] = value + 0
    a = absorbA(a, words[highWord])
    b = absorbB(b, a)
    a = absorbA(a, words[lowWord])
    b = absorbB(b, a)
    this.sumA = (this.sumA + finish(a ^ finish(b))) | 0
    this.sumB = (this.sumB + finish(b)) | 0
    this.count++
  }

  /** 16 hexadecimal digits. */
  fingerprint(): string {
    const high = finish(this.sumA ^ finish(this.sumB ^ this.count))
    const low = finish(this.sumB)
    return hexadecimal(high) + hexadecimal(low)
  }
}

/** Each step is a bijection of both words, and the second takes in the first. */
function absorbA(a: number, word: number): number {
  return Math.imul(((a << 13) | (a >>> 19)) ^ word, 0x9e3779b1)
}

function absorbB(b: number, a: number): number {
  return Math.imul(((b << 17) | (b >>> 15)) ^ a, 0x85ebca77)
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
