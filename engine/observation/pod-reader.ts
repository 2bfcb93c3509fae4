/** From the tables to what an observer sees of pods (L1 to L6). */

import {
  containersOfPod,
  type LiveContainerSpec,
  type WorkloadKind,
  type WorkloadSpec,
} from '../contract/cluster-spec.ts'
import type {
  ConditionView,
  ContainerStateView,
  ContainerView,
  PodView,
  TerminatedView,
} from '../contract/cluster-view.ts'
import { usPerSecond, usToSeconds } from '../kernel/time.ts'
import type { ClusterState, ContainerId, PodId } from '../model/cluster-state.ts'
import { PodPhase, PodStage, StatusState } from '../model/codes.ts'
import { isInTouch } from '../model/in-touch.ts'
import { rejectionText } from '../model/node/admission.ts'
import { isStopped } from '../model/node/pod-workers/active-deadline.ts'
import { isInitDone } from '../model/node/runtime/init-containers.ts'
import { isSidecar } from '../model/node/runtime/restart-policy.ts'
import {
  containerReason,
  deadlineReason,
  displayPod,
  exitReason,
  failsByDeadline,
  isRejected,
  isShutDown,
  phaseNames,
  restartCount,
  shutdownReason,
} from '../model/node/status/pod-display.ts'
import { jobNameOf, livePodOf, podNameOf } from '../model/pod-rows.ts'
import { podSpecOf } from '../model/pod-templates.ts'
import { wholeWallSecondUs } from '../model/wall-clock.ts'
import { replicaSetName } from './deployment-reader.ts'
import { imageName } from './entity-names.ts'
import { deadlineMessage, shutdownMessage } from './event-message.ts'
import type { InstanceLog } from './instance-log.ts'
import { failureOf, unschedulableText } from './unschedulable-text.ts'

/** Whether the API holds the pod. */
export function isInApi(state: ClusterState, pod: PodId): boolean {
  const stage = state.pod.stage[pod]
  return stage !== PodStage.Absent && stage !== PodStage.Gone
}

export function readPod(state: ClusterState, pod: PodId, instances: InstanceLog): PodView {
  const { pod: pods, spec } = state
  const workload = spec.workloads[pods.workload[pod]]
  const first = pods.firstContainer[pod]
  const { initContainers, containers } = podSpecOf(state, pod)
  const display = displayPod(state, pod)
  const live = livePodOf(state, pod)
  const views = [...initContainers, ...containers].map((container, offset) =>
    readContainer(state, first + offset, container, instances, live?.containers[offset]),
  )
  const counted = display.counted.map((container) => container - first)
  const node = pods.node[pod] < 0 ? null : spec.nodes[pods.node[pod]].name
  const isDeleted = !Number.isNaN(pods.deletedAtUs[pod])
  return {
    namespace: workload.namespace,
    name: podNameOf(state, pod),
    workload: pods.workload[pod],
    node,
    ...nominationOf(state, pod),
    isStatic: workload.staticOn !== undefined,
    controller: controllerOfPod(state, pod),
    createdSeconds: wholeSeconds(state, pods.createdAtUs[pod]) ?? secondsBefore(live?.ageUs),
    deletedSeconds: wholeSeconds(state, pods.deletedAtUs[pod]),
    deletionGraceSeconds: isDeleted ? usToSeconds(pods.deletionGraceUs[pod]) : null,
    phase: phaseNames[pods.phase[pod]],
    ...(failsByDeadline(state, pod) && { failure: { reason: deadlineReason, message: deadlineMessage } }),
    ...(isRejected(state, pod) && { failure: rejection(state, pod) }),
    ...(isShutDown(state, pod) && { failure: { reason: shutdownReason, message: shutdownMessage } }),
    readyCount: display.readyCount,
    containerCount: display.containerCount,
    status: display.status,
    restarts:
      display.restarts +
      counted.reduce((sum, offset) => sum + (live?.containers[offset]?.restartCount ?? 0), 0),
    lastRestartSeconds:
      lastRestartSeconds(counted.map((offset) => views[offset])) ??
      newest(counted.map((offset) => secondsBefore(live?.containers[offset]?.endedAgoUs))),
    conditions: readConditions(state, pod),
    hasStatus: pods.hasStatus[pod] === 1 && !isRejected(state, pod),
    initContainers: views.slice(0, initContainers.length),
    containers: views.slice(initContainers.length),
  }
}

const controllerVersions: Readonly<Partial<Record<WorkloadKind, string>>> = {
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
}

function nominationOf({ scheduler, spec }: ClusterState, pod: PodId): Pick<PodView, 'nominatedNode'> {
  const node = scheduler.queue.waiting.get(pod)?.nominated ?? -1
  return node < 0 ? {} : { nominatedNode: spec.nodes[node].name }
}

