/**
 * A probe worker: one per pod, container and probe type. Its life, its ticks, its triggers and its runs (P1-P6, P18);
 * what one run decides is `do-probe.ts`, which ticks need no event is `quiet-probes.ts`; the tick of a calm worker is
 * `calm-tick.ts`.
 * Source: kubernetes v1.35 pkg/kubelet/prober/worker.go, run; prober_manager.go.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, PodId, ProbeId } from '../../cluster-state.ts'
import { Outcome, ProbeType, Result, WorkerMode } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { profileOfPod } from '../../version-profile.ts'
import { blame } from '../../world/dependencies/asking.ts'
import { isHanging } from '../../world/illness.ts'
import { isIll } from '../../world/probe-answer.ts'
import { resumeResyncs } from '../pod-workers/requeue.ts'
import { endHold } from '../pod-workers/sync-queue.ts'
import { recordProbeRun } from '../status/event-recorder.ts'
import { callUntilAnswer, decide, Step, takeOutcome } from './do-probe.ts'
import { awaitAnswer } from './probe-run.ts'
import { dropTick, nextGridTickUs, periodUs, scheduleTick } from './probe-ticker.ts'
import { becomeCalm, isCalmFrom, park, settleWithAnswer } from './quiet-probes.ts'

/**
 * P1, P2: makes the workers that a pod lacks, all of them in the first sync. Z2: later those that have ended with their container, up
 * to 1.36 only until the first that is there; from 1.37 on a worker hides only the others of its container.
 */
export function addWorkers(state: ClusterState, pod: PodId): void {
  const { pod: pods, probe: probes, podTemplate } = state
  if (pods.hasWorkers[pod] === 1) return
  pods.hasWorkers[pod] = 1
  pods.snapshotDeleting[pod] = 0
  const end = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
  const { makesAllWorkers } = profileOfPod(state, pod)
  let hidden = -1
  for (let place = pods.firstProbe[pod]; place < end; place++) {
    const probe = probes.rowAt[place]
    if (probes.container[probe] === hidden) continue
    if (probes.exists[probe] === 0) startWorker(state, pod, probe)
    else if (makesAllWorkers) hidden = probes.container[probe]
    else return
  }
}

/** P3, P5: it runs at once, or after a sleep if its kubelet is young. */
function startWorker(state: ClusterState, pod: PodId, probe: ProbeId): void {
  const { pod: pods, probe: probes, node } = state
  const kubeletAgeUs = state.nowUs - node.kubeletStartUs[pods.node[pod]]
  const spanUs = periodUs(state, probe)
  const sleepUs = spanUs > kubeletAgeUs ? Math.round(nextUniform(state.streams.phase, probe) * spanUs) : 0
  resetWorker(state, probe)
  probes.exists[probe] = 1
  probes.isRemade[probe] = pods.lastSyncEndUs[pod] === -Infinity ? 0 : 1
  probes.isRunning[probe] = sleepUs > 0 ? 1 : 0
  probes.anchorUs[probe] = state.nowUs + sleepUs
  scheduleTick(state, probe, probes.anchorUs[probe])
}

/** P9 steps 2 and 6: it ends of itself. Z2: the next sync makes another. */
function endWorker(state: ClusterState, probe: ProbeId): void {
  const pod = state.container.pod[state.probe.container[probe]]
  resetWorker(state, probe)
  state.pod.hasWorkers[pod] = 0
  endHold(state, pod)
  resumeResyncs(state, pod)
}

/** Forgets everything, as a new worker would; whatever is pending for the old one is stale. */
function resetWorker(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  if (probes.mode[probe] === WorkerMode.Calm) settleWithAnswer(state, probe)
  probes.mode[probe] = WorkerMode.Ticking
  probes.workerStamp[probe]++
  probes.runStamp[probe]++
  probes.tickStamp[probe]++
  probes.exists[probe] = 0
  probes.stopRequested[probe] = 0
  probes.isTriggered[probe] = 0
  probes.isRunning[probe] = 0
  probes.runEndsUs[probe] = 0
  probes.runAwaits[probe] = -1
  probes.known[probe] = -1
  probes.lastResult[probe] = Result.Success
  probes.resultRun[probe] = 0
  probes.onHold[probe] = 0
  probes.resultFor[probe] = -1
}

