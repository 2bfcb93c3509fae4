/**
 * What a probe call meets: the process, its behavior, its script. A probe is judged by the container's state
 * when the call begins, but that a hang keeps back the answers that are under way. The kubelet's side of a probe run is `node/prober/probe-worker.ts`.
 */
import { sampleAtLeast, wholeQuantile, wholeVariate } from '../../kernel/distribution.ts'
import { nextUniform, type Streams } from '../../kernel/random-stream.ts'
import type { ClusterState, ContainerId, ProbeId } from '../cluster-state.ts'
import { Connection, Handler, Outcome, ProcessState, ScriptAnswerId } from '../codes.ts'
import { drawUs, factOfIncarnation } from '../draw.ts'
import { knowsDeletion } from '../in-touch.ts'
import { lacksFor } from '../node/leaks/lacks.ts'
import { profileOfPod } from '../version-profile.ts'
import { askedAbnormallyUs, askedQuietlyUs, askOthers, lastingAt } from './dependencies/asked-answer.ts'
import { isHanging, nextHangUs } from './illness.ts'
import { lateChance, lateFromUs } from './lateness.ts'
import { levelNow, slowed } from './levels.ts'
import { doneUs } from './pauses.ts'

const sequenceFail = 48
const sequenceOk = 49
const scriptNone = -1

/**
 * One call of the handler, begun now. Returns its `Outcome` and leaves its length in `answerDurationUs`.
 * H2-H6: what counts as Success, Failure, timeout and error; a refused connection is a Failure after 0 s.
 */
export function callHandler(state: ClusterState, probe: ProbeId): number {
  const { probe: probes, container: containers, probeTemplate: templates } = state
  const template = probes.template[probe]
  const container = probes.container[probe]
  state.answerDurationUs = 0
  state.answerIsIll = false
  state.answerConnection = Connection.Made
  state.answerAsks = false
  state.answerMayHang = false
  state.answerLostFromUs = templates.mayBeCut[template] === 1 ? state.nextDeletionFaultUs : Infinity
  // P13: the port's name cannot be resolved, so the request cannot be built.
  if (templates.portDefined[template] === 0) return Outcome.Error
  const handler = templates.handler[template]
  const isExec = handler === Handler.Exec
  // The runtime's error is the prober's (P13); a connection without a port is a Failure like one that is refused.
  if (state.needs.leaks && lacksFor(state, probes.node[probe], handler))
    return isExec ? Outcome.Error : failToConnect(state, Connection.NoPort)
  if (isExec && isCancelled(state, container)) return Outcome.Error
  if (containers.state[container] !== ProcessState.Running) return isExec ? Outcome.Error : refuse(state)
  // H5: exec addresses a container by the id in the status; the network handlers address the pod.
  if (isExec && containers.statusIncarnation[container] !== containers.incarnation[container])
    return Outcome.Error
  const entry = scriptEntryNow(state, probe, container)
  return entry === scriptNone
    ? answerByBehavior(state, probe, container)
    : answerByScript(state, probe, container, entry)
}

/** Whether the container's health itself is gone, so that a probe that restarts it is right (false restarts). */
export function isIll(state: ClusterState, container: ContainerId): boolean {
  return isHanging(state, container) || state.container.answersAtUs[container] === Infinity
}

function answerByBehavior(state: ClusterState, probe: ProbeId, container: ContainerId): number {
  const { probe: probes, container: containers } = state
  const template = probes.template[probe]
  if (state.nowUs < containers.answersAtUs[container]) return refuse(state)
  awaitOwnAnswer(state, template, container)
  if (isHanging(state, container)) {
    // It does not get as far as closing its port on SIGTERM.
    const connects = connectsWhileHanging(state, container, template)
    return connects ? answerWhileHealthy(state, probe) : timeout(state, template)
  }
  return containers.refusesProbes[container] === 1 ? refuse(state) : answerWhileHealthy(state, probe)
}

/** The process itself gives the answer that is under way: what may keep it back, and from when on. */
export function awaitOwnAnswer(state: ClusterState, template: number, container: ContainerId): void {
  state.answerMayHang = mayHang(state, template, container)
  state.answerLostFromUs = nextLossUs(state, template, container)
}