/** What the API names as its owner. */
export function controllerOfPod(state: ClusterState, pod: PodId): PodView['controller'] {
  const { pod: pods, spec } = state
  const workload = spec.workloads[pods.workload[pod]]
  const node = pods.node[pod] < 0 ? null : spec.nodes[pods.node[pod]].name
  return (
    ownerSet(state, pod) ??
    controllerOf(workload, node, workload.cronJob && jobNameOf(state, state.jobPod.job[pod]))
  )
}

/** The ReplicaSet of a Deployment that keeps the pod. */
function ownerSet(
  { spec, pod: pods, workload: workloads }: ClusterState,
  pod: PodId,
): PodView['controller'] | undefined {
  const workload = pods.workload[pod]
  if (workloads.hasDeployment[workload] === 0 || spec.workloads[workload].shownKind !== undefined)
    return undefined
  const template = pods.template[pod] - workloads.firstTemplate[workload]
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: replicaSetName(spec.workloads[workload].name, template),
  }
}

/** T4: the mirror of a static pod belongs to its node. */
function controllerOf(
  { kind, shownKind, name, staticOn }: WorkloadSpec,
  node: string | null,
  jobName: string | undefined,
): PodView['controller'] {
  if (jobName !== undefined) return { apiVersion: 'batch/v1', kind: 'Job', name: jobName }
  if (staticOn !== undefined) return node === null ? null : { apiVersion: 'v1', kind: 'Node', name: node }
  const apiVersion = shownKind === undefined ? controllerVersions[kind] : undefined
  return apiVersion === undefined ? null : { apiVersion, kind, name }
}

/** L4: the newest end of an instance that another one has followed, or shall follow. */
function lastRestartSeconds(counted: readonly ContainerView[]): number | null {
  return newest(counted.map(({ lastState }) => lastState?.finishedSeconds ?? null))
}

function newest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function secondsBefore(agoUs: number | undefined): number | null {
  return agoUs === undefined ? null : -usToSeconds(agoUs)
}

function readContainer(
  state: ClusterState,
  container: ContainerId,
  spec: { readonly name: string; readonly image: string },
  instances: InstanceLog,
  live: LiveContainerSpec | undefined,
): ContainerView {
  const { container: containers } = state
  const shown = readContainerState(state, container)
  const runsFromBefore =
    shown.kind === 'running' && shown.startedSeconds === null && live?.startedAgoUs !== undefined
  return {
    name: spec.name,
    image: imageName(state, container, state.pull.image[container]),
    startedImage: imageName(state, container, state.pull.startedImage[container]),
    isReady: containers.isReady[container] === 1,
    isStarted: containers.isStarted[container] === 1,
    restartCount: restartCount(state, container) + (live?.restartCount ?? 0),
    state: runsFromBefore ? { ...shown, startedSeconds: secondsBefore(live.startedAgoUs) } : shown,
    lastState: readLastState(state, container, instances),
  }
}

/** L3. */
function readContainerState(state: ClusterState, container: ContainerId): ContainerStateView {
  const { container: containers } = state
  switch (containers.statusState[container]) {
    case StatusState.Running:
      return { kind: 'running', startedSeconds: wholeSeconds(state, containers.statusStartedAtUs[container]) }
    case StatusState.Terminated:
      return shownEnd(state, container)
    default:
      return { kind: 'waiting', reason: containerReason(state, container) }
  }
}

/** The instance whose end the status shows. */
function shownEnd(state: ClusterState, container: ContainerId): TerminatedView {
  const { container: containers } = state
  return terminated(
    state,
    containers.statusExitCode[container],
    containers.statusStartedAtUs[container],
    containers.statusExitedAtUs[container],
  )
}

/** The instance before the one in `state`; that of a container that waits for its next instance is the newest. */
function readLastState(
  state: ClusterState,
  container: ContainerId,
  instances: InstanceLog,
): TerminatedView | null {
  const { statusState, statusIncarnation } = state.container
  const incarnation = statusIncarnation[container]
  if (incarnation < 0) return null
  if (statusState[container] === StatusState.Waiting) return shownEnd(state, container)
  const before = instances.ended(container, incarnation - 1)
  return before === undefined
    ? null
    : terminated(state, before.exitCode, before.startedAtUs, before.exitedAtUs)
}

function terminated(
  state: ClusterState,
  exitCode: number,
  startedAtUs: number,
  finishedAtUs: number,
): TerminatedView {
  return {
    kind: 'terminated',
    reason: exitReason(exitCode),
    exitCode,
    startedSeconds: wholeSeconds(state, startedAtUs),
    finishedSeconds: wholeSeconds(state, finishedAtUs),
  }
}

