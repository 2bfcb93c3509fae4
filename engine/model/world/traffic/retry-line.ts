/**
 * Tries that fail and come back a delay later, as rates by the number of the try. What fails within a slot, a sixteenth of the delay, comes back spread evenly over a
 * slot: so a line has an event per slot at most, while what fails changes, and none while it stays as it is. No amount is lost.
 */
import { usPerSecond } from '../../../kernel/time.ts'

const slotsPerDelay = 16
const slotUsMin = 5_000
/** Rates that differ by less are the same: a share of the larger, and of what is offered. */
const sameShare = 0.002
const sameOfOffered = 1e-6

/** What comes from a slot of failures on, until the next run. */
type Run = { readonly slot: number; readonly rates: Float64Array }

export class RetryLine {
  /** What comes back now, per second: first retries, second retries ... */
  out: Float64Array
  private readonly slotUs: number
  private readonly lag: number
  /** What fails now, per second, and has since `sinceUs`. */
  private readonly failing: Float64Array
  private sinceUs = 0
  /** The slot of now, and the amount that has failed in it, in requests per second times microseconds. */
  private slot = 0
  private readonly mass: Float64Array
  /** Whether the slot is known to differ from the run before it. */
  private isNew = false
  /** Runs to come, and the newest one. */
  private runs: Run[] = []
  private newest: Float64Array
  private scale = 0

  constructor(delayUs: number, tries: number) {
    this.slotUs = Math.max(slotUsMin, Math.ceil(delayUs / slotsPerDelay))
    this.lag = Math.max(1, Math.round(delayUs / this.slotUs))
    this.out = new Float64Array(tries)
    this.failing = new Float64Array(tries)
    this.mass = new Float64Array(tries)
    this.newest = this.out
  }

  /** What has failed up to a time comes into its slots, and what comes back then is `out`. */
  advance(nowUs: number): void {
    const slot = Math.floor(nowUs / this.slotUs)
    if (slot > this.slot) {
      this.fill((this.slot + 1) * this.slotUs)
      this.close(
        this.slot,
        this.mass.map((mass) => mass / this.slotUs),
      )
      this.mass.fill(0)
      if (slot > this.slot + 1) {
        this.close(this.slot + 1, this.failing.slice())
        this.sinceUs = slot * this.slotUs
      }
      this.slot = slot
      this.isNew = !this.isSame(this.failing, this.newest)
    }
    this.fill(nowUs)
    const due = slot - this.lag
    while (this.runs.length > 0 && this.runs[0].slot <= due) this.out = this.runs.shift()!.rates
  }

  /**
   * From now on so much fails, per second, by number of the try.
   * @param offered rate beside which what fails may be nothing.
   */
  fails(rate: number, tries: Float64Array, offered: number): void {
    this.scale = offered
    for (let number = 0; number < this.failing.length; number++) this.failing[number] = rate * tries[number]
    if (!this.isSame(this.failing, this.newest)) this.isNew = true
  }

  /** So many requests fail at this moment, of tries with these shares. */
  add(requests: number, shares: Float64Array): void {
    for (let number = 0; number < this.mass.length; number++)
      this.mass[number] += requests * shares[number] * usPerSecond
    this.isNew = true
  }

  /** When `out` changes next; Infinity = it stays as it is. */
  get nextUs(): number {
    const slot = this.runs.length > 0 ? this.runs[0].slot : this.isNew ? this.slot : Infinity
    return (slot + this.lag) * this.slotUs
  }

  private fill(toUs: number): void {
    const lengthUs = toUs - this.sinceUs
    for (let number = 0; number < this.mass.length; number++)
      this.mass[number] += this.failing[number] * lengthUs
    this.sinceUs = toUs
  }

  private close(slot: number, rates: Float64Array): void {
    if (this.isSame(rates, this.newest)) return
    this.runs.push({ slot, rates })
    this.newest = rates
  }

  private isSame(a: Float64Array, b: Float64Array): boolean {
    for (let number = 0; number < a.length; number++) {
      const larger = Math.max(a[number], b[number])
      if (Math.abs(a[number] - b[number]) > sameShare * larger + sameOfOffered * this.scale) return false
    }
    return true
  }
}