/** From when on an answer of the process may not come any more: it may hang, or a deletion cuts exec off. */
export function nextLossUs(state: ClusterState, template: number, container: ContainerId): number {
  const hangsUs = mayHang(state, template, container) ? nextHangUs(state, container) : Infinity
  return state.probeTemplate.mayBeCut[template] === 1 ? Math.min(hangsUs, state.nextDeletionFaultUs) : hangsUs
}

/** Whether a hang of this process would keep back what a probe asks. */
function mayHang(state: ClusterState, template: number, container: ContainerId): boolean {
  return state.probeTemplate.mayHang[template] === 1 && !connectsWhileHanging(state, container, template)
}

/** Z3: the context of exec probes ends with the deletion, so that they err. */
function isCancelled(state: ClusterState, container: ContainerId): boolean {
  const pod = state.container.pod[container]
  return knowsDeletion(state, pod) && profileOfPod(state, pod).deletionCancelsExec
}

/** The answer of a process that neither hangs nor starts up: its latency, its slow phases, its errors. */
function answerWhileHealthy(state: ClusterState, probe: ProbeId): number {
  const template = state.probe.template[probe]
  const uniform = nextUniform(state.streams.probe, probe)
  const level = levelFor(state, probe, template)
  const outcome =
    state.probeTemplate.drawsAsked[template] === 1
      ? answerAsking(state, probe, template, uniform, level)
      : answerFor(state, template, uniform, level, 0, errsNow(state, probe, template))
  return afterPauses(state, probe, outcome)
}

/** The same of a probe whose runs ask others, or wait by chance. */
export function answerAsking(
  state: ClusterState,
  probe: ProbeId,
  template: number,
  uniform: number,
  level: number,
): number {
  state.answerAsks = state.probeTemplate.asksOthers[template] === 1
  const lasting = lastingAt(state, template, level)
  if (lasting === 0) return answerAnew(state, probe, template, uniform, level)
  if (wasLate(state, probe)) {
    if (nextUniform(state.streams.probe, probe) < lasting) return timeout(state, template)
    return answerAnew(state, probe, template, uniform, level)
  }
  const outcome = answerAnew(state, probe, template, uniform, level)
  if (outcome !== Outcome.Timeout || nextUniform(state.streams.probe, probe) >= lasting) return outcome
  state.answerDurationUs = askedQuietlyUs(state, probe, template, level, state.streams.probe)
  return Outcome.Success
}

/** Whether this process has left the last run without an answer in time. */
function wasLate({ probe: probes, container }: ClusterState, probe: ProbeId): boolean {
  return probes.lateFor[probe] === container.incarnation[probes.container[probe]] + 1
}

/** The same whatever the last run met. */
function answerAnew(
  state: ClusterState,
  probe: ProbeId,
  template: number,
  uniform: number,
  level: number,
): number {
  const askingUs = askOthers(state, probe, level)
  const well = (1 - state.probeTemplate.errorRate[template]) * (1 - state.answerFailure)
  const isError = nextUniform(state.streams.probe, probe) < 1 - well
  return answerFor(state, template, uniform, level, askingUs, isError)
}

/** What pauses make of an answer that is begun now: it comes when they are over, and may be too late then. */
export function afterPauses(state: ClusterState, probe: ProbeId, outcome: number): number {
  const { probe: probes, probeTemplate: templates, nowUs } = state
  const template = probes.template[probe]
  if (templates.isEverPaused[template] === 0 || outcome === Outcome.Timeout) return outcome
  const limitUs = nowUs + templates.timeoutUs[template]
  const endsUs = doneUs(state, probes.container[probe], state.answerDurationUs, limitUs)
  if (endsUs === limitUs) return timeout(state, template)
  state.answerDurationUs = endsUs - nowUs
  return outcome
}

/** Level of the answer of a probe that begins now. */
export function levelFor(state: ClusterState, probe: ProbeId, template: number): number {
  return state.probeTemplate.isEverSlow[template] === 1
    ? levelNow(state, state.probe.container[probe], template)
    : 0
}

/** Draws whether the answer, once it comes, is a Failure. */
export function errsNow(state: ClusterState, probe: ProbeId, template: number): boolean {
  const errorRate = state.probeTemplate.errorRate[template]
  return errorRate > 0 && nextUniform(state.streams.probe, probe) < errorRate
}

