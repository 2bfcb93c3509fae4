/**
 * What a sync does with each container of a pod (S11, S12), decided once, by the status that the sync began with.
 * Source: kubernetes v1.35 pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions.
 */
import type { ClusterState, ContainerId, PodId } from '../cluster-state.ts'
import { Plan, ProbeType, RestartPolicyId, Result, StatusState, WaitReason } from '../codes.ts'
import { endBackoffWait } from './backoff-wait.ts'
import { runsOldImage } from './image-pull.ts'
import { cachedResult, initDoneCount, probeOfType } from './pod-status.ts'
import { hasUnreadyWorker } from './requeue.ts'
import { backoffExpiryUs, collectBackoff, forgetAfterUs } from './restart-backoff.ts'
import { shouldRestart } from './restart-policy.ts'

/**
 * S11: what to do with each container, by the status that the sync began with. While init containers are not done,
 * regular ones are not looked at (S12: the next starts when the one before has exited with 0).
 */
export function planActions(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  const first = pods.firstContainer[pod]
  const end = first + workload.containerCount[workloadId]
  const initCount = workload.initCount[workloadId]
  const initDone = initDoneCount(state, pod)
  for (let container = first; container < end; container++) containers.plan[container] = Plan.Keep
  pods.killCursor[pod] = first
  pods.startCursor[pod] = first
  pods.backoffExpiryUs[pod] = Infinity
  pods.syncFailed[pod] = 0
  if (initDone < initCount) {
    const next = first + initDone
    if (containers.statusState[next] !== StatusState.Running) containers.plan[next] = Plan.Start
    return
  }
  const policy = workload.restartPolicy[workloadId]
  for (let container = first + initCount; container < end; container++) {
    containers.plan[container] = planFor(state, container, policy)
  }
}

function planFor(state: ClusterState, container: ContainerId, policy: number): number {
  const { container: containers } = state
  if (containers.statusState[container] !== StatusState.Running) {
    const isNew = containers.statusIncarnation[container] < 0
    if (isNew || shouldRestart(policy, containers.statusExitCode[container])) return Plan.Start
    // B11: it ended with 0 after all, so nothing is waited for any more.
    endBackoffWait(state, container)
    return Plan.Keep
  }
  if (runsOldImage(state, container)) return Plan.KillForImage
  if (hasFailed(state, container, ProbeType.Liveness)) return Plan.KillForLiveness
  return hasFailed(state, container, ProbeType.Startup) ? Plan.KillForStartup : Plan.Keep
}

/** S11.4: under Never, with nothing to keep and nothing to start, the pod is killed as a whole. */
export function killsWholePod(state: ClusterState, pod: PodId): boolean {
  const { container: containers, pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  if (workload.restartPolicy[workloadId] !== RestartPolicyId.Never) return false
  let killCount = 0
  const end = pods.firstContainer[pod] + workload.containerCount[workloadId]
  for (
    let container = pods.firstContainer[pod] + workload.initCount[workloadId];
    container < end;
    container++
  ) {
    const plan = containers.plan[container]
    if (
      plan === Plan.Start ||
      plan === Plan.KillForImage ||
      (plan === Plan.Keep && containers.statusState[container] === StatusState.Running)
    )
      return false
    if (plan !== Plan.Keep) killCount++
  }
  return killCount > 0
}

function hasFailed(state: ClusterState, container: ContainerId, type: number): boolean {
  const probe = probeOfType(state, container, type)
  return probe >= 0 && cachedResult(state, probe) === Result.Failure
}

/**
 * Whether the sync will make, kill or start anything once its work is done. If not, its end needs no event: a back-off
 * that holds is then noted at the begin of the sync, some milliseconds early.
 */
export function actsAt(state: ClusterState, pod: PodId, timeUs: number): boolean {
  const { container: containers, pod: pods, node, workload } = state
  if (pods.hasWorkers[pod] === 0) return true
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.plan[container] === Plan.Keep) continue
    const exitedAtUs = containers.statusExitedAtUs[container]
    if (containers.plan[container] !== Plan.Start || Number.isNaN(exitedAtUs)) return true
    collectBackoff(containers, container, node.housekeepingPhaseUs[pods.node[pod]], timeUs)
    if (backoffExpiryUs(containers, container, exitedAtUs) <= timeUs) return true
  }
  return false
}

/**
 * Until when a sync would find what this one leaves: starts that are refused, and shown so, and nothing else to do or to
 * trigger. The entry's collection (B6) ends a hold as its expiry does. What changes the pod ends it too: see `endHold`.
 */
export function holdEndUs(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods, workload } = state
  if (pods.backoffExpiryUs[pod] === Infinity || hasUnreadyWorker(state, pod)) return -Infinity
  let untilUs = pods.backoffExpiryUs[pod]
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.plan[container] === Plan.Keep) continue
    if (containers.isRefused[container] === 0) return -Infinity
    if (containers.statusState[container] !== StatusState.Waiting) return -Infinity
    if (containers.statusWaitReason[container] !== WaitReason.CrashLoopBackOff) return -Infinity
    untilUs = Math.min(untilUs, containers.steppedAtUs[container] + forgetAfterUs)
  }
  return untilUs
}
