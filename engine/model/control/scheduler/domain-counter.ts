/** Pods of some workloads, counted by domain as they come and go. */
import type { Topology } from './topology.ts'

export class DomainCounter {
  readonly topology: Topology
  readonly counts: Int32Array
  /** Spreading does not count pods that are being deleted; affinity does, until they have ended. */
  readonly countsDeleting: boolean
  /** Only nodes that the one who asks may go to; undefined = every node. */
  private readonly matching: Uint8Array | undefined

  constructor(topology: Topology, countsDeleting: boolean, matching: Uint8Array | undefined) {
    this.topology = topology
    this.counts = new Int32Array(topology.domains)
    this.countsDeleting = countsDeleting
    this.matching = matching
  }

  add(node: number, by: number): void {
    const domain = this.topology.domain[node]
    if (domain < 0 || this.matching?.[node] === 0) return
    this.counts[domain] += by
  }

  /** Pods in the domain of a node; 0 if it is in none. */
  near(node: number): number {
    const domain = this.topology.domain[node]
    return domain < 0 ? 0 : this.counts[domain]
  }
}
