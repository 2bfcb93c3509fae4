/**
 * Writes of kubelets to the API, and events of the scheduler: per bucket and workload, per workload after the warm-up, and statuses per
 * node. What is a write: see A1 and Z30.
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
  /** Deletions by kubelets of pods that have ended: per bucket, and after the warm-up. */
  readonly bucketDeletions: Float64Array
  deletions = 0
  /** Events of the scheduler: per bucket, and after the warm-up. */
  readonly bucketSchedulerEvents: Float64Array
  schedulerEvents = 0
  /** Bindings, statuses and deletions of the scheduler, per bucket. */
  readonly bucketSchedulerCalls: Float64Array
  /** Statuses and events that waited for their client's limit, after the warm-up: how many, how long in all, and at most. */
  readonly statusDelay = new Delays()
  readonly eventDelay = new Delays()

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
    this.bucketDeletions = new Float64Array(buckets)
    this.bucketSchedulerEvents = new Float64Array(buckets)
    this.bucketSchedulerCalls = new Float64Array(buckets)
  }

  /** An event was sent, as a new one or as a higher count of one. */
  eventSent(workload: number, timeUs: number, waitedUs: number): void {
    this.bucketEvents[Math.floor(timeUs / this.intervalUs) * this.workloads + workload]++
    if (timeUs >= this.warmUpUs) {
      this.events[workload]++
      this.eventDelay.add(waitedUs)
    }
    this.written(workload, timeUs)
  }

  /** The scheduler, whose events have a client of their own (D1), tells of a pod: that it has bound it, or could not. */
  schedulerTold(workload: number, timeUs: number): void {
    const bucket = Math.floor(timeUs / this.intervalUs)
    const counts = timeUs >= this.warmUpUs ? 1 : 0
    this.eventSent(workload, timeUs, 0)
    this.bucketSchedulerEvents[bucket]++
    this.schedulerEvents += counts
  }

  /** The scheduler calls the API, at a time that may lie behind the end of the run. */
  schedulerCalled(timeUs: number): void {
    const bucket = Math.floor(timeUs / this.intervalUs)
    if (bucket < this.bucketSchedulerCalls.length) this.bucketSchedulerCalls[bucket]++
  }

  /** An event was held back by the spam filter, or found the queue full. */
  eventDropped(workload: number, timeUs: number): void {
    if (timeUs >= this.warmUpUs) this.eventsDropped[workload]++
  }

  statusWritten(workload: number, node: number, timeUs: number, waitedUs: number): void {
    if (timeUs >= this.warmUpUs) {
      this.nodeStatusWrites[node]++
      this.statusDelay.add(waitedUs)
    }
    this.written(workload, timeUs)
  }

  /** The kubelet deletes a pod that has ended. */
  podDeleted(workload: number, timeUs: number): void {
    this.bucketDeletions[Math.floor(timeUs / this.intervalUs)]++
    if (timeUs >= this.warmUpUs) this.deletions++
    this.written(workload, timeUs)
  }

  private written(workload: number, timeUs: number): void {
    this.bucketWrites[Math.floor(timeUs / this.intervalUs) * this.workloads + workload]++
    if (timeUs >= this.warmUpUs) this.writes[workload]++
  }
}

class Delays {
  count = 0
  sumUs = 0.5
  mostUs = 0.5

  constructor() {
    // As a double from the start: see `anyTimeUs` in `build-state.ts`.
    this.sumUs = 0
    this.mostUs = 0
  }

  add(waitedUs: number): void {
    if (waitedUs <= 0) return
    this.count++
    this.sumUs += waitedUs
    if (waitedUs > this.mostUs) this.mostUs = waitedUs
  }
}
