/**
 * What kubectl shows of a pod: the STATUS column of `kubectl get pods` (L4), from phase and container states (L3).
 * For regular and plain init containers. Source: kubernetes v1.35 pkg/printers/internalversion/printers.go, printPod.
 */
import type { ClusterState, ContainerId, PodId } from '../cluster-state.ts'
import { PodPhase, PodStage, StatusState, waitReasonNames } from '../codes.ts'
import { initDoneCount } from './pod-status.ts'

const phaseNames = ['Pending', 'Running', 'Succeeded', 'Failed'] as const

export function displayStatus(state: ClusterState, pod: PodId): string {
  const { pod: pods } = state
  const phase = pods.phase[pod]
  const shown = pods.hasStatus[pod] === 0 ? phaseNames[phase] : statusOfContainers(state, pod)
  return pods.stage[pod] === PodStage.Deleting && phase < PodPhase.Succeeded ? 'Terminating' : shown
}

/** Steps 1 to 4 of L4: init containers first; then the regular containers, of which the first with a reason wins. */
function statusOfContainers(state: ClusterState, pod: PodId): string {
  const { container: containers, pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  const initCount = workload.initCount[workloadId]
  const initDone = initDoneCount(state, pod)
  if (initDone < initCount) return `Init:${initDone}/${initCount}`
  const first = pods.firstContainer[pod] + initCount
  const end = pods.firstContainer[pod] + workload.containerCount[workloadId]
  let shown: string = phaseNames[pods.phase[pod]]
  let runs = false
  for (let container = end - 1; container >= first; container--) {
    if (containers.statusState[container] === StatusState.Running) runs = true
    else shown = reasonOf(state, container, initCount)
  }
  if (shown !== 'Completed' || !runs) return shown
  return pods.isReady[pod] === 1 ? 'Running' : 'NotReady'
}

/** L3: the reason that a container shows which is not running. */
function reasonOf(state: ClusterState, container: ContainerId, initCount: number): string {
  const { statusState, statusIncarnation, statusExitCode, waitReason } = state.container
  if (statusIncarnation[container] < 0) return initCount > 0 ? 'PodInitializing' : 'ContainerCreating'
  if (statusState[container] === StatusState.Waiting) return waitReasonNames[waitReason[container]]
  return statusExitCode[container] === 0 ? 'Completed' : 'Error'
}
