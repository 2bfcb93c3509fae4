/**
 * `doProbe`: the ladder of decisions of one run (P7-P17), and what its outcome does to counts and results. When a
 * worker runs is `probe-worker.ts`; what the probe meets is `world/probe-answer.ts`; what a published result leads
 * to is the pod worker's. Source: kubernetes v1.35 pkg/kubelet/prober/worker.go, doProbe.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, ContainerId, ProbeId } from '../../cluster-state.ts'
import { Outcome, PodPhase, ProbeType, RestartPolicyId, Result, StatusState } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { profileOfPod, WorkerEnd } from '../../version-profile.ts'
import { callHandler } from '../../world/probe-answer.ts'
import { outlivesKubelet } from '../kubelet-age.ts'
import { isRestartable, isSidecar, podPolicyOf, shouldRestart } from '../runtime/restart-policy.ts'

/** P13: attempts of one run, made only while they err. */
const attemptsMax = 3

/** What a run comes to before the probe is called, if it is. */
export const Step = {
  /** The worker ends. */
  End: 0,
  /** Nothing to do, and nothing at any later tick until the status changes. */
  WaitForStatus: 1,
  /** The initial delay is not over. */
  WaitForDelay: 2,
  /** The probe is called. */
  Call: 3,
} as const

/** P9 steps 1 to 10: whether this run calls the probe. */
export function decide(state: ClusterState, probe: ProbeId): number {
  const { probe: probes, container: containers, pod: pods, probeTemplate } = state
  const container = probes.container[probe]
  const pod = containers.pod[container]
  if (pods.hasStatus[pod] === 0) return Step.WaitForStatus
  if (pods.phase[pod] >= PodPhase.Succeeded) return Step.End
  const incarnation = containers.statusIncarnation[container]
  if (incarnation < 0) return Step.WaitForStatus
  const template = probes.template[probe]
  const type = probeTemplate.type[template]
  if (probes.known[probe] !== incarnation) meetContainer(state, probe, container, incarnation, type)
  if (probes.onHold[probe] === 1) return Step.WaitForStatus
  if (containers.statusState[container] !== StatusState.Running) {
    setResult(state, probe, Result.Failure)
    return endsWithContainer(state, container) ? Step.End : Step.WaitForStatus
  }
  if (pods.snapshotDeleting[pod] === 1 && type !== ProbeType.Readiness) {
    setResult(state, probe, Result.Success)
    return Step.End
  }
  const elapsedSeconds = Math.floor((state.nowUs - containers.statusStartedAtUs[container]) / usPerSecond)
  if (elapsedSeconds < probeTemplate.initialDelaySeconds[template]) return Step.WaitForDelay
  const isStarted = containers.isStarted[container] === 1
  return isStarted === (type === ProbeType.Startup) ? Step.WaitForStatus : Step.Call
}

/**
 * P9 step 4, P10, Z7: a container id that the worker has not seen. `lastResult` and `resultRun` carry over (P11).
 * From 1.35 a container that is clearly older than this kubelet keeps what its status says; of a sidecar that has started the
 * startup probe has succeeded.
 */
function meetContainer(
  state: ClusterState,
  probe: ProbeId,
  container: ContainerId,
  incarnation: number,
  type: number,
): void {
  const { probe: probes, container: containers } = state
  probes.known[probe] = incarnation
  probes.resultFor[probe] = -1
  probes.onHold[probe] = 0
  if (!outlivesKubelet(state, container)) setResult(state, probe, initialResult(type))
  else if (type === ProbeType.Startup && isSidecar(state, container) && containers.isStarted[container] === 1)
    setResult(state, probe, Result.Success)
}

function initialResult(type: number): number {
  if (type === ProbeType.Readiness) return Result.Failure
  return type === ProbeType.Liveness ? Result.Success : Result.Unknown
}

/** P9 step 6, P17: the worker ends if its container will not be restarted, as far as it can tell. */
function endsWithContainer(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, pod: pods } = state
  const pod = containers.pod[container]
  const { workerEnd, sidecarKeepsWorkers } = profileOfPod(state, pod)
  const isTerminated = containers.statusState[container] === StatusState.Terminated
  if (workerEnd === WorkerEnd.Inverted) return !isTerminated && !isRestartable(state, container)
  if (!isTerminated) return false
  if (workerEnd === WorkerEnd.ExitCode)
    return (
      pods.isRestartingAll[pod] === 0 &&
      !shouldRestart(state, container, containers.statusExitCode[container])
    )
  const isNever = podPolicyOf(state, container) === RestartPolicyId.Never
  return isNever && !(sidecarKeepsWorkers && isSidecar(state, container))
}

/**
 * P9 step 11, P13: calls the probe now, up to three times while it errs. Returns the outcome and leaves the length of
 * all attempts together in `answerDurationUs`.
 */
export function callUntilAnswer(state: ClusterState, probe: ProbeId): number {
  let outcome = callHandler(state, probe)
  let durationUs = state.answerDurationUs
  for (let attempt = 1; attempt < attemptsMax && outcome === Outcome.Error; attempt++) {
    outcome = callHandler(state, probe)
    durationUs += state.answerDurationUs
  }
  state.answerDurationUs = durationUs
  return outcome
}

/**
 * P9 steps 11 to 15: counts the outcome and publishes the result at its threshold. Returns `resultRun` as it
 * stands before step 15 resets it.
 */
export function takeOutcome(state: ClusterState, probe: ProbeId, outcome: number): number {
  const { probe: probes, probeTemplate } = state
  if (outcome === Outcome.Error) return probes.resultRun[probe]
  const isFailure = outcome === Outcome.Failure || outcome === Outcome.Timeout
  const result = isFailure ? Result.Failure : Result.Success
  if (probes.lastResult[probe] === result) probes.resultRun[probe]++
  else {
    probes.lastResult[probe] = result
    probes.resultRun[probe] = 1
  }
  const template = probes.template[probe]
  const resultRun = probes.resultRun[probe]
  if (
    resultRun <
    (isFailure ? probeTemplate.failureThreshold[template] : probeTemplate.successThreshold[template])
  ) {
    return resultRun
  }
  probes.resultWasIll[probe] = probes.runWasIll[probe]
  setResult(state, probe, result)
  const type = probeTemplate.type[template]
  if (isFailure && type !== ProbeType.Readiness)
    state.metrics.hangNoticed(probes.runDetection[probe], state.nowUs)
  if (type === ProbeType.Startup || (type === ProbeType.Liveness && isFailure)) {
    probes.onHold[probe] = 1
    probes.resultRun[probe] = 0
  }
  return resultRun
}

/**
 * P12: stores the result for the instance that the worker remembers; a change is published. S8: only what leads to
 * something gets an event. The channel's capacity is not modelled: the sync loop is never behind.
 */
function setResult(state: ClusterState, probe: ProbeId, result: number): void {
  const { probe: probes, probeTemplate } = state
  if (probes.resultFor[probe] === probes.known[probe] && probes.result[probe] === result) return
  probes.resultFor[probe] = probes.known[probe]
  probes.result[probe] = result
  state.metrics.resultPublished(probe)
  const type = probeTemplate.type[probes.template[probe]]
  if (type === ProbeType.Liveness && result !== Result.Failure) return
  schedule(state, EventKind.ProbeResult, probes.place[probe], state.nowUs, 0)
}
