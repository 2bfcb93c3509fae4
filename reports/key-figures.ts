/** The answer of a run in a sentence, and its key figures with their intervals. */
import type { Estimate, SummaryMetric, WorkloadEstimates } from '../engine/contract/run-result.ts'
import { metricText, possible } from './metric-text.ts'
import { counted, percent, readable, readableDuration, upperFirst } from './readable.ts'
import {
  fewReadyBefore,
  missedAbout,
  relapseText,
  stillLasts,
  wayBack,
  worstMoment,
} from './recovery-text.ts'
import { allEnd, type FaultTime } from './relapse.ts'
import type { ReportedResult } from './reported-result.ts'
import { requestSentences } from './request-text.ts'

export type KeyFigure = {
  readonly label: string
  readonly value: string
  /** How sure it is, and what it is of; may be empty. */
  readonly about: string
}

const seconds = (value: number): string => `${readable(value)} s`

/** What was found: what users felt, then what the probes did to them; numbers of several replications are their means. */
export function answerOf(result: ReportedResult, pods: number, faults: readonly FaultTime[]): string[] {
  const { metrics } = result.estimates[0]!
  const mean = (metric: SummaryMetric): number => metrics[metric].mean ?? 0
  const restarts = restartsText(
    mean('restarts_total'),
    mean('false_restarts_total'),
    result.replications.length > 1,
  )
  return [
    requestSentences(result, faults) ?? '',
    availabilityText(result, pods, faults),
    [restarts, hangsText(result)].filter((text) => text !== '').join(' '),
  ].filter((text) => text !== '')
}

/** How much was missing, at the worst moment and on average, and how soon it was back. */
function availabilityText(result: ReportedResult, pods: number, faults: readonly FaultTime[]): string {
  const { availability_ratio: available, zero_ready_seconds: zero } = result.estimates[0]!.metrics
  const worst = worstMoment(result, pods)
  const back = wayBack(result, pods, faults, ({ mean: value }) => seconds(value!))
  const parts: string[] = []
  if (available.mean === 1) parts.push('All pods were ready all the time.')
  else if (worst !== undefined) parts.push(`${upperFirst(worst)}.`)
  if (back !== undefined && available.mean !== 1)
    parts.push(`Counted from ${allEnd(faults) ? 'the end of the last fault' : 'the last fault'}: ${back}.`)
  if (available.mean !== null && available.mean !== 1)
    parts.push(`On average ${percent(available.mean)} of the pods were ready.`)
  if ((zero.mean ?? 0) > 0)
    parts.push(`Without a ready pod for ${seconds(zero.mean!)}, summed over the workloads.`)
  return parts.join(' ')
}

/** Over the hangs of all replications. */
function hangsText(result: ReportedResult): string {
  const { all, noticed } = hangsOf(result)
  const pooled = (name: string) =>
    result.estimates[0]!.percentiles.find(({ metric }) => metric === name)?.estimate.mean ?? null
  const median = pooled('p50(detection_seconds)')
  const high = pooled('p99(detection_seconds)')
  if (all === 1 && noticed === 1 && median !== null) return `The hang was noticed after ${seconds(median)}.`
  const share = noticed === all ? `All ${readable(all)}` : `${readable(noticed)} of ${readable(all)}`
  const counts = all > 0 ? `${share} hangs were noticed` : 'Hangs were noticed'
  if (median !== null && high !== null)
    return `${counts}, half of them within ${seconds(median)}, 99 % within ${seconds(high)}.`
  return all > 0 ? `${counts}.` : ''
}

function restartsText(restarts: number, falseRestarts: number, isMean: boolean): string {
  if (restarts === 0) return 'No container was restarted.'
  if (restarts === 1 && !isMean)
    return `One container was restarted, ${falseRestarts === 0 ? 'not by a probe while it was well' : 'by a probe while it was well'}.`
  const times = `${restarts === 1 ? 'once' : `${readable(restarts)} times`}${isMean ? ' per replication' : ''}`
  const judged = falseRestarts === 0 ? 'none' : falseRestarts === restarts ? 'all' : readable(falseRestarts)
  return `Containers were restarted ${times}, ${judged} of these while they were well.`
}

