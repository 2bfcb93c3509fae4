/**
 * What kubectl shows of a pod in one line: READY, STATUS and RESTARTS of `kubectl get pods` (L4), from phase and
 * container states (L3). Source: kubernetes v1.35 pkg/printers/internalversion/printers.go, printPod.
 */
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import { PodPhase, StatusState, WaitReason, waitReasonNames } from '../../codes.ts'
import { rejectionText } from '../admission.ts'
import { hasRegularStarted, isInitDone } from '../runtime/init-containers.ts'
import { isSidecar } from '../runtime/restart-policy.ts'

export const phaseNames = ['Pending', 'Running', 'Succeeded', 'Failed'] as const

/** Reason of a pod that has run longer than it may (L9). */
export const deadlineReason = 'DeadlineExceeded'
export const shutdownReason = 'Terminated'

export type PodDisplay = {
  readonly readyCount: number
  /** Regular containers and sidecars. */
  readonly containerCount: number
  readonly status: string
  readonly restarts: number
  /** Containers whose restarts are counted: the init containers up to the one that runs, or sidecars and regular ones. */
  readonly counted: readonly ContainerId[]
}

/** Of a pod that is in the API, or was when it left. */
export function displayPod(state: ClusterState, pod: PodId): PodDisplay {
  const { pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const first = pods.firstContainer[pod] + podTemplate.initCount[template]
  const end = pods.endContainer[pod]
  const phase = pods.phase[pod]
  // A kubelet says nothing of the containers of what it rejects.
  const hasNone = pods.hasStatus[pod] === 0 || isRejected(state, pod)
  const shown = hasNone ? emptyStatus : shownStatus(state, pod, first, end)
  const isTerminating = !Number.isNaN(pods.deletedAtUs[pod]) && phase < PodPhase.Succeeded
  return {
    readyCount: shown.readyCount,
    containerCount: end - first + podTemplate.sidecarCount[template],
    status: isTerminating ? 'Terminating' : (shown.reason ?? phaseReason(state, pod)),
    restarts: shown.counted.reduce((sum, container) => sum + restartCount(state, container), 0),
    counted: shown.counted,
  }
}

/** L4, step 1: a reason of the pod itself comes before its phase. */
function phaseReason(state: ClusterState, pod: PodId): string {
  if (isRejected(state, pod)) return rejectionText(state, pod).reason
  if (isShutDown(state, pod)) return shutdownReason
  return failsByDeadline(state, pod) ? deadlineReason : phaseNames[state.pod.phase[pod]]
}

/** L9: the status says so with its terminal phase, when the last process has ended. */
export function failsByDeadline(state: ClusterState, pod: PodId): boolean {
  return state.pod.phase[pod] === PodPhase.Failed && state.pod.isPastDeadline[pod] === 1
}

/** N13: likewise. */
export function isShutDown({ pod: pods }: ClusterState, pod: PodId): boolean {
  return pods.phase[pod] === PodPhase.Failed && pods.isShutDown[pod] === 1
}

/** S15: likewise. */
export function isRejected({ pod: pods }: ClusterState, pod: PodId): boolean {
  return pods.phase[pod] === PodPhase.Failed && pods.rejection[pod] > 0
}

/** The STATUS column alone. */
export function displayStatus(state: ClusterState, pod: PodId): string {
  return displayPod(state, pod).status
}

type Shown = {
  /** Replaces the phase. */
  readonly reason: string | undefined
  readonly readyCount: number
  readonly counted: readonly ContainerId[]
}

/** Before the kubelet has written a status. */
const emptyStatus: Shown = { reason: undefined, readyCount: 0, counted: [] }

/** Steps 2 and 3 of L4: init containers first; the regular ones unless the pod is initialising. */
function shownStatus(state: ClusterState, pod: PodId, first: ContainerId, end: ContainerId): Shown {
  const initFirst = state.pod.firstContainer[pod]
  const sidecars: ContainerId[] = []
  let reason: string | undefined
  let readyCount = 0
  let container = initFirst
  for (; container < first && reason === undefined; container++) {
    const sidecar = isSidecar(state, container)
    if (sidecar) sidecars.push(container)
    if (!isPassed(state, container))
      reason = initReason(state, container, container - initFirst, first - initFirst)
    else if (sidecar) readyCount += state.container.isReady[container]
  }
  if (reason !== undefined && !hasRegularStarted(state, pod))
    return { reason, readyCount, counted: rowsBetween(initFirst, container) }
  const shown = shownRegular(state, first, end)
  return {
    reason: shown.reason ?? reason,
    readyCount: readyCount + shown.readyCount,
    counted: sidecars.concat(shown.counted),
  }
}

/** Whether the walk goes on to the next: it has ended with 0, or is a started sidecar. */
function isPassed(state: ClusterState, container: ContainerId): boolean {
  const { statusState, statusExitCode } = state.container
  if (statusState[container] === StatusState.Terminated) return statusExitCode[container] === 0
  return isInitDone(state, container)
}

/** What an init container that is not passed makes the pod show. */
function initReason(state: ClusterState, container: ContainerId, index: number, initCount: number): string {
  const reason = containerReason(state, container)
  return reason === '' || reason === 'PodInitializing' ? `Init:${index}/${initCount}` : `Init:${reason}`
}

/** Steps 3 and 4 of L4: last to first, so that the first container with a reason wins. */
function shownRegular(state: ClusterState, first: ContainerId, end: ContainerId): Shown {
  const { statusState, statusExitCode, isReady } = state.container
  let reason: string | undefined
  let errorReason: string | undefined
  let readyCount = 0
  for (let container = end - 1; container >= first; container--) {
    if (statusState[container] === StatusState.Running) {
      readyCount += isReady[container]
      continue
    }
    reason = containerReason(state, container)
    if (statusState[container] === StatusState.Terminated && statusExitCode[container] !== 0)
      errorReason = reason
  }
  // A pod with a container that has ended is not Ready: printPod's `Running` for a Ready one is out of reach.
  if (reason === 'Completed') reason = errorReason ?? (readyCount > 0 ? 'NotReady' : reason)
  return { reason, readyCount, counted: rowsBetween(first, end) }
}

/** L3: the reason that a container shows which does not run; empty for one that does. */
export function containerReason(state: ClusterState, container: ContainerId): string {
  const { statusState, statusExitCode, statusWaitReason } = state.container
  if (statusState[container] === StatusState.Running) return ''
  if (statusState[container] === StatusState.Terminated) return exitReason(statusExitCode[container])
  if (statusWaitReason[container] !== WaitReason.None) return waitReasonNames[statusWaitReason[container]]
  const { pod: pods, podTemplate } = state
  const hasInit = podTemplate.initCount[pods.template[state.container.pod[container]]] > 0
  return hasInit ? 'PodInitializing' : 'ContainerCreating'
}

/** L3: the reason of a terminated container. */
export function exitReason(exitCode: number): string {
  return exitCode === 0 ? 'Completed' : 'Error'
}

/** B15, as the status shows it. */
export function restartCount(state: ClusterState, container: ContainerId): number {
  return Math.max(0, state.container.statusIncarnation[container])
}

function rowsBetween(begin: number, end: number): number[] {
  const rows: number[] = []
  for (let row = begin; row < end; row++) rows.push(row)
  return rows
}
