/**
 * A probe worker: one per pod, container and probe type. Its ticker, its triggers, and `doProbe`, the ladder of
 * decisions of one run (P3-P15). What the probe meets is `world/probe-answer.ts`; what a result leads to is the
 * pod worker's. Source: kubernetes v1.35 pkg/kubelet/prober/worker.go, run and doProbe.
 */
import { nextUniform } from '../../kernel/random-stream.ts'
import { EventClass, usPerSecond } from '../../kernel/time.ts'
import {
  type ClusterState,
  type ContainerId,
  Outcome,
  type PodId,
  PodPhase,
  type ProbeId,
  ProbeType,
  Result,
  StatusState,
} from '../cluster-state.ts'
import { EventKind } from '../event-kind.ts'
import { isHanging } from '../world/illness.ts'
import { callHandler, isIll } from '../world/probe-answer.ts'
import { shouldRestart } from './restart-policy.ts'

/** P13: attempts of one run, made only while they err. */
const attemptsMax = 3
/** P10: containers older than this when their kubelet starts keep their readiness (1.35+). */
const kubeletRestartGraceUs = 10 * usPerSecond

/** P1-P3, P5: makes the workers of a pod; each runs at once, or after a sleep if its kubelet is young. */
export function addWorkers(state: ClusterState, pod: PodId): void {
  const { pod: pods, probe: probes, probeTemplate, node, workload } = state
  if (pods.hasWorkers[pod] === 1) return
  pods.hasWorkers[pod] = 1
  pods.snapshotDeleting[pod] = 0
  const end = pods.firstProbe[pod] + workload.probeCount[pods.workload[pod]]
  const kubeletAgeUs = state.nowUs - node.kubeletStartUs[pods.node[pod]]
  for (let probe = pods.firstProbe[pod]; probe < end; probe++) {
    const periodUs = probeTemplate.periodUs[probes.template[probe]]
    const sleepUs =
      periodUs > kubeletAgeUs ? Math.round(nextUniform(state.streams.phase, probe) * periodUs) : 0
    resetWorker(state, probe)
    probes.exists[probe] = 1
    probes.anchorUs[probe] = state.nowUs + sleepUs
    scheduleTick(state, probe, probes.anchorUs[probe])
  }
}

/** Forgets everything, as a new worker would; whatever is pending for the old one is stale. */
function resetWorker(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  probes.workerStamp[probe]++
  probes.runStamp[probe]++
  probes.tickStamp[probe]++
  probes.exists[probe] = 0
  probes.stopRequested[probe] = 0
  probes.isTriggered[probe] = 0
  probes.isRunning[probe] = 0
  probes.known[probe] = -1
  probes.lastResult[probe] = Result.Success
  probes.resultRun[probe] = 0
  probes.onHold[probe] = 0
  probes.resultFor[probe] = -1
}

/** P18: a worker told to stop ends at once, or when its probe ends. */
export function stopWorker(state: ClusterState, probe: ProbeId): void {
  if (state.probe.exists[probe] === 0) return
  if (state.probe.isRunning[probe] === 1) state.probe.stopRequested[probe] = 1
  else resetWorker(state, probe)
}

/** L8: the kubelet process is gone, and the worker and its running probe with it. */
export function loseWorker(state: ClusterState, probe: ProbeId): void {
  resetWorker(state, probe)
}

function scheduleTick(state: ClusterState, probe: ProbeId, timeUs: number): void {
  const stamp = ++state.probe.tickStamp[probe]
  state.events.schedule(timeUs, EventClass.Tick, probe, EventKind.ProbeTick, stamp)
}

/** First tick of the grid after `timeUs` (P3). */
function nextGridTickUs(state: ClusterState, probe: ProbeId, timeUs: number): number {
  const anchorUs = state.probe.anchorUs[probe]
  const periodUs = state.probeTemplate.periodUs[state.probe.template[probe]]
  return anchorUs + (Math.floor((timeUs - anchorUs) / periodUs) + 1) * periodUs
}

/** The ticker fires. */
export function onTick(state: ClusterState, probe: ProbeId, stamp: number): void {
  if (state.probe.tickStamp[probe] !== stamp) return
  runOnce(state, probe)
}

