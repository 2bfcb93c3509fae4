/**
 * Nodes of a zone that wait for the taint `NoExecute`, and how fast they get it (N5, N6). A node that has had its turn is remembered, so that
 * it is not queued again before somebody removes it.
 * Source: kubernetes v1.36 pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { NodeId } from '../../ids.ts'
import { taintRateOf, ZoneState } from './zones.ts'

/** The queues are looked at this often. Source: as above, NodeEvictionPeriod. */
export const taintPassUs = usPerSecond / 10

export class TaintQueue {
  /** Nodes in the order in which they came. */
  private readonly waiting: NodeId[] = []
  /** Nodes that wait, or have had their turn. */
  private readonly known = new Set<NodeId>()
  /** From one token to the next; Infinity = there is none. */
  private spanUs = usPerSecond / taintRateOf(ZoneState.Initial, 0)
  /** When the one token is there. */
  private tokenUs = 0

  /** The node whose turn is next; -1 = none waits. */
  get head(): NodeId {
    return this.waiting.length > 0 ? this.waiting[0] : -1
  }

  /** When the next node can have its turn; Infinity = none waits, or none may. */
  get nextUs(): number {
    return this.waiting.length > 0 && this.spanUs < Infinity ? this.tokenUs : Infinity
  }

  add(node: NodeId): void {
    if (this.known.has(node)) return
    this.known.add(node)
    this.waiting.push(node)
  }

  /** The node may be queued again. */
  remove(node: NodeId): void {
    if (this.known.delete(node)) this.take(node)
  }

  /** Takes a token if there is one. */
  accepts(nowUs: number): boolean {
    if (nowUs < this.tokenUs || this.spanUs === Infinity) return false
    this.tokenUs = nowUs + this.spanUs
    return true
  }

  /** The node has had its turn. It may have been removed meanwhile, or queued anew. */
  take(node: NodeId): void {
    const at = this.waiting.indexOf(node)
    if (at >= 0) this.waiting.splice(at, 1)
  }

  /** Another rate holds from now on; who had to wait still has to. Source: as above, SwapLimiter. */
  setRate(perSecond: number, nowUs: number): void {
    const spanUs = usPerSecond / perSecond
    if (spanUs === this.spanUs) return
    const hadToWait = nowUs < this.tokenUs || this.spanUs === Infinity
    this.spanUs = spanUs
    this.tokenUs = hadToWait && spanUs < Infinity ? nowUs + spanUs : nowUs
  }
}
