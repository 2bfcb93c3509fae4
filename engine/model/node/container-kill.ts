/**
 * How a sync ends containers that a probe has found failing: one at a time (S10), or the pod as a whole. The signal and
 * what a process makes of it are `container-lifecycle.ts`.
 */
import type { ClusterState, ContainerId, PodId } from '../cluster-state.ts'
import { Cause, Plan, PodEvent, ProbeType, ProcessState, RestartPolicyId } from '../codes.ts'
import { signalProcess } from './container-lifecycle.ts'
import { recordEvent } from './event-recorder.ts'
import { probeOfType } from './pod-status.ts'
import { terminatePod } from './termination.ts'

/** S10: kills are made one at a time, each up to its full grace period. Returns whether the sync waits for the exit. */
export function killNext(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { container: containers, pod: pods, probe: probes, probeTemplate, workload } = state
  const plan = containers.plan[container]
  if (plan === Plan.KillForImage) return killForImage(state, pod, container)
  if (plan !== Plan.KillForLiveness && plan !== Plan.KillForStartup) return false
  const isLiveness = plan === Plan.KillForLiveness
  const policy = workload.restartPolicy[pods.workload[pod]]
  // B11, B12: the start is decided before the exit code is known.
  containers.plan[container] = policy === RestartPolicyId.Never ? Plan.Keep : Plan.Start
  if (containers.incarnation[container] !== containers.statusIncarnation[container]) return false
  const probe = probeOfType(state, container, isLiveness ? ProbeType.Liveness : ProbeType.Startup)
  // K1: the probe's own grace period wins.
  const ownGraceUs = probeTemplate.graceUs[probes.template[probe]]
  const graceUs = ownGraceUs >= 0 ? ownGraceUs : workload.graceUs[pods.workload[pod]]
  recordEvent(state, pod, container, isLiveness ? PodEvent.KilledForLiveness : PodEvent.KilledForStartup)
  if (containers.state[container] === ProcessState.Running) state.metrics.hangKilled(container)
  signalProcess(
    state,
    container,
    graceUs,
    isLiveness ? Cause.Liveness : Cause.Startup,
    probes.resultWasIll[probe] === 0,
  )
  if (containers.state[container] !== ProcessState.Running) return false
  pods.awaitedExit[pod] = container
  return true
}

/** S11: a container whose image has changed starts anew, whatever the restart policy. */
function killForImage(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { container: containers, pod: pods, workload } = state
  containers.plan[container] = Plan.Start
  if (containers.incarnation[container] !== containers.statusIncarnation[container]) return false
  signalProcess(state, container, workload.graceUs[pods.workload[pod]], Cause.Rollout, false)
  if (containers.state[container] !== ProcessState.Running) return false
  pods.awaitedExit[pod] = container
  return true
}

/** All at once, with the pod's grace period (K4); the phase is terminal then. */
export function killWholePod(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, workload } = state
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.plan[container] !== Plan.Keep) state.metrics.hangKilled(container)
  }
  terminatePod(state, pod)
}