/** The answer of a process that neither hangs nor starts up, of which everything is drawn. */
export function answerFor(
  state: ClusterState,
  template: number,
  uniform: number,
  level: number,
  askingUs: number,
  isError: boolean,
): number {
  const latencyUs = wholeVariate(state.distributions, state.probeTemplate.latency[template], uniform)
  return answerAfterLatency(state, template, latencyUs, level, askingUs, isError)
}

/** The same where `promptShare` tells that it comes in time, of a container at level 0 and without an error. */
export function answerPromptly(state: ClusterState, template: number, uniform: number): number {
  state.answerDurationUs = promptDurationUs(state, template, uniform)
  return Outcome.Success
}

/** Length of an answer whose uniform is below `promptShare`, of a container at level 0. */
export function promptDurationUs(state: ClusterState, template: number, uniform: number): number {
  const { probeTemplate } = state
  const latencyUs = wholeVariate(state.distributions, probeTemplate.latency[template], uniform)
  return Math.min(probeTemplate.latestQuietUs[template], slowed(state, latencyUs, 0))
}

/** One call at this level that is known to be abnormal but for pauses: as `callHandler` for a healthy container, given that. */
export function answerAbnormally(state: ClusterState, probe: ProbeId, level: number): number {
  const { probe: probes, probeTemplate, streams } = state
  const template = probes.template[probe]
  if (state.level.asked[level] !== 0) {
    const durationUs = askedAbnormallyUs(state, probe, template, level)
    if (durationUs >= probeTemplate.timeoutUs[template]) return timeout(state, template)
    state.answerDurationUs = durationUs
    return state.answerFailure === 1 ? Outcome.Failure : Outcome.Success
  }
  const late = lateChance(state, template, level)
  const error = probeTemplate.errorRate[template]
  const isLate = nextUniform(streams.probe, probe) * (late + error - late * error) < late
  const isError = !isLate || nextUniform(streams.probe, probe) < error
  const durationUs = isLate
    ? lateDurationUs(state, probe, template, level)
    : quietDurationUs(state, probe, level, streams.probe)
  if (durationUs >= probeTemplate.timeoutUs[template]) return timeout(state, template)
  state.answerDurationUs = durationUs
  return isError ? Outcome.Failure : Outcome.Success
}

function lateDurationUs(state: ClusterState, probe: ProbeId, template: number, level: number): number {
  const { probeTemplate, distributions, streams } = state
  if (state.level.factor[level] === Infinity) return Infinity
  const latencyUs = sampleAtLeast(
    distributions,
    probeTemplate.latency[template],
    Math.max(0, lateFromUs(state, template, level)),
    streams.probe,
    probe,
  )
  return Math.max(probeTemplate.latestQuietUs[template] + 1, slowed(state, latencyUs, level))
}

/** Length of an answer at this level that is not abnormal. */
export function quietDurationUs(
  state: ClusterState,
  probe: ProbeId,
  level: number,
  streams: Streams,
): number {
  const { probe: probes, probeTemplate, distributions } = state
  const template = probes.template[probe]
  if (state.level.asked[level] !== 0) return askedQuietlyUs(state, probe, template, level, streams)
  const latencyUs = wholeQuantile(
    distributions,
    probeTemplate.latency[template],
    nextUniform(streams, probe) * (1 - lateChance(state, template, level)),
  )
  return Math.min(probeTemplate.latestQuietUs[template], slowed(state, latencyUs, level))
}

/** H4: tcpSocket succeeds as soon as the connection opens, which a hung process may still allow. */
function connectsWhileHanging(state: ClusterState, container: ContainerId, probeTemplate: number): boolean {
  if (state.probeTemplate.handler[probeTemplate] !== Handler.TcpSocket) return false
  const { hangAt, hangCount } = state.containerTemplate
  const template = state.container.template[container]
  const { incarnation } = state.container
  return factOfIncarnation(state, hangAt[template], hangCount[template], incarnation[container]) === 1
}

/** Nothing listens: a Failure at once. */
function refuse(state: ClusterState): number {
  return failToConnect(state, Connection.Refused)
}

