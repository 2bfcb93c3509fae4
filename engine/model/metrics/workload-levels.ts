/**
 * Levels held through time, per workload, with what the summary integrates. Row `rows - 1` is the sum over workloads,
 * for the levels whose sum means something; zero-ready time is summed by the reader.
 */
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
  /** Largest level since the warm-up. */
  readonly inBackoffPeak: Float64Array

  /** Levels at bucket ends, by bucket, then row. */
  readonly bucketRunning: Float64Array
  readonly bucketReady: Float64Array
  readonly bucketUnready: Float64Array
  readonly bucketInBackoff: Float64Array
  readonly bucketTerminating: Float64Array
  readonly bucketPending: Float64Array

  private readonly sinceUs: Float64Array

  constructor(workloads: number, buckets: number) {
    const rows = workloads + 1
    const column = (): Float64Array => new Float64Array(rows)
    const bucketColumn = (): Float64Array => new Float64Array(rows * buckets)
    this.rows = rows
    this.runningCount = column()
    this.readyCount = column()
    this.unreadyCount = column()
    this.inBackoffCount = column()
    this.terminatingCount = column()
    this.pendingCount = column()
    this.desiredCount = column()
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
  }

  running(workload: number, change: number, nowUs: number): void {
    this.change(this.runningCount, workload, change, nowUs)
  }

  ready(workload: number, change: number, nowUs: number): void {
    this.change(this.readyCount, workload, change, nowUs)
  }

  unready(workload: number, change: number, nowUs: number): void {
    this.change(this.unreadyCount, workload, change, nowUs)
  }

  inBackoff(workload: number, change: number, nowUs: number): void {
    this.change(this.inBackoffCount, workload, change, nowUs)
    this.notePeak(workload)
    this.notePeak(this.rows - 1)
  }

  terminating(workload: number, change: number, nowUs: number): void {
    this.change(this.terminatingCount, workload, change, nowUs)
  }

  pending(workload: number, change: number, nowUs: number): void {
    this.change(this.pendingCount, workload, change, nowUs)
  }

  desired(workload: number, change: number, nowUs: number): void {
    this.change(this.desiredCount, workload, change, nowUs)
  }

  /** Keeps the levels of now as those of the end of the bucket. */
  keepBucket(bucket: number, nowUs: number): void {
    const at = bucket * this.rows
    for (let row = 0; row < this.rows; row++) this.advance(row, nowUs)
    this.bucketRunning.set(this.runningCount, at)
    this.bucketReady.set(this.readyCount, at)
    this.bucketUnready.set(this.unreadyCount, at)
    this.bucketInBackoff.set(this.inBackoffCount, at)
    this.bucketTerminating.set(this.terminatingCount, at)
    this.bucketPending.set(this.pendingCount, at)
  }

  /** End of the warm-up: levels stay, integrals and peaks begin anew. */
  clearIntegrals(nowUs: number): void {
    for (let row = 0; row < this.rows; row++) {
      this.advance(row, nowUs)
      this.runningUs[row] = 0
      this.unreadyUs[row] = 0
      this.inBackoffUs[row] = 0
      this.zeroReadyUs[row] = 0
      this.availableUs[row] = 0
      this.desiredUs[row] = 0
      this.inBackoffPeak[row] = this.inBackoffCount[row]
    }
  }

  /** Integrates up to now. */
  advanceAll(nowUs: number): void {
    for (let row = 0; row < this.rows; row++) this.advance(row, nowUs)
  }

  private change(column: Float64Array, workload: number, change: number, nowUs: number): void {
    const all = this.rows - 1
    this.advance(workload, nowUs)
    this.advance(all, nowUs)
    column[workload] += change
    column[all] += change
  }

  private notePeak(row: number): void {
    if (this.inBackoffCount[row] > this.inBackoffPeak[row]) this.inBackoffPeak[row] = this.inBackoffCount[row]
  }

  private advance(row: number, nowUs: number): void {
    const spanUs = nowUs - this.sinceUs[row]
    if (spanUs === 0) return
    this.sinceUs[row] = nowUs
    this.runningUs[row] += this.runningCount[row] * spanUs
    this.unreadyUs[row] += this.unreadyCount[row] * spanUs
    this.inBackoffUs[row] += this.inBackoffCount[row] * spanUs
    const desired = this.desiredCount[row]
    if (desired <= 0) return
    this.desiredUs[row] += spanUs
    this.availableUs[row] += (this.readyCount[row] / desired) * spanUs
    if (this.readyCount[row] === 0) this.zeroReadyUs[row] += spanUs
  }
}
