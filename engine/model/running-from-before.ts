/**
 * `initialState: running`: pods that were there long before time 0, scheduled and Ready, with every result Success
 * and every worker at a random point of its period. The clocks of hang, crash and complete start at 0.
 */

import type { ClusterSpec } from '../contract/cluster-spec.ts'
import { nextUniform } from '../kernel/random-stream.ts'
import type { ClusterState, ContainerId, PodId, ProbeId, WorkloadId } from './cluster-state.ts'
import { PodPhase, PodStage, ProbeType, ProcessState, Result, StatusState, WorkerStage } from './codes.ts'
import { markPlaced, putOn } from './control/binding.ts'
import { noNode } from './control/placement.ts'
import { setDesired } from './control/pod-set.ts'
import { seenFromBefore } from './control/pod-watch.ts'
import { Level } from './metrics/workload-levels.ts'
import { markPresent } from './node/images/image-pull.ts'
import { nodeOf } from './node/node-of.ts'
import { beginDeadline } from './node/pod-workers/active-deadline.ts'
import { resumeResync } from './node/pod-workers/requeue.ts'
import { scheduleTick } from './node/prober/probe-ticker.ts'
import { becomeCalm, isCalmFrom } from './node/prober/quiet-probes.ts'
import { beginBehavior, schedulePhases } from './node/runtime/container-lifecycle.ts'
import { isPlainInit } from './node/runtime/restart-policy.ts'
import { setPhase, updatePodReady } from './node/status/pod-status.ts'
import { appendPod, podsOf } from './pod-rows.ts'
import { startStationary } from './world/alternation.ts'
import { awaitAnswers } from './world/traffic/server-watch.ts'

/** StartedAt of what runs from before: longer ago than any initial delay, which has 31 bits of seconds. */
const longAgoUs = -2.2e15

/** Whether pods of the workload are there from before. */
export function ranBefore({ initialState, workloads }: ClusterSpec, workload: WorkloadId): boolean {
  const { kind, livePods } = workloads[workload]
  return initialState === 'running' && (kind !== 'Job' || livePods !== undefined)
}

/** How many there are. Of a Job only what a live cluster showed: its other pods are made at time 0. A CronJob has none. */
export function countFromBefore(spec: ClusterSpec, workload: WorkloadId): number {
  const { replicas, kind, livePods, cronJob } = spec.workloads[workload]
  if (!ranBefore(spec, workload) || cronJob !== undefined) return 0
  return kind === 'Job' ? Math.min(replicas, livePods!.length) : replicas
}

/** Their rows. */
export function appendFromBefore(state: ClusterState, workload: WorkloadId): void {
  const count = countFromBefore(state.spec, workload)
  for (let ordinal = 0; ordinal < count; ordinal++) appendPod(state, workload, ordinal, 0)
}

/** Their state at time 0. @param places the node of each, by ordinal. */
export function runningFromBefore(state: ClusterState, workload: WorkloadId, places: Int32Array): void {
  const { pod: pods } = state
  const { replicas, cronJob } = state.spec.workloads[workload]
  const present = podsOf(state, workload)
  setDesired(state, workload, cronJob === undefined ? replicas : 0)
  for (const pod of present) {
    pods.stage[pod] = PodStage.Unscheduled
    state.metrics.podCreated(pod)
    const node = places[pods.ordinal[pod]]
    if (node === noNode) continue
    markPlaced(state, pod, node)
    putOn(state, pod, node)
    resumePod(state, pod)
  }
  seenFromBefore(state, workload)
  const keeper = state.controllers[state.workload.keeper[workload]]
  keeper?.rule.ranBefore(state, keeper, workload)
  // They were ready before: nothing has changed at time 0.
  state.metrics.readyTransitions[workload] = 0
}

function resumePod(state: ClusterState, pod: PodId): void {
  const { pod: pods, podTemplate } = state
  const { rowAt } = state.probe
  const first = pods.firstContainer[pod]
  const end = pods.endContainer[pod]
  pods.stage[pod] = PodStage.Bound
  // The API has the status of time 0.
  pods.statusChangedAtUs[pod] = state.nowUs
  pods.workerStage[pod] = WorkerStage.Idle
  pods.hasStatus[pod] = 1
  pods.hasWorkers[pod] = 1
  pods.sandboxCount[pod] = 1
  pods.hasSandbox[pod] = 1
  pods.seenSandbox[pod] = 1
  pods.isReadyToStart[pod] = 1
  pods.hasAddress[pod] = 1
  pods.isInitialized[pod] = 1
  for (let container = first; container < end; container++) {
    if (isPlainInit(state, container)) finishedBefore(state, container)
    else startedBefore(state, container)
  }
  const probeEnd = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++) resumeWorker(state, rowAt[place])
  setPhase(state, pod, PodPhase.Running)
  // As every clock of what ran before: from 0 on.
  beginDeadline(state, pod)
  for (let container = first; container < end; container++) {
    if (!isPlainInit(state, container)) showReadiness(state, container)
  }
  updatePodReady(state, pod)
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++) resumeTicks(state, rowAt[place])
  resumeResync(state, pod)
}

