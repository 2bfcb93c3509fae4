/**
 * Probe workers whose ticks change nothing. Two kinds: a *calm* worker probes a healthy container whose result is and
 * stays Success; a *parked* one finds nothing to probe until the status of its container changes. The exact engine
 * gives their ticks events all the same. The quiet engine does not: it knows when a calm worker's next abnormal
 * tick comes and counts the ticks before it in closed form when something changes ("settles" them).
 *
 * Abnormal is a Failure, or an answer later than the next tick (P4). A worker has a *budget* E with the law Exp(1); a quiet tick of
 * probability q to be abnormal spends -ln(1 - q) of it, and the tick that it does not suffice for is abnormal (Gibson and Bruck 2000, the
 * next-reaction method). So a change of q draws nothing: what is left says when the next one comes. What is left of a budget when the worker
 * is calm no longer waits until it is calm again; only an abnormal tick ends it.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import type { ClusterState, ContainerId, PodId, ProbeId } from '../../cluster-state.ts'
import { Outcome, ProbeType, ProcessState, Result, StatusState, WorkerMode } from '../../codes.ts'
import { EventClass } from '../../event-table.ts'
import { hazard } from '../../world/hazard.ts'
import { isHanging } from '../../world/illness.ts'
import { levelOf } from '../../world/levels.ts'
import { doneUs, isPaused } from '../../world/pauses.ts'
import { nextLossUs, promptDurationUs, quietDurationUs } from '../../world/probe-answer.ts'
import { resumeRun } from './probe-run.ts'
import {
  dropTick,
  nextTickToServeUs,
  periodUs,
  scheduleCalmTick,
  scheduleExactTick,
  scheduleTick,
} from './probe-ticker.ts'

/** Whether a worker that has just had one more Success will go on having it, but for abnormal ticks. */
export function isCalmFrom(state: ClusterState, probe: ProbeId): boolean {
  const { probe: probes, container: containers, containerTemplate, probeTemplate } = state
  const container = probes.container[probe]
  const template = containers.template[container]
  return (
    probes.lastResult[probe] === Result.Success &&
    probes.resultFor[probe] === probes.known[probe] &&
    probes.result[probe] === Result.Success &&
    probes.isTriggered[probe] === 0 &&
    probes.stopRequested[probe] === 0 &&
    probes.onHold[probe] === 0 &&
    probeTemplate.type[probes.template[probe]] !== ProbeType.Startup &&
    probeTemplate.portDefined[probes.template[probe]] === 1 &&
    containerTemplate.scriptBegin[template] === containerTemplate.scriptEnd[template] &&
    containers.state[container] === ProcessState.Running &&
    containers.incarnation[container] === probes.known[probe] &&
    containers.statusIncarnation[container] === probes.known[probe] &&
    containers.statusState[container] === StatusState.Running &&
    containers.isStarted[container] === 1 &&
    containers.answersAtUs[container] <= state.nowUs &&
    !isHanging(state, container) &&
    containers.refusesProbes[container] === 0 &&
    !isPaused(state, container)
  )
}

/** The worker is calm from this tick of its grid on. */
export function becomeCalm(state: ClusterState, probe: ProbeId, fromTickUs: number): void {
  const { probe: probes } = state
  probes.mode[probe] = WorkerMode.Calm
  probes.unsettledUs[probe] = fromTickUs
  if (state.isQuiet) {
    probes.servedLevel[probe] = -1
    probes.level[probe] = calmLevel(state, probe)
    scheduleAbnormal(state, probe)
  } else {
    probes.answerUniform[probe] = -1
    scheduleExactTick(state, probe, fromTickUs)
  }
}

/** Level of a calm worker's ticks: in the quiet engine slow phases are always up to date. */
export function calmLevel(state: ClusterState, probe: ProbeId): number {
  const { template, container } = state.probe
  return state.probeTemplate.isEverSlow[template[probe]] === 1
    ? levelOf(state, container[probe], template[probe])
    : 0
}

/**
 * Schedules the tick for which the budget does not suffice. What lies behind the next change of slowness, or the end of the run, is not
 * scheduled: it would be moved, or never come.
 */
function scheduleAbnormal(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  dropTick(state, probe)
  const perTick = hazard(state, probes.template[probe], probes.level[probe])
  if (perTick === 0) return
  if (probes.budget[probe] < 0) probes.budget[probe] = -Math.log1p(-nextUniform(state.streams.budget, probe))
  const quietTicks = Math.floor(probes.budget[probe] / perTick)
  const tickUs = firstUnpaidUs(state, probe) + quietTicks * periodUs(state, probe)
  if (tickUs < state.spec.durationUs && tickUs < state.slow.turnsAtUs[probes.container[probe]])
    scheduleCalmTick(state, probe, tickUs)
}

/** First tick for which the budget has not paid. */
function firstUnpaidUs(state: ClusterState, probe: ProbeId): number {
  const { unsettledUs, servedLevel } = state.probe
  return servedLevel[probe] < 0 ? unsettledUs[probe] : unsettledUs[probe] + periodUs(state, probe)
}

