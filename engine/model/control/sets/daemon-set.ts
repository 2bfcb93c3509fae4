/**
 * The DaemonSet controller (W3): a pod on each node that takes one. A pod is out of its way when it has been deleted and has ended (Z24); one
 * that has failed is deleted, each time later.
 * Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go, syncDaemonSet, manage and syncNodes; update.go, rollingUpdate.
 * Simplified: nodes have their turn in their order at the creation, and in random order in an update only.
 */
import { atMost, type DaemonSetSpec, daemonSetDefaults } from '../../../contract/cluster-spec.ts'
import { nextUniform } from '../../../kernel/random-stream.ts'
import type { ClusterState, PodId, WorkloadId } from '../../cluster-state.ts'
import { SetStage } from '../../codes.ts'
import { heldPodsOf } from '../../pod-rows.ts'
import type { SetCall } from '../../tables/sets.ts'
import { tell } from '../api-client.ts'
import { type Controller, ControllerId, type ControllerRule, wakeAt } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { expectationsAreMet } from '../expectations.ts'

import { nodeUses } from './daemon-nodes.ts'

import {
  type DaemonPlan,
  type DaemonView,
  desiredNodes,
  noneLeft,
  type Pick,
  planNodes,
  planSurge,
  planUpdate,
  statusOf,
} from './daemon-plan.ts'
import { failedPodWaitUs, forgetFailedPods } from './failed-pods.ts'
import { PodFlag } from './pod-flags.ts'
import { flagsOf, hasUnsettledSet, isSettled, setObjectChanged, setRanBefore, setSees } from './set-cache.ts'
import {
  beginCalls,
  createRevision,
  hasCalls,
  makeCalls,
  revisionIsThere,
  statusIsWritten,
  writeStatus,
} from './set-sync.ts'

/** W6. Source: pkg/controller/daemon/config/v1alpha1, concurrent-daemonset-syncs. */
const workers = 2
/** W3: pods that one sync creates at most, and deletes at most. Source: daemon_controller.go, BurstReplicas. */
const burstReplicas = 250

export const daemonSetController: ControllerRule = {
  name: 'daemon-set-controller',
  objects: 'controllerrevisions',
  statuses: 'daemonsets',
  workers,
  sync,
  keeps: ({ kind, staticOn }) => kind === 'DaemonSet' && staticOn === undefined,
  objectChanged: setObjectChanged,
  templateChanged: setObjectChanged,
  podSeen: setSees,
  ranBefore: setRanBefore,
  mayActOnNodes: (state) => hasUnsettledSet(state, ControllerId.DaemonSet) || mayHeedNodes(state),
}

/** Whether a sync may be about to act on what has become of a node. */
function mayHeedNodes({ nodeHealth, controllers }: ClusterState): boolean {
  return nodeHealth.seenMark.length > 0 && controllers[ControllerId.DaemonSet].isBusy
}

function sync(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets } = state
  switch (sets.stage[workload]) {
    case SetStage.None:
      sets.syncTemplate[workload] = sets.wantedTemplate[workload]
      if (sets.hasRevision[workload] === 1) return manage(state, controller, workload)
      forgetFailedPods(state, workload)
      return createRevision(state, controller, workload)
    case SetStage.Revision:
      revisionIsThere(state, workload)
      return manage(state, controller, workload)
    case SetStage.Calls:
      return hasCalls(state, workload)
        ? makeCalls(state, controller, workload)
        : update(state, controller, workload)
    case SetStage.Update:
      return hasCalls(state, workload)
        ? makeCalls(state, controller, workload)
        : tellStatus(state, controller, workload)
    default:
      return statusIsWritten(state, workload)
  }
}

/** What is missing, too much or has failed, once it has seen what it asked for before. */
function manage(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets, nowUs } = state
  const isCalm = isSettled(state, workload) && state.nodeHealth.seenMark.length === 0
  if (!expectationsAreMet(sets, workload, nowUs) || isCalm) return tellStatus(state, controller, workload)
  const { view, pods } = viewOf(state, workload)
  const mayDelete = (node: number): boolean => {
    const waitUs = failedPodWaitUs(state, workload, node)
    if (waitUs > 0) wakeAt(state, controller, workload, nowUs + waitUs)
    return waitUs === 0
  }
  const plan = planNodes(view, allowsSurge(specOf(state, workload)), mayDelete)
  for (const place of plan.deletions) tellOfEnd(state, controller, pods[place], view.flags[place])
  beginCalls(state, workload, callsOf(plan, pods, sets.syncTemplate[workload]))
  return hasCalls(state, workload)
    ? makeCalls(state, controller, workload)
    : update(state, controller, workload)
}

