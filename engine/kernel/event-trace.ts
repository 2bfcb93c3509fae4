/**
 * A fingerprint of a run: a rolling hash over facts that the model chooses to note, in their order. Equal
 * runs have equal fingerprints on every machine; a fact that differs, is missing or comes in another order
 * changes it. Tests may ask for the facts themselves.
 */

export type TraceRow = {
  readonly timeUs: number
  readonly kind: number
  readonly entity: number
  readonly value: number
}

export class EventTrace {
  /** Facts noted so far. */
  count = 0
  /** The first facts, at most as many as the constructor was told to keep. */
  readonly rows: TraceRow[] = []

  private readonly keep: number
  private readonly bits = new DataView(new ArrayBuffer(8))
  private a = 0x243f6a88
  private b = 0x85a308d3

  constructor(keep = 0) {
    this.keep = keep
  }

  /** Notes a fact. Kind and entity are int32; time and value any number, and -0 is 0. */
  note(timeUs: number, kind: number, entity: number, value: number): void {
    this.absorbDouble(timeUs)
    this.absorb(kind)
    this.absorb(entity)
    this.absorbDouble(value)
    this.count++
    if (this.rows.length < this.keep) this.rows.push({ timeUs, kind, entity, value })
  }

  /** 16 hexadecimal digits. */
  fingerprint(): string {
    const high = finish(this.a ^ finish(this.b ^ this.count))
    const low = finish(this.b)
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
