/**
 * Levels held through time, per workload, with what the summary integrates. Row `rows - 1` is the sum over workloads,
 * for the levels whose sum means something; zero-ready time is summed by the reader. Some are sums over their changes
 * (`summed-level.ts`); of the others the course counts: how low they were, how high, until when.
 *
 * Changes of a course come in order of time, or, within a window that is announced (`beginWindow`), in any order, and count when it
 * is over. Within one instant the order has no influence: a level counts once time has passed.
 *
 * Bucket ends and the end of the warm-up are no events: the first change at or after one finds the levels as
 * they were before anything happened at that time.
 */

import type { LeastReady } from './least-ready.ts'
import type { Recovery } from './recovery.ts'
import { RolloutLog } from './rollout-log.ts'
import { type LevelTimes, SummedLevel } from './summed-level.ts'
import { TimedLog } from './timed-log.ts'

/**
 * What is counted: first the levels that are sums over their changes, then those whose course counts. `HungInstances` is that of the
 * recovery: it has no column.
 */
export const Level = {
  Running: 0,
  Unready: 1,
  Terminating: 2,
  Pending: 3,
  Ready: 4,
  InBackoff: 5,
  Desired: 6,
  HungInstances: 7,
} as const
/** The sums, in the order of `Level`, by their columns of `timeseries.csv`. */
const summedColumns = ['running', 'unready', 'terminating', 'pending'] as const
type SummedColumn = (typeof summedColumns)[number]
export type LevelColumn = SummedColumn | 'ready' | 'in_backoff'

const firstCourse = Level.Ready
const courses = 4

export class WorkloadLevels {
  /** Workloads and, last, all of them. */
  readonly rows: number
  readonly summed: Readonly<Record<SummedColumn, SummedLevel>>

  readonly readyCount: Float64Array
  readonly inBackoffCount: Float64Array
  readonly desiredCount: Float64Array

  /** Integrals since the warm-up, in count x microseconds. */
  readonly inBackoffUs: Float64Array
  /** Time without a ready pod while some are desired. */
  readonly zeroReadyUs: Float64Array
  /** Integral of ready / desired, where pods beyond those that are desired do not count, and the time over which some were desired. */
  readonly availableUs: Float64Array
  readonly desiredUs: Float64Array
  /** Largest level that lasted, since the warm-up. */
  readonly inBackoffPeak: Float64Array

  /** Levels at bucket ends, once the run is over: by column, then bucket, then row. */
  readonly atBucketEnds: Readonly<Record<LevelColumn, Float64Array>>

