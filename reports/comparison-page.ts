/** A comparison as a page: what surely differs first, then every difference with its interval, then what it rests on. */
import type { ComparedMetric, Comparison, Finding } from '../engine/study/comparison-result.ts'
import type { SummaryMetric } from '../engine/study/run-result.ts'
import { type ComparedSeries, comparedSeries } from './charts/compared-series.ts'
import { comparisonScript } from './charts/comparison-script.ts'
import { comparisonStyle } from './charts/comparison-style.ts'
import { forestAxis, forestLimit, forestRow, relativeDifference } from './charts/forest-plot.ts'
import { type ComparisonFacts, pairingText } from './comparison-report.ts'
import { htmlText } from './html-text.ts'
import { differenceText, metricsByInterest, metricText } from './metric-text.ts'
import { htmlPage } from './page.ts'
import { pageFooter, pageHeader, section, table, thresholdSection } from './page-parts.ts'
import type { readPage } from './page-reader.ts'
import { counted, readable, readableDuration, safeText } from './readable.ts'
import type { StoredResult } from './result-reader.ts'
import { type MarkedFault, markedFaults, timeSection } from './time-section.ts'

/** What is said of a side beside its numbers. */
export type ComparedSide = Pick<StoredResult, 'scenario' | 'seed' | 'version' | 'kubernetesVersion'> & {
  /** What its own page is made from; absent without its time series. */
  readonly page?: ReturnType<typeof readPage>
}

const answersMax = 3
const rowsMax = 100

/** The page in pieces. */
export function comparisonPage(
  comparison: Comparison,
  facts: ComparisonFacts,
  base: ComparedSide,
  head: ComparedSide,
): string[] {
  const time = base.page && head.page && comparedSeries(base.page.result, head.page.result)
  const marks = commonMarks(base, head)
  return htmlPage({
    title: `${facts.base} and ${facts.head}: comparison`,
    body: [
      header(comparison, facts, base, head),
      thresholdSection('Thresholds on the difference', facts.verdicts),
      forestSection(comparison),
      workloadSection(comparison),
      time === undefined ? '' : timePart(time, marks),
      basisSection(comparison, facts, base, head, time !== undefined),
      pageFooter(
        'Made by probestorm compare. All numbers, in full, are in the CSV files of the two results.',
      ),
    ],
    data: { time: time ?? null, durationSeconds: time?.durationSeconds ?? 0, ...marks },
    style: comparisonStyle,
    script: comparisonScript,
    usesUplot: time !== undefined,
  })
}

function header(
  comparison: Comparison,
  { base, head }: ComparisonFacts,
  from: ComparedSide,
  to: ComparedSide,
): string {
  const versions = [...new Set([from.version, to.version])].map(htmlText).join(' and ')
  const about = `What changes from the base <b>${htmlText(base)}</b> (${sideText(from)}) to the head <b>${htmlText(head)}</b> (${sideText(to)}),
as simulated by probestorm ${versions}. Every difference is head - base.`
  return pageHeader(`${base} → ${head}`, about, '', answerOf(comparison))
}

