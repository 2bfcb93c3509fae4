/**
 * A level of which only bucket ends and the integral count: both are sums over its changes, which may come in any order of time.
 * Per workload, and last, once the run is over, for all of them.
 */
import { usPerSecond } from '../../kernel/time.ts'

export type LevelTimes = {
  readonly durationUs: number
  readonly intervalUs: number
  readonly warmUpUs: number
}

export class SummedLevel {
  /** After all changes so far. */
  readonly count: Float64Array
  /** Levels at bucket ends, by bucket, then row, once the run is over; until then what changed in the bucket. */
  readonly atBucketEnds: Float64Array
  /** Sums, over the changes, of the time from each (or the end of the warm-up) to the end of the run: whole seconds, and the rest. */
  private readonly seconds: Float64Array
  private readonly restUs: Float64Array
  private readonly times: LevelTimes
  private readonly lastBucket: number

  constructor(workloads: number, buckets: number, times: LevelTimes) {
    const rows = workloads + 1
    this.times = times
    this.lastBucket = buckets - 1
    this.count = new Float64Array(rows)
    this.atBucketEnds = new Float64Array(rows * buckets)
    this.seconds = new Float64Array(rows)
    this.restUs = new Float64Array(rows)
  }

  /** As many more or less from then on. What changes at a bucket's end belongs to the next one. */
  change(workload: number, change: number, timeUs: number): void {
    const { durationUs, intervalUs, warmUpUs } = this.times
    const bucket = Math.min(this.lastBucket, Math.floor(timeUs / intervalUs))
    const leftUs = durationUs - Math.max(timeUs, warmUpUs)
    const seconds = Math.floor(leftUs / usPerSecond)
    this.count[workload] += change
    this.atBucketEnds[bucket * this.count.length + workload] += change
    this.seconds[workload] += change * seconds
    this.restUs[workload] += change * (leftUs - seconds * usPerSecond)
  }

  /** Integral since the warm-up, in count x microseconds. */
  integralUs(row: number): number {
    return this.seconds[row] * usPerSecond + this.restUs[row]
  }

  /** The run is over. Whole numbers, whose sum over the workloads does not depend on their order. */
  finish(): void {
    const { atBucketEnds, count, seconds, restUs } = this
    for (const column of [count, seconds, restUs]) addUp(column, 0, count.length)
    for (let begin = 0; begin < atBucketEnds.length; begin += count.length)
      addUp(atBucketEnds, begin, count.length)
    for (let at = count.length; at < atBucketEnds.length; at++)
      atBucketEnds[at] += atBucketEnds[at - count.length]
  }
}

/** The last of these rows becomes the sum of the others. */
function addUp(column: Float64Array, begin: number, rows: number): void {
  const all = begin + rows - 1
  column[all] = 0
  for (let row = begin; row < all; row++) column[all] += column[row]
}