/** P18: a worker told to stop ends at once, or when its probe or its first sleep ends; a calm worker's probe may be under way, too. */
export function stopWorker(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  if (probes.exists[probe] === 0) return
  if (probes.mode[probe] === WorkerMode.Calm) settleWithAnswer(state, probe)
  if (probes.isRunning[probe] === 1) probes.stopRequested[probe] = 1
  else resetWorker(state, probe)
}

/** L8: the kubelet process is gone, and the worker and its running probe with it. */
export function loseWorker(state: ClusterState, probe: ProbeId): void {
  resetWorker(state, probe)
}

/** The ticker fires, or the sleep before the first run is over (P5): a trigger or a stop that came in it has waited. */
export function onTick(state: ClusterState, probe: ProbeId, stamp: number): void {
  const { probe: probes } = state
  if (probes.tickStamp[probe] !== stamp) return
  probes.isRunning[probe] = 0
  runOnce(state, probe)
  if (probes.stopRequested[probe] === 1 && probes.isRunning[probe] === 0) resetWorker(state, probe)
}

/** Counts and traces a run that begins now and publishes nothing; one that ends after the run of the study does not count. */
export function countRun(state: ClusterState, probe: ProbeId, outcome: number, resultRun: number): void {
  const { metrics, nowUs, answerDurationUs } = state
  if (nowUs + answerDurationUs >= state.spec.durationUs) return
  metrics.probeRan(probe, nowUs, outcome)
  recordProbeRun(state, probe, outcome, nowUs + answerDurationUs)
  if (!metrics.tracesProbes) return
  metrics.traceProbe(probe, nowUs, answerDurationUs, state.probe.known[probe], outcome, resultRun, 0)
}

/**
 * P6: asks a readiness worker to run at once; what exceeds the channel's one place is dropped. A trigger at
 * the instant at which the worker's probe of that container began merges with that run.
 * @param isNew whether the status is the first that shows this container: the worker may look before it is stored (Z4).
 */
export function sendTrigger(state: ClusterState, probe: ProbeId, isNew: boolean): void {
  const { probe: probes, container: containers } = state
  const runsAlready =
    probes.runBeganUs[probe] === state.nowUs &&
    probes.known[probe] === containers.statusIncarnation[probes.container[probe]]
  if (probes.isTriggered[probe] === 1 || runsAlready) return
  if (isNew && probes.isRunning[probe] === 0 && isLost(state, containers.pod[probes.container[probe]])) {
    restartTicker(state, probe)
    return
  }
  probes.isTriggered[probe] = 1
  if (probes.isRunning[probe] === 0) scheduleTrigger(state, probe)
}

function isLost(state: ClusterState, pod: PodId): boolean {
  const { lostTrigger } = state.overheads
  return lostTrigger > 0 && nextUniform(state.streams.trigger, pod) < lostTrigger
}

/** Z4: the worker has found nothing to probe; the next tick is a period later. */
function restartTicker(state: ClusterState, probe: ProbeId): void {
  state.probe.mode[probe] = WorkerMode.Ticking
  state.probe.anchorUs[probe] = state.nowUs
  scheduleTick(state, probe, state.nowUs + periodUs(state, probe))
}

/** The worker takes the trigger up once no probe is under way, also one whose answer has no event. */
function scheduleTrigger(state: ClusterState, probe: ProbeId): void {
  const { place, runEndsUs, workerStamp } = state.probe
  const atUs = Math.max(state.nowUs, runEndsUs[probe])
  schedule(state, EventKind.ProbeTrigger, place[probe], atUs, workerStamp[probe])
}

/** P6: the trigger restarts the ticker, so the grid moves to it. */
export function onTrigger(state: ClusterState, probe: ProbeId, stamp: number): void {
  const { probe: probes } = state
  if (probes.workerStamp[probe] !== stamp || probes.isTriggered[probe] === 0 || probes.isRunning[probe] === 1)
    return
  probes.isTriggered[probe] = 0
  probes.anchorUs[probe] = state.nowUs
  dropTick(state, probe)
  runOnce(state, probe)
}

