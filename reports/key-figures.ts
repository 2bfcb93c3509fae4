/** The answer of a run in a sentence, and its key figures with their intervals. */
import type { Estimate, SummaryMetric } from '../engine/study/run-result.ts'
import { metricText } from './metric-text.ts'
import { counted, percent, readable, readableDuration } from './readable.ts'
import { missedAbout, wayBack, worstMoment } from './recovery-text.ts'
import type { ReportedResult } from './reported-result.ts'

export type KeyFigure = {
  readonly label: string
  readonly value: string
  /** How sure it is, and what it is of; may be empty. */
  readonly about: string
}

const seconds = (value: number): string => `${readable(value)} s`

/** What was found, most important first; numbers of several replications are their means. */
export function answerOf(result: ReportedResult, pods: number): string {
  const { metrics } = result.estimates[0]!
  const mean = (metric: SummaryMetric): number => metrics[metric].mean ?? 0
  const parts: string[] = [`Probes run ${readable(mean('probes_per_second_mean'))} times a second.`]
  const hangs = hangsText(result)
  if (hangs !== '') parts.push(hangs)
  parts.push(
    restartsText(mean('restarts_total'), mean('false_restarts_total'), result.replications.length > 1),
  )
  const { mean: available } = metrics.availability_ratio
  if (available !== null) parts.push(`On average ${percent(available)} of the pods were ready.`)
  const back = wayBack(result, pods, ({ mean: value }) => seconds(value!))
  if (back !== undefined)
    parts.push(`${sentence(worstMoment(result, pods)!)}; since the last fault: ${back}.`)
  return parts.join(' ')
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`
}

/** Over the hangs of all replications. */
function hangsText(result: ReportedResult): string {
  const { all, noticed } = hangsOf(result)
  const pooled = (name: string) =>
    result.estimates[0]!.percentiles.find(({ metric }) => metric === name)?.estimate.mean ?? null
  const median = pooled('p50(detection_seconds)')
  const high = pooled('p99(detection_seconds)')
  const share = noticed === all ? `All ${readable(all)}` : `${readable(noticed)} of ${readable(all)}`
  const counts = all > 0 ? `${share} hangs were noticed` : 'Hangs were noticed'
  if (median !== null && high !== null)
    return `${counts}, half of them within ${seconds(median)}, 99 % within ${seconds(high)}.`
  return all > 0 ? `${counts}.` : ''
}

function restartsText(restarts: number, falseRestarts: number, isMean: boolean): string {
  if (restarts === 0) return 'No container was restarted.'
  const times = `${restarts === 1 ? 'once' : `${readable(restarts)} times`}${isMean ? ' per replication' : ''}`
  const judged = falseRestarts === 0 ? 'none' : readable(falseRestarts)
  return `Containers were restarted ${times}, ${judged} of these although they were well.`
}

/** Onsets after the warm-up, where the rows were kept, over all replications. */
function hangsOf({ replications, warmUpSeconds }: ReportedResult): { all: number; noticed: number } {
  const rows = replications.flatMap(({ detections }) =>
    detections.filter((row) => row.onsetSeconds >= warmUpSeconds),
  )
  return { all: rows.length, noticed: rows.filter((row) => row.noticedSeconds !== null).length }
}

type Column = readonly [metric: SummaryMetric, of?: string]

const always: readonly Column[] = [
  ['probes_per_second_mean', 'on average'],
  ['probes_per_second_peak', 'busiest interval'],
  ['probe_failures_total'],
  ['restarts_total', 'of containers'],
  ['false_restarts_total', 'killed by a probe although well'],
  ['availability_ratio', 'ready of desired pods, over time'],
  ['zero_ready_seconds', 'summed over workloads'],
  ['ready_min', 'all workloads together, from the first fault on'],
]

/** Shown where they are known and not zero. */
const sometimes: readonly Column[] = [
  ['detections_missed_total', 'over before a probe noticed'],
  ['start_attempts_per_second_peak', 'busiest interval'],
  ['backoff_containers_peak', 'containers at once'],
  [
    'recovery_90_seconds',
    'from the end of the last fault until 90 % of the pods that were ready before are so again',
  ],
  ['recovery_99_seconds', 'until 99 % are'],
  ['recovery_seconds', 'until as many are as before: the last straggler'],
]

export function keyFigures(result: ReportedResult, pods: number): KeyFigure[] {
  const [all] = result.estimates
  const shown = [...always, ...sometimes.filter(([metric]) => (all!.metrics[metric].mean ?? 0) !== 0)]
  const figures = shown.map(([metric, of]) => {
    const { label, text } = metricText(metric)
    const figure = figureOf(label, all!.metrics[metric], text, of)
    const isMissed = metric.startsWith('recovery_') && all!.metrics[metric].mean === Infinity
    return isMissed ? { ...figure, about: `${figure.about}; ${missedAbout(result, metric, pods)}` } : figure
  })
  const pooled = all!.percentiles
    .filter(({ estimate }) => estimate.mean !== null)
    .map(({ metric, estimate }) => figureOf(percentileLabel(metric), estimate, seconds))
  return [...figures.slice(0, 5), ...pooled, ...figures.slice(5)]
}

const quantities: Readonly<Record<string, string>> = {
  detection_seconds: 'Hang noticed after',
  removal_seconds: 'Hung pod unready after',
}

/** `p99(detection_seconds)` in words. */
function percentileLabel(metric: string): string {
  const [, percentile, quantity] = /^(p\d+)\((\w+)\)$/.exec(metric) ?? []
  return quantity === undefined ? metric : `${quantities[quantity] ?? quantity}, ${percentile}`
}

function figureOf(label: string, estimate: Estimate, text: (value: number) => string, of = ''): KeyFigure {
  const { mean } = estimate
  const value = mean === null ? 'unknown' : mean === Infinity ? 'not within the run' : text(mean)
  return { label, value, about: [of, intervalOf(estimate, text)].filter((part) => part !== '').join('; ') }
}

function intervalOf(
  { mean, sd, ci95Low, ci95High, basis }: Estimate,
  text: (value: number) => string,
): string {
  if (mean === null || basis === null) return ''
  if (basis === 'zero-events') return ci95High === null ? '' : `95 %: at most ${text(ci95High)}`
  if ((sd === 0 && basis === 'student') || (ci95Low === null && ci95High === null)) return ''
  if (ci95High === null) return `95 %: at least ${text(ci95Low!)}`
  if (ci95Low === null) return `95 %: at most ${text(ci95High)}`
  const ends = [text(ci95Low), text(ci95High)]
  return ends[0] === ends[1] ? '95 %: no wider than shown' : `95 %: ${ends.join(' to ')}`
}

/** Simulated time and number of replications. */
export function extentOf({ durationSeconds, warmUpSeconds, replications }: ReportedResult): string {
  const warmUp = warmUpSeconds > 0 ? `, the first ${readableDuration(warmUpSeconds)} not counted` : ''
  return `${readableDuration(durationSeconds)} simulated${warmUp}, ${counted(replications.length, 'replication')}`
}
