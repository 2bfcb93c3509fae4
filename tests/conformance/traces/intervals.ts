/** The intervals that are compared: absolute times drift apart as soon as one draw differs, intervals do not. */
import type { ProbeTypeName } from '../../../engine/contract/cluster-spec.ts'
import type { ContainerTrace, ProbeCall } from './container-trace.ts'

export const intervalKinds = [
  'life of a container',
  'exit to next start',
  'result to stop',
  'stop to exit',
  'start to first probe',
  'startup success to first probe',
  'failed pull to next try',
  'sidecar to next start',
  'init container to next start',
  'deletion to stop',
  'kubelet restart to first probe',
  'unready after a kubelet restart',
  'calls per second beside an ended container',
  'calls in an instance',
  'starts in the run',
  'status writes until Ready',
  'order of starts',
  'order of stops',
] as const
export type IntervalKind = (typeof intervalKinds)[number]

export type Interval = {
  readonly kind: IntervalKind
  readonly pod: string
  /** Empty of what belongs to the whole pod. */
  readonly container: string
  /** Which one of this container: attempt, probe type. Equal names are compared with each other. */
  readonly name: string
  /** Seconds to the millisecond, or a number of things. */
  readonly value: number
  /** Of an order: the names in a row. `value` is then of no interest. */
  readonly text?: string
}

export function inMillis(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

/** What belongs to one container. */
export function intervalsOf(trace: ContainerTrace): Interval[] {
  const { pod, container, starts, exits, stops } = trace
  const found: Interval[] = []
  const add = (kind: IntervalKind, name: string, from: number | undefined, to: number | undefined): void => {
    if (from !== undefined && to !== undefined)
      found.push({ kind, pod, container, name, value: inMillis(to - from) })
  }
  for (let attempt = 0; attempt < starts.length; attempt++) {
    // A start that fails has no life to compare: it is over at once by definition.
    if (starts[attempt] !== exits[attempt])
      add('life of a container', `${attempt}`, starts[attempt], exits[attempt])
    add('exit to next start', `${attempt}`, exits[attempt], starts[attempt + 1])
    add('result to stop', `${attempt}`, lastFailureBefore(trace, attempt), stops[attempt])
    add('stop to exit', `${attempt}`, stops[attempt], exits[attempt])
  }
  trace.failedPulls.forEach((pull, index) => {
    add('failed pull to next try', `${index}`, pull, trace.failedPulls[index + 1] ?? starts[0])
  })
  const byType = new Map<string, ProbeCall[]>()
  for (const call of trace.probes) {
    const key = `${call.attempt} ${call.type}`
    byType.set(key, [...(byType.get(key) ?? []), call])
  }
  for (const [key, calls] of byType) {
    add('start to first probe', key, starts[calls[0].attempt], calls[0].begin)
    add('startup success to first probe', key, openedBy(byType, calls[0]), calls[0].begin)
    found.push({ kind: 'calls in an instance', pod, container, name: key, value: calls.length })
  }
  found.push({ kind: 'starts in the run', pod, container, name: '', value: starts.length })
  return found
}

/** The answer that made the kubelet stop this instance: the last failure of a probe that kills. */
function lastFailureBefore({ stops, probes }: ContainerTrace, attempt: number): number | undefined {
  const stop = stops[attempt]
  if (stop === undefined) return undefined
  return probes.findLast(
    (call) => call.attempt === attempt && call.type !== 'readiness' && !call.isSuccess && call.end <= stop,
  )?.end
}

/** When the startup probe of the same instance had succeeded, for the first call of another type after it. */
function openedBy(byType: ReadonlyMap<string, readonly ProbeCall[]>, first: ProbeCall): number | undefined {
  const startup: ProbeTypeName = 'startup'
  if (first.type === startup) return undefined
  const opened = byType.get(`${first.attempt} ${startup}`)?.find(({ isSuccess }) => isSuccess)?.end
  return opened !== undefined && opened <= first.begin ? opened : undefined
}
