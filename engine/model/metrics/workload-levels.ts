/**
 * Levels held through time, per workload, with what the summary integrates. Row `rows - 1` is the sum over workloads,
 * for the levels whose sum means something; zero-ready time is summed by the reader.
 *
 * Changes come in order of time, or, within a window that is announced (`beginWindow`), in any order, and count when it
 * is over. Within one instant the order has no influence: a level counts once time has passed.
 *
 * Bucket ends and the end of the warm-up are no events: the first change at or after one finds the levels as
 * they were before anything happened at that time.
 */

import type { LeastReady } from './least-ready.ts'
import type { Recovery } from './recovery.ts'
import { TimedLog } from './timed-log.ts'

/** What is counted. `HungInstances` is that of the recovery: it has no column. */
export const Level = {
  Running: 0,
  Ready: 1,
  Unready: 2,
  InBackoff: 3,
  Terminating: 4,
  Pending: 5,
  Desired: 6,
  HungInstances: 7,
} as const
const levelCount = 8

export type LevelTimes = {
  readonly durationUs: number
  readonly intervalUs: number
  readonly warmUpUs: number
}

export class WorkloadLevels {
  /** Workloads and, last, all of them. */
  readonly rows: number
  readonly runningCount: Float64Array
  readonly readyCount: Float64Array
  readonly unreadyCount: Float64Array
  readonly inBackoffCount: Float64Array
  readonly terminatingCount: Float64Array
  readonly pendingCount: Float64Array
  readonly desiredCount: Float64Array

  /** Integrals since the warm-up, in count x microseconds. */
  readonly runningUs: Float64Array
  readonly unreadyUs: Float64Array
  readonly inBackoffUs: Float64Array
  /** Time without a ready pod while some are desired. */
  readonly zeroReadyUs: Float64Array
  /** Integral of ready / desired, and the time over which some were desired. */
  readonly availableUs: Float64Array
  readonly desiredUs: Float64Array
  /** Largest level that lasted, since the warm-up. */
  readonly inBackoffPeak: Float64Array

  /** Levels at bucket ends, by bucket, then row. */
  readonly bucketRunning: Float64Array
  readonly bucketReady: Float64Array
  readonly bucketUnready: Float64Array
  readonly bucketInBackoff: Float64Array
  readonly bucketTerminating: Float64Array
  readonly bucketPending: Float64Array

  private readonly times: LevelTimes
  private readonly recovery: Recovery
  private readonly leastReady: LeastReady
  /** The counts, by `Level`. */
  private readonly counts: readonly Float64Array[]
  /** Until when each row is integrated. */
  private readonly sinceUs: Float64Array
  /** Buckets that have ended, and the time of the next end of a bucket or of the warm-up. */
  private bucketsEnded = 0
  private boundaryUs = 0
  private readonly log: TimedLog
  private isWindowOpen = false

  constructor(
    workloads: number,
    buckets: number,
    times: LevelTimes,
    recovery: Recovery,
    leastReady: LeastReady,
  ) {
    const rows = workloads + 1
    const column = (): Float64Array => new Float64Array(rows)
    const bucketColumn = (): Float64Array => new Float64Array(rows * buckets)
    this.rows = rows
    this.times = times
    this.recovery = recovery
    this.leastReady = leastReady
    this.runningCount = column()
    this.readyCount = column()
    this.unreadyCount = column()
    this.inBackoffCount = column()
    this.terminatingCount = column()
    this.pendingCount = column()
    this.desiredCount = column()
    this.counts = [
      this.runningCount,
      this.readyCount,
      this.unreadyCount,
      this.inBackoffCount,
      this.terminatingCount,
      this.pendingCount,
      this.desiredCount,
    ]
    this.runningUs = column()
    this.unreadyUs = column()
    this.inBackoffUs = column()
    this.zeroReadyUs = column()
    this.availableUs = column()
    this.desiredUs = column()
    this.inBackoffPeak = column()
    this.bucketRunning = bucketColumn()
    this.bucketReady = bucketColumn()
    this.bucketUnready = bucketColumn()
    this.bucketInBackoff = bucketColumn()
    this.bucketTerminating = bucketColumn()
    this.bucketPending = bucketColumn()
    this.sinceUs = column()
    this.log = new TimedLog(2 * levelCount * rows)
    this.boundaryUs = this.nextBoundaryUs()
  }

  /** One more or one less. */
  change(level: number, workload: number, isMore: boolean, nowUs: number): void {
    if (this.isWindowOpen) this.log.add(nowUs, 2 * (workload * levelCount + level) + (isMore ? 1 : 0))
    else this.changeBy(level, workload, isMore ? 1 : -1, nowUs)
  }

