/** A process begins, is told to stop, and ends. What the kubelet makes of it is the pod worker's. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { Cause, PodEvent, ProcessState, StopStage } from '../../codes.ts'
import { drawForIncarnationUs, drawUs, factOfIncarnation } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import type { Alternation } from '../../tables/alternations.ts'
import { advance, alternates, startFromGap } from '../../world/alternation.ts'
import { awaitStartEnd, holdsExit } from '../../world/dependencies/needs-now.ts'
import { hangEndsWithInstance, isHanging, noteHangOnset, restartSlowPhases } from '../../world/illness.ts'
import { doneUs } from '../../world/pauses.ts'
import { awaitAnswers, isServer, serverChanged } from '../../world/traffic/server-watch.ts'
import { asksChange } from '../../world/traffic/service-levels.ts'
import { joinNode, leaveNode } from '../cpu/node-cpu.ts'
import { beginLeaks, endLeaks } from '../leaks/leaks.ts'
import { disturb, levelChanged } from '../prober/quiet-probes.ts'
import { recordEvent } from '../status/event-recorder.ts'
import { noteChange } from './pleg.ts'

/** K2: the kubelet never grants less. Source: kubernetes v1.35 kuberuntime_container.go, minimumGracePeriodInSeconds. */
export const graceUsMin = 2_000_000
/** K3: exit code of a process that SIGKILL ended. */
const exitCodeKilled = 137
/** Exit code of an instance that the runtime could not start. Source: containerd, `StartError`. */
const exitCodeNotStarted = 128

/** Time from the start decision to a running process, for the next instance. */
export function drawStartUs(state: ClusterState, container: ContainerId): number {
  const { containerTemplate: templates, container: containers } = state
  const template = containers.template[container]
  const incarnation = containers.incarnation[container] + 1
  return drawForIncarnationUs(
    state,
    templates.startAt[template],
    templates.startCount[template],
    incarnation,
    state.streams.process,
    container,
  )
}

/** The next instance runs: StartedAt is now, restartCount is one more (B15). */
export function startProcess(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  containers.incarnation[container]++
  containers.startedAtUs[container] = state.nowUs
  containers.state[container] = ProcessState.Running
  // The exit columns still tell of the previous instance.
  state.metrics.containerStarted(container)
  recordEvent(state, containers.pod[container], container, PodEvent.Created)
  recordEvent(state, containers.pod[container], container, PodEvent.Started)
  beginBehavior(state, container, state.nowUs)
  schedulePhases(state, container)
  if (state.dependencies !== undefined) awaitStartEnd(state, container)
  awaitAnswers(state, container)
  if (isHanging(state, container)) noteHangOnset(state, container, false)
  noteChange(state, containers.pod[container])
}

/** B14: the runtime could not start the next instance, and keeps it as one that has ended. */
export function failProcess(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  containers.incarnation[container]++
  containers.startedAtUs[container] = state.nowUs
  containers.state[container] = ProcessState.Exited
  containers.exitedAtUs[container] = state.nowUs
  containers.exitCode[container] = exitCodeNotStarted
  containers.exitCause[container] = Cause.Crash
  containers.exitWasFalse[container] = 0
  noteChange(state, containers.pod[container])
}

/**
 * Draws what this instance will do, from `clockStartUs` on: every clock of its behavior.
 * All are drawn for each instance, in one order, so that runs that differ in one of them share the others.
 */