/** One pass of the worker's loop: `doProbe`, then wait for what comes next. */
function runOnce(state: ClusterState, probe: ProbeId): void {
  state.probe.mode[probe] = WorkerMode.Ticking
  const step = decide(state, probe)
  if (step === Step.End) endWorker(state, probe)
  else if (step === Step.Call) beginRun(state, probe, callUntilAnswer(state, probe))
  else if (state.isQuiet && state.probe.isTriggered[probe] === 0) rest(state, probe, step)
  else waitAfterRun(state, probe, state.nowUs)
}

/** Nothing to do until the status changes, or until the first tick after the initial delay (P9 step 8). */
function rest(state: ClusterState, probe: ProbeId, step: number): void {
  park(state, probe)
  if (step === Step.WaitForStatus) return
  const { probe: probes, container: containers, probeTemplate } = state
  const delayUs = probeTemplate.initialDelaySeconds[probes.template[probe]] * usPerSecond
  scheduleTick(
    state,
    probe,
    nextGridTickUs(state, probe, containers.statusStartedAtUs[probes.container[probe]] + delayUs - 1),
  )
}

/** The probe was called now; its outcome is known and takes effect when its answer comes. */
export function beginRun(state: ClusterState, probe: ProbeId, outcome: number): void {
  const { probe: probes, nowUs } = state
  const container = probes.container[probe]
  const template = probes.template[probe]
  const hasFailed = outcome === Outcome.Failure || outcome === Outcome.Timeout
  probes.runAsks[probe] = state.answerAsks ? 1 : 0
  if (hasFailed && state.answerAsks) blame(state, template)
  probes.lateFor[probe] = outcome === Outcome.Timeout ? state.container.incarnation[container] + 1 : 0
  const durationUs = state.answerDurationUs
  const endsUs = nowUs + durationUs
  const nextUs = nextGridTickUs(state, probe, nowUs)
  if (endsUs < state.answerLostFromUs && endsUs <= nextUs && publishesNothing(state, probe, outcome)) {
    probes.runBeganUs[probe] = nowUs
    probes.runEndsUs[probe] = endsUs
    countRun(state, probe, outcome, takeOutcome(state, probe, outcome))
    if (outcome === Outcome.Success && isCalmFrom(state, probe)) becomeCalm(state, probe, nextUs)
    else scheduleTick(state, probe, nextUs)
    return
  }
  probes.runBeganUs[probe] = nowUs
  probes.runOutcome[probe] = outcome
  probes.runWasIll[probe] = state.answerIsIll || isIll(state, container) ? 1 : 0
  probes.runDetection[probe] = isHanging(state, container) ? state.container.detection[container] : -1
  probes.runAwaits[probe] = state.answerMayHang ? state.container.incarnation[container] : -1
  if (durationUs === 0) {
    probes.runEndsUs[probe] = nowUs
    finishRun(state, probe)
  } else awaitAnswer(state, probe, endsUs)
}

/**
 * Whether the answer, which comes before the next tick, leaves the published Success as it is: then only the worker's own
 * counts change, nobody can tell when, and it needs no event.
 */
function publishesNothing(state: ClusterState, probe: ProbeId, outcome: number): boolean {
  const { probe: probes, probeTemplate } = state
  if (probes.resultFor[probe] !== probes.known[probe] || probes.result[probe] !== Result.Success) return false
  if (probes.isTriggered[probe] === 1 || probes.stopRequested[probe] === 1) return false
  const template = probes.template[probe]
  if (outcome === Outcome.Error || probeTemplate.type[template] === ProbeType.Startup) return false
  if (outcome === Outcome.Success) return true
  const failureRun = probes.lastResult[probe] === Result.Failure ? probes.resultRun[probe] + 1 : 1
  return failureRun < probeTemplate.failureThreshold[template]
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
  recordProbeRun(state, probe, outcome, state.nowUs)
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
 * P4: after a run the first tick that fell due meanwhile fires at once, the others are lost, and the grid stays. With
 * a trigger waiting too, the worker's select picks either at random; a tick of this very instant comes after the trigger.
 */
function waitAfterRun(state: ClusterState, probe: ProbeId, beganUs: number): void {
  const nextUs = nextGridTickUs(state, probe, beganUs)
  const tickWaits = nextUs < state.nowUs
  const isTriggered = state.probe.isTriggered[probe] === 1
  if (isTriggered && (!tickWaits || nextUniform(state.streams.phase, probe) < 0.5))
    scheduleTrigger(state, probe)
  else scheduleTick(state, probe, tickWaits ? state.nowUs : nextUs)
}
