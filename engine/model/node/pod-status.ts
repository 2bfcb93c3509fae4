/**
 * The status of a pod as its kubelet computes and stores it: what probe workers read (P8), what decides `started`
 * and `ready` (P15, P16), and the pod's phase (L1) and Ready condition (L2).
 */
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState, ContainerId, PodId, ProbeId } from '../cluster-state.ts'
import {
  PodPhase,
  PodStage,
  ProbeType,
  ProcessState,
  RestartPolicyId,
  Result,
  StatusState,
  WaitReason,
} from '../codes.ts'
import { profileOfNode, profileOfPod } from '../version-profile.ts'
import { noteStatusChange } from './api-writer.ts'
import { sendTrigger } from './probe-worker.ts'
import { phaseChanged, statusChanged } from './quiet-probes.ts'
import { shouldRestart } from './restart-policy.ts'

/**
 * S9 steps 1 to 3: computes the status from what the last relist saw and from the probe results, stores it, and
 * triggers the readiness workers of started containers that are not ready (P6).
 */
export function generateStatus(state: ClusterState, pod: PodId): void {
  const { pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  const first = pods.firstContainer[pod]
  const end = first + workload.containerCount[workloadId]
  for (let container = first; container < end; container++) {
    updateContainerStatus(state, container, workload.restartPolicy[workloadId])
  }
  if (pods.hasStatus[pod] === 0) noteStatusChange(state, pod)
  pods.hasStatus[pod] = 1
  setPhase(state, pod, phaseNow(state, pod))
  updatePodReady(state, pod)
}

function updateContainerStatus(state: ClusterState, container: ContainerId, restartPolicy: number): void {
  const { container: containers } = state
  const seen = containers.seenState[container]
  const shown = statusStateFor(state, container, restartPolicy)
  const incarnation = seen === ProcessState.None ? -1 : containers.seenIncarnation[container]
  const isNewInstance = containers.statusIncarnation[container] !== incarnation
  const wasShown = containers.statusState[container]
  const wasStarted = containers.isStarted[container]
  const wasReason = containers.statusWaitReason[container]
  containers.statusState[container] = shown
  containers.statusWaitReason[container] =
    shown === StatusState.Waiting ? containers.waitReason[container] : WaitReason.None
  containers.statusIncarnation[container] = incarnation
  containers.statusStartedAtUs[container] = wholeWallSecondUs(state, containers.seenStartedAtUs[container])
  containers.statusExitCode[container] = containers.seenExitCode[container]
  containers.statusExitedAtUs[container] = containers.seenExitedAtUs[container]
  const isStarted = isStartedNow(state, container)
  containers.isStarted[container] = isStarted ? 1 : 0
  // From terminated to waiting nothing changes for a worker (P9 step 6).
  const runsOrRan = shown !== StatusState.Waiting || wasShown === StatusState.Running
  const changes =
    isNewInstance || containers.isStarted[container] !== wasStarted || (shown !== wasShown && runsOrRan)
  if (changes) statusChanged(state, container)
  if (changes || shown !== wasShown || containers.statusWaitReason[container] !== wasReason)
    noteStatusChange(state, containers.pod[container])
  setContainerReady(state, container, isStarted && isReadyNow(state, container))
  if (isNewInstance && containers.isReady[container] === 1) state.metrics.newInstanceReady(container)
}

/** L3: an exited container that a back-off holds shows as waiting, once the reason cache says so. */
function statusStateFor(state: ClusterState, container: ContainerId, restartPolicy: number): number {
  const { container: containers } = state
  const seen = containers.seenState[container]
  if (seen === ProcessState.Running) return StatusState.Running
  if (seen === ProcessState.None) return StatusState.Waiting
  const waits =
    containers.waitReason[container] !== WaitReason.None &&
    shouldRestart(restartPolicy, containers.seenExitCode[container])
  return waits ? StatusState.Waiting : StatusState.Terminated
}

/** L6, P8: the status cuts times to whole seconds of the node's wall clock. */
export function wholeWallSecondUs(state: ClusterState, timeUs: number): number {
  const offsetUs = state.spec.clockOffsetUs
  return Math.floor((timeUs + offsetUs) / usPerSecond) * usPerSecond - offsetUs
}

/** The probe of this container and type; -1 = it has none. */
export function probeOfType(state: ClusterState, container: ContainerId, type: number): ProbeId {
  const { container: containers, containerTemplate, probe: probes } = state
  const offset = containerTemplate.probeOffset[containers.template[container] * 3 + type]
  return offset < 0 ? -1 : probes.rowAt[containers.firstProbe[container] + offset]
}

/** The cached result for the instance that the status shows, or -1 if there is none. */
export function cachedResult(state: ClusterState, probe: ProbeId): number {
  const { probe: probes, container: containers } = state
  const incarnation = containers.statusIncarnation[probes.container[probe]]
  return incarnation >= 0 && probes.resultFor[probe] === incarnation ? probes.result[probe] : -1
}

/** P15. Source: kubernetes v1.35 pkg/kubelet/prober/prober_manager.go, isContainerStarted. */
function isStartedNow(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, probe: probes } = state
  if (containers.statusState[container] !== StatusState.Running) return false
  const probe = probeOfType(state, container, ProbeType.Startup)
  if (probe < 0) return true
  const result = cachedResult(state, probe)
  if (result >= 0) return result === Result.Success
  const { statusSurvivesKubeletRestart } = profileOfPod(state, containers.pod[container])
  if (statusSurvivesKubeletRestart && containers.isStarted[container] === 1) return true
  return probes.exists[probe] === 0
}

