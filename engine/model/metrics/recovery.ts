/**
 * How long it takes, after the last fault has ended, until as many pods are ready as just before the first one.
 * A hang fault without an end lasts until the instances that it hit are gone. What is reached within an instant and
 * lost in the same does not count.
 */
export class Recovery {
  /** When the last fault ended; NaN = it has not. */
  overUs = Number.NaN
  /** By workload row of the levels: when it had recovered; NaN = it has not. */
  readonly recoveredUs: Float64Array

  private readonly readyBefore: Float64Array
  private hasBegun = false
  private openCount = 0

  /** @param rows workloads and, last, all of them. */
  constructor(rows: number) {
    this.readyBefore = new Float64Array(rows)
    this.recoveredUs = new Float64Array(rows).fill(Number.NaN)
  }

  /** So many faults are ahead. */
  expect(faultCount: number): void {
    this.openCount += faultCount
  }

  /** A fault begins; the first one fixes what is to be reached again. */
  faultBegins(readyCount: Float64Array): void {
    if (this.hasBegun) return
    this.hasBegun = true
    this.readyBefore.set(readyCount)
  }

  /** One more instance hangs without an end of its own. */
  instanceHit(): void {
    this.openCount++
  }

  /** A fault, or the hang of an instance, is over. */
  ended(nowUs: number): void {
    if (--this.openCount === 0) this.overUs = nowUs
  }

  /** So many pods of a row were ready from one time to a later one. */
  wereReady(row: number, readyCount: number, fromUs: number, untilUs: number): void {
    const counts = this.overUs < untilUs && Number.isNaN(this.recoveredUs[row])
    if (counts && readyCount >= this.readyBefore[row]) this.recoveredUs[row] = Math.max(fromUs, this.overUs)
  }
}