function failToConnect(state: ClusterState, connection: number): number {
  state.answerConnection = connection
  return Outcome.Failure
}

function timeout(state: ClusterState, template: number): number {
  state.answerDurationUs = state.probeTemplate.timeoutUs[template]
  return Outcome.Timeout
}

/** An answer that takes `timeoutSeconds` or longer is a timeout, whatever it would have said. */
function answerAfterLatency(
  state: ClusterState,
  template: number,
  latencyUs: number,
  level: number,
  askingUs: number,
  isError: boolean,
): number {
  const isEndless = state.level.factor[level] === Infinity
  const durationUs = isEndless ? Infinity : slowed(state, latencyUs, level) + askingUs
  if (durationUs >= state.probeTemplate.timeoutUs[template]) return timeout(state, template)
  state.answerDurationUs = durationUs
  return isError ? Outcome.Failure : Outcome.Success
}

/** The last entry of the script that applies to this run; -1 = none. */
function scriptEntryNow(state: ClusterState, probe: ProbeId, container: ContainerId): number {
  const { script, containerTemplate, container: containers, probe: probes, probeTemplate } = state
  const template = containers.template[container]
  const begin = containerTemplate.scriptBegin[template]
  const typeBit = 1 << probeTemplate.type[probes.template[probe]]
  const ageUs = state.nowUs - containers.clockStartUs[container]
  for (let entry = containerTemplate.scriptEnd[template] - 1; entry >= begin; entry--) {
    if ((script.typeMask[entry] & typeBit) === 0 || ageUs < script.afterUs[entry]) continue
    if (appliesToIncarnation(state, entry, containers.incarnation[container])) return entry
  }
  return scriptNone
}

function appliesToIncarnation(state: ClusterState, entry: number, incarnation: number): boolean {
  const begin = state.script.incarnationsBegin[entry]
  const end = state.script.incarnationsEnd[entry]
  if (begin === end) return true
  for (let at = begin; at < end; at++) if (state.scriptIncarnations[at] === incarnation) return true
  return false
}

function answerByScript(state: ClusterState, probe: ProbeId, container: ContainerId, entry: number): number {
  const { script, probe: probes, probeTemplate } = state
  const template = probes.template[probe]
  state.answerIsIll = script.isIll[entry] === 1
  const answer = scriptedAnswer(state, probe, container, entry)
  if (answer === ScriptAnswerId.Refused) return refuse(state)
  if (answer === ScriptAnswerId.Hang) return timeout(state, template)
  if (answer === ScriptAnswerId.SlowBody) {
    // H2, P13: the headers come in time, the body does not: no failure, but an error.
    timeout(state, template)
    return Outcome.Error
  }
  const own = script.latency[entry]
  const latencyUs = drawUs(state, own < 0 ? probeTemplate.latency[template] : own, state.streams.probe, probe)
  const outcome = answerAfterLatency(state, template, latencyUs, 0, 0, false)
  if (outcome === Outcome.Timeout || answer === ScriptAnswerId.Ok) return outcome
  // H3: a redirect that is not followed.
  if (answer === ScriptAnswerId.Redirect) return Outcome.Warning
  return answer === ScriptAnswerId.Fail ? Outcome.Failure : Outcome.Error
}

/** The entry's answer, or the next of its sequence: call by call within one instance, the last repeats. */
function scriptedAnswer(state: ClusterState, probe: ProbeId, container: ContainerId, entry: number): number {
  const { script, probe: probes } = state
  const begin = script.sequenceBegin[entry]
  const length = script.sequenceEnd[entry] - begin
  if (length === 0) return script.answer[entry]
  const incarnation = state.container.incarnation[container]
  if (probes.callCountFor[probe] !== incarnation || probes.callEntry[probe] !== entry) {
    probes.callCountFor[probe] = incarnation
    probes.callEntry[probe] = entry
    probes.callCount[probe] = 0
  }
  const call = probes.callCount[probe]++
  const letter = state.scriptSequences[begin + Math.min(call, length - 1)]
  if (letter === sequenceOk) return ScriptAnswerId.Ok
  return letter === sequenceFail ? ScriptAnswerId.Fail : ScriptAnswerId.Error
}
