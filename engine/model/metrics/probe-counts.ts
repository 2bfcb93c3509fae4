/**
 * Probe runs per bucket and owner (a workload, a node), counted where they begin. The table holds steps: a bucket's count
 * is the sum of the steps up to it, so that a quiet worker's ticks over many buckets cost a few additions.
 */
export class ProbeCounts {
  readonly owners: number
  readonly buckets: number
  private readonly intervalUs: number
  /** By bucket, then owner; one bucket more than there are. */
  private readonly steps: Float64Array
  private isSummed = false

  constructor(owners: number, buckets: number, intervalUs: number) {
    this.owners = owners
    this.buckets = buckets
    this.intervalUs = intervalUs
    this.steps = new Float64Array((buckets + 1) * owners)
  }

  /** One run that began then. */
  addOne(owner: number, timeUs: number): void {
    this.add(owner, Math.floor(timeUs / this.intervalUs), 1)
  }

  /** Runs that began at `firstUs + k * spanUs`, k < count. */
  addGrid(owner: number, firstUs: number, spanUs: number, count: number): void {
    const { intervalUs } = this
    const lastUs = firstUs + (count - 1) * spanUs
    const firstBucket = Math.floor(firstUs / intervalUs)
    const lastBucket = Math.floor(lastUs / intervalUs)
    if (lastBucket === firstBucket) this.add(owner, firstBucket, count)
    else if (count <= lastBucket - firstBucket) {
      for (let run = 0; run < count; run++) this.addOne(owner, firstUs + run * spanUs)
    } else if (intervalUs % spanUs === 0) this.addEven(owner, firstUs, lastUs, spanUs)
    else {
      let before = 0
      for (let bucket = firstBucket; bucket < lastBucket; bucket++) {
        const until = runsBefore((bucket + 1) * intervalUs, firstUs, spanUs)
        this.add(owner, bucket, until - before)
        before = until
      }
      this.add(owner, lastBucket, count - before)
    }
  }

  /** A period that divides the bucket: every bucket between the first and the last holds the same number. */
  private addEven(owner: number, firstUs: number, lastUs: number, spanUs: number): void {
    const { intervalUs, owners, steps } = this
    const firstBucket = Math.floor(firstUs / intervalUs)
    const lastBucket = Math.floor(lastUs / intervalUs)
    const full = intervalUs / spanUs
    const head = runsBefore((firstBucket + 1) * intervalUs, firstUs, spanUs)
    const tail = Math.floor((lastUs - lastBucket * intervalUs) / spanUs) + 1
    steps[firstBucket * owners + owner] += head
    steps[(firstBucket + 1) * owners + owner] += full - head
    steps[lastBucket * owners + owner] += tail - full
    steps[(lastBucket + 1) * owners + owner] -= tail
  }

  private add(owner: number, bucket: number, count: number): void {
    const at = bucket * this.owners + owner
    this.steps[at] += count
    this.steps[at + this.owners] -= count
  }

  /** Counts by bucket, then owner. They take the place of the steps: the run must be over. */
  get counts(): Float64Array {
    const { steps, owners } = this
    for (let at = owners; at < steps.length && !this.isSummed; at++) steps[at] += steps[at - owners]
    this.isSummed = true
    return steps.subarray(0, this.buckets * owners)
  }
}

/** How many of `firstUs + k * spanUs`, k >= 0, lie before that time. */
function runsBefore(timeUs: number, firstUs: number, spanUs: number): number {
  return Math.max(0, Math.ceil((timeUs - firstUs) / spanUs))
}