/** L2, in the order in which the API shows them. Source: kubernetes v1.35 pkg/kubelet/status/generate.go. */
function readConditions(state: ClusterState, pod: PodId): ConditionView[] {
  const { pod: pods } = state
  const scheduled = readScheduled(state, pod)
  if (pods.hasStatus[pod] === 0 || isRejected(state, pod)) return [scheduled]
  const readiness = pods.isReady[pod] === 1 ? { isTrue: true } : { isTrue: false, ...unreadiness(state, pod) }
  return [
    { type: 'PodReadyToStartContainers', isTrue: pods.isReadyToStart[pod] === 1 },
    { type: 'Initialized', ...initialization(state, pod) },
    ...(isInTouch(state, pods.node[pod]) ? readinessOf(readiness) : staleReadiness(state, pod)),
    scheduled,
  ]
}

function readinessOf(readiness: Omit<ConditionView, 'type'>): ConditionView[] {
  return [
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
  ]
}

/** N4: of a kubelet that is out of touch the API keeps what it said last; only whether the pod is Ready the control plane changes. */
function staleReadiness({ pod: pods, container: containers }: ClusterState, pod: PodId): ConditionView[] {
  const isReady = containers.isReady.subarray(pods.firstContainer[pod], pods.endContainer[pod])
  return [
    { type: 'Ready', isTrue: pods.apiIsReady[pod] === 1 },
    { type: 'ContainersReady', isTrue: isReady.every((each) => each === 1) },
  ]
}

type Why = { readonly reason: string; readonly message?: string }

function unreadiness(state: ClusterState, pod: PodId): Why {
  const { pod: pods, container: containers, podTemplate } = state
  const phase = pods.phase[pod]
  if (phase === PodPhase.Succeeded) return { reason: 'PodCompleted' }
  // The conditions tell of the deadline at once, the phase only when all has ended.
  if (phase === PodPhase.Failed || isStopped(state, pod)) return { reason: 'PodFailed' }
  const first = pods.firstContainer[pod]
  const initCount = podTemplate.initCount[pods.template[pod]]
  const unready = containersOfPod(podSpecOf(state, pod)).filter((_, index) => {
    const counts = index >= initCount || isSidecar(state, first + index)
    return counts && containers.isReady[first + index] === 0
  })
  return { reason: 'ContainersNotReady', message: `containers with unready status: ${namesOf(unready)}` }
}

function initialization(state: ClusterState, pod: PodId): { readonly isTrue: boolean } & Partial<Why> {
  const { pod: pods } = state
  if (pods.phase[pod] === PodPhase.Succeeded) return { isTrue: true, reason: 'PodCompleted' }
  if (pods.isInitialized[pod] === 1) return { isTrue: true }
  const { initContainers } = podSpecOf(state, pod)
  const undone = initContainers.filter((_, index) => !isInitDone(state, pods.firstContainer[pod] + index))
  return {
    isTrue: false,
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: ${namesOf(undone)}`,
  }
}

/** As Go prints a list of texts. */
function namesOf(containers: readonly { readonly name: string }[]): string {
  return `[${containers.map(({ name }) => name).join(' ')}]`
}

function readScheduled(state: ClusterState, pod: PodId): ConditionView {
  if (state.pod.node[pod] >= 0) return { type: 'PodScheduled', isTrue: true }
  const { scheduling } = state.spec.workloads[state.pod.workload[pod]].pod
  if (scheduling?.isGated === true)
    return {
      type: 'PodScheduled',
      isTrue: false,
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    }
  const failure = failureOf(state, pod)
  return {
    type: 'PodScheduled',
    isTrue: false,
    reason: 'Unschedulable',
    ...(failure < 0 ? {} : { message: unschedulableText(state, pod, failure) }),
  }
}

/** L6: cut to whole seconds of the wall clock. */
function wholeSeconds(state: ClusterState, timeUs: number): number | null {
  return secondsOf(wholeWallSecondUs(state, timeUs))
}

/** `null` for what is not known, and for what lies before the run by more than cutting to whole seconds explains. */
function secondsOf(timeUs: number): number | null {
  return timeUs >= -usPerSecond ? usToSeconds(timeUs) : null
}

/** S15. Source: kubernetes v1.36 pkg/kubelet/kubelet.go, rejectPod. */
function rejection(state: ClusterState, pod: PodId): { readonly reason: string; readonly message: string } {
  const { reason, message } = rejectionText(state, pod)
  return { reason, message: `Pod was rejected: ${message}` }
}
