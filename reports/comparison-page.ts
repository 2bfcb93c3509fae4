/** A comparison as a page: better or worse first, what was set differently, then every difference with its interval, then what it rests on. */
import type { ComparedMetric, Comparison, Finding } from '../engine/contract/comparison-result.ts'
import type { SummaryMetric } from '../engine/contract/run-result.ts'
import { cutText } from '../scenarios/text/safe-text.ts'
import { comparedSeries } from './charts/compared-series.ts'
import { focusedCharts } from './charts/focus.ts'
import { forestAxis, forestLimit, forestRow, relativeDifference } from './charts/forest-plot.ts'
import { markedFaults } from './charts/marked-faults.ts'
import type { ComparisonPageData } from './charts/page-data.ts'
import type { Stretch } from './charts/time-charts.ts'
import {
  type ComparisonFacts,
  feltFindings,
  fewText,
  judgement,
  pairingText,
  settingChangeText,
} from './comparison-report.ts'
import { html, Markup, type Part } from './html.ts'
import { differenceText, feltMetrics, metricsByInterest, metricText } from './metric-text.ts'
import { htmlPage, type Section } from './page.ts'
import { about, list, table } from './page-parts.ts'
import type { readPage } from './page-reader.ts'
import { thresholdVerdict, type Verdict } from './page-verdict.ts'
import { counted, lowerFirst, readable, readableDuration, safeText, threeDigits } from './readable.ts'
import type { StoredResult } from './result-reader.ts'
import { chartControls, faultList, feltFirst, isNearlyFlat, timeFigures } from './time-section.ts'

/** What is said of a side beside its numbers. */
export type ComparedSide = Pick<StoredResult, 'scenario' | 'seed' | 'version' | 'kubernetesVersion'> & {
  /** What its own page is made from; absent without its time series. */
  readonly page?: ReturnType<typeof readPage>
}

const answersMax = 3
const rowsMax = 100
/** Of what got better, and of what got worse, on the first screen. */
const findingsMax = 4
const changesMax = 2
const changeCharsMax = 200

/** The page in pieces. */
export function comparisonPage(
  comparison: Comparison,
  facts: ComparisonFacts,
  base: ComparedSide,
  head: ComparedSide,
): string[] {
  const data = pageDataOf(base, head)
  const { time } = data
  return htmlPage({
    title: `${facts.base} and ${facts.head}: comparison`,
    heading: `${facts.base} → ${facts.head}`,
    verdict: verdictOf(comparison, facts),
    answer: [...changeText(facts), ...answerOf(comparison)],
    about: aboutText(facts, base, head),
    sections: [
      comparison.metrics.every(({ finding }) => finding === 'equal') && facts.settings?.length === 0
        ? undefined
        : settingSection(facts),
      time === null ? undefined : timePart(time, data),
      forestSection(comparison),
      workloadSection(comparison),
      basisSection(comparison, facts, base, head, time !== null),
    ],
    footer: 'Made by probestorm compare. All numbers, in full, are in the CSV files of the two results.',
    bundle: 'comparison',
    data,
  })
}

function aboutText({ base, head }: ComparisonFacts, from: ComparedSide, to: ComparedSide): Markup {
  const versions = [...new Set([from.version, to.version])].join(' and ')
  return html`What changes from the base <b>${base}</b> (${sideText(from)}) to the head <b>${head}</b> (${sideText(to)}),
as simulated by probestorm ${versions}. Every difference is head - base.`
}

function sideText({ scenario, seed, kubernetesVersion }: ComparedSide): string {
  return `scenario ${scenario}, seed “${seed}”, Kubernetes ${kubernetesVersion}`
}

/** Over all workloads, what a reader looks for first. */
function ofAll({ metrics }: Comparison): ComparedMetric[] {
  const rank = new Map(metricsByInterest.map((metric, index) => [metric, index]))
  return metrics
    .filter(({ workload }) => workload === '*')
    .sort((a, b) => rank.get(a.metric)! - rank.get(b.metric)!)
}

function isSure(finding: Finding): boolean {
  return finding === 'more' || finding === 'less'
}

