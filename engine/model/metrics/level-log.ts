/**
 * Changes of levels that come in no order of time: pods that are walked one after another through the same stretch of
 * time report theirs pod by pod. They are kept here, one number each, until the stretch is over, and then sorted.
 */
import { GrowingColumn } from './growing-column.ts'

export class LevelLog {
  private readonly changes = new GrowingColumn()
  private readonly codes: number
  private beginUs = 0

  /** @param codes that there are: the largest and 1. Exact while codes x microseconds of the stretch stay below 2^53. */
  constructor(codes: number) {
    this.codes = codes
  }

  /** The stretch begins then; nothing may be left of the one before. */
  begin(beginUs: number): void {
    this.beginUs = beginUs
  }

  add(timeUs: number, code: number): void {
    this.changes.push((timeUs - this.beginUs) * this.codes + code)
  }

  /** Hands all changes over in order of time and empties the log. */
  drain(take: (timeUs: number, code: number) => void): void {
    const { beginUs, codes } = this
    const sorted = this.changes.values().sort()
    for (let row = 0; row < sorted.length; row++) {
      const offsetUs = Math.floor(sorted[row] / codes)
      take(beginUs + offsetUs, sorted[row] - offsetUs * codes)
    }
    this.changes.clear()
  }
}