/** Onsets after the warm-up, where the rows were kept, over all replications. */
function hangsOf({ replications, warmUpSeconds }: ReportedResult): { all: number; noticed: number } {
  const rows = replications.flatMap(({ detections }) =>
    detections.filter((row) => row.onsetSeconds >= warmUpSeconds),
  )
  return { all: rows.length, noticed: rows.filter((row) => row.noticedSeconds !== null).length }
}

type Column = { readonly metric: SummaryMetric; readonly of?: string }

/** By weight: what users feel, what the probes did, what it cost. */
const columns: readonly (Column & { readonly isAlways?: boolean })[] = [
  { metric: 'failed_requests_total', of: 'refused, not answered in time, answered with an error, or lost' },
  { metric: 'availability_ratio', of: 'ready of desired pods, over time', isAlways: true },
  { metric: 'ready_min', of: 'all workloads together', isAlways: true },
  { metric: 'zero_ready_seconds', of: 'summed over workloads' },
  {
    metric: 'recovery_90_seconds',
    of: 'from the end of the last fault until 90 % of the pods that were ready before are so for the first time',
  },
  { metric: 'recovery_99_seconds', of: 'until 99 % are' },
  { metric: 'false_restarts_total', of: 'killed by a probe although well', isAlways: true },
  { metric: 'restarts_total', of: 'of containers', isAlways: true },
  { metric: 'recovery_seconds', of: 'until as many are as before: the last straggler' },
  { metric: 'detections_missed_total', of: 'over before a probe noticed' },
  { metric: 'node_cpu_saturated_seconds', of: 'of all nodes together' },
  { metric: 'probe_failures_total', isAlways: true },
  { metric: 'probes_per_second_mean', of: 'on average', isAlways: true },
  { metric: 'probes_per_second_peak', of: 'busiest interval', isAlways: true },
  { metric: 'start_attempts_per_second_peak', of: 'busiest interval' },
  { metric: 'backoff_containers_peak', of: 'containers at once' },
]

/** Percentiles of hangs stand behind the restarts. */
const percentilesAfter: SummaryMetric = 'restarts_total'

/** @param faults of the scenario: without any the worst moment is that of the whole run. */
export function keyFigures(result: ReportedResult, pods: number, faults: readonly FaultTime[]): KeyFigure[] {
  const again = relapseText(result, pods, faults)
  const few = fewReadyBefore(result, faults)
  const all = result.estimates[0]!
  const shown = columns.filter(({ metric, isAlways }) => isAlways || (all.metrics[metric].mean ?? 0) !== 0)
  // It is true of all recoveries, and said at the first.
  const firstRecovery = shown.find(({ metric }) => metric.startsWith('recovery_'))?.metric
  return shown.flatMap(({ metric, of }) => {
    const { label, text } = metricText(metric)
    const when = metric === 'ready_min' && faults.length > 0 ? `${of}, from the first fault on` : of
    const figure = figureOf(label, possible(metric, all.metrics[metric]), text, when)
    const isMissed = metric.startsWith('recovery_') && all.metrics[metric].mean === Infinity
    const own = isMissed
      ? {
          ...figure,
          ...(stillLasts(result, pods) && { value: 'not known' }),
          about: `${figure.about}; ${missedAbout(result, metric, pods)}`,
        }
      : metric === firstRecovery
        ? { ...figure, about: [figure.about, again?.text, few].filter(Boolean).join('; ') }
        : figure
    return metric === percentilesAfter ? [own, ...percentileFigures(all)] : [own]
  })
}

function percentileFigures({ percentiles }: WorkloadEstimates): KeyFigure[] {
  return percentiles
    .filter(({ estimate }) => estimate.mean !== null)
    .map(({ metric, estimate }) => figureOf(percentileLabel(metric), estimate, seconds))
}

const quantities: Readonly<Record<string, string>> = {
  detection_seconds: 'Hang noticed after',
  removal_seconds: 'Hung pod unready after',
  endpoint_removal_seconds: 'Hung pod without traffic after',
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
