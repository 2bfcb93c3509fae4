/**
 * The taint eviction controller (N7): a pod on a node with a taint NoExecute is deleted once it has been tolerated for as long as the pod says; at
 * once, if it does not tolerate it. What takes the taint away in time cancels that. Each eviction is a thread of its own: it gets the pod, writes
 * the condition DisruptionTarget and deletes the pod.
 * Source: kubernetes v1.36 pkg/controller/tainteviction/taint_eviction.go.
 */
import type { ClusterState } from '../../cluster-state.ts'
import { PodStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import type { NodeId, PodId } from '../../ids.ts'
import { schedule } from '../../lanes.ts'
import { ApiCall, tell } from '../api-client.ts'
import { type Controller, ControllerId, type ControllerRule, keepsNoPods, syncDone } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { deletePod } from '../pod-set.ts'
import { evictingTaints, NodeMark } from './node-object.ts'
import { bearsUs, ownTaintsOf } from './own-taints.ts'
import { schedulePodGc } from './pod-gc.ts'

/** Source: as above, UpdateWorkerSize. */
const workers = 8

export const taintEvictionController: ControllerRule = {
  name: 'taint-eviction-controller',
  workers,
  sync,
  ...keepsNoPods,
  tellsOfPods: true,
  mayActOnNodes: ({ evictions, controllers }) =>
    evictions.timers.size > 0 || evictions.running > 0 || controllers[ControllerId.TaintEviction].isBusy,
  // It hears a while later of a pod that has come to a node with a taint.
  nextActUs: ({ controllers }) => controllers[ControllerId.TaintEviction].queue.nextDueUs,
}

/** What an eviction does next; its stamp is that and the number of the timer. */
const Step = { Due: 0, Got: 1, Marked: 2, Deleted: 3 } as const
const steps = 4

type Timer = { readonly dueUs: number; readonly number: number }

export class Evictions {
  /** Evictions that are not due yet, by pod. */
  readonly timers = new Map<PodId, Timer>()
  /** Pods whose eviction has begun: none begins again while the taint stays. Source: timed_workers.go, getWrappedWorkerFunc keeps the key. */
  readonly begun = new Set<PodId>()
  /** Those that are under way. */
  running = 0
  started = 0
}

/** The taints of the node have changed, or a pod has come to it. */
function sync(state: ClusterState, _: Controller, node: NodeId): number {
  const { pod: pods, nodeHealth: health, evictions } = state
  const taints = health.seenMark[node] & evictingTaints
  // Of a node that is gone nothing is cancelled.
  if ((health.seenMark[node] & NodeMark.Missing) !== 0) return syncDone
  for (let pod = 0; pod < pods.count; pod++) {
    if (pods.node[pod] !== node) continue
    if (pods.stage[pod] !== PodStage.Bound && pods.stage[pod] !== PodStage.Deleting) continue
    const toleratedUs = tolerationUs(state, node, pods.template[pod], taints)
    if (toleratedUs === Infinity) {
      evictions.timers.delete(pod)
      evictions.begun.delete(pod)
      continue
    }
    // The time of an earlier taint counts.
    const isKnown = evictions.timers.has(pod) || evictions.begun.has(pod)
    if (toleratedUs <= 0 || !isKnown) evictAt(state, pod, state.nowUs + toleratedUs)
  }
  return syncDone
}

/** How long pods of the template bear all of these taints of the node; 0 = not at all, Infinity = for ever. */
export function tolerationUs(
  { podTemplate, podSpecs, spec, workload: workloads }: ClusterState,
  node: NodeId,
  template: number,
  taints: number,
): number {
  const { notReadyUs, unreachableUs, outOfServiceUs } = podTemplate
  let leastUs = Infinity
  if ((taints & NodeMark.NotReadyNoExecute) !== 0) leastUs = Math.min(leastUs, notReadyUs[template])
  if ((taints & NodeMark.UnreachableNoExecute) !== 0) leastUs = Math.min(leastUs, unreachableUs[template])
  if ((taints & NodeMark.OutOfServiceNoExecute) !== 0) leastUs = Math.min(leastUs, outOfServiceUs[template])
  if ((taints & NodeMark.OwnNoExecute) !== 0 && workloads.isStatic[podTemplate.workload[template]] === 0)
    leastUs = Math.min(leastUs, bearsUs(ownTaintsOf(spec.nodes[node]), podSpecs[template]))
  return leastUs
}

function evictAt(state: ClusterState, pod: PodId, dueUs: number): void {
  const { evictions } = state
  const number = ++evictions.started
  evictions.timers.set(pod, { dueUs, number })
  schedule(state, EventKind.EvictionStep, pod, dueUs, number * steps + Step.Due)
}

/** An eviction is due, or what it waited for is there. */
export function onEvictionStep(state: ClusterState, pod: PodId, stamp: number): void {
  const { evictions, pod: pods, controllers } = state
  const step = stamp % steps
  const number = (stamp - step) / steps
  const isThere = pods.stage[pod] === PodStage.Bound || pods.stage[pod] === PodStage.Deleting
  if (step === Step.Due) {
    if (evictions.timers.get(pod)?.number !== number) return
    evictions.timers.delete(pod)
    if (!isThere) return
    evictions.begun.add(pod)
    evictions.running++
    tell(state, ControllerId.TaintEviction, pod, Reason.TaintManagerEviction)
  }
  const { client } = controllers[ControllerId.TaintEviction]
  if (step === Step.Deleted || (step > Step.Due && !isThere)) {
    evictions.running--
    if (pods.stage[pod] === PodStage.Bound) evict(state, pod, state.podTemplate.graceUs[pods.template[pod]])
    return
  }
  const call = [ApiCall.GetPod, ApiCall.PatchPodStatus, ApiCall.DeletePod][step]
  const atUs = client.call(state, call, pods.workload[pod])
  schedule(state, EventKind.EvictionStep, pod, atUs, stamp + 1)
}

/** N8: the pod is deleted because its node does not do for it any more; one that is being deleted already stays as it is. */
export function evict(state: ClusterState, pod: PodId, graceUs: number): void {
  if (state.pod.stage[pod] === PodStage.Deleting) return
  state.metrics.podEvicted(pod)
  if (state.needs.jobs) state.jobPod.isDisrupted[pod] = 1
  deletePod(state, pod, graceUs, false)
  schedulePodGc(state)
}