/** P16, and P6 where it is not. Source: as above, UpdatePodStatus. */
function isReadyNow(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, probe: probes } = state
  const probe = probeOfType(state, container, ProbeType.Readiness)
  if (probe < 0) return true
  const result = cachedResult(state, probe)
  if (result === Result.Success) return true
  if (probes.exists[probe] === 1) sendTrigger(state, probe)
  if (result < 0 && survivesKubeletRestart(state, container)) return containers.isReady[container] === 1
  return probes.exists[probe] === 0
}

/** P10: readiness of what ran before this kubelet process is kept until a probe says otherwise (1.35+). */
function survivesKubeletRestart(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, pod: pods } = state
  const node = pods.node[containers.pod[container]]
  const { statusSurvivesKubeletRestart } = profileOfNode(state, node)
  return (
    statusSurvivesKubeletRestart && containers.statusStartedAtUs[container] < state.node.kubeletStartUs[node]
  )
}

/** R2: a readiness result changes the status at once, without the pod worker. */
export function setContainerReady(state: ClusterState, container: ContainerId, isReady: boolean): void {
  const { container: containers } = state
  if (containers.isReady[container] === (isReady ? 1 : 0)) return
  containers.isReady[container] = isReady ? 1 : 0
  noteStatusChange(state, containers.pod[container])
  state.metrics.containerReadyChanged(container, isReady)
}

/** L2: Ready iff every regular container is; never in a terminal phase. */
export function updatePodReady(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  const first = pods.firstContainer[pod] + workload.initCount[workloadId]
  const end = pods.firstContainer[pod] + workload.containerCount[workloadId]
  let isReady = pods.phase[pod] === PodPhase.Running
  for (let container = first; container < end && isReady; container++)
    isReady = containers.isReady[container] === 1
  if (pods.isReady[pod] === (isReady ? 1 : 0)) return
  pods.isReady[pod] = isReady ? 1 : 0
  state.metrics.podReadyChanged(pod)
}

export function setPhase(state: ClusterState, pod: PodId, phase: number): void {
  if (state.pod.phase[pod] === phase) return
  const before = state.pod.phase[pod]
  state.pod.phase[pod] = phase
  noteStatusChange(state, pod)
  phaseChanged(state, pod)
  if (state.pod.stage[pod] !== PodStage.Gone) state.metrics.podPhaseChanged(pod, before)
}

/** How many init containers have ended with 0, in the status. */
export function initDoneCount(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods, workload } = state
  const first = pods.firstContainer[pod]
  const count = workload.initCount[pods.workload[pod]]
  for (let index = 0; index < count; index++) {
    const container = first + index
    if (containers.statusState[container] === StatusState.Running) return index
    if (containers.statusIncarnation[container] < 0 || containers.statusExitCode[container] !== 0)
      return index
  }
  return count
}

/** S12: a plain init container that has failed is started again, but under Never, where it fails the pod. */
export function hasInitFailed(state: ClusterState, container: ContainerId, policy: number): boolean {
  const { statusState, statusIncarnation, statusExitCode } = state.container
  const hasEnded = statusIncarnation[container] >= 0 && statusState[container] !== StatusState.Running
  return hasEnded && statusExitCode[container] !== 0 && policy === RestartPolicyId.Never
}

/** L1 for plain init and regular containers. Source: kubernetes v1.35 pkg/kubelet/kubelet_pods.go, getPhase. */
function phaseNow(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  const policy = workload.restartPolicy[workloadId]
  const phase = pods.phase[pod]
  if (phase >= PodPhase.Succeeded) return phase
  const initCount = workload.initCount[workloadId]
  const initDone = initDoneCount(state, pod)
  if (initDone < initCount)
    return hasInitFailed(state, pods.firstContainer[pod] + initDone, policy)
      ? PodPhase.Failed
      : PodPhase.Pending
  let runningCount = 0
  let restartableCount = 0
  let failedCount = 0
  const end = pods.firstContainer[pod] + workload.containerCount[workloadId]
  for (let container = pods.firstContainer[pod] + initCount; container < end; container++) {
    if (containers.statusState[container] === StatusState.Running) runningCount++
    else if (containers.statusIncarnation[container] < 0) return PodPhase.Pending
    else {
      if (shouldRestart(policy, containers.statusExitCode[container])) restartableCount++
      if (containers.statusExitCode[container] !== 0) failedCount++
    }
  }
  if (runningCount > 0 || restartableCount > 0) return PodPhase.Running
  return failedCount === 0 ? PodPhase.Succeeded : PodPhase.Failed
}
