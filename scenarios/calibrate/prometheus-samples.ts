/** From series of counters to latencies, errors and throttling of containers. */
import type { Spans } from '../../engine/contract/fit-result.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { microsecondsPer, type TimeUnit, unitInName } from '../text/time-unit.ts'
import {
  type ErrorCount,
  type HappenedCount,
  type Sample,
  subjectText,
  type ThrottleCount,
} from './observations.ts'
import { checkedSubject, type OwnedSeries, owned } from './owned-series.ts'
import { podTimeout } from './pod-timeouts.ts'
import type { ObservedPod } from './pods.ts'
import { cutNotes, cutOf, probeCounts, probeOf } from './probe-counts.ts'
import type { CounterSeries } from './prometheus.ts'
import { restartCount, restartsName } from './restart-counts.ts'
import { scrapedCounts } from './scraped-counts.ts'

const durationName = 'prober_probe_duration_seconds_bucket'
const probesName = 'prober_probe_total'
const throttledName = 'container_cpu_cfs_throttled_periods_total'
const periodsName = 'container_cpu_cfs_periods_total'

export type PrometheusSamples = {
  readonly samples: Sample[]
  readonly errors: ErrorCount[]
  readonly throttles: ThrottleCount[]
  readonly happened: HappenedCount[]
  readonly notes: string[]
}

export type PrometheusOptions = {
  /** Of histograms whose name has none; seconds if it is not given either. */
  readonly unit?: TimeUnit
  /** The label that says whose series they are: each of its values is a workload. */
  readonly by?: string
  /** Of the probes whose durations these are; else pods tell it, or it is guessed from where they end. */
  readonly timeoutUs?: number
  /** Pods of the same cluster. */
  readonly pods?: readonly ObservedPod[]
}

export function prometheusSamples(
  counters: readonly CounterSeries[],
  options: PrometheusOptions,
  report: Report,
): PrometheusSamples {
  const { by } = options
  const series = counters.map((each) => owned(each, by))
  if (by !== undefined && series.length > 0 && !series.some(({ labels }) => labels.has(by)))
    reportNoLabel(series[0], by, report)
  const isBucket = ({ labels }: CounterSeries): boolean => labels.has('le')
  const isOf = (name: string, { labels }: CounterSeries): boolean => labels.get('__name__') === name
  const ofMetric = (name: string): OwnedSeries[] =>
    series.filter((each) => isOf(name, each) && isOfContainer(each))
  // Without a name only the label tells: sums drop the name.
  const isProbeCount = (each: OwnedSeries): boolean =>
    isOf(probesName, each) || (!each.labels.has('__name__') && !isBucket(each) && each.labels.has('result'))
  const isFailed = (each: OwnedSeries): boolean =>
    isProbeCount(each) && each.labels.get('result') === 'failed'
  const known = series.filter(
    (each) =>
      isBucket(each) ||
      isProbeCount(each) ||
      [throttledName, periodsName, restartsName].some((name) => isOf(name, each)),
  )
  const unknown = series.find((each) => !known.includes(each))
  if (series.length > 0 && known.length === 0) reportUnknown(unknown!, report)
  const errors = errorCounts(series.filter(isProbeCount), by, report)
  const notes: string[] = []
  if (known.length > 0 && known.length < series.length)
    notes.push(
      `${series.length - known.length} of ${series.length} series are of other metrics and are left out`,
    )
  return {
    samples: bucketSamples(series.filter(isBucket), series.filter(isFailed), errors, options, report),
    errors,
    throttles: throttleCounts(ofMetric(throttledName), ofMetric(periodsName), by, report),
    happened: grouped(ofMetric(restartsName), subjectKey).flatMap((group) => restartCount(group) ?? []),
    notes,
  }
}

function reportNoLabel({ at, labels }: CounterSeries, by: string, report: Report): void {
  report.error(
    'calibration-values',
    at.get('metric'),
    `no series has the label ${JSON.stringify(by)}; expected it among ${[...labels.keys()].join(', ')}`,
    'name another label with --by, or keep it in the query: sum by (LABEL, le) (...)',
  )
}

function reportUnknown({ at, labels }: CounterSeries, report: Report): void {
  report.error(
    'calibration-values',
    at.get('metric'),
    `the series are of ${labels.get('__name__') ?? 'no named metric'}; expected a histogram (label le), ${probesName}, or ${throttledName} with ${periodsName}`,
    'query prober_probe_duration_seconds_bucket',
  )
}

/** Series by a key, in the order of the keys. */
function grouped(
  series: readonly OwnedSeries[],
  keyOf: (each: OwnedSeries) => readonly (string | undefined)[],
): OwnedSeries[][] {
  const groups = new Map<string, OwnedSeries[]>()
  for (const each of series) {
    const key = JSON.stringify(keyOf(each))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [each])
    else group.push(each)
  }
  return [...groups].sort(([a], [b]) => byCodeUnits(a, b)).map(([, group]) => group)
}

function subjectKey({ subject }: OwnedSeries): readonly string[] {
  return [subjectText(subject)]
}

/** Those of a container: cAdvisor also has series of whole pods (`""`) and of their sandboxes (`POD`). */
function isOfContainer({ labels }: CounterSeries): boolean {
  const container = labels.get('container')
  return container !== '' && container !== 'POD'
}

