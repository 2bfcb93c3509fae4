/**
 * W3, Z24: what one sync of a DaemonSet does, from what the controller's cache holds of its pods. A pod that has been deleted and has
 * ended is none any more, whether its object is still there or not.
 * Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go, podsShouldBeOnNode; update.go, rollingUpdate.
 */
import { PodFlag } from './pod-flags.ts'

/** Whether a node is to get a pod, and whether one that it has may stay, as bits. */
export const NodeUse = { Gets: 1, Keeps: 2 } as const

/** No pod, no further one on the node. */
export const noneLeft = -1

/** Pods by place, oldest first; those of a node are chained. */
export type DaemonView = {
  readonly nodes: number
  /** By node: bits of `NodeUse`; undefined = each gets a pod, and keeps it. */
  readonly uses?: Uint8Array | undefined
  readonly pods: number
  /** By node: its first pod. By pod: the next one of its node. */
  readonly first: Int32Array
  readonly next: Int32Array
  /** By pod: bits of `PodFlag`. */
  readonly flags: Uint8Array
}

export type DaemonPlan = {
  /** Nodes that get a pod. */
  readonly creations: number[]
  /** Pods that go. */
  readonly deletions: number[]
}

/**
 * What is missing, has ended, or is too much.
 * @param mayDelete whether a failed pod of the node may go now: there is a back-off.
 */
export function planNodes(
  view: DaemonView,
  surges: boolean,
  mayDelete: (node: number) => boolean,
): DaemonPlan {
  const plan: DaemonPlan = { creations: [], deletions: [] }
  for (let node = 0; node < view.nodes; node++) {
    if (view.first[node] !== noneLeft) {
      if (may(view, node, NodeUse.Keeps)) keepOne(view, node, surges, mayDelete, plan)
      else leave(view, node, plan)
    } else if (may(view, node, NodeUse.Gets)) plan.creations.push(node)
  }
  return plan
}

function may({ uses }: DaemonView, node: number, use: number): boolean {
  return uses === undefined || (uses[node] & use) !== 0
}

/** Nodes that are to have a pod: shares of an update are of them. Source: updatedDesiredNodeCounts. */
export function desiredNodes(view: DaemonView): number {
  let desired = 0
  for (let node = 0; node < view.nodes; node++) if (may(view, node, NodeUse.Gets)) desired++
  return desired
}

/** All pods of the node go. */
function leave({ first, next, flags }: DaemonView, node: number, { deletions }: DaemonPlan): void {
  for (let pod = first[node]; pod !== noneLeft; pod = next[pod])
    if ((flags[pod] & PodFlag.Terminating) === 0) deletions.push(pod)
}

function keepOne(
  view: DaemonView,
  node: number,
  surges: boolean,
  mayDelete: (node: number) => boolean,
  { creations, deletions }: DaemonPlan,
): void {
  const { flags } = view
  let running = 0
  let newPod = noneLeft
  let oldPod = noneLeft
  for (let pod = view.first[node]; pod !== noneLeft; pod = view.next[pod]) {
    const flag = flags[pod]
    if ((flag & PodFlag.Terminating) !== 0) continue
    if ((flag & PodFlag.Ended) !== 0) {
      if ((flag & PodFlag.Failed) === 0 || mayDelete(node)) deletions.push(pod)
      continue
    }
    running++
    const isUpdated = (flag & PodFlag.Updated) !== 0
    if (!surges) {
      // Of several the oldest stays.
      if (running > 1) deletions.push(pod)
    } else if (isUpdated && newPod === noneLeft) newPod = pod
    else if (!isUpdated && oldPod === noneLeft) oldPod = pod
    else deletions.push(pod)
  }
  if (!surges) return
  if (running === 0 && may(view, node, NodeUse.Gets)) creations.push(node)
  if (newPod === noneLeft || oldPod === noneLeft) return
  // Two stay only while the old one is ready and the new one not available.
  const isDone = (flags[oldPod] & PodFlag.Ready) === 0 || (flags[newPod] & PodFlag.Available) !== 0
  if (isDone) deletions.push(oldPod)
}

/** @param pick chooses so many: the source walks nodes in random order. */
export type Pick = (candidates: number[], count: number) => number[]

