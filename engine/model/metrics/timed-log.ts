/**
 * Facts that come in no order of time: pods that are walked one after another through the same stretch of time report
 * theirs pod by pod. They are kept here, one number each, until the stretch is over, and then sorted by time and code.
 */
import { GrowingColumn } from './growing-column.ts'

export class TimedLog {
  private readonly facts = new GrowingColumn()
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
    this.facts.push((timeUs - this.beginUs) * this.codes + code)
  }

  /** Hands all facts over in order of time and empties the log. */
  drain(take: (timeUs: number, code: number) => void): void {
    const { beginUs, codes } = this
    const sorted = this.facts.values().sort()
    for (let row = 0; row < sorted.length; row++) {
      const offsetUs = Math.floor(sorted[row] / codes)
      take(beginUs + offsetUs, sorted[row] - offsetUs * codes)
    }
    this.facts.clear()
  }
}
