/** What Kubernetes does not decide: how long a process lives, how it stops and what it answers. Constant times only. */
import {
  type DistributionSpec,
  eachOf,
  type OneOrEach,
  type PerIncarnation,
  type ProbeSpec,
  type ProbeTypeName,
  type ScriptEntrySpec,
} from '../../engine/contract/cluster-spec.ts'
import type { Slot } from './pod.ts'

/** One start-to-exit of a container. */
export type Instance = {
  /** From 0; the restart count that it shows. */
  readonly incarnation: number
  /** The container id. */
  readonly id: number
  readonly startedAtUs: number
  finishedAtUs: number | undefined
  exitCode: number
  /** It has got SIGTERM. */
  isSignalled: boolean
  /** A hang fault that ends with this instance. */
  hungByFault: boolean
  /** The probe that made the kubelet end it, and whether it was well when that probe began; undefined = it ended otherwise. */
  kill: { readonly type: 'liveness' | 'startup'; readonly isFalse: boolean } | undefined
  /** Somebody waits for its end. */
  tellEnd: (() => void) | undefined
  /** Calls that each script entry has answered. */
  readonly calls: Map<string, number>
}

export type Answer = {
  readonly result: 'success' | 'warning' | 'failure' | 'timeout' | 'error'
  readonly lastsUs: number
  /** The instance that gives it, if a hang can keep it back. */
  readonly from?: Instance
}

/** The value of a list for an incarnation; the last one repeats. */
/** What is told of this incarnation. */
export function told<T>(values: OneOrEach<T>, incarnation: number): T {
  const each = eachOf(values)
  return each[Math.min(incarnation, each.length - 1)]!
}

export function drawn(values: PerIncarnation, incarnation: number): number {
  return constantUs(values[Math.min(incarnation, values.length - 1)])
}

export function constantUs(value: DistributionSpec): number {
  if (value.kind === 'never') return Infinity
  if (value.kind === 'constant') return value.value
  throw new Error(`the naive model draws nothing, least of all ${value.kind}`)
}

/** When a process that started now ends by itself, and how. */
export function naturalEnd(slot: Slot, instance: Instance): { atUs: number; exitCode: number } {
  const { crash, complete } = slot.spec.behavior
  const crashUs = drawn(crash.after, instance.incarnation)
  const completeUs = drawn(complete.after, instance.incarnation)
  return completeUs <= crashUs
    ? { atUs: instance.startedAtUs + completeUs, exitCode: 0 }
    : { atUs: instance.startedAtUs + crashUs, exitCode: told(crash.exitCode, instance.incarnation) }
}

/** One attempt of a probe, judged by the container as it is now (P13, H2, H4, H5). */
export function attempt(
  slot: Slot,
  type: ProbeTypeName,
  probe: ProbeSpec,
  statusId: number | undefined,
  nowUs: number,
): Answer {
  const instance = slot.instances.at(-1)
  if (!probe.portDefined) return { result: 'error', lastsUs: 0 }
  const isExec = probe.handler === 'exec'
  if (instance === undefined || instance.finishedAtUs !== undefined)
    return { result: isExec ? 'error' : 'failure', lastsUs: 0 }
  if (isExec && instance.id !== statusId) return { result: 'error', lastsUs: 0 }
  // H2: the headers come in time and the body does not.
  const entry = entryFor(slot, instance, type, nowUs)
  if (entry?.sequence === undefined && entry?.answer === 'slowBody')
    return { result: 'error', lastsUs: probe.timeoutUs }
  return inTime(probe, answerOf(slot, instance, type, probe, nowUs))
}

/** An answer that takes the timeout or longer is a timeout, whatever it would have said. */
function inTime(probe: ProbeSpec, answer: Answer): Answer {
  return answer.lastsUs >= probe.timeoutUs
    ? { ...answer, result: 'timeout', lastsUs: probe.timeoutUs }
    : answer
}