/** On what users feel; thresholds on the difference are judged beside it. */
function verdictOf(comparison: Comparison, facts: ComparisonFacts): Verdict {
  const { verdicts } = facts
  const { better, worse } = feltFindings(comparison, facts)
  const lines: Markup[] = [
    ...(worse.length > 0 ? [html`<span class="sign worse">✗ worse</span> ${firstOf(worse)}`] : []),
    ...(better.length > 0 ? [html`<span class="sign better">✓ better</span> ${firstOf(better)}`] : []),
  ]
  const judged = thresholdVerdict(verdicts, 'threshold')
  const text =
    worse.length > 0
      ? better.length > 0
        ? 'Better in some things, worse in others'
        : 'Worse'
      : better.length > 0
        ? 'Better'
        : comparison.metrics.every(({ finding }) => finding === 'equal')
          ? 'Equal'
          : costText(comparison)
  if (judged !== undefined)
    return {
      state: judged.state,
      text: `${text}; ${lowerFirst(judged.text)}`,
      lines: [...judged.lines, ...lines],
    }
  const state =
    worse.length > 0 ? (better.length > 0 ? 'untested' : 'fails') : better.length > 0 ? 'holds' : 'none'
  return { state, text, lines }
}

function firstOf(findings: readonly string[]): string {
  const left = findings.length - findingsMax
  return [...findings.slice(0, findingsMax), ...(left > 0 ? [`and ${readable(left)} more below`] : [])].join(
    '; ',
  )
}

/** What the difference comes from, where it is little. */
function changeText({ settings = [] }: ComparisonFacts): string[] {
  if (settings.length === 0) return []
  const shown = settings.slice(0, changesMax).map((each) => cutText(settingChangeText(each), changeCharsMax))
  const left = settings.length - shown.length
  return [`Set differently: ${shown.join('; ')}${left > 0 ? `; and ${readable(left)} more` : ''}.`]
}

/** Where users feel no sure difference there may still be one in what it costs. */
function costText(comparison: Comparison): string {
  const judged = ofAll(comparison).map((row) => judgement(row))
  const [isDearer, isCheaper] = [judged.includes('worse'), judged.includes('better')]
  if (!isDearer && !isCheaper) return 'Neither surely better nor surely worse'
  return `Users feel no sure difference; it costs ${isDearer ? (isCheaper ? 'more of one thing and less of another' : 'more') : 'less'}`
}

/** How much of it changes, from 0 to 1. */
function relativeChange({ base, head }: ComparedMetric): number {
  const [from, to] = [base.mean ?? 0, head.mean ?? 0]
  const size = Math.max(Math.abs(from), Math.abs(to))
  return size === 0 ? 0 : size === Number.POSITIVE_INFINITY ? 1 : Math.abs(to - from) / size
}

function answerOf(comparison: Comparison): string[] {
  if (comparison.metrics.every(({ finding }) => finding === 'equal'))
    return [
      comparison.isPaired
        ? 'No difference: every number of every replication is the same.'
        : 'No difference in any number.',
    ]
  const all = ofAll(comparison)
  const isFelt = ({ metric }: ComparedMetric): boolean => feltMetrics.includes(metric)
  const differing = all.filter(({ finding }) => isSure(finding))
  const costs = differing.filter((row) => !isFelt(row))
  const sure = [
    ...differing.filter(isFelt),
    ...costs.toSorted((a, b) => relativeChange(b) - relativeChange(a)),
  ]
  const lines = sure.slice(0, answersMax).map((row) => {
    const { metric, base, head, difference } = row
    const judged = judgement(row)
    const { label } = metricText(metric)
    const interval = intervalText(metric, difference)
    const change =
      interval === ''
        ? ''
        : `, that is ${differenceText(metric, difference.mean!)} (95 %: ${interval})${judged === 'none' ? '' : `: ${judged}`}`
    return `${label}: ${meanText(metric, base.mean)} → ${meanText(metric, head.mean)}${change}.`
  })
  const unclear = all.filter(({ finding }) => finding === 'unclear').length
  const count = `${sure.length === 0 ? 'None' : readable(sure.length)} of ${counted(all.length, 'metric')} over all workloads surely ${sure.length === 1 ? 'differs' : 'differ'}, ${readable(unclear)} may differ by chance.`
  const place = sure[0] === undefined ? undefined : mostAffected(comparison, sure[0].metric)
  return [...lines, ...(place === undefined ? [] : [place]), count, ...fewText(comparison)]
}

/** The workload that the largest part of a difference is in; undefined where there is one only, or none surely differs. */
function mostAffected({ metrics }: Comparison, metric: SummaryMetric): string | undefined {
  const own = metrics.filter((row) => row.workload !== '*' && row.metric === metric)
  if (own.length < 2) return undefined
  const sizeOf = ({ difference }: ComparedMetric): number => Math.abs(difference.mean ?? 0)
  const [most] = own.filter(({ finding }) => isSure(finding)).sort((a, b) => sizeOf(b) - sizeOf(a))
  if (most === undefined) return undefined
  const { label } = metricText(metric)
  return `The largest part in ${safeText(most.workload)}: ${lowerFirst(label)} ${meanText(metric, most.base.mean)} → ${meanText(metric, most.head.mean)}.`
}