/** The budget pays for the ticks before this one, all at the worker's level. */
function spend(state: ClusterState, probe: ProbeId, tickUs: number): void {
  const { probe: probes } = state
  const count = Math.round((tickUs - firstUnpaidUs(state, probe)) / periodUs(state, probe))
  if (count <= 0 || probes.budget[probe] < 0) return
  const spent = count * hazard(state, probes.template[probe], probes.level[probe])
  probes.budget[probe] = Math.max(0, probes.budget[probe] - spent)
}

/** The container answers faster or slower from now on: its calm workers stay calm, and the others will see. */
export function levelChanged(state: ClusterState, container: ContainerId): void {
  if (!state.isQuiet) return
  const { container: containers, containerTemplate, probe: probes } = state
  const first = containers.firstProbe[container]
  const end = first + containerTemplate.probeCount[containers.template[container]]
  for (let entity = first; entity < end; entity++) {
    const probe = probes.rowAt[entity]
    if (probes.mode[probe] === WorkerMode.Calm) changeLevel(state, probe)
  }
}

/** What probes of the container ask of others is another law from now on. */
export function askedChanged(state: ClusterState, container: ContainerId): void {
  if (!state.isQuiet) return
  const { container: containers, containerTemplate, probe: probes } = state
  const first = containers.firstProbe[container]
  const end = first + containerTemplate.probeCount[containers.template[container]]
  for (let entity = first; entity < end; entity++) {
    const probe = probes.rowAt[entity]
    if (probes.mode[probe] === WorkerMode.Calm && probes.level[probe] !== calmLevel(state, probe))
      changeLevel(state, probe)
  }
}

function changeLevel(state: ClusterState, probe: ProbeId): void {
  settle(state, probe)
  state.probe.level[probe] = calmLevel(state, probe)
  scheduleAbnormal(state, probe)
}

/**
 * Takes account of the calm ticks that have had their turn, before the level changes. The answer of the last one may be under way, so that
 * it waits to be counted: `endCalm` draws when it comes, if that matters.
 */
function settle(state: ClusterState, probe: ProbeId): void {
  const { probe: probes } = state
  const nextUs = nextTickToServeUs(state, probe)
  const lastUs = nextUs - periodUs(state, probe)
  if (nextUs <= firstUnpaidUs(state, probe)) return
  spend(state, probe, nextUs)
  settleBefore(state, probe, lastUs)
  probes.servedLevel[probe] = probes.level[probe]
}

/**
 * Takes account of the calm ticks that have had their turn, and of the answer of the last one, which may be under way: when it comes the
 * quiet engine draws now that it matters, and the exact one has drawn. If that answer may be lost, its run goes on as others do.
 * @returns the first tick that has not had its turn.
 */
export function settleWithAnswer(state: ClusterState, probe: ProbeId): number {
  const { probe: probes } = state
  const nextUs = nextTickToServeUs(state, probe)
  const lastUs = nextUs - periodUs(state, probe)
  if (!state.isQuiet) {
    const uniform = probes.answerUniform[probe]
    if (uniform >= 0)
      probes.runEndsUs[probe] = lastUs + promptDurationUs(state, probes.template[probe], uniform)
  } else if (lastUs >= probes.unsettledUs[probe]) {
    spend(state, probe, nextUs)
    const endsUs = lastUs + quietDurationUs(state, probe, levelAt(state, probe, lastUs), state.streams.probe)
    probes.runEndsUs[probe] = afterPausesUs(state, probe, lastUs, endsUs)
    if (probes.runEndsUs[probe] !== endsUs || mayComeToNothing(state, probe, lastUs, endsUs)) {
      settleBefore(state, probe, lastUs)
      resumeRun(state, probe, lastUs)
      return nextUs
    }
  }
  settleBefore(state, probe, nextUs)
  return nextUs
}

/** Level of a calm tick that is not counted yet. */
function levelAt(state: ClusterState, probe: ProbeId, tickUs: number): number {
  const { unsettledUs, servedLevel, level } = state.probe
  return servedLevel[probe] >= 0 && tickUs === unsettledUs[probe] ? servedLevel[probe] : level[probe]
}

/** When the answer comes, or is given up, if a pause begins before it is due: none has begun since the tick. */
function afterPausesUs(state: ClusterState, probe: ProbeId, beganUs: number, endsUs: number): number {
  const { probe: probes, probeTemplate, nowUs } = state
  const template = probes.template[probe]
  if (probeTemplate.isEverPaused[template] === 0 || endsUs < nowUs) return endsUs
  return doneUs(state, probes.container[probe], endsUs - nowUs, beganUs + probeTemplate.timeoutUs[template])
}

/** Whether a hang, a deletion, or the end of the simulation may come before the answer. */
function mayComeToNothing(state: ClusterState, probe: ProbeId, beganUs: number, endsUs: number): boolean {
  const { template, container } = state.probe
  return (
    endsUs >= state.spec.durationUs ||
    endsUs >= nextLossUs(state, template[probe], container[probe]) ||
    isCutLater(state, probe, beganUs, endsUs)
  )
}

