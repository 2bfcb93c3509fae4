/**
 * What a sync does with each container of a pod (S11, S12), decided once, by the status that the sync started with.
 * Source: kubernetes v1.35 pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions.
 */
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import { Plan, PodPlan, ProbeType, RestartPolicyId, Result, StatusState, WaitReason } from '../../codes.ts'
import { runsOldImage } from '../images/image-pull.ts'
import { cachedResult, probeOfType } from '../prober/probe-result.ts'
import { endBackoffWait } from '../runtime/backoff-wait.ts'
import { hasRegularStarted, InitStage, planInits } from '../runtime/init-containers.ts'
import { backoffExpiryUs, collectBackoff, forgetAfterUs } from '../runtime/restart-backoff.ts'
import { restartsAfterKill, runsOnce, shouldRestart } from '../runtime/restart-policy.ts'
import { isReadyFromBefore } from '../status/pod-status.ts'

/**
 * S11: what to do with the pod and with each container, by the status that the sync started with. While init containers
 * are not done, regular ones are not looked at (S12).
 */
export function planActions(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods } = state
  const first = pods.firstContainer[pod]
  const end = pods.endContainer[pod]
  for (let container = first; container < end; container++) containers.plan[container] = Plan.Keep
  pods.killCursor[pod] = first
  pods.startCursor[pod] = first
  pods.backoffExpiryUs[pod] = Infinity
  pods.syncFailed[pod] = 0
  pods.hasActed[pod] = 0
  pods.plan[pod] = PodPlan.Containers
  if (pods.isRestartingAll[pod] === 1) planReset(state, pod)
  else if (pods.seenSandbox[pod] === 0) planSandbox(state, pod)
  else if (planInits(state, pod) === InitStage.Done) planRegular(state, pod)
}

/** B10: everything that runs is killed, with the shortest grace period, and every container removed. */
function planReset(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods } = state
  const end = pods.endContainer[pod]
  pods.plan[pod] = PodPlan.Reset
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.statusState[container] === StatusState.Running)
      containers.plan[container] = Plan.KillForReset
  }
}

/** S11.1: a new sandbox, and everything from the start; none if nothing would be started in it. */
function planSandbox(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const first = pods.firstContainer[pod]
  const initEnd = first + podTemplate.initCount[template]
  const end = pods.endContainer[pod]
  let startCount = 0
  let hasAny = false
  for (let container = first; container < end; container++) {
    const isMade = containers.statusIncarnation[container] >= 0
    if (isMade) hasAny = true
    const hasSucceeded =
      isMade &&
      containers.statusState[container] !== StatusState.Running &&
      containers.statusExitCode[container] === 0
    if (container < initEnd || (hasSucceeded && runsOnce(state, container))) continue
    containers.plan[container] = Plan.Start
    startCount++
  }
  const isNever = podTemplate.restartPolicy[template] === RestartPolicyId.Never
  const isOver = startCount === 0 && hasRegularStarted(state, pod)
  const isKilled = (isNever && hasAny) || isOver
  pods.plan[pod] = isKilled ? PodPlan.KillPod : PodPlan.NewSandbox
  if (initEnd === first && !isKilled) return
  for (let container = first; container < end; container++) containers.plan[container] = Plan.Keep
  if (!isKilled) containers.plan[first] = Plan.Start
}

/** S11.3, S11.4: if no regular container is kept or started, the pod is killed, sidecars and all. */
function planRegular(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const first = pods.firstContainer[pod]
  const initEnd = first + podTemplate.initCount[template]
  const end = pods.endContainer[pod]
  let isAlive = false
  for (let container = initEnd; container < end; container++) {
    const plan = planFor(state, container)
    containers.plan[container] = plan
    if (plan === Plan.Start) isAlive = true
    else if (containers.statusState[container] === StatusState.Running)
      isAlive ||= plan === Plan.Keep || plan === Plan.KillForImage || restartsAfterKill(state, container)
  }
  if (isAlive || !runsAny(state, pod)) return
  pods.plan[pod] = PodPlan.KillPod
}

function runsAny(state: ClusterState, pod: PodId): boolean {
  const { container: containers, pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++)
    if (containers.statusState[container] === StatusState.Running) return true
  return false
}

function planFor(state: ClusterState, container: ContainerId): number {
  const { container: containers } = state
  if (containers.statusState[container] !== StatusState.Running) {
    const isNew = containers.statusIncarnation[container] < 0
    if (isNew || shouldRestart(state, container, containers.statusExitCode[container])) return Plan.Start
    // B11: it ended with 0 after all, so nothing is waited for any more.
    endBackoffWait(state, container)
    return Plan.Keep
  }
  if (runsOldImage(state, container)) return Plan.KillForImage
  if (hasFailed(state, container, ProbeType.Liveness)) return Plan.KillForLiveness
  return hasFailed(state, container, ProbeType.Startup) ? Plan.KillForStartup : Plan.Keep
}

function hasFailed(state: ClusterState, container: ContainerId, type: number): boolean {
  const probe = probeOfType(state, container, type)
  return probe >= 0 && cachedResult(state, probe) === Result.Failure
}

/**
 * Whether the sync will make, kill or start anything once its work is done. If not, its end needs no event: a back-off
 * that holds is then noted at the start of the sync, some milliseconds early.
 */
export function actsAt(state: ClusterState, pod: PodId, timeUs: number): boolean {
  const { container: containers, pod: pods, node } = state
  if (pods.hasWorkers[pod] === 0 || pods.plan[pod] !== PodPlan.Containers) return true
  const end = pods.endContainer[pod]
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
 * Until when a sync would find what this one leaves: containers that stay as they are, starts that are refused, and shown so, and nothing
 * else to do but trigger unready workers and tell of refused starts once more. The entry's collection (B6) ends a hold as its expiry does, and a deadline (L9).
 * What changes the pod ends it too: see `endHold`.
 */
export function holdEndUs(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods, podTemplate } = state
  // What was seen while this sync was busy is for the next.
  const mustLook = pods.syncRequested[pod] === 1 || pods.syncFailed[pod] === 1 || pods.hasActed[pod] === 1
  if (mustLook || pods.plan[pod] !== PodPlan.Containers) return -Infinity
  let untilUs = pods.backoffExpiryUs[pod]
  const deadlineUs = podTemplate.deadlineUs[pods.template[pod]]
  if (deadlineUs < Infinity) untilUs = Math.min(untilUs, pods.activeSinceUs[pod] + deadlineUs)
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (isReadyFromBefore(state, container)) return -Infinity
    if (containers.plan[container] === Plan.Keep) continue
    if (containers.isRefused[container] === 0) return -Infinity
    if (containers.statusState[container] !== StatusState.Waiting) return -Infinity
    if (containers.statusWaitReason[container] !== WaitReason.CrashLoopBackOff) return -Infinity
    untilUs = Math.min(untilUs, containers.steppedAtUs[container] + forgetAfterUs)
  }
  return untilUs
}
