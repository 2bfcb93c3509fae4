/** S12: init containers and sidecars: which are done, and which a sync starts next or kills. */
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import { Plan, ProbeType, Result, StatusState } from '../../codes.ts'
import { runsOldImage } from '../images/image-pull.ts'
import { cachedResult, probeOfType } from '../prober/probe-result.ts'
import { isSidecar, shouldRestart } from './restart-policy.ts'

/** How far a pod is before its regular containers, as a sync finds it. */
export const InitStage = {
  /** Its init containers are not done. */
  Going: 0,
  /** Regular containers may start. */
  Done: 1,
  /** An init container has failed for good. */
  Failed: 2,
} as const

/** Whether the status shows that it was made in this sandbox and does not run. */
function hasExited(state: ClusterState, container: ContainerId): boolean {
  const { statusState, statusIncarnation } = state.container
  return statusIncarnation[container] >= 0 && statusState[container] !== StatusState.Running
}

/** Whether an init container holds the next one no longer: ended with 0, or a sidecar that is started. */
export function isInitDone(state: ClusterState, container: ContainerId): boolean {
  if (isSidecar(state, container)) return state.container.isStarted[container] === 1
  return hasExited(state, container) && state.container.statusExitCode[container] === 0
}

/** How many init containers are done in a row, from the first. */
export function initDoneCount(state: ClusterState, pod: PodId): number {
  const { pod: pods, podTemplate } = state
  const count = podTemplate.initCount[pods.template[pod]]
  for (let index = 0; index < count; index++) {
    if (!isInitDone(state, pods.firstContainer[pod] + index)) return index
  }
  return count
}

/** Whether a plain init container has ended badly and is not started again, which fails the pod. */
export function hasInitFailed(state: ClusterState, container: ContainerId): boolean {
  const exitCode = state.container.statusExitCode[container]
  return hasExited(state, container) && exitCode !== 0 && !shouldRestart(state, container, exitCode)
}

/** Whether a regular container has been made in this sandbox. */
export function hasRegularStarted(state: ClusterState, pod: PodId): boolean {
  const { container: containers, pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const end = pods.endContainer[pod]
  const first = pods.firstContainer[pod] + podTemplate.initCount[template]
  for (let container = first; container < end; container++)
    if (containers.statusIncarnation[container] >= 0) return true
  return false
}

/**
 * Plans the init containers of a sync and says how far the pod is. Walked from the last to the first: the last one that
 * was ever made is where the pod stands; of those before it only sidecars are looked after.
 * Source: kubernetes v1.35 kuberuntime/kuberuntime_container.go, computeInitContainerActions.
 */
export function planInits(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods, podTemplate } = state
  const first = pods.firstContainer[pod]
  const last = first + podTemplate.initCount[pods.template[pod]] - 1
  if (last < first) return InitStage.Done
  let isDone = runsRegular(state, pod)
  let isBehind = isDone
  for (let container = last; container >= first; container--) {
    const sidecar = isSidecar(state, container)
    if (containers.statusIncarnation[container] < 0) {
      if (isBehind && sidecar) containers.plan[container] = Plan.Start
      continue
    }
    if (isBehind && !sidecar) continue
    if (!sidecar && hasInitFailed(state, container)) return InitStage.Failed
    const isThrough = sidecar ? planSidecar(state, container) : planPlain(state, container)
    if (isThrough && container === last) isDone = true
    else if (isThrough && !isBehind) containers.plan[container + 1] = Plan.Start
    isBehind = true
  }
  if (!isBehind) containers.plan[first] = Plan.Start
  return isDone ? InitStage.Done : InitStage.Going
}

function runsRegular(state: ClusterState, pod: PodId): boolean {
  const { container: containers, pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const end = pods.endContainer[pod]
  const first = pods.firstContainer[pod] + podTemplate.initCount[template]
  for (let container = first; container < end; container++)
    if (containers.statusState[container] === StatusState.Running) return true
  return false
}

/** One that runs is waited for, one that failed is started again. Returns whether the next may start. */
function planPlain(state: ClusterState, container: ContainerId): boolean {
  if (!hasExited(state, container)) return false
  if (state.container.statusExitCode[container] === 0) return true
  state.container.plan[container] = Plan.Start
  return false
}

/** A sidecar is kept running; neither liveness nor readiness hold the next container. Returns whether that may start. */
function planSidecar(state: ClusterState, container: ContainerId): boolean {
  const { container: containers } = state
  if (hasExited(state, container)) {
    containers.plan[container] = Plan.Start
    return false
  }
  const startup = probeOfType(state, container, ProbeType.Startup)
  if (startup >= 0 && cachedResult(state, startup) !== Result.Success) {
    if (cachedResult(state, startup) === Result.Failure) containers.plan[container] = Plan.KillForStartup
    return false
  }
  const liveness = probeOfType(state, container, ProbeType.Liveness)
  if (runsOldImage(state, container)) containers.plan[container] = Plan.KillForImage
  else if (liveness >= 0 && cachedResult(state, liveness) === Result.Failure)
    containers.plan[container] = Plan.KillForLiveness
  return true
}