export function beginBehavior(state: ClusterState, container: ContainerId, clockStartUs: number): void {
  const { container: containers, containerTemplate: templates } = state
  const startupUs = drawOnceUs(state, container, templates.startupAt, templates.startupCount)
  const hangUs = drawOnceUs(state, container, templates.hangAt, templates.hangCount)
  const crashUs = drawOnceUs(state, container, templates.crashAt, templates.crashCount)
  const completeUs = drawOnceUs(state, container, templates.completeAt, templates.completeCount)
  containers.shutdownUs[container] = drawOnceUs(
    state,
    container,
    templates.shutdownAt,
    templates.shutdownCount,
  )
  containers.clockStartUs[container] = clockStartUs
  startFromGap(state, state.pause, container)
  // A process that is paused does not get on with its start-up.
  containers.answersAtUs[container] =
    startupUs === Infinity ? Infinity : doneUs(state, container, startupUs, state.spec.durationUs)
  containers.exitWasFalse[container] = 0
  containers.refusesProbes[container] = 0
  containers.exitAtUs[container] = Infinity
  containers.hangsAtUs[container] = clockStartUs + hangUs
  if (hangUs < Infinity) {
    const incarnation = containers.incarnation[container]
    schedule(state, EventKind.HangOnset, container, clockStartUs + hangUs, incarnation)
  }
  restartSlowPhases(state, container)
  const crashes = crashUs < completeUs
  const exitCode = crashes ? factOf(state, container, templates.crashAt, templates.crashCount) : 0
  scheduleExit(
    state,
    container,
    clockStartUs + Math.min(crashUs, completeUs),
    exitCode,
    crashes ? Cause.Crash : Cause.Completed,
  )
  if (state.needs.cpu) joinNode(state, container)
  if (state.needs.leaks) beginLeaks(state, container)
  if (state.dependencies !== undefined) asksChange(state, container, 1)
}

function factOf(state: ClusterState, container: ContainerId, at: Int32Array, count: Int32Array): number {
  const template = state.container.template[container]
  return factOfIncarnation(state, at[template], count[template], state.container.incarnation[container])
}

function drawOnceUs(state: ClusterState, container: ContainerId, at: Int32Array, count: Int32Array): number {
  const template = state.container.template[container]
  const incarnation = state.container.incarnation[container]
  return drawForIncarnationUs(
    state,
    at[template],
    count[template],
    incarnation,
    state.streams.process,
    container,
  )
}

/** The quiet engine has an event where a slow phase or a pause begins or ends; the exact one looks them up at each tick, but for requests. */
export function schedulePhases(state: ClusterState, container: ContainerId): void {
  if (!state.isQuiet && !isServer(state, container)) return
  scheduleTurn(state, state.slow, container, EventKind.SlowToggle)
  if (alternates(state, state.pause, container))
    scheduleTurn(state, state.pause, container, EventKind.PauseTurn)
}

function scheduleTurn(
  state: ClusterState,
  { turnsAtUs }: Alternation,
  container: ContainerId,
  kind: number,
): void {
  if (turnsAtUs[container] >= state.spec.durationUs) return
  const { incarnation } = state.container
  schedule(state, kind, container, turnsAtUs[container], incarnation[container])
}

function isLive(
  { container: containers }: ClusterState,
  container: ContainerId,
  incarnation: number,
): boolean {
  return (
    containers.state[container] === ProcessState.Running && containers.incarnation[container] === incarnation
  )
}

/** A slow phase begins or ends: calm workers stay calm, at another level. */
export function onSlowToggle(state: ClusterState, container: ContainerId, incarnation: number): void {
  if (!isLive(state, container, incarnation)) return
  advance(state, state.slow, container)
  scheduleTurn(state, state.slow, container, EventKind.SlowToggle)
  levelChanged(state, container)
  serverChanged(state, container)
}

/** A pause begins or ends: no worker is calm in one. */
export function onPauseTurn(state: ClusterState, container: ContainerId, incarnation: number): void {
  if (!isLive(state, container, incarnation)) return
  if (state.isQuiet) disturb(state, container)
  advance(state, state.pause, container)
  scheduleTurn(state, state.pause, container, EventKind.PauseTurn)
  serverChanged(state, container)
}

/** The process ends then, unless it ends before. An exit with code 0 counts as completed. */
function scheduleExit(
  state: ClusterState,
  container: ContainerId,
  atUs: number,
  exitCode: number,
  cause: number,
): void {
  const { container: containers } = state
  if (atUs >= containers.exitAtUs[container]) return
  containers.exitAtUs[container] = atUs
  containers.exitNextCode[container] = exitCode
  containers.exitNextCause[container] = cause === Cause.Crash && exitCode === 0 ? Cause.Completed : cause
  const stamp = ++containers.exitStamp[container]
  schedule(state, EventKind.ContainerExit, container, atUs, stamp)
}

/**
 * K2: SIGTERM now, SIGKILL when the grace period is over. The process may be gone when this returns.
 * @param cause recorded for the instance if it is the signal that ends it.
 * @param isFalse whether a probe kills it although it is not ill.
 */