  /** As many more or less; not within a window. */
  changeBy(level: number, workload: number, change: number, nowUs: number): void {
    const all = this.rows - 1
    if (nowUs >= this.boundaryUs) this.passBoundaries(nowUs)
    if (level === Level.HungInstances) {
      this.recovery.ended(nowUs)
      return
    }
    this.advance(workload, nowUs)
    this.advance(all, nowUs)
    const column = this.counts[level]
    column[workload] += change
    column[all] += change
  }

  /** Changes that wait for the end of the window, and the longest window that they can wait for. */
  get waitingCount(): number {
    return this.log.length
  }

  get windowUsMax(): number {
    return this.log.spanUsMax
  }

  /** From now on changes come in any order of time, and wait. */
  beginWindow(nowUs: number): void {
    this.isWindowOpen = true
    this.log.begin(nowUs)
  }

  /** All changes before `endUs` have come, and count. Those after it wait on: the next window must begin then. */
  endWindow(endUs: number): void {
    this.isWindowOpen = false
    this.log.drain(endUs, (timeUs, code) => {
      const counted = code >> 1
      const level = counted % levelCount
      this.changeBy(level, (counted - level) / levelCount, (code & 1) === 1 ? 1 : -1, timeUs)
    })
  }

  /** The run is over: integrates, and keeps the levels as those of the end of the last bucket. */
  finish(): void {
    const { durationUs } = this.times
    this.passBoundaries(durationUs)
    for (let row = 0; row < this.rows; row++) this.advance(row, durationUs)
    this.keepBucket(this.bucketsEnded)
  }

  /** Every end of a bucket and of the warm-up up to now, but for that of the last bucket. */
  private passBoundaries(nowUs: number): void {
    while (this.boundaryUs <= nowUs && this.boundaryUs < this.times.durationUs) {
      for (let row = 0; row < this.rows; row++) this.advance(row, this.boundaryUs)
      if (this.boundaryUs === this.bucketEndUs()) this.keepBucket(this.bucketsEnded++)
      if (this.boundaryUs === this.times.warmUpUs) this.clearIntegrals()
      this.boundaryUs = this.nextBoundaryUs()
    }
  }

  /** The first after the present one. */
  private nextBoundaryUs(): number {
    const { warmUpUs } = this.times
    const isAhead = warmUpUs > this.boundaryUs
    return isAhead ? Math.min(warmUpUs, this.bucketEndUs()) : this.bucketEndUs()
  }

  private bucketEndUs(): number {
    return (this.bucketsEnded + 1) * this.times.intervalUs
  }

  private keepBucket(bucket: number): void {
    const at = bucket * this.rows
    this.bucketRunning.set(this.runningCount, at)
    this.bucketReady.set(this.readyCount, at)
    this.bucketUnready.set(this.unreadyCount, at)
    this.bucketInBackoff.set(this.inBackoffCount, at)
    this.bucketTerminating.set(this.terminatingCount, at)
    this.bucketPending.set(this.pendingCount, at)
  }

  /** End of the warm-up: levels stay, integrals and peaks begin anew. */
  private clearIntegrals(): void {
    this.runningUs.fill(0)
    this.unreadyUs.fill(0)
    this.inBackoffUs.fill(0)
    this.zeroReadyUs.fill(0)
    this.availableUs.fill(0)
    this.desiredUs.fill(0)
    this.inBackoffPeak.fill(0)
  }

  private advance(row: number, nowUs: number): void {
    const fromUs = this.sinceUs[row]
    const spanUs = nowUs - fromUs
    if (spanUs === 0) return
    this.sinceUs[row] = nowUs
    this.runningUs[row] += this.runningCount[row] * spanUs
    this.unreadyUs[row] += this.unreadyCount[row] * spanUs
    const inBackoff = this.inBackoffCount[row]
    this.inBackoffUs[row] += inBackoff * spanUs
    if (inBackoff > this.inBackoffPeak[row]) this.inBackoffPeak[row] = inBackoff
    const ready = this.readyCount[row]
    this.recovery.wereReady(row, ready, fromUs, nowUs)
    this.leastReady.wereReady(row, ready, fromUs, nowUs)
    const desired = this.desiredCount[row]
    if (desired <= 0) return
    this.desiredUs[row] += spanUs
    this.availableUs[row] += (ready / desired) * spanUs
    if (ready === 0) this.zeroReadyUs[row] += spanUs
  }
}
