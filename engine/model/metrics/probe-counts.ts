/**
 * Probe runs per bucket and owner (a workload, a node), counted where they begin. The table holds steps: a bucket's count
 * is the sum of the steps up to it, so that a quiet worker's ticks over many buckets cost a few additions.
 */
export class ProbeCounts {
  readonly owners: number
  readonly buckets: number
  private readonly intervalUs: number
  /** By owner, then bucket, one more than there are: what a count touches lies side by side. */
  private readonly steps: Float64Array

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
    } else if (isMultiple(intervalUs, spanUs)) this.addEven(owner, firstUs, lastUs, spanUs)
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
    const { intervalUs, steps } = this
    const firstBucket = Math.floor(firstUs / intervalUs)
    const lastBucket = Math.floor(lastUs / intervalUs)
    const row = owner * (this.buckets + 1)
    const full = intervalUs / spanUs
    const head = runsBefore((firstBucket + 1) * intervalUs, firstUs, spanUs)
    const tail = Math.floor((lastUs - lastBucket * intervalUs) / spanUs) + 1
    steps[row + firstBucket] += head
    steps[row + firstBucket + 1] += full - head
    steps[row + lastBucket] += tail - full
    steps[row + lastBucket + 1] -= tail
  }

  /** So many runs that began in this bucket. */
  add(owner: number, bucket: number, count: number): void {
    const at = owner * (this.buckets + 1) + bucket
    this.steps[at] += count
    this.steps[at + 1] -= count
  }

  /** Counts of an owner by bucket. The run must be over. */
  countsOf(owner: number): Float64Array {
    const row = owner * (this.buckets + 1)
    const counts = this.steps.slice(row, row + this.buckets)
    for (let bucket = 1; bucket < this.buckets; bucket++) counts[bucket] += counts[bucket - 1]
    return counts
  }

  /** The largest count of an owner in a bucket from this one on, 0 if there is none. The run must be over. */
  peakOf(owner: number, firstBucket: number): number {
    const { steps, buckets } = this
    const row = owner * (buckets + 1)
    let count = 0
    let peak = 0
    for (let bucket = 0; bucket < buckets; bucket++) {
      count += steps[row + bucket]
      if (bucket >= firstBucket && count > peak) peak = count
    }
    return peak
  }

  /** Counts of all owners by bucket, then owner. The run must be over. */
  countsByBucket(): Float64Array {
    const { owners, buckets } = this
    const all = new Float64Array(buckets * owners)
    for (let owner = 0; owner < owners; owner++) {
      const counts = this.countsOf(owner)
      for (let bucket = 0; bucket < buckets; bucket++) all[bucket * owners + owner] = counts[bucket]
    }
    return all
  }
}

/** Of whole numbers. The remainder of doubles is a call of the C library: slow where a quiet worker comes by. */
function isMultiple(of: number, by: number): boolean {
  return Math.floor(of / by) * by === of
}

/** How many of `firstUs + k * spanUs`, k >= 0, lie before that time. */
function runsBefore(timeUs: number, firstUs: number, spanUs: number): number {
  return Math.max(0, Math.ceil((timeUs - firstUs) / spanUs))
}