/** A pod that has ended by itself is news. */
function tellOfEnd(state: ClusterState, controller: Controller, pod: PodId, flags: number): void {
  if ((flags & PodFlag.Ended) === 0) return
  const reason = (flags & PodFlag.Failed) !== 0 ? Reason.FailedDaemonPod : Reason.SucceededDaemonPod
  tell(state, controller.id, state.pod.workload[pod], reason, pod)
}

/** What the update strategy asks for, if the cache has all that this sync has asked for. */
function update(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets, nowUs } = state
  const { update: strategy } = specOf(state, workload)
  if (strategy === 'OnDelete' || !expectationsAreMet(sets, workload, nowUs))
    return tellStatus(state, controller, workload)
  const { view, pods } = viewOf(state, workload)
  const desired = desiredNodes(view)
  const surge = atMost(strategy.maxSurge, desired)
  const unavailable = atMost(strategy.maxUnavailable, desired)
  const pick = pickOf(state, workload)
  const plan = surge > 0 ? planSurge(view, surge, pick) : planUpdate(view, Math.max(1, unavailable), pick)
  beginCalls(state, workload, callsOf(plan, pods, sets.syncTemplate[workload]), SetStage.Update)
  return hasCalls(state, workload)
    ? makeCalls(state, controller, workload)
    : tellStatus(state, controller, workload)
}

/** The status says what the cache holds by now. */
function tellStatus(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets } = state
  const isWhole = isSettled(state, workload) && state.nodeHealth.seenMark.length === 0
  if (isWhole && isPlain(specOf(state, workload))) {
    sets.nextCurrent[workload] = sets.wanted[workload]
    sets.nextReplicas[workload] = sets.seenThere[workload]
    sets.nextReady[workload] = sets.seenReady[workload]
    sets.nextAvailable[workload] = sets.seenReady[workload]
    sets.nextUpdated[workload] = sets.seenThere[workload]
  } else {
    const { desired, current, ready, available, updated } = statusOf(viewOf(state, workload).view)
    sets.nextCurrent[workload] = desired
    sets.nextReplicas[workload] = current
    sets.nextReady[workload] = ready
    sets.nextAvailable[workload] = available
    sets.nextUpdated[workload] = updated
  }
  return writeStatus(state, controller, workload)
}

function specOf({ spec }: ClusterState, workload: WorkloadId): DaemonSetSpec {
  return spec.workloads[workload].daemonSet ?? daemonSetDefaults
}

/** All pods are of one template, and available as soon as they are ready: counts say all. */
function isPlain({ update: strategy, minReadyUs }: DaemonSetSpec): boolean {
  return minReadyUs === 0 && strategy !== 'OnDelete'
}

function allowsSurge({ update: strategy }: DaemonSetSpec): boolean {
  return strategy !== 'OnDelete' && atMost(strategy.maxSurge, 1) > 0
}

/** What the cache holds, by node. */
function viewOf(state: ClusterState, workload: WorkloadId): { view: DaemonView; pods: readonly PodId[] } {
  const { minReadyUs } = specOf(state, workload)
  const nodes = state.keptSet.wanted[workload]
  const pods = heldPodsOf(state, workload)
  const flags = new Uint8Array(pods.length)
  const next = new Int32Array(pods.length).fill(noneLeft)
  const first = new Int32Array(nodes).fill(noneLeft)
  const last = new Int32Array(nodes).fill(noneLeft)
  for (const [place, pod] of pods.entries()) {
    const node = state.pod.ordinal[pod]
    const flag = flagsOf(state, pod, minReadyUs)
    const isOut = (flag & PodFlag.Terminating) !== 0 && (flag & PodFlag.Ended) !== 0
    if (isOut || node >= nodes) continue
    flags[place] = flag
    if (first[node] === noneLeft) first[node] = place
    else next[last[node]] = place
    last[node] = place
  }
  const uses = nodeUses(state, workload, nodes)
  return { view: { nodes, uses, pods: pods.length, first, next, flags }, pods }
}

/** Z22: creations 1, 2, 4, 8, ... at once; then all deletions at once. */
function callsOf(
  { creations, deletions }: DaemonPlan,
  pods: readonly PodId[],
  template: number,
): SetCall[][] {
  const batches: SetCall[][] = []
  const made = creations.slice(0, burstReplicas)
  for (let at = 0, size = 1; at < made.length; at += size, size *= 2)
    batches.push(made.slice(at, at + size).map((ordinal) => ({ ordinal, template })))
  if (deletions.length > 0)
    batches.push(deletions.slice(0, burstReplicas).map((place) => ({ pod: pods[place] })))
  return batches
}

/** Chooses without replacement. */
function pickOf({ streams }: ClusterState, workload: WorkloadId): Pick {
  return (candidates, count) => {
    for (let at = 0; at < count; at++) {
      const other = at + Math.floor(nextUniform(streams.choice, workload) * (candidates.length - at))
      const chosen = candidates[other]
      candidates[other] = candidates[at]
      candidates[at] = chosen
    }
    return candidates.slice(0, count)
  }
}
