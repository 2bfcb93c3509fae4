/** Sums of products of whole numbers that are the same in whatever order they are added: each is held as two whole numbers. */

/** The unit of the higher number: 2^20. */
const unit = 0x10_0000
/** The lower number carries before it gets so large that sums are no longer exact. */
const carryFrom = 0x4_0000_0000_0000

export class ExactSums {
  private readonly high: Float64Array
  private readonly low: Float64Array

  constructor(rows: number) {
    this.high = new Float64Array(rows)
    this.low = new Float64Array(rows)
  }

  /** Adds the product. All products and sums are below 2^72 in size. @param factor whole, below 2^32 in size. @param length whole, 0 or more. */
  add(row: number, factor: number, length: number): void {
    const units = Math.floor(length / unit)
    this.high[row] += factor * units
    this.low[row] += factor * (length - units * unit)
    if (Math.abs(this.low[row]) < carryFrom) return
    const carried = Math.trunc(this.low[row] / unit)
    this.high[row] += carried
    this.low[row] -= carried * unit
  }

  /** The nearest double. */
  of(row: number): number {
    return this.high[row] * unit + this.low[row]
  }
}
