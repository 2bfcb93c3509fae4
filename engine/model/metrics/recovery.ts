/**
 * How long it takes, after the last fault has ended, until as many pods are ready again as just before the first one, or
 * a share of them. Where fewer are wanted by then, these are enough. A hang fault without an end lasts until the instances that it hit are gone. What is reached within an
 * instant and lost in the same does not count, and what shows only after the fault, as a crash that the next relist
 * notices, is waited for.
 */

/** What is to be ready again, in per cent of the pods that were ready, rounded up. */
export const recoveryPercents = [90, 99, 100] as const

export class Recovery {
  /** When the last fault ended; NaN = it has not. */
  overUs = Number.NaN

  /** Of all workloads, just before the first fault: pods that were ready, and wanted. NaN = there was none. */
  readyBefore = Number.NaN
  wantedBefore = Number.NaN

  private readonly rows: number
  /** By row: how many were ready just before the first fault, and as many of them as are wanted now. */
  private readonly before: Float64Array
  private readonly wanted: Float64Array
  /** By row, then share: what is to be reached, whether fewer were ready, and when it was reached again; NaN = it was not. */
  private readonly target: Float64Array
  private readonly wasBelow: Uint8Array
  private readonly recoveredUs: Float64Array
  private hasBegun = false
  private openCount = 0

  /** @param rows workloads and, last, all of them. */
  constructor(rows: number) {
    const size = rows * recoveryPercents.length
    this.rows = rows
    this.before = new Float64Array(rows)
    this.wanted = new Float64Array(rows)
    this.target = new Float64Array(size)
    this.wasBelow = new Uint8Array(size)
    this.recoveredUs = new Float64Array(size).fill(Number.NaN)
  }

  /** So many faults are ahead. */
  expect(faultCount: number): void {
    this.openCount += faultCount
  }

  /** A fault begins; the first one fixes what is to be reached again. */
  faultBegins(readyCount: Float64Array, desiredCount: Float64Array): void {
    if (this.hasBegun) return
    this.hasBegun = true
    this.readyBefore = readyCount[this.rows - 1]
    this.wantedBefore = desiredCount[this.rows - 1]
    this.before.set(readyCount)
    for (let row = 0; row < this.rows; row++) this.aimAt(row, readyCount[row])
  }

  /** So many pods of a workload are wanted from now on. What was before counts already. */
  wants(workload: number, desiredCount: number): void {
    if (!this.hasBegun) return
    const all = this.rows - 1
    const wanted = Math.min(this.before[workload], desiredCount)
    const change = wanted - this.wanted[workload]
    if (change === 0) return
    this.aimAt(all, this.wanted[all] + change)
    this.aimAt(workload, wanted)
  }

  private aimAt(row: number, readyCount: number): void {
    this.wanted[row] = readyCount
    for (let share = 0; share < recoveryPercents.length; share++)
      this.target[row * recoveryPercents.length + share] = Math.ceil(
        (readyCount * recoveryPercents[share]) / 100,
      )
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
    if (!this.hasBegun) return
    const first = row * recoveryPercents.length
    for (let at = first; at < first + recoveryPercents.length; at++) {
      if (readyCount < this.target[at]) this.wasBelow[at] = 1
      else if (this.wasBelow[at] === 1 && this.overUs < untilUs && Number.isNaN(this.recoveredUs[at]))
        this.recoveredUs[at] = Math.max(fromUs, this.overUs)
    }
  }

  /** Whether fewer than a share were ready at any time since the first fault. */
  wasBelowShare(row: number, share: number): boolean {
    return this.wasBelow[row * recoveryPercents.length + share] === 1
  }

  /**
   * From the end of the last fault until a share is ready again; 0 if it always was, `Infinity` if not within the run.
   * A larger share takes at least as long as a smaller one.
   * @param share index into `recoveryPercents`.
   */
  recoveryUs(row: number, share: number): number {
    let longestUs = 0
    for (let each = 0; each <= share; each++) {
      if (!this.wasBelowShare(row, each)) continue
      const reachedUs = this.recoveredUs[row * recoveryPercents.length + each]
      longestUs = Math.max(longestUs, Number.isNaN(reachedUs) ? Infinity : reachedUs - this.overUs)
    }
    return longestUs
  }
}