/** Whether a fault has begun since the tick that deletes pods one after the other, and the answer has not come yet. */
function isCutLater(state: ClusterState, probe: ProbeId, beganUs: number, endsUs: number): boolean {
  const { nowUs, lastDeletionFaultUs, probeTemplate } = state
  if (probeTemplate.mayBeCut[state.probe.template[probe]] === 0 || beganUs >= lastDeletionFaultUs)
    return false
  return endsUs > nowUs || (endsUs === nowUs && state.eventClass < EventClass.Answer)
}

/** Takes account of the calm ticks before this one of the grid: the quiet engine counts them only now. */
export function settleBefore(state: ClusterState, probe: ProbeId, tickUs: number): void {
  const { probe: probes } = state
  const fromUs = probes.unsettledUs[probe]
  const spanUs = periodUs(state, probe)
  const count = Math.round((tickUs - fromUs) / spanUs)
  if (count <= 0) return
  state.metrics.settlesTotal++
  if (state.isQuiet) {
    if (state.metrics.tracesProbes) traceQuietTicks(state, probe, fromUs, count)
    state.metrics.probesRan(probe, fromUs, count)
    probes.servedLevel[probe] = -1
  }
  probes.unsettledUs[probe] = tickUs
  probes.runBeganUs[probe] = tickUs - spanUs
  probes.resultRun[probe] += count
}

/** At the end of the run: the last tick counts only if its answer comes within the run. */
export function settleAtEnd(state: ClusterState, probe: ProbeId): void {
  const { probe: probes, spec } = state
  if (probes.mode[probe] !== WorkerMode.Calm || !state.isQuiet) return
  const spanUs = periodUs(state, probe)
  const count = Math.ceil((spec.durationUs - probes.unsettledUs[probe]) / spanUs)
  if (count <= 0) return
  const lastUs = probes.unsettledUs[probe] + (count - 1) * spanUs
  const level = levelAt(state, probe, lastUs)
  const answersInTime = lastUs + quietDurationUs(state, probe, level, state.streams.probe) < spec.durationUs
  settleBefore(state, probe, answersInTime ? lastUs + spanUs : lastUs)
}

/** A row for each quiet tick, with a duration from a stream of its own, so that tracing changes no result. */
function traceQuietTicks(state: ClusterState, probe: ProbeId, fromUs: number, count: number): void {
  const { probe: probes, metrics } = state
  const spanUs = periodUs(state, probe)
  const resultRun = probes.resultRun[probe]
  for (let tick = 0; tick < count; tick++) {
    const tickUs = fromUs + tick * spanUs
    const durationUs = quietDurationUs(state, probe, levelAt(state, probe, tickUs), state.streams.trace)
    metrics.traceProbe(
      probe,
      tickUs,
      durationUs,
      probes.known[probe],
      Outcome.Success,
      resultRun + tick + 1,
      0,
    )
  }
}

/** Something about the container changes now: its calm workers take up their ticks again. */
export function disturb(state: ClusterState, container: ContainerId): void {
  const { container: containers, containerTemplate, probe: probes } = state
  const first = containers.firstProbe[container]
  const end = first + containerTemplate.probeCount[containers.template[container]]
  for (let place = first; place < end; place++) {
    const probe = probes.rowAt[place]
    if (probes.mode[probe] === WorkerMode.Calm) endCalm(state, probe)
  }
}

/** The worker takes up its ticks again; a probe that is under way runs on, and a trigger waits for it. */
export function endCalm(state: ClusterState, probe: ProbeId): void {
  const nextUs = settleWithAnswer(state, probe)
  if (state.probe.mode[probe] === WorkerMode.Ticking) return
  state.probe.mode[probe] = WorkerMode.Ticking
  scheduleTick(state, probe, nextUs)
}

/** The worker finds nothing to probe until the status of its container changes. */
export function park(state: ClusterState, probe: ProbeId): void {
  state.probe.mode[probe] = WorkerMode.Parked
  dropTick(state, probe)
}

/** The status of the container changed: parked workers look again at their next tick, calm ones may have to. */
export function statusChanged(state: ClusterState, container: ContainerId): void {
  const { container: containers, containerTemplate, probe: probes } = state
  const first = containers.firstProbe[container]
  const end = first + containerTemplate.probeCount[containers.template[container]]
  for (let place = first; place < end; place++) {
    const probe = probes.rowAt[place]
    if (probes.mode[probe] === WorkerMode.Calm) endCalm(state, probe)
    else if (probes.mode[probe] === WorkerMode.Parked) wake(state, probe)
  }
}

/** The pod's phase changed, which concerns all its workers (P9 step 2). */
export function phaseChanged(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  const first = pods.firstContainer[pod]
  const end = pods.endContainer[pod]
  for (let container = first; container < end; container++) statusChanged(state, container)
}

function wake(state: ClusterState, probe: ProbeId): void {
  state.probe.mode[probe] = WorkerMode.Ticking
  scheduleTick(state, probe, nextTickToServeUs(state, probe))
}