export function signalProcess(
  state: ClusterState,
  container: ContainerId,
  graceUs: number,
  cause: number,
  isFalse: boolean,
): void {
  const { container: containers, containerTemplate: templates } = state
  if (containers.state[container] !== ProcessState.Running) return
  const granted = Math.max(graceUs, graceUsMin)
  // A process that is paused does not react to the signal before it goes on.
  const shutdownUs =
    doneUs(state, container, containers.shutdownUs[container], state.nowUs + granted) - state.nowUs
  const obeys = shutdownUs < granted
  const stopUs = drawUs(state, state.overheads.stop, state.streams.overhead, containers.pod[container])
  const atUs = state.nowUs + (obeys ? shutdownUs : granted) + stopUs
  if (atUs < containers.exitAtUs[container]) containers.exitWasFalse[container] = isFalse ? 1 : 0
  const exitCode = obeys
    ? factOf(state, container, templates.shutdownAt, templates.shutdownCount)
    : exitCodeKilled
  if (templates.refusesAfterSigterm[containers.template[container]] === 1) {
    disturb(state, container)
    containers.refusesProbes[container] = 1
    serverChanged(state, container)
  }
  exitAt(state, container, atUs, exitCode, cause)
}

/** An exit that may come at once: then within this call. */
function exitAt(
  state: ClusterState,
  container: ContainerId,
  atUs: number,
  exitCode: number,
  cause: number,
): void {
  const { container: containers } = state
  if (atUs > state.nowUs) {
    scheduleExit(state, container, atUs, exitCode, cause)
    return
  }
  containers.exitNextCode[container] = exitCode
  containers.exitNextCause[container] = exitCode === 0 && cause === Cause.Crash ? Cause.Completed : cause
  endProcess(state, container)
}

/** The process ends now, of itself or by a fault. */
export function crashProcess(
  state: ClusterState,
  container: ContainerId,
  exitCode: number,
  cause: number = Cause.Crash,
): void {
  state.container.exitWasFalse[container] = 0
  exitAt(state, container, state.nowUs, exitCode, cause)
}

/** The scheduled exit comes; false if it is stale, or waits for somebody whom the process needs. */
export function onExit(state: ClusterState, container: ContainerId, stamp: number): boolean {
  if (state.container.exitStamp[container] !== stamp) return false
  if (state.dependencies !== undefined && holdsExit(state, container)) return false
  endProcess(state, container)
  return true
}

function endProcess(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  disturb(state, container)
  containers.exitStamp[container]++
  endPreStop(state, container)
  // The pauses of the next process come from where those of this one end, however far somebody has asked.
  if (alternates(state, state.pause, container)) advance(state, state.pause, container)
  containers.state[container] = ProcessState.Exited
  containers.exitedAtUs[container] = state.nowUs
  containers.exitCode[container] = containers.exitNextCode[container]
  containers.exitCause[container] = containers.exitNextCause[container]
  hangEndsWithInstance(state, container)
  if (state.dependencies !== undefined) asksChange(state, container, -1)
  if (state.needs.cpu) leaveNode(state, container)
  if (state.needs.leaks) endLeaks(state, container)
  state.metrics.containerExited(container)
  serverChanged(state, container)
  noteChange(state, containers.pod[container])
}

/**
 * K2: a preStop hook that runs in the container, or asks it, ends with the process, and has failed then. A sleep goes on: the
 * kubelet does not look whether there is still something to stop.
 */
function endPreStop(state: ClusterState, container: ContainerId): void {
  const { container: containers, containerTemplate } = state
  const stage = containers.stopStage[container]
  const endsWithProcess = containerTemplate.preStopEndsWithProcess[containers.template[container]] === 1
  const isCut = containers.preStopEndsAtUs[container] > state.nowUs
  containers.preStopEndsAtUs[container] = -Infinity
  if (!endsWithProcess && (stage === StopStage.Hook || stage === StopStage.HookThenTurn)) return
  containers.stopStamp[container]++
  containers.stopStage[container] = StopStage.None
  if (isCut && endsWithProcess)
    recordEvent(state, containers.pod[container], container, PodEvent.PreStopHookFailed)
}
