/** A comparison of two results: for a terminal, for a pull request, for a program. */
import type { ComparedMetric, Comparison } from '../engine/contract/comparison-result.ts'
import type { Estimate } from '../engine/contract/run-result.ts'
import { intervalText, numberText, signed } from './difference-text.ts'
import { markdownText } from './markdown-text.ts'
import {
  feltMetrics,
  type Judgement,
  judgedFinding,
  metricText,
  metricUnit,
  differenceText as signedText,
} from './metric-text.ts'
import { formatNumber } from './number-format.ts'
import { counted, readableDuration, safeText } from './readable.ts'
import { alignedTable, block, type Painter, wrapped } from './text-blocks.ts'
import {
  holdsCell,
  markdownMarks,
  markdownThresholds,
  type ThresholdRow,
  thresholdLines,
} from './threshold-report.ts'

export type ComparisonFacts = {
  readonly base: string
  readonly head: string
  /** One line each: what keeps the two from being compared well. */
  readonly notes: readonly string[]
  readonly verdicts: readonly ThresholdRow[]
  /** What was set differently; absent where one of the two does not say how it was set. */
  readonly settings?: readonly SettingChange[]
  /** Of one replication, if both have simulated as much; `null` = not known. */
  readonly simulatedSeconds?: number | null
}

/** `null`: that side has no such thing. */
export type SettingChange = {
  readonly what: string
  readonly base: string | null
  readonly head: string | null
}

/** What is set differently on the two sides, in the order of the base. */
export function settingChanges(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
): SettingChange[] {
  return [...new Set([...Object.keys(base), ...Object.keys(head)])]
    .map((what) => ({ what, base: base[what] ?? null, head: head[what] ?? null }))
    .filter((change) => change.base !== change.head)
}

/** `shop/deployment/web, app, liveness: 10/1/3 → 10/5/3`. */
export function settingChangeText({ what, base, head }: SettingChange): string {
  return `${what}: ${base ?? 'none'} → ${head ?? 'none'}`
}

const rowsMax = 40
const head = ['WORKLOAD', 'METRIC', 'BASE', 'HEAD', 'DIFFERENCE', '95 % INTERVAL', '']
const marks = { equal: '', more: '▲', less: '▼', unclear: '', unknown: '?' } as const
const settingsMax = 20

/** Whether a sure difference is good, as far as that can be said. */
export function judgement({ metric, finding }: Pick<ComparedMetric, 'metric' | 'finding'>): Judgement {
  return judgedFinding(metric, finding)
}

export function comparisonText(comparison: Comparison, facts: ComparisonFacts, paint: Painter): string {
  const { shown, left } = shownMetrics(comparison, rowsMax)
  const painted = (metric: ComparedMetric): string[] => {
    const cells = cellsOf(metric)
    const judged = judgement(metric)
    if (judged === 'none') return cells
    const paintMark = judged === 'better' ? paint.green : paint.red
    return [...cells.slice(0, -1), paintMark(cells[cells.length - 1]!)]
  }
  const settings = (facts.settings ?? []).map(settingChangeText)
  const blocks = [
    block(paint.bold(`COMPARISON of ${safeText(facts.base)} with ${safeText(facts.head)}`), [
      ...wrapped([pairingText(comparison), ...facts.notes]),
    ]),
    ...(settings.length === 0
      ? []
      : [
          block(paint.bold('WHAT WAS SET DIFFERENTLY'), [
            ...wrapped(settings.slice(0, settingsMax)),
            ...(settings.length > settingsMax ? [`  and ${settings.length - settingsMax} more`] : []),
          ]),
        ]),
    block(paint.bold('DIFFERENCES, head - base'), [
      ...feltLines(comparison, facts, paint),
      ...wrapped([conclusion(comparison), ...fewText(comparison)]),
      ...(shown.length === 0 ? [] : alignedTable(head, shown.map(painted), [0, 1, 6])),
      ...(left > 0 ? [`  and ${counted(left, 'row')} more: see --format json`] : []),
    ]),
  ]
  if (facts.verdicts.length > 0)
    blocks.unshift(block(paint.bold('THRESHOLDS on the difference'), thresholdLines(facts.verdicts, paint)))
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

/** What users feel that is surely better or worse over all workloads: `False restarts 1.8 → 13.9 in 1h (+10.56 to +13.72)`. */
export function feltFindings(
  { metrics }: Comparison,
  { simulatedSeconds = null }: Pick<ComparisonFacts, 'simulatedSeconds'>,
): Readonly<Record<'better' | 'worse', readonly string[]>> {
  const felt = feltMetrics.flatMap((name) =>
    metrics.filter(({ workload, metric }) => workload === '*' && metric === name),
  )
  const names = (wanted: Judgement): string[] =>
    felt.filter((row) => judgement(row) === wanted).map((row) => feltText(row, simulatedSeconds))
  return { better: names('better'), worse: names('worse') }
}

function feltText(
  { metric, base, head, difference }: ComparedMetric,
  simulatedSeconds: number | null,
): string {
  const { label, text } = metricText(metric)
  const means = base.mean === null || head.mean === null ? '' : ` ${text(base.mean)} → ${text(head.mean)}`
  const { ci95Low: low, ci95High: high } = difference
  const isKnown = low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high)
  const between = isKnown ? ` (${signedText(metric, low)} to ${signedText(metric, high)})` : ''
  const isCount = metric.endsWith('_total') && metricUnit(metric) === 'number'
  const time = isCount && simulatedSeconds !== null ? ` in ${readableDuration(simulatedSeconds)}` : ''
  return `${label}${means}${time}${between}`
}

