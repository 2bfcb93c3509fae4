/** The recording of a real kubelet, as `PodTrace`s. */
import type { ProbeTypeName } from '../../../engine/contract/cluster-spec.ts'
import {
  type ContainerTrace,
  emptyTrace,
  type PodTrace,
  type ProbeCall,
  type StatusWrite,
} from './container-trace.ts'
import { type Container, containersOf, type Pod, probesOf } from './pods.ts'
import type { Event, RecordedCase } from './recording.ts'
import { handlerWords, idsOf, isFollowed } from './script-words.ts'

/** What happened to the pod up to that time. */
export function measuredTrace({ events }: RecordedCase, pod: Pod, untilSeconds: number): PodTrace {
  const containers = containersOf(pod)
  const name = pod.metadata.name
  const traces = new Map(containers.map((container) => [container.name, emptyTrace(name, container.name)]))
  const traceOf = (container: string): ContainerTrace => traces.get(container)!
  const pulling = containers.find(({ image }) => !image.startsWith('sim:')) ?? containers[0]
  const writes: StatusWrite[] = []
  const startOrder: string[] = []
  let deletedAt: number | undefined
  for (const event of events) {
    const [kind, time] = event
    if (time >= untilSeconds) continue
    const [, , container, attempt] = event as readonly [string, number, string, number]
    if (kind === 'start') {
      traceOf(container).starts[attempt] = time
      if (!startOrder.includes(container)) startOrder.push(container)
    }
    if (kind === 'exit') traceOf(container).exits[attempt] = time
    else if (kind === 'start_error') addFailedStart(traceOf(container), attempt, time)
    else if (kind === 'stop') traceOf(container).stops[attempt] ??= time
    else if (kind === 'pull' && event[3] === 'error') traceOf(pulling.name).failedPulls.push(time)
    else if (kind === 'driver' && event[2] === 'delete') deletedAt = time
    else if (kind === 'api') writes.push(writeOf(event))
    else if (kind === 'probe')
      addProbe(traceOf(container), containers.find((one) => one.name === container)!, event)
    else if (kind === 'probe_result') addLoggedResult(traceOf(container), event)
  }
  return { pod: name, containers: [...traces.values()], startOrder, deletedAt, writes }
}

/** A start that fails has begun and ended in one call. */
function addFailedStart({ starts, exits }: ContainerTrace, attempt: number, time: number): void {
  starts[attempt] = time
  exits[attempt] = time
}

function writeOf(event: Event): StatusWrite {
  const [, at, ready, flags] = event
  const readyContainers = String(flags)
    .split(' ')
    .flatMap((flag) => (flag.endsWith(':1') ? [flag.slice(0, -2)] : []))
  return { at, isReady: ready === 1, readyContainers }
}

/**
 * The scripted runtime logs each call that it gets. Those that were errors to the kubelet - no process, a call that was cut
 * off, a body that came late - are left out, and so are redirects that the kubelet followed.
 */
function addProbe({ probes }: ContainerTrace, container: Container, event: Event): void {
  const [, begin, , attempt, id, result, took] = event as readonly [
    string,
    number,
    string,
    number,
    string,
    string,
    number,
  ]
  const found = probesOf(container).find(([, probe]) => idsOf(probe).includes(id))
  if (found === undefined) throw new Error(`no probe of ${container.name} is named ${id}`)
  const [type, probe] = found
  const words = handlerWords(probe)
  const isTimeout = result === 'timeout' || (result === 'client_gone' && probe.exec === undefined)
  const isSuccess = result === 'ok' || (result === 'redirect' && !isFollowed(words))
  if (words.has('slowbody') && isTimeout) return
  if (!isSuccess && !isTimeout && result !== 'fail') return
  probes.push({ type, begin, end: begin + took, attempt, isSuccess })
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
