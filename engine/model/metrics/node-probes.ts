/**
 * Probe runs by node: how many, by bucket, and what they cost (H7, H9). Probes that cost the same form a class, so what a
 * run adds is one number; sockets and CPU are worked out when somebody reads them.
 */
import { ProbeCounts } from './probe-counts.ts'

/** What one run of a probe costs its node. */
export type ProbeCost = {
  /** httpGet, tcpSocket and grpc make a connection each; exec makes none (H2, H4 to H6). */
  readonly opensSocket: boolean
  readonly cpuUs: number
}

/** H7: a connection's socket stays so long after the probe. Kubernetes before 1.25.10 and 1.26.5 left it for 60 s. */
const socketLingerSeconds = 1

export class NodeProbes {
  private readonly costs: readonly ProbeCost[]
  private readonly nodes: number
  private readonly intervalUs: number
  /** Runs after the warm-up, by node, then class. */
  private readonly totals: Float64Array
  private readonly inBuckets: ProbeCounts
  /** Runs that open a socket: the same table if all do. */
  private readonly socketsInBuckets: ProbeCounts | undefined

  constructor(nodes: number, buckets: number, intervalUs: number, costs: readonly ProbeCost[]) {
    this.costs = costs
    this.nodes = nodes
    this.intervalUs = intervalUs
    this.totals = new Float64Array(nodes * costs.length)
    this.inBuckets = new ProbeCounts(nodes, buckets, intervalUs)
    const isMixed = costs.some(({ opensSocket }) => opensSocket) && !this.allOpenSockets
    this.socketsInBuckets = isMixed ? new ProbeCounts(nodes, buckets, intervalUs) : undefined
  }

  private get allOpenSockets(): boolean {
    return this.costs.every(({ opensSocket }) => opensSocket)
  }

  /** Runs that began in this bucket, by node, then class. */
  addAll(runs: Int32Array, bucket: number, isCounted: boolean): void {
    const width = this.costs.length
    for (let at = 0; at < runs.length; at++) {
      const node = Math.floor(at / width)
      this.inBuckets.add(node, bucket, runs[at])
      if (this.socketsInBuckets !== undefined && this.costs[at - node * width].opensSocket)
        this.socketsInBuckets.add(node, bucket, runs[at])
      if (isCounted) this.totals[at] += runs[at]
    }
  }

  /** Runs of a class that began at `firstUs + k * spanUs`, k < count; the last `counted` of them after the warm-up. */
  addGrid(
    node: number,
    costClass: number,
    firstUs: number,
    spanUs: number,
    count: number,
    counted: number,
  ): void {
    this.inBuckets.addGrid(node, firstUs, spanUs, count)
    if (this.socketsInBuckets !== undefined && this.costs[costClass].opensSocket)
      this.socketsInBuckets.addGrid(node, firstUs, spanUs, count)
    this.totals[node * this.costs.length + costClass] += counted
  }

  /** Runs after the warm-up, by node. */
  totalByNode(): Float64Array {
    return this.sumByNode(() => 1)
  }

  /** H9: CPU seconds that runs after the warm-up cost, by node. */
  cpuSecondsByNode(): Float64Array {
    return this.sumByNode(({ cpuUs }) => cpuUs).map((us) => us / 1e6)
  }

  /** The most runs per second of a bucket from this one on, by node. */
  peakByNode(firstBucket: number): Float64Array {
    return this.peaksOf(this.inBuckets, firstBucket)
  }

  /** H7: sockets that linger, at the peak: the most of those runs that open one, times how long it stays. */
  socketPeakByNode(firstBucket: number): Float64Array {
    const counts = this.allOpenSockets ? this.inBuckets : this.socketsInBuckets
    if (counts === undefined) return new Float64Array(this.nodes)
    return this.peaksOf(counts, firstBucket).map((perSecond) => perSecond * socketLingerSeconds)
  }

  private sumByNode(weight: (cost: ProbeCost) => number): Float64Array {
    const weights = this.costs.map(weight)
    return Float64Array.from({ length: this.nodes }, (_, node) =>
      weights.reduce((sum, each, cost) => sum + each * this.totals[node * weights.length + cost], 0),
    )
  }

  private peaksOf(counts: ProbeCounts, firstBucket: number): Float64Array {
    return Float64Array.from(
      { length: this.nodes },
      (_, node) => (counts.peakOf(node, firstBucket) * 1e6) / this.intervalUs,
    )
  }
}
