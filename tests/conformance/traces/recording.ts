/**
 * Recordings of real kubelets as files. The original is one JSON document (`{...header, cases}`); kept here is a shorter
 * form: a line about the run, then a line per pod, without what no comparison reads, and calls of a probe in a row.
 */
import { readFileSync } from 'node:fs'

export type Event = readonly [kind: string, time: number, ...rest: (string | number | null)[]]
export type RecordedCase = {
  readonly case: string
  readonly description: string
  readonly events: readonly Event[]
}
export type RecordedHeader = {
  readonly kubelet: string
  readonly runtime: string
  /** Wall-clock fraction of a second at time 0. */
  readonly t0_second_fraction: number
  /** Absent in the run on containerd. */
  readonly observed_until_s?: number
  readonly kubelet_restarts?: readonly (readonly [kind: string, time: number])[]
}
export type Recording = { readonly header: RecordedHeader; readonly cases: readonly RecordedCase[] }

/** @param file the original (`.json`) or the shorter form (`.ndjson`). */
export function readRecording(file: URL): Recording {
  const text = readFileSync(file, 'utf8')
  if (file.pathname.endsWith('.ndjson')) {
    const [header, ...cases] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    return {
      header,
      cases: cases.map((one: RecordedCase) => ({ ...one, events: inOrder(one.events.flatMap(expanded)) })),
    }
  }
  const { cases, ...header } = JSON.parse(text)
  return {
    header,
    cases: cases.map((one: RecordedCase) => ({ ...one, events: inOrder(one.events.flatMap(kept)) })),
  }
}

function inOrder(events: readonly Event[]): readonly Event[] {
  return events.toSorted(([, a], [, b]) => a - b)
}

/** The shorter form as text. */
export function shortRecording({ header, cases }: Recording): string {
  const { kubelet, runtime, t0_second_fraction, observed_until_s, kubelet_restarts } = header
  const about = { kubelet, runtime, t0_second_fraction, observed_until_s, kubelet_restarts }
  const lines = cases.map(({ case: name, description, events }) => ({
    case: name,
    description,
    events: [...events.filter(([kind]) => kind !== 'probe'), ...callRows(events)],
  }))
  return `${[about, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`
}

const keptKinds = ['sandbox', 'start', 'start_error', 'exit', 'stop', 'pull', 'driver', 'remove_sandbox']

/** Events that comparisons read; of what the API showed only whether the pod and which containers were ready. */
function kept(event: Event): Event[] {
  const [kind, time] = event
  if (kind === 'api') {
    const [, , type, , ready, containers, inits] = event as unknown as ApiEvent
    if (type !== 'MODIFIED') return []
    const flags = [...containers, ...(inits ?? [])].map(([name, , , isReady]) => `${name}:${isReady}`)
    return [['api', time, ready === 'True' ? 1 : 0, flags.join(' ')]]
  }
  if (kind === 'probe') return [withStatus(event)]
  return keptKinds.includes(kind) ? [event] : []
}

/** An answer of another status than the script's 200 and 500 is logged as `ok`, with the status behind it. */
function withStatus(event: Event): Event {
  const [kind, time, container, attempt, id, result, took, status] = event
  const isFailure = result === 'ok' && Number(status ?? 200) >= 400
  return [kind, time, container, attempt, id, isFailure ? 'fail' : result, took]
}

type ApiContainer = readonly [name: string, state: string, restarts: number, ready: 0 | 1, started: 0 | 1]
type ApiEvent = readonly [
  kind: string,
  time: number,
  type: string,
  phase: string,
  ready: string,
  containers: readonly ApiContainer[],
  inits: readonly ApiContainer[] | null,
]

const millis = (time: number): number => Math.round(time * 1000)

/** A row per container, attempt, probe and result: times of the calls, each from the one before, and how long they took, in ms. */
function callRows(events: readonly Event[]): Event[] {
  const rows = new Map<
    string,
    { head: readonly (string | number | null)[]; begins: number[]; tooks: number[] }
  >()
  for (const event of events) {
    if (event[0] !== 'probe') continue
    const [, begin, container, attempt, id, result, took] = event as readonly [
      string,
      number,
      ...(string | number)[],
    ]
    const head = [container, attempt, id, result]
    const row = rows.get(head.join(' ')) ?? { head, begins: [], tooks: [] }
    row.begins.push(millis(begin))
    row.tooks.push(millis(Number(took)))
    rows.set(head.join(' '), row)
  }
  return [...rows.values()].map(({ head, begins, tooks }) => [
    'probes',
    begins[0] / 1000,
    ...head,
    begins
      .slice(1)
      .map((begin, index) => begin - begins[index])
      .join(' '),
    tooks.every((took) => took === 0) ? '' : tooks.join(' '),
  ])
}

function expanded(event: Event): Event[] {
  if (event[0] !== 'probes') return [event]
  const [, first, container, attempt, id, result, gaps, tooks] = event
  const lengths = numbers(tooks)
  let begin = millis(first)
  return [0, ...numbers(gaps)].map((gap, index) => {
    begin += gap
    return ['probe', begin / 1000, container, attempt, id, result, (lengths[index] ?? 0) / 1000]
  })
}

function numbers(text: string | number | null): number[] {
  return text === '' ? [] : String(text).split(' ').map(Number)
}
