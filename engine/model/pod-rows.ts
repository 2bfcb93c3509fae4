/**
 * Pods are appended: a pod takes the next row when it is created, and its containers and probes take theirs. Tables are as long as the
 * spec foresees, and double when that was not enough. A row is never used twice: logs name it to the end of the run.
 */

import { type LivePodSpec, ordinalName, podName } from '../contract/cluster-spec.ts'
import { timeZeroSeconds } from '../contract/wall-time.ts'
import { growStreams } from '../kernel/random-stream.ts'
import { usPerSecond } from '../kernel/time.ts'
import type { ClusterState, PodId, WorkloadId } from './cluster-state.ts'
import { PodStage } from './codes.ts'
import { PodMark, SeenMark } from './control/pod-mark.ts'
import { changeCodes } from './node/status/status-writer.ts'
import { PodsMaxError } from './pods-max.ts'
import { seedPod } from './seed-streams.ts'
import { allocateAlternations } from './tables/alternations.ts'
import { allocateContainers } from './tables/containers.ts'
import { allocateCpus } from './tables/cpu.ts'
import { growTable, roomFor } from './tables/grow-table.ts'
import { allocatePulls } from './tables/images.ts'
import { allocateJobPods } from './tables/jobs.ts'
import { allocateContainerLeaks } from './tables/leaks.ts'
import { allocatePods } from './tables/pods.ts'
import { allocateProbes } from './tables/probes.ts'

/** No pod, no successor in a chain. */
export const noPod = -1

/**
 * Gives the workload one more pod, which is not there yet (`PodStage.Absent`), behind its others.
 * @param ordinal which of the workload's pods it is.
 * @param creation pods of this ordinal before it: each has streams of its own.
 * @param template what it is made from: a row of `podTemplate`, of this workload. Default: what the workload's new pods are made from.
 * @returns its row.
 * @throws PodsMaxError if the run has had `podsMax` pods.
 */
export function appendPod(
  state: ClusterState,
  workload: WorkloadId,
  ordinal: number,
  creation: number,
  template = state.workload.currentTemplate[workload],
): PodId {
  const { pod: pods, container: containers, probe: probes, workload: workloads, podTemplate } = state
  if (pods.count >= state.spec.podsMax) throw new PodsMaxError(state.spec.podsMax, state.nowUs)
  makeRoom(state, template)
  const pod = pods.count++
  pods.workload[pod] = workload
  pods.template[pod] = template
  pods.ordinal[pod] = ordinal
  pods.creation[pod] = creation
  pods.number[pod] = workloads.created[workload]++
  podTemplate.created[template]++
  workloads.ordinals[workload] = Math.max(workloads.ordinals[workload], ordinal + 1)
  pods.firstContainer[pod] = containers.count
  pods.firstProbe[pod] = probes.count
  containers.count += podTemplate.containerCount[template]
  pods.endContainer[pod] = containers.count
  probes.count += podTemplate.probeCount[template]
  chain(state, workload, pod)
  fillContainers(state, pod)
  seedPod(state, pod)
  return pod
}

/** Pods of the workload in the order of their creation, without those that have left the API. */
export function podsOf(state: ClusterState, workload: WorkloadId): PodId[] {
  return chained(state, workload, isThere)
}

/** Pods of the workload that controllers have heard of, and not yet that they are gone. */
export function heldPodsOf(state: ClusterState, workload: WorkloadId): PodId[] {
  return chained(state, workload, isHeld)
}

/** Those that are wanted. Pods that are gone, as far as controllers know too, leave the chain. */
function chained(
  state: ClusterState,
  workload: WorkloadId,
  isWanted: (state: ClusterState, pod: PodId) => boolean,
): PodId[] {
  const { pod: pods, workload: workloads } = state
  const found: PodId[] = []
  let before = noPod
  for (let pod = workloads.firstPod[workload]; pod !== noPod; pod = pods.next[pod]) {
    if (isWanted(state, pod)) found.push(pod)
    if (isThere(state, pod) || isHeld(state, pod)) before = pod
    else if (before === noPod) workloads.firstPod[workload] = pods.next[pod]
    else pods.next[before] = pods.next[pod]
  }
  workloads.lastPod[workload] = before
  return found
}

function isThere({ pod: pods }: ClusterState, pod: PodId): boolean {
  return pods.stage[pod] !== PodStage.Gone
}

function isHeld({ pod: pods }: ClusterState, pod: PodId): boolean {
  return (pods.seenMark[pod] & (SeenMark.Known | PodMark.Gone)) === SeenMark.Known
}

/** The name that the API shows; no two pods that are there at one time share it. */
export function podNameOf(state: ClusterState, pod: PodId): string {
  const { spec, pod: pods } = state
  const workload = spec.workloads[pods.workload[pod]]
  if (workload.cronJob !== undefined)
    return `${jobNameOf(state, state.jobPod.job[pod])}-${state.jobPod.number[pod]}`
  const isFirst = pods.creation[pod] === 0
  return isFirst
    ? podName(workload, pods.ordinal[pod], pods.number[pod])
    : ordinalName(workload, pods.ordinal[pod], pods.number[pod])
}

