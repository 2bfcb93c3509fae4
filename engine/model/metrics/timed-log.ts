/**
 * Facts that come in no order of time: pods that are walked one after another through the same window of time report
 * theirs lane by lane. They are kept here, one number each, and taken in order of time, then code, when all have come: some at a
 * time or all at once.
 */
import { sortNumbers } from '../../kernel/sort-numbers.ts'
import { GrowingColumn } from './growing-column.ts'

export class TimedLog {
  /** The fact taken last. As doubles from the start, as is where a window begins: see `anyTimeUs` in `build-state.ts`. */
  timeUs = 0.5
  code = 0.5

  /** Time since `beginUs` x `codes` + code. */
  private readonly facts = new GrowingColumn()
  /** Rows before it have been taken; those from it on are sorted up to `sortedEnd`. */
  private next = 0
  private sortedEnd = 0
  private codes: number
  private beginUs = 0.5

  /** @param codes that there are: the largest and 1. */
  constructor(codes: number) {
    this.codes = codes
    this.beginUs = 0
  }

  /** Facts that wait. */
  get length(): number {
    return this.facts.length - this.next
  }

  /** Longest time from the start of a window to a fact in it, for which one number still holds time and code. */
  get spanUsMax(): number {
    return Math.floor(Number.MAX_SAFE_INTEGER / this.codes) - 1
  }

  /** There are more codes from now on. Facts that wait must be near the start of the window: one number still holds them. */
  widen(codes: number): void {
    const facts = this.facts.values()
    for (let row = this.next; row < facts.length; row++) {
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

  /** If this is the fact that was added last, it gets another code instead. */
  replaceLast(timeUs: number, code: number, by: number): boolean {
    const { facts } = this
    const row = facts.length - 1
    const offset = (timeUs - this.beginUs) * this.codes
    if (row < this.sortedEnd || facts.at(row) !== offset + code) return false
    facts.set(row, offset + by)
    return true
  }

  /** Forgets all facts. */
  clear(): void {
    this.facts.clear()
    this.next = 0
    this.sortedEnd = 0
  }

  /** Takes the first fact if it comes before that time, and leaves it in the fields; false if none does. */
  takeBefore(endUs: number): boolean {
    if (this.sortedEnd < this.facts.length) this.sort()
    if (this.next === this.sortedEnd) return false
    const fact = this.facts.at(this.next)
    const offsetUs = Math.floor(fact / this.codes)
    if (this.beginUs + offsetUs >= endUs) return false
    this.timeUs = this.beginUs + offsetUs
    this.code = fact - offsetUs * this.codes
    this.next++
    return true
  }

  private sort(): void {
    sortNumbers(this.facts.values().subarray(this.next))
    this.sortedEnd = this.facts.length
  }

  /** Time of the first fact; `Infinity` if none waits. */
  peekTimeUs(): number {
    if (this.sortedEnd < this.facts.length) this.sort()
    return this.next === this.sortedEnd
      ? Infinity
      : this.beginUs + Math.floor(this.facts.at(this.next) / this.codes)
  }

  /** The window ends then, and the next starts: what came before has been taken, and the rest waits on. */
  end(endUs: number): void {
    const { facts, next } = this
    const left = this.length
    const spent = (endUs - this.beginUs) * this.codes
    for (let row = 0; row < left; row++) facts.set(row, facts.at(next + row) - spent)
    facts.length = left
    this.next = 0
    this.sortedEnd = left
    this.beginUs = endUs
  }
}
