/**
 * Sums over the cohorts of a load, in amounts: targets where all that are known get the same, or shares of all requests where connections are kept. A cohort
 * that changes is taken out of the sums and put in anew.
 */
import type { Cohort } from './cohort.ts'

/** What a cohort is in the sums with. */
export type Summed = {
  got: number
  late: number
  lateInPause: number
  inTimeUs: number
  isNear: boolean
}

export class CohortSums {
  /** By workload: amounts that get requests, and of these what comes too late. */
  readonly got: Float64Array
  readonly late: Float64Array
  /** Amounts that come too late to pods which stand still: callers wait for these as long, though they are counted when the pause is over. */
  lateInPause = 0
  /** Amounts times the mean response of those that answer in time. */
  inTimeUs = 0
  /** Cohorts of which about as much is asked as they can do. */
  nearCount = 0
  /** Cohorts that answer too late, by workload, or in a pause, and that answer in time: differences leave a rest, and the sum of none is 0. */
  private readonly lateCount: Int32Array
  private lateInPauseCount = 0
  private inTimeCount = 0

  constructor(workloads: number) {
    this.got = new Float64Array(workloads)
    this.late = new Float64Array(workloads)
    this.lateCount = new Int32Array(workloads)
  }

  /** @param got its amount. @param timeoutUs of clients. */
  set(cohort: Cohort, got: number, timeoutUs: number): void {
    const { level, pace, summed } = cohort
    const { lateShare, meanUs } = level!
    const inTime = got * (1 - lateShare)
    this.remove(cohort)
    summed.got = got
    // What comes in a pause is late, or in time, when that is over.
    summed.late = pace.isPaused ? 0 : got * lateShare
    summed.lateInPause = pace.isPaused ? got * lateShare : 0
    summed.inTimeUs = inTime > 0 ? inTime * Math.min(meanUs, timeoutUs) : 0
    summed.isNear = cohort.isNearSaturation
    this.count(cohort, 1)
  }

  remove(cohort: Cohort): void {
    const { summed } = cohort
    this.count(cohort, -1)
    summed.got = 0
    summed.late = 0
    summed.lateInPause = 0
    summed.inTimeUs = 0
    summed.isNear = false
  }

  /** Takes all out. */
  clear(cohorts: Iterable<Cohort>): void {
    for (const cohort of cohorts) this.remove(cohort)
    this.got.fill(0)
  }

  private count({ workload, summed }: Cohort, by: number): void {
    const { got, late, lateInPause, inTimeUs, isNear } = summed
    if (isNear) this.nearCount += by
    this.got[workload] += by * got
    if (late > 0) {
      this.late[workload] += by * late
      this.lateCount[workload] += by
      if (this.lateCount[workload] === 0) this.late[workload] = 0
    }
    if (lateInPause > 0) {
      this.lateInPause += by * lateInPause
      this.lateInPauseCount += by
      if (this.lateInPauseCount === 0) this.lateInPause = 0
    }
    if (inTimeUs > 0) {
      this.inTimeUs += by * inTimeUs
      this.inTimeCount += by
      if (this.inTimeCount === 0) this.inTimeUs = 0
    }
  }
}