/** Of a CronJob's Job the minutes of its scheduled time since 1970. Source: pkg/controller/cronjob/utils.go, getTimeHashInMinutes. */
export function jobNameOf({ spec, job: jobs }: ClusterState, job: number): string {
  const { name, cronJob } = spec.workloads[jobs.workload[job]]
  if (cronJob === undefined) return name
  const seconds = timeZeroSeconds + (jobs.scheduledUs[job] + spec.clockOffsetUs) / usPerSecond
  return `${name}-${Math.floor(Math.round(seconds) / 60)}`
}

/** What the input knows of a pod of a live cluster; undefined for one that was made since. */
export function livePodOf({ spec, pod: pods }: ClusterState, pod: PodId): LivePodSpec | undefined {
  if (pods.creation[pod] > 0) return undefined
  return spec.workloads[pods.workload[pod]].livePods?.[pods.ordinal[pod]]
}

function chain({ pod: pods, workload: workloads }: ClusterState, workload: WorkloadId, pod: PodId): void {
  const last = workloads.lastPod[workload]
  if (last === noPod) workloads.firstPod[workload] = pod
  else pods.next[last] = pod
  workloads.lastPod[workload] = pod
}

/** Numbers the containers and probes of a pod in entity order and points each at its template. */
function fillContainers(state: ClusterState, pod: PodId): void {
  const { pod: pods, container: containers, probe: probes, podTemplate, containerTemplate } = state
  const firstContainer = pods.firstContainer[pod]
  const ofPod = pods.template[pod]
  const firstTemplate = podTemplate.firstContainer[ofPod]
  // P1: the probes of a pod begin with those of its first regular container.
  const firstProbeTemplate = containerTemplate.firstProbe[firstTemplate + podTemplate.initCount[ofPod]]
  for (let offset = 0; offset < podTemplate.containerCount[ofPod]; offset++) {
    const container = firstContainer + offset
    const template = firstTemplate + offset
    const firstProbe = pods.firstProbe[pod] + containerTemplate.firstProbe[template] - firstProbeTemplate
    containers.template[container] = template
    containers.pod[container] = pod
    containers.firstProbe[container] = firstProbe
    for (let index = 0; index < containerTemplate.probeCount[template]; index++) {
      probes.template[firstProbe + index] = containerTemplate.firstProbe[template] + index
      probes.container[firstProbe + index] = container
    }
    if (!state.needs.pulls) continue
    state.pull.image[container] = state.images.ofTemplate[template]
    state.pull.startedImage[container] = state.images.ofTemplate[template]
  }
}

function makeRoom(state: ClusterState, template: number): void {
  const { pod, container, probe, podTemplate } = state
  const containers = container.count + podTemplate.containerCount[template]
  const probes = probe.count + podTemplate.probeCount[template]
  if (pod.count === pod.workload.length)
    growPods(state, Math.min(roomFor(pod.count + 1, pod.count), state.spec.podsMax))
  if (containers > container.pod.length) growContainers(state, roomFor(containers, container.pod.length))
  if (probes > probe.container.length) growProbes(state, roomFor(probes, probe.container.length))
}

function growPods(state: ClusterState, rows: number): void {
  const { streams, needs } = state
  growTable(state.pod, allocatePods, rows)
  for (const purpose of [streams.overhead, streams.requeue]) growStreams(purpose, rows)
  if (needs.triggers) growStreams(streams.trigger, rows)
  if (needs.jobs) growTable(state.jobPod, allocateJobPods, rows)
  state.unsentEvents.widen(rows)
  state.statusChanges.widen(changeCodes(rows))
}

function growContainers(state: ClusterState, rows: number): void {
  const { streams, needs } = state
  growTable(state.container, allocateContainers, rows)
  growTable(state.slow, allocateAlternations, rows)
  for (const purpose of [streams.process, streams.slow]) growStreams(purpose, rows)
  if (needs.pauses) {
    growTable(state.pause, allocateAlternations, rows)
    growStreams(streams.pause, rows)
  }
  if (needs.pulls) {
    growTable(state.pull, allocatePulls, rows)
    for (const purpose of [streams.image, streams.imageCheck]) growStreams(purpose, rows)
  }
  if (needs.hooks) growStreams(streams.hook, rows)
  if (needs.cpu) {
    growTable(state.cpu, allocateCpus, rows)
    growStreams(streams.cpu, rows)
  }
  if (needs.leaks) growTable(state.containerLeak, allocateContainerLeaks, rows)
}

function growProbes(state: ClusterState, rows: number): void {
  const { streams, needs } = state
  growTable(state.probe, allocateProbes, rows)
  for (const purpose of [streams.probe, streams.phase, streams.budget]) growStreams(purpose, rows)
  if (needs.traces) growStreams(streams.trace, rows)
}