function bucketSamples(
  series: readonly OwnedSeries[],
  failed: readonly OwnedSeries[],
  errors: readonly ErrorCount[],
  { unit, by, timeoutUs: given, pods = [] }: PrometheusOptions,
  report: Report,
): Sample[] {
  const groups = grouped(series, (each) => [...subjectKey(each), probeOf(each), each.labels.get('__name__')])
  return groups.flatMap((group) => {
    const [first] = group
    const name = first.labels.get('__name__')
    const inName = name === undefined ? undefined : unitInName(name)
    const usPerUnit = microsecondsPer(inName ?? unit ?? 's')
    const spans = spansOf(group, usPerUnit, report)
    if (spans === undefined) return []
    const probe = probeOf(first)
    const subject = checkedSubject(first, by, report)
    const count = errors
      .find((each) => subjectText(each.subject) === subjectText(subject))
      ?.counts.find((each) => each.probe === probe)
    const isOfProber = name === durationName || (name === undefined && probe !== undefined)
    const timeoutUs = given ?? podTimeout(pods, subject, probe)
    const cut = isOfProber ? cutOf(spans, count, timeoutUs) : undefined
    const notes = [`from ${group.length} series of ${name ?? 'a histogram without a name'}`]
    if (cut !== undefined) notes.push(...cutNotes(cut, timeoutUs !== undefined))
    if (inName === undefined && unit === undefined) notes.push('its bounds are taken to be seconds')
    const ofFailed = failed.filter(
      (each) => subjectText(each.subject) === subjectText(first.subject) && probeOf(each) === probe,
    )
    const counts = scrapedCounts(group, boundsOf(group, usPerUnit), ofFailed, cut?.limitUs ?? Infinity)
    if (counts?.areSums)
      notes.push(
        'its series are sums over containers, each with phases of its own: keep the label pod in the query to see them',
      )
    return [
      {
        subject,
        quantity: 'latency' as const,
        ...(probe === undefined ? {} : { probe }),
        spans,
        ...(cut === undefined ? {} : { cut }),
        ...(counts === undefined ? {} : { counts }),
        notes,
      },
    ]
  })
}

/** The bounds of the first histogram of a group, ascending. */
function boundsOf(group: readonly OwnedSeries[], usPerUnit: number): { le: string; us: number }[] {
  const texts = [...new Set(group.map(({ labels }) => labels.get('le')!))]
  return texts
    .map((le) => ({ le, us: le === '+Inf' ? Infinity : Number(le) * usPerUnit }))
    .sort((a, b) => a.us - b.us)
}

/** Buckets with observations; undefined if there are none, or if they contradict each other. */
function spansOf(group: readonly OwnedSeries[], usPerUnit: number, report: Report): Spans | undefined {
  const upTo = new Map<number, number>()
  for (const each of group) {
    const text = each.labels.get('le')!
    const bound = text === '+Inf' ? Infinity : Number(text)
    if (Number.isNaN(bound) || text.trim() === '') {
      report.error(
        'calibration-values',
        each.at.at('metric', 'le'),
        `le is ${JSON.stringify(text)}; expected a number or "+Inf"`,
        'query a classic histogram: name_bucket',
      )
      return undefined
    }
    upTo.set(bound, (upTo.get(bound) ?? 0) + each.growth)
  }
  const bounds = [...upTo.keys()].sort((a, b) => a - b)
  const total = upTo.get(Infinity)
  if (total === undefined) {
    reportBuckets(group[0], 'the bucket le="+Inf" is missing; expected every bucket of the histogram', report)
    return undefined
  }
  if (bounds.length === 1) {
    const found =
      'the bucket le="+Inf" stands alone, which says nothing of how long runs took; expected every bucket'
    reportBuckets(group[0], found, report)
    return undefined
  }
  if (total > 0 && total < 1) {
    reportBuckets(group[0], `the buckets hold ${total} observations; expected counts, not rates`, report)
    return undefined
  }
  const spans: [low: number, high: number, count: number][] = []
  let before = 0
  let low = 0
  for (const bound of bounds) {
    const count = upTo.get(bound)! - before
    // Buckets that are scraped or extrapolated one by one may be off by little.
    if (count < -0.001 * total - 1) {
      reportBuckets(
        group[0],
        `the bucket le="${bound}" holds fewer than the one below; expected counts that rise with le`,
        report,
      )
      return undefined
    }
    const high = bound === Infinity ? Infinity : bound * usPerUnit
    if (count > 0 && high > 0) spans.push([low, high, count])
    before = Math.max(before, upTo.get(bound)!)
    low = Math.max(0, high)
  }
  if (spans.length === 0) return undefined
  return {
    kind: 'buckets',
    low: Float64Array.from(spans, ([each]) => each),
    high: Float64Array.from(spans, ([, each]) => each),
    count: Float64Array.from(spans, ([, , each]) => each),
  }
}

function reportBuckets({ at }: CounterSeries, found: string, report: Report): void {
  report.error(
    'calibration-values',
    at.get('metric'),
    found,
    'query the counters of all buckets, without rate(): prober_probe_duration_seconds_bucket',
  )
}

function errorCounts(series: readonly OwnedSeries[], by: string | undefined, report: Report): ErrorCount[] {
  return grouped(series, subjectKey).flatMap((group) => {
    const counts = probeCounts(group)
    return counts.length === 0 ? [] : [{ subject: checkedSubject(group[0], by, report), counts }]
  })
}

function throttleCounts(
  throttled: readonly OwnedSeries[],
  periods: readonly OwnedSeries[],
  by: string | undefined,
  report: Report,
): ThrottleCount[] {
  const sum = (series: readonly OwnedSeries[]): number => series.reduce((all, { growth }) => all + growth, 0)
  return grouped(periods, subjectKey).flatMap((group) => {
    const key = JSON.stringify(subjectKey(group[0]))
    const same = throttled.filter((each) => JSON.stringify(subjectKey(each)) === key)
    return sum(group) > 0 && same.length > 0
      ? [{ subject: checkedSubject(group[0], by, report), throttled: sum(same), periods: sum(group) }]
      : []
  })
}
