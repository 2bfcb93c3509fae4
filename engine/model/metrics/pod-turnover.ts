/** Pods that come and that are taken off their nodes, by workload. */
export class PodTurnover {
  /** By bucket, then workload: `bucket * workloads + workload`. */
  readonly bucketCreated: Float64Array
  /** After the warm-up. */
  readonly evictions: Float64Array
  private readonly workloads: number
  private readonly sizes: { readonly intervalUs: number; readonly warmUpUs: number }

  constructor(sizes: PodTurnover['sizes'] & { readonly workloads: number; readonly buckets: number }) {
    this.sizes = sizes
    this.workloads = sizes.workloads
    this.bucketCreated = new Float64Array(sizes.buckets * sizes.workloads)
    this.evictions = new Float64Array(sizes.workloads)
  }

  created(workload: number, timeUs: number): void {
    this.bucketCreated[Math.floor(timeUs / this.sizes.intervalUs) * this.workloads + workload]++
  }

  evicted(workload: number, timeUs: number): void {
    if (timeUs >= this.sizes.warmUpUs) this.evictions[workload]++
  }
}
