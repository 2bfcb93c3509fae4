/**
 * Facts that come in no order of time: pods that are walked one after another through the same window of time report
 * theirs lane by lane. They are kept here, one number each, until the window is over, and then sorted.
 */
import { sortNumbers } from '../../kernel/sort-numbers.ts'
import { GrowingColumn } from './growing-column.ts'

export class TimedLog {
  /** Time since `beginUs` x `codes` + code. */
  private readonly facts = new GrowingColumn()
  private codes: number
  private beginUs = 0

  /** @param codes that there are: the largest and 1. */
  constructor(codes: number) {
    this.codes = codes
  }

  /** Facts that wait. */
  get length(): number {
    return this.facts.length
  }

  /** Longest time from the start of a window to a fact in it, for which one number still holds time and code. */
  get spanUsMax(): number {
    return Math.floor(Number.MAX_SAFE_INTEGER / this.codes) - 1
  }

  /** There are more codes from now on. Facts that wait must be near the start of the window: one number still holds them. */
  widen(codes: number): void {
    const facts = this.facts.values()
    for (let row = 0; row < facts.length; row++) {
      const offsetUs = Math.floor(facts[row] / this.codes)
      facts[row] = offsetUs * codes + (facts[row] - offsetUs * this.codes)
    }
    this.codes = codes
  }

  /** A window starts: then, if facts wait, where the one before ended. */
  begin(beginUs: number): void {
    this.beginUs = beginUs
  }

  /** A fact, not before the start of the window; it may lie behind its end. */
  add(timeUs: number, code: number): void {
    this.facts.push((timeUs - this.beginUs) * this.codes + code)
  }

  /** Forgets all facts. */
  clear(): void {
    this.facts.clear()
  }

  /** The window ends then, and the next starts: hands over what came before, by time, then code. The rest waits on. */
  drain(endUs: number, take: (timeUs: number, code: number) => void): void {
    const { beginUs, codes } = this
    const sorted = this.facts.values()
    sortNumbers(sorted)
    const spanUs = endUs - beginUs
    let row = 0
    for (; row < sorted.length && sorted[row] < spanUs * codes; row++) {
      const offsetUs = Math.floor(sorted[row] / codes)
      take(beginUs + offsetUs, sorted[row] - offsetUs * codes)
    }
    this.beginUs = endUs
    this.facts.clear()
    for (; row < sorted.length; row++) this.facts.push(sorted[row] - spanUs * codes)
  }
}
