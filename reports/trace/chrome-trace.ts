/**
 * A result as a trace for Perfetto (https://ui.perfetto.dev), in the Chrome trace format: counters of each workload, and for each pod
 * a track per container with its lives and hangs, and one per probe with its runs.
 */
import type { TimeseriesMetric } from '../../engine/contract/run-result.ts'
import { safeText } from '../../scenarios/text/safe-text.ts'
import type { ReportedResult } from '../reported-result.ts'
import { livesOf } from './lives.ts'
import { nested, type TraceEvent, usOf } from './trace-event.ts'
import type { Hang, TracedRows, Where } from './traced-rows.ts'
import { Tracks } from './tracks.ts'

/** Pieces of text, one event a line. */
export function* chromeTrace(result: ReportedResult, rows: TracedRows): Generator<string> {
  yield '{"displayTimeUnit":"ms","traceEvents":['
  let separator = '\n'
  for (const event of eventsOf(result, rows)) {
    yield separator + JSON.stringify(event)
    separator = ',\n'
  }
  yield '\n]}\n'
}

function* eventsOf(result: ReportedResult, rows: TracedRows): Generator<TraceEvent> {
  const tracks = new Tracks(result.replications.length > 1)
  for (const { replication, timeseries } of result.replications)
    for (const [index, workload] of timeseries.workloads.entries()) {
      if (workload === '*') continue
      const pid = tracks.processOf(replication, workload)
      yield* tracks.takeNames()
      yield* countersOf(pid, index, timeseries, result)
    }
  yield* containerEvents(rows, tracks)
  yield* probeEvents(rows, tracks)
}

type Container = {
  readonly where: Where
  readonly starts: TracedRows['starts'][number][]
  readonly hangs: Hang[]
}

function* containerEvents({ starts, hangs }: TracedRows, tracks: Tracks): Generator<TraceEvent> {
  const containers = new Map<string, Container>()
  const containerOf = (where: Where): Container => {
    const { replication, namespace, pod, container } = where
    const key = `${replication} ${namespace} ${pod} ${container}`
    const found = containers.get(key) ?? { where, starts: [], hangs: [] }
    containers.set(key, found)
    return found
  }
  for (const start of starts) containerOf(start).starts.push(start)
  for (const hang of hangs) containerOf(hang).hangs.push(hang)
  for (const { where, starts: own, hangs: ills } of containers.values()) {
    const track = trackOf(where, where.container, tracks)
    yield* tracks.takeNames()
    yield* nested(livesOf(own, ills, track))
    for (const hang of ills) {
      const moments = [
        ['noticed', hang.noticedSeconds],
        ['unready', hang.removedSeconds],
        ['killed', hang.killedSeconds],
        ['ready again', hang.readyAgainSeconds],
      ] as const
      for (const [name, seconds] of moments)
        if (seconds !== null) yield { ph: 'i', s: 't', ...track, name, ts: usOf(seconds) }
    }
  }
}

/** Runs of one probe follow each other. */
function* probeEvents({ probes }: TracedRows, tracks: Tracks): Generator<TraceEvent> {
  for (const { timeSeconds, durationSeconds, result, published, ...where } of probes) {
    const track = trackOf(where, `${where.container} ${where.probe}`, tracks)
    yield* tracks.takeNames()
    const ts = usOf(timeSeconds)
    const args = published === '' ? {} : { published: safeText(published) }
    const dur = usOf(timeSeconds + durationSeconds) - ts
    yield { ph: 'X', ...track, name: safeText(result), ts, dur, args }
  }
}

function trackOf(
  { replication, namespace, pod }: Omit<Where, 'workload'>,
  name: string,
  tracks: Tracks,
): ReturnType<Tracks['trackOf']> {
  return tracks.trackOf(tracks.processOf(replication, `${namespace}/${pod}`), name)
}

/** Levels are those of the ends of their buckets, counts are of all of it. */
const counters = [
  { metric: 'ready', isLevel: true },
  { metric: 'in_backoff', isLevel: true },
  { metric: 'probe_failures', isLevel: false },
  { metric: 'restarts', isLevel: false },
  { metric: 'requests', isLevel: false },
  { metric: 'failed_requests', isLevel: false },
] as const satisfies readonly { readonly metric: TimeseriesMetric; readonly isLevel: boolean }[]

function* countersOf(
  pid: number,
  index: number,
  { timeSeconds, workloads, columns }: ReportedResult['replications'][number]['timeseries'],
  { intervalSeconds, durationSeconds }: ReportedResult,
): Generator<TraceEvent> {
  for (const { metric, isLevel } of counters) {
    const column = columns[metric]
    if (column === null) continue
    let before: number | undefined
    for (const [bucket, time] of timeSeconds.entries()) {
      const value = column[bucket * workloads.length + index]!
      const at = isLevel ? Math.min(time + intervalSeconds, durationSeconds) : time
      if (value !== before) yield { ph: 'C', pid, name: metric, ts: usOf(at), args: { value } }
      before = value
    }
  }
}