/**
 * P6: asks a readiness worker to run at once; what exceeds the channel's one place is dropped. A trigger at
 * the instant at which the worker's probe began merges with that run.
 */
export function sendTrigger(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  if (probes.isTriggered[probe] === 1 || probes.runBeganUs[probe] === state.nowUs) return
  probes.isTriggered[probe] = 1
  if (probes.isRunning[probe] === 0) scheduleTrigger(state, probe)
}

function scheduleTrigger(state: ClusterState, probe: ProbeId): void {
  state.events.schedule(
    state.nowUs,
    EventClass.Trigger,
    probe,
    EventKind.ProbeTrigger,
    state.probe.workerStamp[probe],
  )
}

/** P6: the trigger restarts the ticker, so the grid moves to it. */
export function onTrigger(state: ClusterState, probe: ProbeId, stamp: number): void {
  const { probe: probes } = state
  if (probes.workerStamp[probe] !== stamp || probes.isTriggered[probe] === 0 || probes.isRunning[probe] === 1)
    return
  probes.isTriggered[probe] = 0
  probes.tickStamp[probe]++
  probes.anchorUs[probe] = state.nowUs
  runOnce(state, probe)
}

/** One pass of the worker's loop: probe, then wait for what comes next. */
function runOnce(state: ClusterState, probe: ProbeId): void {
  const step = decide(state, probe)
  if (step === Step.End) resetWorker(state, probe)
  else if (step === Step.Wait) waitAfterRun(state, probe, state.nowUs)
  else beginRun(state, probe)
}

/** What `doProbe` does: ends the worker, waits for the next tick, or calls the probe. */
export const Step = { End: 0, Wait: 1, Call: 2 } as const

/** P9 steps 1 to 10: whether this run calls the probe. */
export function decide(state: ClusterState, probe: ProbeId): number {
  const { probe: probes, container: containers, pod: pods, probeTemplate } = state
  const container = probes.container[probe]
  const pod = containers.pod[container]
  if (pods.hasStatus[pod] === 0) return Step.Wait
  if (pods.phase[pod] >= PodPhase.Succeeded) return Step.End
  const incarnation = containers.statusIncarnation[container]
  if (incarnation < 0) return Step.Wait
  const template = probes.template[probe]
  const type = probeTemplate.type[template]
  if (probes.known[probe] !== incarnation) meetContainer(state, probe, container, incarnation, type)
  if (probes.onHold[probe] === 1) return Step.Wait
  if (containers.statusState[container] !== StatusState.Running) {
    setResult(state, probe, Result.Failure)
    return endsWithContainer(state, container) ? Step.End : Step.Wait
  }
  if (pods.snapshotDeleting[pod] === 1 && type !== ProbeType.Readiness) {
    setResult(state, probe, Result.Success)
    return Step.End
  }
  const elapsedSeconds = Math.floor((state.nowUs - containers.statusStartedAtUs[container]) / usPerSecond)
  if (elapsedSeconds < probeTemplate.initialDelaySeconds[template]) return Step.Wait
  const isStarted = containers.isStarted[container] === 1
  return isStarted === (type === ProbeType.Startup) ? Step.Wait : Step.Call
}

/**
 * P9 step 4, P10: a container id that the worker has not seen. `lastResult` and `resultRun` carry over (P11).
 * From 1.35 a container that is clearly older than this kubelet keeps what its status says.
 */
function meetContainer(
  state: ClusterState,
  probe: ProbeId,
  container: ContainerId,
  incarnation: number,
  type: number,
): void {
  const { probe: probes, container: containers, pod: pods, node } = state
  probes.known[probe] = incarnation
  probes.resultFor[probe] = -1
  probes.onHold[probe] = 0
  const kubeletStartUs = node.kubeletStartUs[pods.node[containers.pod[container]]]
  const outlived = kubeletStartUs - containers.statusStartedAtUs[container] > kubeletRestartGraceUs
  const isRunning = containers.statusState[container] === StatusState.Running
  if (state.profile.statusSurvivesKubeletRestart && isRunning && outlived) return
  setResult(state, probe, initialResult(type))
}

function initialResult(type: number): number {
  if (type === ProbeType.Readiness) return Result.Failure
  return type === ProbeType.Liveness ? Result.Success : Result.Unknown
}

