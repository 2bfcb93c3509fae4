/**
 * The StatefulSet controller (W4): pods with names of their own, by default one after the other. A pod is out of its way when its object has
 * gone (Z24), and one that has failed is deleted and made again without a back-off.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set.go, syncStatefulSet; stateful_set_control.go, performUpdate.
 * Simplified: the claims of its pods are there; the gate `MaxUnavailableStatefulSet` was on in the first patches of 1.35.
 */
import {
  atLeast,
  atLeastOf,
  isGateOn,
  type StatefulSetSpec,
  statefulSetDefaults,
} from '../../../contract/cluster-spec.ts'
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { SetStage } from '../../codes.ts'
import { noPod } from '../../pod-rows.ts'
import type { SetCall } from '../../tables/sets.ts'
import { knowsNextAvailable } from '../availability.ts'
import { type Controller, ControllerId, type ControllerRule, syncDone, wakeAt } from '../controller.ts'
import { expectationsAreMet } from '../expectations.ts'
import { PodFlag } from './pod-flags.ts'
import {
  availableAtUs,
  flagsOf,
  hasUnsettledSet,
  isSettled,
  newestPod,
  setObjectChanged,
  setRanBefore,
  setSees,
} from './set-cache.ts'
import {
  beginCalls,
  createRevision,
  hasCalls,
  makeCalls,
  revisionIsThere,
  statusIsWritten,
  writeStatus,
} from './set-sync.ts'
import { isDeletion, ordinalOf, planStatefulSet, type StatefulRules } from './stateful-plan.ts'

/** W6. Source: pkg/controller/statefulset/config/v1alpha1, concurrent-statefulset-syncs. */
const workers = 5

export const statefulSetController: ControllerRule = {
  name: 'statefulset-controller',
  objects: 'controllerrevisions',
  statuses: 'statefulsets',
  workers,
  sync,
  keeps: ({ kind, staticOn }) => kind === 'StatefulSet' && staticOn === undefined,
  objectChanged: setObjectChanged,
  templateChanged: setObjectChanged,
  podSeen: setSees,
  ranBefore: setRanBefore,
  mayActOnNodes: (state) => hasUnsettledSet(state, ControllerId.StatefulSet),
}

function sync(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets } = state
  switch (sets.stage[workload]) {
    case SetStage.None:
      // What it has asked for comes first: its pods in the cache are older than its own calls.
      if (!expectationsAreMet(sets, workload, state.nowUs)) return syncDone
      sets.syncTemplate[workload] = sets.wantedTemplate[workload]
      return sets.hasRevision[workload] === 0
        ? createRevision(state, controller, workload)
        : manage(state, controller, workload)
    case SetStage.Revision:
      revisionIsThere(state, workload)
      return manage(state, controller, workload)
    case SetStage.Calls:
      return goOn(state, controller, workload)
    default:
      return statusIsWritten(state, workload)
  }
}

/** Plans the calls; the status will say what the cache holds now. */
function manage(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets, spec } = state
  const set = spec.workloads[workload].statefulSet ?? statefulSetDefaults
  const isWhole = isSettled(state, workload) && isPlain(set)
  if (isWhole && sets.currentTemplate[workload] === sets.syncTemplate[workload]) {
    countWhole(state, workload)
    return writeStatus(state, controller, workload)
  }
  const flags = flagsByOrdinal(state, controller, workload, set)
  countByPod(state, workload, flags)
  const rules = rulesOf(state, workload, set)
  const { batches, updates } = planStatefulSet(rules, flags)
  sets.nextCurrent[workload] -= updates
  completeUpdate(state, workload, rules)
  const partition = rules.partition
  beginCalls(
    state,
    workload,
    batches.map((batch) => batch.map((call) => callOf(state, workload, partition, call))),
  )
  return goOn(state, controller, workload)
}

function goOn(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  return hasCalls(state, workload)
    ? makeCalls(state, controller, workload)
    : writeStatus(state, controller, workload)
}

/** Nothing is left to what its pods are made from, and they are available as soon as they are ready: counts say all. */
function isPlain({ update, minReadyUs }: StatefulSetSpec): boolean {
  return minReadyUs === 0 && update !== 'OnDelete' && update.partition === 0
}

