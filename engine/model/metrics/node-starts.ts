/** Container starts by node and bucket: how many come at once, where contention would show. */

/** Starts within this time are at once. */
const burstUs = 10_000_000

export type StartBurst = {
  /** The most starts within the span, and over how long that is. */
  readonly starts: number
  readonly spanUs: number
}

export class NodeStarts {
  private readonly buckets: number
  private readonly intervalUs: number
  /** By node, then bucket. */
  private readonly counts: Float32Array

  constructor(nodes: number, buckets: number, intervalUs: number) {
    this.buckets = buckets
    this.intervalUs = intervalUs
    this.counts = new Float32Array(nodes * buckets)
  }

  add(node: number, timeUs: number): void {
    this.counts[node * this.buckets + Math.floor(timeUs / this.intervalUs)]++
  }

  /** The most starts on a node within 10 s, or within a bucket where that is longer. */
  burstOf(node: number): StartBurst {
    const width = Math.max(1, Math.floor(burstUs / this.intervalUs))
    const first = node * this.buckets
    let sum = 0
    let most = 0
    for (let bucket = 0; bucket < this.buckets; bucket++) {
      sum += this.counts[first + bucket]
      if (bucket >= width) sum -= this.counts[first + bucket - width]
      if (sum > most) most = sum
    }
    return { starts: most, spanUs: width * this.intervalUs }
  }
}