function meanText(metric: SummaryMetric, mean: number | null): string {
  return mean === null ? '–' : metricText(metric).text(mean)
}

function intervalText(metric: SummaryMetric, { ci95Low, ci95High }: ComparedMetric['difference']): string {
  if (ci95Low === null || ci95High === null) return ''
  return `${differenceText(metric, ci95Low)} to ${differenceText(metric, ci95High)}`
}

const findingTexts: Readonly<Record<Finding, string>> = {
  equal: 'equal',
  more: '▲ more',
  less: '▼ less',
  unclear: 'may be chance',
  unknown: 'unknown on one side',
}

/** `▼ less, better` with colour and sign; more or less only where neither is better. */
function findingCell(row: ComparedMetric): string | Markup {
  const text = findingTexts[row.finding]
  const judged = judgement(row)
  if (judged === 'none') return text
  return html`<span class="${judged}">${judged === 'better' ? '✓' : '✗'} ${text}: ${judged}</span>`
}

/** Finding, base, head, difference, interval. */
function numberCells(row: ComparedMetric): (string | Markup)[] {
  const { metric, base, head, difference } = row
  return [
    findingCell(row),
    meanText(metric, base.mean),
    meanText(metric, head.mean),
    difference.mean === null ? '–' : differenceText(metric, difference.mean),
    intervalText(metric, difference) || '–',
  ]
}

const numberTitles = ['Finding', 'Base', 'Head', 'Difference', '95 % interval']

const settingsMax = 60

function settingSection({ settings }: ComparisonFacts): Section | undefined {
  if (settings === undefined) return undefined
  const rows = settings
    .slice(0, settingsMax)
    .map(({ what, base, head }) => [what, base ?? 'none', head ?? 'none'])
  const left = settings.length - rows.length
  const body =
    rows.length === 0
      ? html`<p>Nothing differs in what results record: probes, pods, faults, and the behavior of up to 1,000 containers.</p>\n`
      : html`${table(['What', 'Base', 'Head'], rows)}${left > 0 ? about(`${readable(left)} more.`) : undefined}`
  return { id: 'settings', title: 'What was set differently', short: 'Settings', body }
}

function forestSection(comparison: Comparison): Section | undefined {
  const rows = ofAll(comparison).filter(({ finding }) => finding !== 'equal')
  if (rows.length === 0) return undefined
  const relatives = rows.map(({ base, difference }) => relativeDifference(base, difference))
  const known = relatives.flatMap((relative) => relative ?? [])
  const limit = known.length === 0 ? 1 : forestLimit(known)
  const lines = rows.map((row, index) => {
    const relative = relatives[index]
    const plot =
      relative === undefined
        ? html`<span class="of">from 0, or unknown</span>`
        : new Markup(forestRow(relative, limit, isSure(row.finding)))
    const name = html`${metricText(row.metric).label}<br><code>${row.metric}</code>`
    return [name, plot, ...numberCells(row)]
  })
  const equal = comparison.metrics.filter(({ workload }) => workload === '*').length - rows.length
  const rest = equal > 0 ? ` ${readable(equal)} more ${equal === 1 ? 'metric is' : 'metrics are'} equal.` : ''
  return {
    id: 'differences',
    title: 'Differences over all workloads',
    short: 'Differences',
    body: html`${table(['Metric', ['Head - base', new Markup(forestAxis(limit))], ...numberTitles], lines)}${about(html`Drawn is the difference as a share of the base, the line is its 95 % interval. Full marks: the interval does not hold 0,
so the metric surely differs; hollow marks: it may be chance. An arrow points to what is further off than the scale. With 5 % error each, some of
many metrics are marked by chance: decide by those that you named before.${rest}`)}`,
  }
}

/** Of one workload alone all has been said already. */
function workloadSection({ metrics }: Comparison): Section | undefined {
  if (new Set(metrics.map(({ workload }) => workload)).size <= 2) return undefined
  const sure = metrics.filter(({ workload, finding }) => workload !== '*' && isSure(finding))
  if (sure.length === 0) return undefined
  const rows = byWeight(sure)
    .slice(0, rowsMax)
    .map((row) => [row.workload, metricText(row.metric).label, ...numberCells(row)])
  const left = sure.length - rows.length
  return {
    id: 'workloads',
    title: 'Workloads that surely differ',
    short: 'Workloads',
    body: html`${table(['Workload', 'Metric', ...numberTitles], rows)}${left > 0 ? about(`${counted(left, 'row')} more: see compare --format json.`) : undefined}`,
  }
}