function answerOf(
  slot: Slot,
  instance: Instance,
  type: ProbeTypeName,
  probe: ProbeSpec,
  nowUs: number,
): Answer {
  const { behavior } = slot.spec
  const latencyUs = constantUs(behavior.latency[type])
  const entry = entryFor(slot, instance, type, nowUs)
  if (entry !== undefined) return scriptedAnswer(entry, instance, type, latencyUs)
  const ageUs = nowUs - instance.startedAtUs
  if (ageUs < drawn(behavior.startup, instance.incarnation)) return { result: 'failure', lastsUs: 0 }
  const connects = probe.handler === 'tcpSocket' && told(behavior.hang.tcpOk, instance.incarnation)
  const from = connects ? {} : { from: instance }
  const isHanging = isHung(slot, instance, nowUs)
  if (isHanging && !connects) return { result: 'failure', lastsUs: Infinity, ...from }
  // A process that hangs does not get as far as closing its port.
  if (instance.isSignalled && behavior.afterSigterm === 'refused' && !isHanging)
    return { result: 'failure', lastsUs: 0 }
  return { result: behavior.errorRate === 1 ? 'failure' : 'success', lastsUs: latencyUs, ...from }
}

function scriptedAnswer(
  entry: ScriptEntrySpec,
  instance: Instance,
  type: ProbeTypeName,
  usualUs: number,
): Answer {
  const lastsUs = entry.latencyUs === undefined ? usualUs : constantUs(entry.latencyUs)
  if (entry.sequence !== undefined) {
    const key = `${entry.probe} ${entry.afterUs} ${entry.sequence} ${type}`
    const call = instance.calls.get(key) ?? 0
    instance.calls.set(key, call + 1)
    const letter = entry.sequence[Math.min(call, entry.sequence.length - 1)]
    return { result: letter === '1' ? 'success' : letter === '0' ? 'failure' : 'error', lastsUs }
  }
  if (entry.answer === 'ok') return { result: 'success', lastsUs }
  if (entry.answer === 'redirect') return { result: 'warning', lastsUs }
  if (entry.answer === 'fail') return { result: 'failure', lastsUs }
  if (entry.answer === 'error') return { result: 'error', lastsUs }
  return { result: 'failure', lastsUs: entry.answer === 'hang' ? Infinity : 0 }
}

/** The last entry of the script that applies wins. */
function entryFor(
  slot: Slot,
  instance: Instance,
  type: ProbeTypeName,
  nowUs: number,
): ScriptEntrySpec | undefined {
  return slot.spec.behavior.script.findLast(
    (entry) => (entry.probe === 'all' || entry.probe === type) && isInForce(entry, instance, nowUs),
  )
}

function isInForce(entry: ScriptEntrySpec, instance: Instance, nowUs: number): boolean {
  const isMeant = entry.incarnations?.includes(instance.incarnation) ?? true
  return isMeant && nowUs - instance.startedAtUs >= entry.afterUs
}

function isHung(slot: Slot, instance: Instance, nowUs: number): boolean {
  return isHungByFault(slot, instance, nowUs) || nowUs >= hangsAtUs(slot, instance)
}

export function isHungByFault(slot: Slot, instance: Instance, nowUs: number): boolean {
  const isHeld = slot.hangs.some(({ fromUs, untilUs }) => fromUs <= nowUs && nowUs < untilUs)
  return instance.hungByFault || isHeld
}

/** When the behavior `hang` sets in. */
export function hangsAtUs(slot: Slot, instance: Instance): number {
  return instance.startedAtUs + drawn(slot.spec.behavior.hang.after, instance.incarnation)
}

/** Whether a kill for what this probe meets now would not be a false one; of a script the entry that answers counts. */
export function isIll(slot: Slot, type: ProbeTypeName, nowUs: number): boolean {
  const instance = slot.instances.at(-1)
  if (instance === undefined || instance.finishedAtUs !== undefined) return false
  const neverStartsUp = drawn(slot.spec.behavior.startup, instance.incarnation) === Infinity
  const isIllByScript = entryFor(slot, instance, type, nowUs)?.ill === true
  return neverStartsUp || isIllByScript || isHung(slot, instance, nowUs)
}

export function runningInstance(slot: Slot): Instance | undefined {
  const latest = slot.instances.at(-1)
  return latest?.finishedAtUs === undefined ? latest : undefined
}

export function endedInstance(slot: Slot): Instance | undefined {
  return slot.instances.findLast(({ finishedAtUs }) => finishedAtUs !== undefined)
}
