/**
 * `kubectl drain` (Z28): cordons its nodes, then empties one after the other. Each pod has a loop of its own, which asks for its eviction, and again
 * 5 s after the budget refused; the next node begins when the pods of the one before are gone. Pods of DaemonSets and static pods stay.
 * As with `--ignore-daemonsets --delete-emptydir-data --force`.
 * Source: kubernetes v1.36 staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go, RunDrain; pkg/drain/drain.go, evictPods (EvictErrorRetryDelay) and
 * waitForDelete.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { PodStage } from '../../codes.ts'
import { drawCallUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import type { NodeId, PodId } from '../../ids.ts'
import { schedule } from '../../lanes.ts'
import { NodeMark, writeNode } from '../nodes/node-object.ts'
import { Answer, EvictionRequest } from './eviction-api.ts'

const refusedUs = 5 * usPerSecond
/** How often it looks whether a pod is gone. */
const pollUs = usPerSecond

class Drain {
  /** Nodes that are still to be emptied, the present one first. */
  readonly nodes: NodeId[]
  readonly graceUs: number | undefined
  /** Loops of the present node, by pod; undefined = it is evicted, and waited for. */
  readonly loops = new Map<PodId, EvictionRequest | undefined>()

  constructor(nodes: readonly NodeId[], graceUs: number | undefined) {
    this.nodes = [...nodes]
    this.graceUs = graceUs
  }
}

/** The drains of a run, by fault. */
export class Drains {
  readonly running = new Map<number, Drain>()
  /** Which drain a pod is of. */
  readonly ofPod = new Map<PodId, number>()

  get isRunning(): boolean {
    return this.running.size > 0
  }
}

/** @param graceUs of the pods; undefined = their own. */
export function beginDrain(
  state: ClusterState,
  faultId: number,
  nodes: readonly NodeId[],
  graceUs: number | undefined,
): void {
  state.drains.running.set(faultId, new Drain(nodes, graceUs))
  for (const node of nodes) setCordon(state, node, true)
  schedule(state, EventKind.DrainNode, faultId, state.nowUs + callUs(state, nodes[0]), 0)
}

/** Somebody ends it, and lets pods be placed there again. */
export function endDrain(state: ClusterState, faultId: number, nodes: readonly NodeId[]): void {
  finish(state, faultId)
  for (const node of nodes) setCordon(state, node, false)
}

function setCordon(state: ClusterState, node: NodeId, isCordoned: boolean): void {
  const mark = state.nodeHealth.apiMark[node]
  if ((mark & NodeMark.Missing) === 0)
    writeNode(state, node, isCordoned ? mark | NodeMark.Cordoned : mark & ~NodeMark.Cordoned)
}

/** The pods of the next node are known: their loops begin. */
export function onDrainNode(state: ClusterState, faultId: number): void {
  const { drains, pod: pods, spec } = state
  const drain = drains.running.get(faultId)
  if (drain === undefined) return
  const [node] = drain.nodes
  for (let pod = 0; pod < pods.count; pod++) {
    const isThere = pods.stage[pod] === PodStage.Bound || pods.stage[pod] === PodStage.Deleting
    if (pods.node[pod] !== node || !isThere) continue
    const { kind, staticOn } = spec.workloads[pods.workload[pod]]
    if (kind === 'DaemonSet' || staticOn !== undefined) continue
    drain.loops.set(pod, undefined)
    drains.ofPod.set(pod, faultId)
    ask(state, drain, pod, state.nowUs)
  }
  goOn(state, faultId)
}

/** The loop of a pod asks for its eviction then. */
function ask(state: ClusterState, drain: Drain, pod: PodId, atUs: number): void {
  drain.loops.set(pod, new EvictionRequest(pod, drain.graceUs))
  const { streams, pod: pods } = state
  const onWayUs = Math.round(drawCallUs(state, streams.control, pods.workload[pod]) / 2)
  schedule(state, EventKind.DrainStep, pod, atUs + onWayUs, 0)
}

/** What the loop of a pod waited for is there. */
export function onDrainStep(state: ClusterState, pod: PodId): void {
  const { drains, nowUs, pod: pods } = state
  const faultId = drains.ofPod.get(pod)
  const drain = faultId === undefined ? undefined : drains.running.get(faultId)
  if (drain === undefined) return
  const request = drain.loops.get(pod)
  if (request === undefined) {
    if (pods.stage[pod] === PodStage.Gone) leave(state, drain, pod)
    else schedule(state, EventKind.DrainStep, pod, nowUs + pollUs, 0)
    goOn(state, faultId!)
    return
  }
  const atUs = request.goOn(state)
  if (atUs >= 0) schedule(state, EventKind.DrainStep, pod, atUs, 0)
  else if (request.answer === Answer.Refused) ask(state, drain, pod, nowUs + refusedUs)
  else if (request.answer === Answer.Evicted) {
    drain.loops.set(pod, undefined)
    schedule(state, EventKind.DrainStep, pod, nowUs + pollUs, 0)
  } else {
    // A pod that is gone is done with; one that cannot be evicted kubectl gives up.
    leave(state, drain, pod)
    goOn(state, faultId!)
  }
}

function leave(state: ClusterState, drain: Drain, pod: PodId): void {
  drain.loops.delete(pod)
  state.drains.ofPod.delete(pod)
}

/** A node without pods to wait for is done with. */
function goOn(state: ClusterState, faultId: number): void {
  const drain = state.drains.running.get(faultId)
  if (drain === undefined || drain.loops.size > 0) return
  drain.nodes.shift()
  if (drain.nodes.length === 0) finish(state, faultId)
  else schedule(state, EventKind.DrainNode, faultId, state.nowUs + callUs(state, drain.nodes[0]), 0)
}

function finish({ drains }: ClusterState, faultId: number): void {
  for (const pod of drains.running.get(faultId)?.loops.keys() ?? []) drains.ofPod.delete(pod)
  drains.running.delete(faultId)
}

function callUs(state: ClusterState, node: NodeId): number {
  return drawCallUs(state, state.streams.lease, node)
}