/** P9 step 6, P17: the worker ends if its container is terminated and will not be restarted. */
function endsWithContainer(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, pod: pods, workload } = state
  if (containers.statusState[container] !== StatusState.Terminated) return false
  const policy = workload.restartPolicy[pods.workload[containers.pod[container]]]
  return !shouldRestart(policy, state.profile.workerHeedsExitCode ? containers.statusExitCode[container] : 1)
}

/** P9 step 11, P13: calls the probe now, up to three times while it errs; each attempt takes its time. */
export function beginRun(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  const container = probes.container[probe]
  let outcome = callHandler(state, probe)
  let durationUs = state.answerDurationUs
  for (let attempt = 1; attempt < attemptsMax && outcome === Outcome.Error; attempt++) {
    outcome = callHandler(state, probe)
    durationUs += state.answerDurationUs
  }
  probes.runBeganUs[probe] = state.nowUs
  probes.runOutcome[probe] = outcome
  probes.runWasIll[probe] = state.answerIsIll || isIll(state, container) ? 1 : 0
  probes.runDetection[probe] = isHanging(state, container) ? state.container.detection[container] : -1
  if (durationUs === 0) {
    finishRun(state, probe)
    return
  }
  if (!state.metrics.tracesProbes && changesNothing(state, probe, outcome)) {
    const endUs = state.nowUs + durationUs
    const nextUs = nextGridTickUs(state, probe, state.nowUs)
    if (endUs <= nextUs) {
      probes.resultRun[probe]++
      if (endUs < state.spec.durationUs) state.metrics.probeRan(probe, state.nowUs, outcome)
      scheduleTick(state, probe, nextUs)
      return
    }
  }
  probes.isRunning[probe] = 1
  const stamp = ++probes.runStamp[probe]
  state.events.schedule(state.nowUs + durationUs, EventClass.Answer, probe, EventKind.ProbeAnswer, stamp)
}

/** Whether the answer is one more Success: then nobody can tell when it comes, and it needs no event of its own. */
function changesNothing(state: ClusterState, probe: ProbeId, outcome: number): boolean {
  const { probe: probes } = state
  return (
    outcome === Outcome.Success &&
    probes.lastResult[probe] === Result.Success &&
    probes.resultFor[probe] === probes.known[probe] &&
    probes.result[probe] === Result.Success &&
    probes.isTriggered[probe] === 0
  )
}

/** The probe's answer arrives. */
export function onAnswer(state: ClusterState, probe: ProbeId, stamp: number): void {
  if (state.probe.runStamp[probe] !== stamp) return
  finishRun(state, probe)
}

function finishRun(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  const outcome = probes.runOutcome[probe]
  const beganUs = probes.runBeganUs[probe]
  const publishedBefore = state.metrics.publishedTotal
  probes.isRunning[probe] = 0
  if (outcome !== Outcome.Error) state.metrics.probeRan(probe, beganUs, outcome)
  const resultRun = takeOutcome(state, probe, outcome)
  if (state.metrics.tracesProbes) {
    const published = state.metrics.publishedTotal === publishedBefore ? 0 : probes.result[probe] + 1
    state.metrics.traceProbe(
      probe,
      beganUs,
      state.nowUs - beganUs,
      probes.known[probe],
      outcome,
      resultRun,
      published,
    )
  }
  if (probes.stopRequested[probe] === 1) resetWorker(state, probe)
  else waitAfterRun(state, probe, beganUs)
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
  state.events.schedule(
    state.nowUs,
    EventClass.Result,
    probe,
    EventKind.ProbeResult,
    probes.workerStamp[probe],
  )
}

/**
 * P4: after a run the first tick that fell due meanwhile fires at once, the others are lost, and the grid stays. With
 * a trigger waiting too, the worker's select picks either at random.
 */
function waitAfterRun(state: ClusterState, probe: ProbeId, beganUs: number): void {
  const nextUs = nextGridTickUs(state, probe, beganUs)
  const tickIsDue = nextUs <= state.nowUs
  const isTriggered = state.probe.isTriggered[probe] === 1
  if (isTriggered && (!tickIsDue || nextUniform(state.streams.phase, probe) < 0.5))
    scheduleTrigger(state, probe)
  else scheduleTick(state, probe, tickIsDue ? state.nowUs : nextUs)
}