/** A line each under `✗ worse` and `✓ better`; none where neither is. */
function feltLines(comparison: Comparison, facts: ComparisonFacts, paint: Painter): string[] {
  const { better, worse } = feltFindings(comparison, facts)
  return [
    ...worse.map((text) => `  ${paint.red('✗ worse')}: ${text}`),
    ...better.map((text) => `  ${paint.green('✓ better')}: ${text}`),
  ]
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

/** From here on intervals are narrow enough to tell most differences. */
const replicationsForSure = 10

/** Few replications say little, and other seeds add their chance. */
export function fewText({ metrics, replications, isPaired }: Comparison): string[] {
  const fewest = Math.min(...replications)
  const isSure = metrics.some(
    ({ workload, finding }) => workload === '*' && (finding === 'more' || finding === 'less'),
  )
  if (isSure || fewest >= replicationsForSure || metrics.every(({ finding }) => finding === 'equal'))
    return []
  const seed = isPaired ? '' : ' and the same seed'
  return [
    `That is no sign of equality: of ${counted(fewest, 'replication')} little is sure. Run both with --replications ${replicationsForSure}${seed}.`,
  ]
}

/** How replications were compared. */
export function pairingText({ isPaired, replications: [base, head] }: Comparison): string {
  return isPaired
    ? `${counted(base, 'pair')} of replications with the same random streams; intervals are those of the paired differences`
    : `${counted(base, 'replication')} against ${counted(head, 'replication')} of another seed: independent (Welch). The same --seed for both would pair them and narrow the intervals`
}

function cellsOf(metric: ComparedMetric): string[] {
  const { difference } = metric
  const mark = marks[metric.finding]
  const judged = judgement(metric)
  return [
    safeText(metric.workload),
    metric.metric,
    meanText(metric.base),
    meanText(metric.head),
    signed(difference.mean),
    intervalText(difference),
    judged === 'none' ? mark : `${mark} ${judged}`,
  ]
}

function meanText({ mean }: Estimate): string {
  return mean === null ? '-' : numberText(mean)
}

/** For a pull request: the answer, the thresholds, the table folded away. */
export function comparisonMarkdown(comparison: Comparison, facts: ComparisonFacts): string {
  const { shown, left } = shownMetrics(comparison, rowsMax)
  const lines = [`### probestorm: ${markdownText(facts.base)} → ${markdownText(facts.head)}`, '']
  const { better, worse } = feltFindings(comparison, facts)
  lines.push(...worse.map((text) => `${markdownMarks.fails} worse: ${text}  `))
  lines.push(...better.map((text) => `${markdownMarks.holds} better: ${text}  `))
  if (better.length + worse.length > 0) lines.push('')
  lines.push(`${conclusion(comparison)}.`, '')
  const settings = facts.settings ?? []
  if (settings.length > 0)
    lines.push(
      'Set differently:',
      '',
      ...settings.slice(0, settingsMax).map((change) => `- ${markdownText(settingChangeText(change))}`),
      ...(settings.length > settingsMax ? [`- and ${settings.length - settingsMax} more`] : []),
      '',
    )
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
    settings: facts.settings ?? null,
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