/** The update without surge: old pods go while no more than `maxUnavailable` nodes are without an available one. */
export function planUpdate(view: DaemonView, maxUnavailable: number, pick: Pick): DaemonPlan {
  let unavailable = 0
  const deletions: number[] = []
  const candidates: number[] = []
  for (let node = 0; node < view.nodes; node++) {
    if (view.first[node] === noneLeft && !may(view, node, NodeUse.Gets)) continue
    const { newPod, oldPod, isClear } = podsOfNode(view, node)
    if (!isClear || (newPod === noneLeft) === (oldPod === noneLeft)) unavailable++
    else if (newPod !== noneLeft) unavailable += isAvailable(view, newPod) ? 0 : 1
    else if (isAvailable(view, oldPod)) candidates.push(oldPod)
    else {
      // What does no service anyway goes whatever the limit.
      deletions.push(oldPod)
      unavailable++
    }
  }
  const allowed = Math.min(Math.max(0, maxUnavailable - unavailable), candidates.length)
  return { creations: [], deletions: [...deletions, ...pick(candidates, allowed)] }
}

/** The update with surge: new pods come beside old ones, on `maxSurge` nodes at once. */
export function planSurge(view: DaemonView, maxSurge: number, pick: Pick): DaemonPlan {
  let surging = 0
  let available = 0
  const plan: DaemonPlan = { creations: [], deletions: [] }
  const candidates: number[] = []
  /** Available pods on nodes that are to get none. */
  const spare: number[] = []
  for (let node = 0; node < view.nodes; node++) {
    const { newPod, oldPod, isClear } = podsOfNode(view, node)
    if (!isClear) {
      surging++
      continue
    }
    const counted = oldPod === noneLeft ? newPod : oldPod
    if (counted !== noneLeft && isAvailable(view, counted)) available++
    if (oldPod === noneLeft) continue
    if (newPod === noneLeft) {
      const gets = may(view, node, NodeUse.Gets)
      if (!isAvailable(view, oldPod)) {
        if (gets) plan.creations.push(node)
        else plan.deletions.push(oldPod)
      } else if (gets) candidates.push(node)
      else spare.push(oldPod)
    } else if (isAvailable(view, newPod)) plan.deletions.push(oldPod)
    else surging++
  }
  // Of them as many go as there are more available pods than nodes that are to have one.
  plan.deletions.push(...spare.slice(0, Math.max(0, available - desiredNodes(view))))
  const allowed = Math.min(Math.max(0, maxSurge - surging), candidates.length)
  plan.creations.push(...pick(candidates, allowed))
  return plan
}

function isAvailable({ flags }: DaemonView, pod: number): boolean {
  return (flags[pod] & PodFlag.Available) !== 0
}

/** The pods of a node that nobody has deleted; it is clear if there is at most one of each kind. Source: findUpdatedPodsOnNode. */
function podsOfNode(
  { first, next, flags }: DaemonView,
  node: number,
): { newPod: number; oldPod: number; isClear: boolean } {
  let newPod = noneLeft
  let oldPod = noneLeft
  let isClear = true
  for (let pod = first[node]; pod !== noneLeft; pod = next[pod]) {
    if ((flags[pod] & PodFlag.Terminating) !== 0) continue
    if ((flags[pod] & PodFlag.Updated) !== 0) {
      isClear &&= newPod === noneLeft
      newPod = pod
    } else {
      isClear &&= oldPod === noneLeft
      oldPod = pod
    }
  }
  return { newPod, oldPod, isClear }
}

export type DaemonStatus = {
  readonly desired: number
  readonly current: number
  readonly ready: number
  readonly available: number
  readonly updated: number
}

/** What the status counts: nodes, by the oldest pod of each. Source: updateDaemonSetStatus. */
export function statusOf(view: DaemonView): DaemonStatus {
  const { nodes, first, flags } = view
  let desired = 0
  let current = 0
  let ready = 0
  let available = 0
  let updated = 0
  for (let node = 0; node < nodes; node++) {
    if (!may(view, node, NodeUse.Gets)) continue
    desired++
    if (first[node] === noneLeft) continue
    const flag = flags[first[node]]
    current++
    if ((flag & PodFlag.Ready) !== 0) ready++
    if ((flag & PodFlag.Available) !== 0) available++
    if ((flag & PodFlag.Updated) !== 0) updated++
  }
  return { desired, current, ready, available, updated }
}