function rulesOf(state: ClusterState, workload: WorkloadId, set: StatefulSetSpec): StatefulRules {
  const { keptSet: sets, spec } = state
  const { update, isOrdered } = set
  const wanted = sets.wanted[workload]
  const base = { wanted, isOrdered, isOnDelete: update === 'OnDelete' }
  if (update === 'OnDelete') return { ...base, partition: 0 }
  const { partition } = update
  const { kubernetesVersion, featureGates } = spec
  if (!isGateOn('MaxUnavailableStatefulSet', kubernetesVersion, featureGates, {}))
    return { ...base, partition }
  return {
    ...base,
    partition,
    maxUnavailable: Math.max(1, atLeastOf(update.maxUnavailable, wanted)),
    // kubernetes/kubernetes#137666.
    replacesBroken: atLeast(kubernetesVersion, '1.37'),
  }
}

/** What the cache holds of each ordinal. From 1.35 on the controller looks again when the next pod becomes available (Z23). */
function flagsByOrdinal(
  state: ClusterState,
  controller: Controller,
  workload: WorkloadId,
  { minReadyUs }: StatefulSetSpec,
): Uint8Array {
  const flags = new Uint8Array(state.keptSet.newestPods[workload]?.length ?? 0)
  let nextUs = Infinity
  for (let ordinal = 0; ordinal < flags.length; ordinal++) {
    const pod = newestPod(state, workload, ordinal)
    if (pod === noPod) continue
    flags[ordinal] = flagsOf(state, pod, minReadyUs)
    if ((flags[ordinal] & (PodFlag.Ready | PodFlag.Available)) === PodFlag.Ready)
      nextUs = Math.min(nextUs, availableAtUs(state, pod, minReadyUs))
  }
  if (nextUs < Infinity && knowsNextAvailable('StatefulSet', state.spec.kubernetesVersion))
    wakeAt(state, controller, workload, nextUs)
  return flags
}

function countWhole({ keptSet: sets }: ClusterState, workload: WorkloadId): void {
  sets.nextReplicas[workload] = sets.seenThere[workload]
  sets.nextReady[workload] = sets.seenReady[workload]
  sets.nextAvailable[workload] = sets.seenReady[workload]
  sets.nextCurrent[workload] = sets.seenThere[workload]
  sets.nextUpdated[workload] = sets.seenThere[workload]
}

/** Source: computeReplicaStatus. */
function countByPod(state: ClusterState, workload: WorkloadId, flags: Uint8Array): void {
  const { keptSet: sets, pod: pods } = state
  let replicas = 0
  let ready = 0
  let available = 0
  let current = 0
  let updated = 0
  for (let ordinal = 0; ordinal < flags.length; ordinal++) {
    const flag = flags[ordinal]
    if (flag === 0) continue
    replicas++
    if ((flag & PodFlag.Ready) !== 0) ready++
    if ((flag & PodFlag.Available) !== 0) available++
    if ((flag & PodFlag.Terminating) !== 0) continue
    if ((flag & PodFlag.Updated) !== 0) updated++
    if (pods.template[newestPod(state, workload, ordinal)] === sets.currentTemplate[workload]) current++
  }
  sets.nextReplicas[workload] = replicas
  sets.nextReady[workload] = ready
  sets.nextAvailable[workload] = available
  sets.nextCurrent[workload] = current
  sets.nextUpdated[workload] = updated
}

/**
 * An update is complete when all pods are new and ready: what was the new revision is the current one. Under OnDelete from 1.37 on.
 * Source: stateful_set_utils.go, completeRollingUpdate; 1.37 completeUpdate.
 */
function completeUpdate(
  { keptSet: sets, spec }: ClusterState,
  workload: WorkloadId,
  rules: StatefulRules,
): void {
  const { wanted, isOnDelete } = rules
  const isComplete =
    (!isOnDelete || atLeast(spec.kubernetesVersion, '1.37')) &&
    sets.nextReplicas[workload] === wanted &&
    sets.nextUpdated[workload] === wanted &&
    sets.nextReady[workload] === wanted
  if (!isComplete) return
  sets.nextCurrent[workload] = wanted
  sets.currentTemplate[workload] = sets.syncTemplate[workload]
}

/** Below the partition pods are made as they were (newVersionedStatefulSetPod). */
function callOf(state: ClusterState, workload: WorkloadId, partition: number, call: number): SetCall {
  const { keptSet: sets } = state
  const ordinal = ordinalOf(call)
  if (isDeletion(call)) return { pod: newestPod(state, workload, ordinal) }
  const template = ordinal < partition ? sets.currentTemplate[workload] : sets.syncTemplate[workload]
  return { ordinal, template }
}
