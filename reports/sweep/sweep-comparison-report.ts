/** A comparison of two sweeps, point by point: for a terminal, for a pull request, for a program. */
import type { MetricOverPoints, SweepComparison } from '../../engine/contract/comparison-result.ts'
import {
  jsonMetrics,
  jsonReplications,
  jsonThresholds,
  nothingTested,
  pairingText,
} from '../comparison-report.ts'
import { intervalText, signed } from '../difference-text.ts'
import { markdownText } from '../markdown-text.ts'
import { counted, readable, safeText } from '../readable.ts'
import { alignedTable, block, type Painter, wrapped } from '../text-blocks.ts'
import { markdownMarks } from '../threshold-report.ts'
import { settingsText } from './parameter-text.ts'
import {
  failureTexts,
  heldText,
  type PointThresholds,
  pointThresholdLines,
  thresholdsOverPoints,
} from './point-thresholds.ts'

export type SweepComparisonFacts = {
  readonly base: string
  readonly head: string
  /** One line each: what keeps the two from being compared well. */
  readonly notes: readonly string[]
  /** On the differences, for each point in common. */
  readonly thresholds: PointThresholds
}

const head = ['METRIC', 'MORE', 'LESS', 'UNCLEAR', 'EQUAL', 'LARGEST SURE', '95 % INTERVAL', 'AT']

export function sweepComparisonText(
  comparison: SweepComparison,
  { base, head: headName, notes, thresholds }: SweepComparisonFacts,
  paint: Painter,
): string {
  const rows = rowsOf(comparison)
  const blocks = [
    block(
      paint.bold(`COMPARISON of ${safeText(base)} with ${safeText(headName)}, point by point`),
      wrapped([...matchTexts(comparison), ...notes]),
    ),
    block(paint.bold('DIFFERENCES, head - base, all workloads together: at how many points'), [
      ...wrapped([sweepConclusion(comparison)]),
      ...(rows.length === 0
        ? []
        : alignedTable(
            head,
            rows.map((row) => row.map(safeText)),
            [0, 6, 7],
          )),
      ...(rows.length === 0 ? [] : wrapped(['Each point and workload: --format json'])),
    ]),
  ]
  if (thresholds.points.some((point) => point.rows.length > 0))
    blocks.push(block(paint.bold('THRESHOLDS on the difference'), pointThresholdLines(thresholds)))
  return blocks.join('\n')
}

/** The answer in a sentence. */
export function sweepConclusion(comparison: SweepComparison): string {
  const isCalm = comparison.points.every(({ comparison: { troubled } }) => troubled.size === 0)
  const found = differenceText(comparison)
  return isCalm ? `${found}; ${nothingTested}` : found
}

function differenceText({ points }: SweepComparison): string {
  const every = points.flatMap(({ comparison }) => comparison.metrics)
  if (every.every(({ finding }) => finding === 'equal')) {
    return points.every(({ comparison }) => comparison.isPaired)
      ? 'no difference at any point: every number of every replication is the same'
      : 'no difference at any point'
  }
  const differing = points.filter(({ comparison }) =>
    comparison.metrics.some(
      ({ workload, finding }) => workload === '*' && (finding === 'more' || finding === 'less'),
    ),
  )
  return `at ${readable(differing.length)} of ${counted(points.length, 'point')} a metric or more surely differs: the interval does not hold 0`
}

function matchTexts({ points, pointCounts: [base, head] }: SweepComparison): string[] {
  const pairings = new Set(points.map(({ comparison }) => pairingText(comparison)))
  return [
    `${counted(points.length, 'point')} in common, of ${readable(base)} and ${readable(head)}`,
    ...pairings,
  ]
}

function rowsOf({ metrics, parameters }: SweepComparison): string[][] {
  return metrics
    .filter(({ counts }) => counts.more + counts.less + counts.unclear + counts.unknown > 0)
    .map((metric) => cellsOf(metric, parameters))
}

function cellsOf({ metric, counts, largest }: MetricOverPoints, parameters: readonly string[]): string[] {
  return [
    metric,
    ...[counts.more, counts.less, counts.unclear + counts.unknown, counts.equal].map(readable),
    largest === null ? '-' : signed(largest.difference.mean),
    largest === null ? '-' : intervalText(largest.difference),
    largest === null ? '' : settingsText(parameters, largest.values),
  ]
}

/** For a pull request: the answer, the thresholds, the table folded away. */
export function sweepComparisonMarkdown(comparison: SweepComparison, facts: SweepComparisonFacts): string {
  const lines = [
    `### probestorm: ${markdownText(facts.base)} → ${markdownText(facts.head)}, point by point`,
    '',
  ]
  lines.push(`${sweepConclusion(comparison)}.`, '')
  const verdicts = thresholdsOverPoints(facts.thresholds)
  if (verdicts.length > 0) lines.push('On the difference:', '')
  for (const over of verdicts) {
    lines.push(`- ${markdownMarks[over.state]} ${markdownText(over.threshold)}: ${heldText(over)}`)
    const texts = failureTexts(comparison.parameters, over.failing)
    lines.push(...texts.map((text) => `  - ${markdownText(text)}`))
  }
  if (verdicts.length > 0) lines.push('')
  const rows = rowsOf(comparison)
  if (rows.length > 0) {
    const row = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`
    lines.push('<details><summary>Differences, at how many points</summary>', '', row(head))
    lines.push('| --- | --: | --: | --: | --: | --: | --- | --- |', ...rows.map(row), '', '</details>', '')
  }
  lines.push(...[...matchTexts(comparison), ...facts.notes].map((note) => `${markdownText(note)}.  `))
  return `${lines.join('\n')}\n`
}

/** Every point with every number. */
export function sweepComparisonJson(comparison: SweepComparison, facts: SweepComparisonFacts): string {
  const { parameters, points } = comparison
  const content = {
    base: facts.base,
    head: facts.head,
    notes: facts.notes,
    parameters,
    points: points.map(({ values, comparison: own }, index) => ({
      values,
      paired: own.isPaired,
      replications: jsonReplications(own),
      thresholds: jsonThresholds(facts.thresholds.points[index]!.rows),
      metrics: jsonMetrics(own),
    })),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}
