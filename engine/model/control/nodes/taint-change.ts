/**
 * How a controller changes the taints of a node (N5): it gets the object, patches what it got, and tries again some time later if somebody else was
 * faster; first what is to be added, then what is to be removed.
 * Source: kubernetes v1.36 pkg/controller/controller_utils.go, AddOrUpdateTaintOnNode and RemoveTaintOffNode (UpdateTaintBackoff);
 * pkg/controller/util/node/controller_utils.go, SwapNodeControllerTaint.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { drawWatchUs } from '../../draw.ts'
import type { NodeId } from '../../ids.ts'
import { ApiCall, type ApiClient, aboutNode } from '../api-client.ts'
import { ControllerId } from '../controller.ts'
import { NodeMark, writeNode } from './node-object.ts'
import { countQuietPasses } from './quiet-passes.ts'

const triesMax = 5
/** Wait before the next try, times U(1, 2). */
const retryUs = usPerSecond / 10

const Stage = { Begin: 0, Got: 1, Patched: 2 } as const

/** The client of the node lifecycle controller. */
export function nodeClient(state: ClusterState): ApiClient {
  countQuietPasses(state, state.nowUs)
  return state.controllers[ControllerId.NodeLifecycle].client
}

/** It is through. */
export const changeDone = -1

export class TaintChange {
  private node: NodeId = -1
  /** Bits of `NodeMark`: what is still to be added, then to be removed. */
  private add = 0
  private remove = 0
  private stage: number = Stage.Begin
  private tries = 0
  /** The object that was got is as old as this. */
  private baseUs = 0

  /** Begins another change. @param remove taints that the caller's object has: of others nothing is removed. */
  begin(state: ClusterState, node: NodeId, add: number, remove: number): number {
    this.node = node
    this.add = add
    this.remove = remove
    this.next()
    return this.goOn(state)
  }

  /** Takes it further; says when it goes on, or `changeDone`. */
  goOn(state: ClusterState): number {
    const { node } = this
    const { nodeHealth: health, nowUs } = state
    const client = nodeClient(state)
    for (;;) {
      if (this.add === 0 && this.remove === 0) return changeDone
      switch (this.stage) {
        case Stage.Begin:
          this.stage = Stage.Got
          return client.call(state, ApiCall.GetNode, aboutNode(node))
        case Stage.Got: {
          // The first answer comes from the server's cache, which is a little old.
          const oldUs = this.tries === 0 ? drawWatchUs(state, state.streams.lease, node) : 0
          this.baseUs = nowUs - oldUs
          const isThere = (health.apiMark[node] & NodeMark.Missing) === 0
          if (!isThere || changed(health.apiMark[node], this.add, this.remove) === health.apiMark[node]) {
            this.endStep()
            break
          }
          this.stage = Stage.Patched
          return client.call(state, ApiCall.PatchNode, aboutNode(node))
        }
        default:
          if (health.changedUs[node] > this.baseUs && ++this.tries < triesMax) {
            this.stage = Stage.Begin
            return nowUs + Math.round(retryUs * (1 + nextUniform(state.streams.lease, node)))
          }
          if (health.changedUs[node] <= this.baseUs)
            writeNode(state, node, changed(health.apiMark[node], this.add, this.remove))
          this.endStep()
      }
    }
  }

  /** What was to be added is there; or what was to be removed is not. */
  private endStep(): void {
    if (this.add !== 0) this.add = 0
    else this.remove = 0
    this.next()
  }

  private next(): void {
    this.stage = Stage.Begin
    this.tries = 0
  }
}

function changed(mark: number, add: number, remove: number): number {
  return add !== 0 ? mark | add : mark & ~remove
}
