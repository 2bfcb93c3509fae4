/** The intervals that are compared: absolute times drift apart as soon as one draw differs, intervals do not. */
import type { ProbeTypeName } from '../../../engine/model/cluster-spec.ts'
import type { ContainerTrace, ProbeCall } from './container-trace.ts'

export const intervalKinds = [
  'life of a container',
  'exit to next start',
  'result to stop',
  'stop to exit',
  'start to first probe',
  'startup success to first probe',
  'failed pull to next try',
  'calls in an instance',
  'starts in the run',
] as const
export type IntervalKind = (typeof intervalKinds)[number]

export type Interval = {
  readonly kind: IntervalKind
  /** Which one of this container: attempt, probe type. Equal names are compared with each other. */
  readonly name: string
  /** Seconds to the millisecond, or a number of things. */
  readonly value: number
}

export function intervalsOf(trace: ContainerTrace): Interval[] {
  const { starts, exits, stops } = trace
  const found: Interval[] = []
  const add = (kind: IntervalKind, name: string, from: number | undefined, to: number | undefined): void => {
    if (from !== undefined && to !== undefined)
      found.push({ kind, name, value: Math.round((to - from) * 1000) / 1000 })
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
    const opened = openedBy(byType, calls[0])
    add('startup success to first probe', key, opened, calls[0].begin)
    found.push({ kind: 'calls in an instance', name: key, value: calls.length })
  }
  found.push({ kind: 'starts in the run', name: '', value: starts.length })
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

/** When the startup probe of the same instance had succeeded, for the first call of another type. */
function openedBy(byType: ReadonlyMap<string, readonly ProbeCall[]>, first: ProbeCall): number | undefined {
  const startup: ProbeTypeName = 'startup'
  if (first.type === startup) return undefined
  return byType.get(`${first.attempt} ${startup}`)?.find(({ isSuccess }) => isSuccess)?.end
}
