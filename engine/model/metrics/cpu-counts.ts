/**
 * CPU time that containers take, per bucket and workload. Shares are whole millionths of a core here, so that sums are exact and their changes may
 * come in any order. No rows where nobody contends for processors.
 */
import { ExactSums } from '../../kernel/exact-sums.ts'

/** A millionth of a core for a microsecond. */
const perCpuSecond = 1e12

export class CpuCounts {
  /** By workload: what its containers take now. */
  readonly microcores: Float64Array
  /** By bucket, then workload: what changes of shares add up to within the bucket, and by how much the share at its end is another. */
  private readonly withinBucket: ExactSums
  private readonly changeInBucket: Float64Array
  private readonly workloads: number
  private readonly intervalUs: number
  private readonly durationUs: number

  constructor(
    workloads: number,
    {
      buckets,
      intervalUs,
      durationUs,
    }: { readonly buckets: number; readonly intervalUs: number; readonly durationUs: number },
  ) {
    this.workloads = workloads
    this.intervalUs = intervalUs
    this.durationUs = durationUs
    this.microcores = new Float64Array(workloads)
    this.withinBucket = new ExactSums(buckets * workloads)
    this.changeInBucket = new Float64Array(buckets * workloads)
  }

  /** A container of the workload takes so much more from then on, or less. */
  change(workload: number, microcores: number, timeUs: number): void {
    const bucket = Math.floor(timeUs / this.intervalUs)
    const row = bucket * this.workloads + workload
    const endUs = Math.min((bucket + 1) * this.intervalUs, this.durationUs)
    this.microcores[workload] += microcores
    this.withinBucket.add(row, microcores, endUs - timeUs)
    this.changeInBucket[row] += microcores
  }

  /** CPU seconds, by bucket, then workload. */
  secondsByBucket(): Float64Array {
    const { workloads, intervalUs, durationUs } = this
    const rows = this.changeInBucket.length
    const level = new Float64Array(workloads)
    const seconds = new Float64Array(rows)
    for (let row = 0; row < rows; row++) {
      const workload = row % workloads
      const beginUs = ((row - workload) / workloads) * intervalUs
      const lengthUs = Math.min(beginUs + intervalUs, durationUs) - beginUs
      seconds[row] = (level[workload] * lengthUs + this.withinBucket.of(row)) / perCpuSecond
      level[workload] += this.changeInBucket[row]
    }
    return seconds
  }
}
