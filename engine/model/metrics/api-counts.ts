/** Kubernetes events: per bucket and workload, and per workload after the warm-up. */
export class ApiCounts {
  /** Events that passed the spam filter, by bucket, then workload: `bucket * workloads + workload`. */
  readonly bucketEvents: Float64Array
  /** By workload, after the warm-up. */
  readonly eventsEmitted: Float64Array
  readonly eventsDropped: Float64Array

  private readonly workloads: number
  private readonly intervalUs: number
  private readonly warmUpUs: number

  constructor(workloads: number, buckets: number, intervalUs: number, warmUpUs: number) {
    this.workloads = workloads
    this.intervalUs = intervalUs
    this.warmUpUs = warmUpUs
    this.bucketEvents = new Float64Array(buckets * workloads)
    this.eventsEmitted = new Float64Array(workloads)
    this.eventsDropped = new Float64Array(workloads)
  }

  eventEmitted(workload: number, timeUs: number): void {
    this.bucketEvents[Math.floor(timeUs / this.intervalUs) * this.workloads + workload]++
    if (timeUs >= this.warmUpUs) this.eventsEmitted[workload]++
  }

  eventDropped(workload: number, timeUs: number): void {
    if (timeUs >= this.warmUpUs) this.eventsDropped[workload]++
  }
}
