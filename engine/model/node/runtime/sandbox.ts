/**
 * The pod's sandbox (the pause container): made by the first sync, before any container; when it is lost, everything is
 * killed and started anew (S11.1). Simplified: making one takes no time of its own.
 */
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import { ProcessState } from '../../codes.ts'
import { profileOfPod } from '../../version-profile.ts'
import { sandboxIsReady } from '../status/pod-status.ts'
import { noteChange } from './pleg.ts'

/**
 * The sandbox is gone; the kubelet finds out with the next relist. Processes are as they were: who takes them away too,
 * such as a reboot, ends them first.
 */
export function loseSandbox(state: ClusterState, pod: PodId): void {
  if (state.pod.hasSandbox[pod] === 0) return
  state.pod.hasSandbox[pod] = 0
  noteChange(state, pod)
}

/** A sync makes one; what is left of the init containers of the one before is removed, so that they run again (S12). */
export function makeSandbox(state: ClusterState, pod: PodId): void {
  const { pod: pods, podTemplate } = state
  pods.sandboxCount[pod]++
  pods.hasSandbox[pod] = 1
  pods.hasActed[pod] = 1
  pods.seenSandbox[pod] = 1
  // S4: the next relist sees it, also if no container starts.
  noteChange(state, pod)
  if (profileOfPod(state, pod).tellsSandbox) sandboxIsReady(state, pod)
  const initEnd = pods.firstContainer[pod] + podTemplate.initCount[pods.template[pod]]
  for (let container = pods.firstContainer[pod]; container < initEnd; container++)
    removeInstance(state, container)
}

/** B10: every container is removed, as if none had ever run; restart counts go on. */
export function removeInstances(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++)
    removeInstance(state, container)
  pods.hasActed[pod] = 1
  noteChange(state, pod)
}

/** The runtime forgets the ended instance, and the kubelet, which removed it, knows. */
function removeInstance(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  if (containers.state[container] === ProcessState.Running) return
  containers.state[container] = ProcessState.None
  containers.seenState[container] = ProcessState.None
  containers.seenExitedAtUs[container] = Number.NaN
}
