/**
 * One attempt of a sync to start a container: its back-off lets it pass or refuses (B3), its image is there or is
 * pulled (I1), then the runtime takes its time.
 * Source: kubernetes v1.35 pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod and doBackOff.
 */
import { EventClass } from '../../kernel/time.ts'
import type { ClusterState, ContainerId, PodId } from '../cluster-state.ts'
import { Plan, PodEvent } from '../codes.ts'
import { EventKind } from '../event-kind.ts'
import { profileOfPod } from '../version-profile.ts'
import { beginBackoffWait, endBackoffWait } from './backoff-wait.ts'
import { drawStartUs, startProcess } from './container-lifecycle.ts'
import { recordEvent } from './event-recorder.ts'
import { askForImage, ImageAnswer } from './image-pull.ts'
import { backoffExpiryUs, collectBackoff, stepBackoff } from './restart-backoff.ts'

/** B3: starts the container, or notes until when its back-off holds it. Returns whether the sync waits for image or start. */
export function startNext(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { container: containers, pod: pods, node } = state
  if (containers.plan[container] !== Plan.Start) return false
  // X of B3: the newest exited instance that the sync's snapshot knows; a container killed by this sync is not in it (B8).
  const exitedAtUs = containers.statusExitedAtUs[container]
  if (!Number.isNaN(exitedAtUs)) {
    collectBackoff(containers, container, node.housekeepingPhaseUs[pods.node[pod]], state.nowUs)
    const expiryUs = backoffExpiryUs(containers, container, exitedAtUs)
    if (expiryUs > state.nowUs) {
      pods.backoffExpiryUs[pod] = Math.min(pods.backoffExpiryUs[pod], expiryUs)
      beginBackoffWait(state, container)
      recordEvent(state, pod, container, PodEvent.BackOffRestart)
      return false
    }
    stepBackoff(containers, container, exitedAtUs, state.nowUs, profileOfPod(state, pod))
  }
  endBackoffWait(state, container)
  const answer = askForImage(state, pod, container)
  if (answer === ImageAnswer.Failed) return false
  state.metrics.startDecided(container)
  return answer === ImageAnswer.Pulling || startInRuntime(state, pod, container)
}

/** The image is there: the runtime makes and starts the container. Returns whether the sync waits for it. */
export function startInRuntime(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const startUs = drawStartUs(state, container)
  if (startUs > 0) {
    const stamp = ++state.pod.stepStamp[pod]
    state.events.schedule(state.nowUs + startUs, EventClass.Sync, container, EventKind.ContainerStart, stamp)
    return true
  }
  startProcess(state, container)
  return false
}

/** A sync that is known to find nothing but starts that are refused still: each is told of once more. */
export function refuseStartsAgain(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, workload } = state
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.isRefused[container] === 1) recordEvent(state, pod, container, PodEvent.BackOffRestart)
  }
}
