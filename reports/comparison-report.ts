/** A comparison of two results: for a terminal, for a pull request, for a program. */
import type { ComparedMetric, Comparison } from '../engine/study/comparison-result.ts'
import type { Estimate } from '../engine/study/run-result.ts'
import { intervalText, numberText, signed } from './difference-text.ts'
import { markdownText } from './markdown-text.ts'
import { formatNumber } from './number-format.ts'
import { counted, safeText } from './readable.ts'
import { alignedTable, block, type Painter, wrapped } from './text-blocks.ts'
import { holdsCell, markdownThresholds, type ThresholdRow, thresholdLines } from './threshold-report.ts'

export type ComparisonFacts = {
  readonly base: string
  readonly head: string
  /** One line each: what keeps the two from being compared well. */
  readonly notes: readonly string[]
  readonly verdicts: readonly ThresholdRow[]
}

const rowsMax = 40
const head = ['WORKLOAD', 'METRIC', 'BASE', 'HEAD', 'DIFFERENCE', '95 % INTERVAL', '']
const marks = { equal: '', more: '▲', less: '▼', unclear: '', unknown: '?' } as const

export function comparisonText(comparison: Comparison, facts: ComparisonFacts, paint: Painter): string {
  const { shown, left } = shownMetrics(comparison, rowsMax)
  const blocks = [
    block(paint.bold(`COMPARISON of ${safeText(facts.base)} with ${safeText(facts.head)}`), [
      ...wrapped([pairingText(comparison), ...facts.notes]),
    ]),
    block(paint.bold('DIFFERENCES, head - base'), [
      ...wrapped([conclusion(comparison)]),
      ...(shown.length === 0 ? [] : alignedTable(head, shown.map(cellsOf), [0, 1, 6])),
      ...(left > 0 ? [`  and ${counted(left, 'row')} more: see --format json`] : []),
    ]),
  ]
  if (facts.verdicts.length > 0) {
    blocks.push(block(paint.bold('THRESHOLDS on the difference'), thresholdLines(facts.verdicts)))
  }
  return blocks.join('\n')
}

/** Of `*` everything that is not equal; of single workloads what is surely different. */
function shownMetrics(
  { metrics }: Comparison,
  max: number,
): { shown: readonly ComparedMetric[]; left: number } {
  const worth = metrics.filter(
    ({ workload, finding }) => finding !== 'equal' && (workload === '*' || finding !== 'unclear'),
  )
  return { shown: worth.slice(0, max), left: Math.max(0, worth.length - max) }
}

/** The answer in a sentence. */
export function conclusion(comparison: Comparison): string {
  const found = differenceText(comparison)
  return comparison.troubled.size === 0 ? `${found}; ${nothingTested}` : found
}

/** What a comparison of two calm results is worth. */
export const nothingTested =
  'nothing was tested: on neither side a probe failed, a container ended or hung, or a fault began'

function differenceText({ metrics, isPaired }: Comparison): string {
  const count = (finding: ComparedMetric['finding']): number =>
    metrics.filter((metric) => metric.workload === '*' && metric.finding === finding).length
  if (metrics.every(({ finding }) => finding === 'equal')) {
    return isPaired ? 'no difference: every number of every replication is the same' : 'no difference'
  }
  const all = metrics.filter(({ workload }) => workload === '*').length
  const changed = count('more') + count('less')
  const unclear = count('unclear')
  return `of ${all} metrics over all workloads ${changed} differ (▲ more, ▼ less: the interval does not hold 0), ${unclear} may differ by chance`
}

/** How replications were compared. */
export function pairingText({ isPaired, replications: [base, head] }: Comparison): string {
  return isPaired
    ? `${counted(base, 'pair')} of replications with the same random streams; intervals are those of the paired differences`
    : `${counted(base, 'replication')} against ${counted(head, 'replication')} of another seed: independent (Welch). The same --seed for both would pair them and narrow the intervals`
}

function cellsOf(metric: ComparedMetric): string[] {
  const { difference } = metric
  return [
    safeText(metric.workload),
    metric.metric,
    meanText(metric.base),
    meanText(metric.head),
    signed(difference.mean),
    intervalText(difference),
    marks[metric.finding],
  ]
}

function meanText({ mean }: Estimate): string {
  return mean === null ? '-' : numberText(mean)
}

/** For a pull request: the answer, the thresholds, the table folded away. */
export function comparisonMarkdown(comparison: Comparison, facts: ComparisonFacts): string {
  const { shown, left } = shownMetrics(comparison, rowsMax)
  const lines = [`### probestorm: ${markdownText(facts.base)} → ${markdownText(facts.head)}`, '']
  lines.push(`${conclusion(comparison)}.`, '')
  if (facts.verdicts.length > 0) lines.push('On the difference:', '', markdownThresholds(facts.verdicts))
  if (shown.length > 0) {
    const row = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`
    lines.push(
      '<details><summary>Differences</summary>',
      '',
      row(head),
      '| --- | --- | --: | --: | --: | --- | --- |',
    )
    lines.push(...shown.map((metric) => row(cellsOf(metric))))
    if (left > 0) lines.push('', `and ${counted(left, 'row')} more`)
    lines.push('', '</details>', '')
  }
  lines.push(...[pairingText(comparison), ...facts.notes].map((note) => `${markdownText(note)}.  `))
  return `${lines.join('\n')}\n`
}

export function comparisonJson(comparison: Comparison, facts: ComparisonFacts): string {
  const content = {
    base: facts.base,
    head: facts.head,
    paired: comparison.isPaired,
    replications: jsonReplications(comparison),
    notes: facts.notes,
    thresholds: jsonThresholds(facts.verdicts),
    metrics: jsonMetrics(comparison),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

export function jsonReplications({ replications: [base, head] }: Comparison): object {
  return { base, head }
}

export function jsonThresholds(rows: readonly ThresholdRow[]): object[] {
  return rows.map(({ threshold, value, state }) => ({
    threshold,
    value: jsonNumber(value),
    holds: holdsCell(state),
    state,
  }))
}

export function jsonMetrics({ metrics }: Comparison): object[] {
  return metrics.map(({ workload, metric, base, head, difference, finding }) => ({
    workload,
    metric,
    base: jsonNumber(base.mean),
    head: jsonNumber(head.mean),
    difference: jsonNumber(difference.mean),
    ci95_low: jsonNumber(difference.ci95Low),
    ci95_high: jsonNumber(difference.ci95High),
    finding,
  }))
}

/** As result files round; JSON has no infinity, so that is the word of the CSV files. */
function jsonNumber(value: number | null): number | string | null {
  if (value === null) return null
  return Number.isFinite(value) ? Number(formatNumber(value)) : formatNumber(value)
}
