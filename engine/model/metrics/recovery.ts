/**
 * How long it takes, after the last fault has ended, until as many pods are ready as just before the first one.
 * A hang fault without an end lasts until the instances that it hit are gone.
 */
import type { WorkloadLevels } from './workload-levels.ts'

export class Recovery {
  /** When the last fault ended; NaN = it has not. */
  overUs = Number.NaN
  /** By workload row of the levels: when it had recovered; NaN = it has not. */
  readonly recoveredUs: Float64Array

  private readonly levels: WorkloadLevels
  private readonly readyBefore: Float64Array
  private hasBegun = false
  private openCount = 0

  constructor(levels: WorkloadLevels) {
    this.levels = levels
    this.readyBefore = new Float64Array(levels.rows)
    this.recoveredUs = new Float64Array(levels.rows).fill(Number.NaN)
  }

  /** So many faults are ahead. */
  expect(faultCount: number): void {
    this.openCount += faultCount
  }

  /** A fault begins; the first one fixes what is to be reached again. */
  faultBegins(): void {
    if (this.hasBegun) return
    this.hasBegun = true
    this.readyBefore.set(this.levels.readyCount)
  }

  /** One more instance hangs without an end of its own. */
  instanceHit(): void {
    this.openCount++
  }

  /** A fault, or the hang of an instance, is over. */
  ended(nowUs: number): void {
    if (--this.openCount > 0) return
    this.overUs = nowUs
    for (let row = 0; row < this.levels.rows; row++) this.check(row, nowUs)
  }

  readyRose(workload: number, nowUs: number): void {
    if (Number.isNaN(this.overUs)) return
    this.check(workload, nowUs)
    this.check(this.levels.rows - 1, nowUs)
  }

  private check(row: number, nowUs: number): void {
    if (Number.isNaN(this.recoveredUs[row]) && this.levels.readyCount[row] >= this.readyBefore[row]) {
      this.recoveredUs[row] = nowUs
    }
  }
}