  /** Ready pods of a workload, but no more than are desired; last, all of these. A surplus here makes up for no want there. */
  private readonly servedCount: Float64Array
  /** Integral of them while as many are desired as now: whole numbers, so that it does not matter how often it is added to. */
  private readonly servedUs: Float64Array
  private readonly times: LevelTimes
  private readonly recovery: Recovery
  private readonly leastReady: LeastReady
  readonly rollouts: RolloutLog
  /** By `Level`, and by `Level` from the first whose course counts. */
  private readonly sums: readonly SummedLevel[]
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
    this.rollouts = new RolloutLog(workloads)
    this.readyCount = column()
    this.inBackoffCount = column()
    this.desiredCount = column()
    const summed = {} as Record<SummedColumn, SummedLevel>
    const atBucketEnds = { ready: bucketColumn(), in_backoff: bucketColumn() } as Record<
      LevelColumn,
      Float64Array
    >
    for (const column of summedColumns) {
      summed[column] = new SummedLevel(workloads, buckets, times)
      atBucketEnds[column] = summed[column].atBucketEnds
    }
    this.summed = summed
    this.atBucketEnds = atBucketEnds
    this.sums = summedColumns.map((column) => summed[column])
    this.counts = [this.readyCount, this.inBackoffCount, this.desiredCount]
    this.inBackoffUs = column()
    this.zeroReadyUs = column()
    this.availableUs = column()
    this.servedCount = column()
    this.servedUs = column()
    this.desiredUs = column()
    this.inBackoffPeak = column()
    this.sinceUs = column()
    this.log = new TimedLog(2 * courses * rows)
    this.boundaryUs = this.nextBoundaryUs()
  }

  /** One more or one less. */
  change(level: number, workload: number, isMore: boolean, nowUs: number): void {
    if (level < firstCourse) this.sums[level].change(workload, isMore ? 1 : -1, nowUs)
    else if (this.isWindowOpen)
      this.log.add(nowUs, 2 * (workload * courses + level - firstCourse) + (isMore ? 1 : 0))
    else this.changeCourse(level, workload, isMore ? 1 : -1, nowUs)
  }

  /** So many more or less pods are desired; not within a window. */
  changeDesired(workload: number, change: number, nowUs: number): void {
    this.changeCourse(Level.Desired, workload, change, nowUs)
  }

  private changeCourse(level: number, workload: number, change: number, nowUs: number): void {
    const all = this.rows - 1
    if (nowUs >= this.boundaryUs) this.passBoundaries(nowUs)
    if (level === Level.HungInstances) {
      this.recovery.ended(nowUs)
      return
    }
    this.advance(workload, nowUs)
    this.advance(all, nowUs)
    if (level === Level.Desired) for (const row of [workload, all]) this.divideServed(row)
    const column = this.counts[level - firstCourse]
    column[workload] += change
    column[all] += change
    if (level === Level.Desired) this.recovery.wants(workload, this.desiredCount[workload])
    const served = Math.min(this.readyCount[workload], this.desiredCount[workload])
    this.servedCount[all] += served - this.servedCount[workload]
    this.servedCount[workload] = served
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
    const { log } = this
    while (log.takeBefore(endUs)) {
      const counted = log.code >> 1
      const course = counted % courses
      const change = (log.code & 1) === 1 ? 1 : -1
      this.changeCourse(firstCourse + course, (counted - course) / courses, change, log.timeUs)
    }
    log.end(endUs)
  }

  /** The run is over: integrates, and keeps the levels as those of the end of the last bucket. */
  finish(): void {
    const { durationUs } = this.times
    this.passBoundaries(durationUs)
    for (let row = 0; row < this.rows; row++) {
      this.advance(row, durationUs)
      this.divideServed(row)
    }
    this.keepBucket(this.bucketsEnded)
    for (const sum of this.sums) sum.finish()
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
    this.atBucketEnds.ready.set(this.readyCount, at)
    this.atBucketEnds.in_backoff.set(this.inBackoffCount, at)
  }

  /** End of the warm-up: levels stay, integrals and peaks begin anew. */
  private clearIntegrals(): void {
    this.inBackoffUs.fill(0)
    this.zeroReadyUs.fill(0)
    this.availableUs.fill(0)
    this.servedUs.fill(0)
    this.desiredUs.fill(0)
    this.inBackoffPeak.fill(0)
  }

  private advance(row: number, nowUs: number): void {
    const fromUs = this.sinceUs[row]
    const spanUs = nowUs - fromUs
    if (spanUs === 0) return
    this.sinceUs[row] = nowUs
    const inBackoff = this.inBackoffCount[row]
    this.inBackoffUs[row] += inBackoff * spanUs
    if (inBackoff > this.inBackoffPeak[row]) this.inBackoffPeak[row] = inBackoff
    const ready = this.readyCount[row]
    this.recovery.wereReady(row, ready, fromUs, nowUs)
    this.leastReady.wereReady(row, ready, fromUs, nowUs)
    this.rollouts.wereReady(row, ready, fromUs)
    const desired = this.desiredCount[row]
    if (desired <= 0) return
    this.desiredUs[row] += spanUs
    this.servedUs[row] += this.servedCount[row] * spanUs
    if (ready === 0) this.zeroReadyUs[row] += spanUs
  }

  /** What was ready so far, of what was desired, counts by what was desired. */
  private divideServed(row: number): void {
    if (this.desiredCount[row] > 0) this.availableUs[row] += this.servedUs[row] / this.desiredCount[row]
    this.servedUs[row] = 0
  }
}
