/** The traces of the real kubelet, as `ContainerTrace`s. */
import { readFileSync } from 'node:fs'
import type { ProbeTypeName } from '../../../engine/model/cluster-spec.ts'
import { type ContainerTrace, emptyTrace, type ProbeCall } from './container-trace.ts'

type Event = readonly [kind: string, time: number, ...rest: (string | number)[]]
export type MeasuredCase = {
  readonly case: string
  readonly description: string
  readonly events: readonly Event[]
}
export type MeasuredRun = {
  readonly header: { readonly kubelet: string; readonly runtime: string; readonly t0_second_fraction: number }
  readonly cases: readonly MeasuredCase[]
}

/** Pods that pull have one container. */
const pullingContainer = 'c'

/** The first line is about the run, each other is a pod. */
export function readMeasured(file: string): MeasuredRun {
  const [header, ...cases] = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { header, cases }
}

/** The traces of a pod's containers up to that time. */
export function measuredTraces(one: MeasuredCase, untilSeconds: number): ContainerTrace[] {
  const traces = new Map<string, ContainerTrace>()
  const traceOf = (container: string): ContainerTrace => {
    let trace = traces.get(container)
    if (trace === undefined) {
      trace = emptyTrace(one.case, container)
      traces.set(container, trace)
    }
    return trace
  }
  for (const event of one.events) {
    const [kind, time] = event
    if (time >= untilSeconds) continue
    if (kind === 'pull') {
      if (event[3] === 'error') traceOf(pullingContainer).failedPulls.push(time)
      continue
    }
    const [, , container, attempt] = event as readonly [string, number, string, number]
    if (kind === 'start') traceOf(container).starts[attempt] = time
    else if (kind === 'exit') traceOf(container).exits[attempt] = time
    else if (kind === 'start_error') addFailedStart(traceOf(container), attempt, time)
    else if (kind === 'stop') traceOf(container).stops[attempt] = time
    else if (kind === 'probe') addProbe(traceOf(container), event)
    else if (kind === 'probe_result') addLoggedResult(traceOf(container), event)
  }
  return [...traces.values()]
}

/** A start that fails has begun and ended in one call. */
function addFailedStart({ starts, exits }: ContainerTrace, attempt: number, time: number): void {
  starts[attempt] = time
  exits[attempt] = time
}

/** The scripted runtime logs each call that it gets. */
function addProbe({ probes }: ContainerTrace, event: Event): void {
  const [, begin, , attempt, id, result, took] = event as readonly [
    string,
    number,
    string,
    number,
    string,
    string,
    number,
  ]
  if (!['ok', 'fail', 'timeout'].includes(result)) return
  probes.push({ type: probeTypeOf(id), begin, end: begin + took, attempt, isSuccess: result === 'ok' })
}

/** With containerd there is the kubelet's log of results: the begin of a call is not known, so its end stands for it. */
function addLoggedResult({ probes, starts }: ContainerTrace, event: Event): void {
  const [, time, , type, result] = event as readonly [string, number, string, ProbeTypeName, string]
  if (result === 'errored') return
  const call: ProbeCall = {
    type,
    begin: time,
    end: time,
    attempt: starts.length - 1,
    isSuccess: result === 'succeeded',
  }
  probes.push(call)
}

function probeTypeOf(id: string): ProbeTypeName {
  if (id.startsWith('live')) return 'liveness'
  return id === 'startup' ? 'startup' : 'readiness'
}
