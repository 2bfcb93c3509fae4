/**
 * Writes of kubelets to the API: per bucket and workload, per workload after the warm-up, and statuses per node. What is a
 * write: see A1.
 */
export class ApiCounts {
  /** By bucket, then workload: `bucket * workloads + workload`. Writes are statuses, events and deletions. */
  readonly bucketEvents: Float64Array
  readonly bucketWrites: Float64Array
  /** By workload, after the warm-up. */
  readonly events: Float64Array
  readonly eventsDropped: Float64Array
  readonly writes: Float64Array
  /** By node, after the warm-up. */
  readonly nodeStatusWrites: Float64Array

  private readonly workloads: number
  private readonly intervalUs: number
  private readonly warmUpUs: number

  constructor(sizes: {
    readonly workloads: number
    readonly nodes: number
    readonly buckets: number
    readonly intervalUs: number
    readonly warmUpUs: number
  }) {
    const { workloads, nodes, buckets } = sizes
    this.workloads = workloads
    this.intervalUs = sizes.intervalUs
    this.warmUpUs = sizes.warmUpUs
    this.bucketEvents = new Float64Array(buckets * workloads)
    this.bucketWrites = new Float64Array(buckets * workloads)
    this.events = new Float64Array(workloads)
    this.eventsDropped = new Float64Array(workloads)
    this.writes = new Float64Array(workloads)
    this.nodeStatusWrites = new Float64Array(nodes)
  }

  /** An event was sent, as a new one or as a higher count of one. */
  eventSent(workload: number, timeUs: number): void {
    this.bucketEvents[Math.floor(timeUs / this.intervalUs) * this.workloads + workload]++
    if (timeUs >= this.warmUpUs) this.events[workload]++
    this.written(workload, timeUs)
  }

  /** An event was held back by the spam filter, or found the queue full. */
  eventDropped(workload: number, timeUs: number): void {
    if (timeUs >= this.warmUpUs) this.eventsDropped[workload]++
  }

  statusWritten(workload: number, node: number, timeUs: number): void {
    if (timeUs >= this.warmUpUs) this.nodeStatusWrites[node]++
    this.written(workload, timeUs)
  }

  /** The kubelet deletes a pod that has ended. */
  podDeleted(workload: number, timeUs: number): void {
    this.written(workload, timeUs)
  }

  private written(workload: number, timeUs: number): void {
    this.bucketWrites[Math.floor(timeUs / this.intervalUs) * this.workloads + workload]++
    if (timeUs >= this.warmUpUs) this.writes[workload]++
  }
}