/** An init container that ended with 0. */
function finishedBefore(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  containers.state[container] = ProcessState.Exited
  containers.incarnation[container] = 0
  containers.exitedAtUs[container] = longAgoUs
  containers.seenState[container] = ProcessState.Exited
  containers.seenIncarnation[container] = 0
  containers.seenExitedAtUs[container] = longAgoUs
  containers.statusState[container] = StatusState.Terminated
  containers.statusIncarnation[container] = 0
  containers.isReady[container] = 1
}

function startedBefore(state: ClusterState, container: ContainerId): void {
  const { container: containers, containerTemplate: templates } = state
  containers.state[container] = ProcessState.Running
  containers.incarnation[container] = 0
  containers.startedAtUs[container] = longAgoUs
  containers.seenState[container] = ProcessState.Running
  containers.seenIncarnation[container] = 0
  containers.seenStartedAtUs[container] = longAgoUs
  containers.statusState[container] = StatusState.Running
  containers.statusIncarnation[container] = 0
  containers.statusStartedAtUs[container] = longAgoUs
  containers.isStarted[container] = 1
  markPresent(state, nodeOf(state, container), container)
  beginBehavior(state, container, 0)
  // Start-up is over, unless it never ends.
  if (containers.answersAtUs[container] < Infinity) {
    containers.answersAtUs[container] = longAgoUs
    if (state.needs.cpu) state.cpu.left[container] = 0
  }
  if (templates.slowSurvives[containers.template[container]] === 0)
    startStationary(state, state.slow, container)
  startStationary(state, state.pause, container)
  schedulePhases(state, container)
  awaitAnswers(state, container)
  state.metrics.levels.change(Level.Running, state.pod.workload[containers.pod[container]], true, 0)
}

/** P3: the worker has ticked all along; its phase is uniform. A probe on an undefined port never got past P10. */
function resumeWorker(state: ClusterState, probe: ProbeId): void {
  const { probe: probes, probeTemplate } = state
  const template = probes.template[probe]
  const type = probeTemplate.type[template]
  const isDefined = probeTemplate.portDefined[template] === 1
  const periodUs = probeTemplate.periodUs[template]
  probes.exists[probe] = 1
  probes.known[probe] = 0
  probes.resultFor[probe] = 0
  probes.result[probe] = Result.Success
  probes.resultRun[probe] = type === ProbeType.Readiness ? probeTemplate.successThreshold[template] : 1
  if (!isDefined) {
    probes.resultRun[probe] = 0
    if (type === ProbeType.Readiness) probes.result[probe] = Result.Failure
    if (type === ProbeType.Startup) {
      probes.result[probe] = Result.Unknown
      state.container.isStarted[probes.container[probe]] = 0
    }
  } else if (type === ProbeType.Startup) {
    probes.onHold[probe] = 1
    probes.resultRun[probe] = 0
  }
  probes.anchorUs[probe] = Math.floor(nextUniform(state.streams.phase, probe) * periodUs)
}

/** The first tick of the run is the grid's first; before that the container must look as it did. */
function resumeTicks(state: ClusterState, probe: ProbeId): void {
  const firstTickUs = state.probe.anchorUs[probe]
  if (isCalmFrom(state, probe)) becomeCalm(state, probe, firstTickUs)
  else scheduleTick(state, probe, firstTickUs)
}

function showReadiness(state: ClusterState, container: ContainerId): void {
  const { container: containers, containerTemplate, probe: probes, probeTemplate } = state
  const first = containers.firstProbe[container]
  const end = first + containerTemplate.probeCount[containers.template[container]]
  let isReady = containers.isStarted[container] === 1
  for (let place = first; place < end; place++) {
    const probe = probes.rowAt[place]
    const isReadiness = probeTemplate.type[probes.template[probe]] === ProbeType.Readiness
    if (isReadiness && probes.result[probe] !== Result.Success) isReady = false
  }
  containers.isReady[container] = isReady ? 1 : 0
}