/** The workload that is worse or better off by most pod-seconds first; of one workload what is felt first. */
function byWeight(rows: readonly ComparedMetric[]): ComparedMetric[] {
  const weights = new Map<string, number>()
  const weighed: readonly SummaryMetric[] = ['unready_seconds_total', 'restarts_total']
  for (const { workload, metric, difference } of rows)
    if (weighed.includes(metric))
      weights.set(workload, Math.max(weights.get(workload) ?? 0, Math.abs(difference.mean ?? 0)))
  const rank = new Map(metricsByInterest.map((metric, index) => [metric, index]))
  return rows.toSorted((a, b) => {
    const byWorkload = (weights.get(b.workload) ?? 0) - (weights.get(a.workload) ?? 0)
    if (byWorkload !== 0 && !Number.isNaN(byWorkload)) return byWorkload
    if (a.workload !== b.workload) return a.workload < b.workload ? -1 : 1
    return rank.get(a.metric)! - rank.get(b.metric)!
  })
}

/** What both sides have at the same times. */
function pageDataOf({ page: base }: ComparedSide, { page: head }: ComparedSide): ComparisonPageData {
  const none: ComparisonPageData = {
    time: null,
    durationSeconds: 0,
    warmUpSeconds: 0,
    faults: [],
    faultsDiffer: false,
    focus: null,
  }
  if (base === undefined || head === undefined) return none
  const [from, to] = [markedFaults(base.facts.outline), markedFaults(head.facts.outline)]
  const differ = JSON.stringify(from) !== JSON.stringify(to)
  const faults = differ ? [] : from
  const [first, second] = [base, head].map(({ result }) => focusedCharts(result, faults))
  const time = comparedSeries(base.result, head.result, around(first!.fine, second!.fine)) ?? null
  const durationSeconds = time?.durationSeconds ?? 0
  return {
    time,
    durationSeconds,
    warmUpSeconds: Math.min(base.result.warmUpSeconds, head.result.warmUpSeconds),
    faults,
    faultsDiffer: differ,
    focus: around(first!.focus, second!.focus),
  }
}

/** Both stretches; null where one side is to be seen as a whole. */
function around(a: Stretch | null, b: Stretch | null): Stretch | null {
  return a && b && [Math.min(a[0], b[0]), Math.max(a[1], b[1])]
}

function timePart(
  time: NonNullable<ComparisonPageData['time']>,
  { faults, faultsDiffer, warmUpSeconds }: ComparisonPageData,
): Section {
  const flat = new Map<string, string>()
  time.charts.forEach(({ id, extreme }, index) => {
    const lines = time.workloads.map((workload) => {
      const { base, head } = workload.lines[index]!
      return [...base, ...head].filter((value) => value !== null)
    })
    if (lines.every((values) => values.every((value) => value === 0))) flat.set(id, 'none on either side')
    else if (extreme === 'highest' && lines.every((values) => isNearlyFlat(id, values, time.pointSeconds)))
      flat.set(id, `about ${readable(threeDigits(lines[0]![0]!))} all the time, on both sides`)
  })
  const names = time.workloads.map(({ name }) => name)
  return {
    id: 'time',
    title: 'Over time',
    body: html`${faultList(faults, warmUpSeconds)}${faultsDiffer ? html`<p class="warning">The faults of the two sides differ, so none is marked in the charts.</p>\n` : undefined}${chartControls(names)}${timeFigures(feltFirst(time.charts), flat)}${about(`Means over the replications; a point stands for ${readableDuration(time.pointSeconds)}. Dashed: base; full: head.`)}`,
  }
}

function basisSection(
  comparison: Comparison,
  { notes }: ComparisonFacts,
  base: ComparedSide,
  head: ComparedSide,
  hasTime: boolean,
): Section {
  const missing = hasTime
    ? []
    : base.page && head.page
      ? ['The two are not drawn over time: their intervals differ.']
      : ['The two are not drawn over time: one of them has no timeseries.csv.']
  const pairing = comparison.isPaired
    ? 'Both share their seed and so, container by container, their random streams: the same containers hang at the same times. Replications are compared in pairs, and what chance they have in common cancels.'
    : 'The two have different seeds, so what differs by chance does not cancel.'
  const items: Part[] = [
    pairing,
    pairingText(comparison),
    ...notes,
    ...missing,
    'No number here is measured on a cluster.',
  ]
  return { id: 'basis', title: 'What this rests on', short: 'Basis', body: list(items) }
}