function sideText({ scenario, seed, kubernetesVersion }: ComparedSide): string {
  return `scenario ${htmlText(scenario)}, seed “${htmlText(seed)}”, Kubernetes ${htmlText(kubernetesVersion)}`
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

function answerOf(comparison: Comparison): string[] {
  if (comparison.metrics.every(({ finding }) => finding === 'equal'))
    return [
      comparison.isPaired
        ? 'No difference: every number of every replication is the same.'
        : 'No difference in any number.',
    ]
  const all = ofAll(comparison)
  const sure = all.filter(({ finding }) => isSure(finding))
  const lines = sure.slice(0, answersMax).map(({ metric, base, head, difference }) => {
    const { label } = metricText(metric)
    const interval = intervalText(metric, difference)
    return `${label}: ${meanText(metric, base.mean)} → ${meanText(metric, head.mean)}${interval === '' ? '' : `, that is ${differenceText(metric, difference.mean!)} (95 %: ${interval})`}.`
  })
  const unclear = all.filter(({ finding }) => finding === 'unclear').length
  const count = `${sure.length === 0 ? 'None' : readable(sure.length)} of ${counted(all.length, 'metric')} over all workloads surely ${sure.length === 1 ? 'differs' : 'differ'}, ${readable(unclear)} may differ by chance.`
  return [...lines, count]
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

/** Finding, base, head, difference, interval. */
function numberCells({ metric, base, head, difference, finding }: ComparedMetric): string[] {
  return [
    findingTexts[finding],
    meanText(metric, base.mean),
    meanText(metric, head.mean),
    difference.mean === null ? '–' : differenceText(metric, difference.mean),
    intervalText(metric, difference) || '–',
  ].map(htmlText)
}

const numberTitles = ['Finding', 'Base', 'Head', 'Difference', '95 % interval']

function forestSection(comparison: Comparison): string {
  const rows = ofAll(comparison).filter(({ finding }) => finding !== 'equal')
  if (rows.length === 0) return ''
  const relatives = rows.map(({ base, difference }) => relativeDifference(base, difference))
  const known = relatives.flatMap((relative) => relative ?? [])
  const limit = known.length === 0 ? 1 : forestLimit(known)
  const lines = rows.map((row, index) => {
    const relative = relatives[index]
    const plot =
      relative === undefined
        ? '<span class="of">from 0, or unknown</span>'
        : forestRow(relative, limit, isSure(row.finding))
    return [`${metricText(row.metric).label}<br><code>${row.metric}</code>`, plot, ...numberCells(row)]
  })
  const equal = comparison.metrics.filter(({ workload }) => workload === '*').length - rows.length
  const axis = [['', forestAxis(limit), ...numberTitles.map(() => '')]]
  return section(
    'differences',
    'Differences over all workloads',
    `<p class="about">Drawn is the difference as a share of the base, the line is its 95 % interval. Full marks: the interval does not hold 0,
so the metric surely differs; hollow marks: it may be chance. An arrow points to what is further off than the scale. With 5 % error each, some of
many metrics are marked by chance: decide by those that you named before.${equal > 0 ? ` ${counted(equal, 'metric')} more ${equal === 1 ? 'is' : 'are'} equal.` : ''}</p>
${table(['Metric', 'Head - base', ...numberTitles], [...axis, ...lines])}`,
  )
}

function workloadSection({ metrics }: Comparison): string {
  const sure = metrics.filter(({ workload, finding }) => workload !== '*' && isSure(finding))
  if (sure.length === 0) return ''
  const rows = sure
    .slice(0, rowsMax)
    .map((row) => [htmlText(row.workload), metricText(row.metric).label, ...numberCells(row)])
  const left = sure.length - rows.length
  const more =
    left > 0 ? `<p class="about">${counted(left, 'row')} more: see compare --format json.</p>\n` : ''
  return section(
    'workloads',
    'Workloads that surely differ',
    `${table(['Workload', 'Metric', ...numberTitles], rows)}${more}`,
  )
}

type Marks = { readonly warmUpSeconds: number; readonly faults: readonly MarkedFault[] }

/** What both sides have at the same times. */
function commonMarks({ page: base }: ComparedSide, { page: head }: ComparedSide): Marks {
  if (base === undefined || head === undefined) return { warmUpSeconds: 0, faults: [] }
  const [from, to] = [markedFaults(base.facts.outline), markedFaults(head.facts.outline)]
  return {
    warmUpSeconds: Math.min(base.result.warmUpSeconds, head.result.warmUpSeconds),
    faults: JSON.stringify(from) === JSON.stringify(to) ? from : [],
  }
}

function timePart(time: ComparedSeries, { faults, warmUpSeconds }: Marks): string {
  const about = `Means over the replications; a point stands for ${readableDuration(time.pointSeconds)}. Dashed: base; full: head.`
  const names = time.workloads.map(({ name }) => name)
  return timeSection(about, time.charts, names, faults, warmUpSeconds)
}

function basisSection(
  comparison: Comparison,
  { notes }: ComparisonFacts,
  base: ComparedSide,
  head: ComparedSide,
  hasTime: boolean,
): string {
  const missing = hasTime
    ? []
    : base.page && head.page
      ? ['The two are not drawn over time: their intervals differ.']
      : ['The two are not drawn over time: one of them has no timeseries.csv.']
  const pairing = comparison.isPaired
    ? 'Both share their seed and so, container by container, their random streams: the same containers hang at the same times. Replications are compared in pairs, and what chance they have in common cancels.'
    : 'The two have different seeds, so what differs by chance does not cancel.'
  const items = [
    pairing,
    pairingText(comparison),
    ...notes.map(safeText),
    ...missing,
    'No number here is measured on a cluster.',
  ]
  return section(
    'basis',
    'What this rests on',
    `<ul>\n${items.map((item) => `<li>${htmlText(item)}</li>`).join('\n')}\n</ul>\n`,
  )
}
