/** What `sweep` and `merge` print: how much was simulated, which parameters matter, and where the tables are. */
import type { SummaryMetric } from '../../engine/contract/run-result.ts'
import type { SweepPlan, SweepResult } from '../../engine/contract/sweep-result.ts'
import type { WrittenFile } from '../csv-report.ts'
import { metricText } from '../metric-text.ts'
import { counted, readable, readableBytes, readableDuration, safeText } from '../readable.ts'
import { alignedTable, block, labelled, type Painter, painter, wrapped } from '../text-blocks.ts'
import { baseDifferences, varianceRatioText } from './base-differences.ts'
import { parameterCell, settingsText } from './parameter-text.ts'
import { pointThresholdLines, pointThresholds } from './point-thresholds.ts'
import { orderText, rankedMetrics, rankedPoints } from './ranked-points.ts'
import { shareNotes, shareRows, shareWords } from './share-text.ts'

export type SweepFacts = {
  readonly version: string
  readonly cellsTotal: number
  /** Points that `skip` left out. */
  readonly skippedCount: number
  /** `2/8`; absent for a whole sweep. */
  readonly shard?: string
  readonly notes: readonly string[]
  readonly interrupted: boolean
  readonly directory: string
  readonly files: readonly WrittenFile[]
  /** Of this process; absent for a merge. */
  readonly wallSeconds?: number
  readonly color: boolean
}

export function sweepText(result: SweepResult, facts: SweepFacts): string {
  const paint = painter(facts.color)
  const { plan, cells } = result
  const blocks = [
    block(
      paint.bold(`probestorm ${facts.version}`),
      labelled([
        ['sweep', safeText(plan.name)],
        ['parameters', safeText(plan.parameters.join(', '))],
        ['points', `${readable(plan.points.length)}${skippedText(facts.skippedCount)}`],
        ['cells', cellsText(cells.length, facts)],
      ]),
    ),
  ]
  if (facts.interrupted)
    blocks.push(
      block(
        paint.red('INTERRUPTED'),
        wrapped([`${counted(cells.length, 'cell')} are kept; go on with --resume.`]),
      ),
    )
  if (facts.shard === undefined) {
    if (plan.thresholds.length > 0)
      blocks.push(block(paint.bold('THRESHOLDS'), pointThresholdLines(pointThresholds(result), paint)))
    const [metric] = rankedMetrics(result)
    if (metric !== undefined && result.points.length > 1)
      blocks.push(block(paint.bold(`POINTS, ${orderText(metric)}`), rankedLines(result, metric, paint)))
    blocks.push(block(paint.bold('PARAMETERS THAT MATTER, all workloads together'), shareLines(result)))
    if (plan.points.length > 1)
      blocks.push(block(paint.bold('LARGEST SURE DIFFERENCES from the base'), differenceLines(result)))
  }
  if (facts.notes.length > 0) blocks.push(block(paint.bold('DEFAULTS AND NOTES'), wrapped(facts.notes)))
  blocks.push(
    block(
      paint.bold(`FILES in ${safeText(facts.directory)}`),
      facts.files.map(({ name, bytes }) => `  ${name.padEnd(16)} ${readableBytes(bytes)}`),
    ),
  )
  const speed =
    facts.wallSeconds === undefined
      ? ''
      : `\n${paint.dim(`${readableDuration(facts.wallSeconds)} of work here`)}`
  return `${blocks.join('\n')}${speed}\n`.replace(/\n\n$/, '\n')
}

const rankedMax = 5
const rankedColumns = 3

/** The first points, and the base: its rank says how much there is to gain. */
function rankedLines(result: SweepResult, metric: SummaryMetric, paint: Painter): string[] {
  const { parameters, points } = result.plan
  const metrics = rankedMetrics(result).slice(0, rankedColumns)
  const ranked = rankedPoints(result, metric)
  const shown = ranked.filter(({ isBase }, rank) => rank < rankedMax || isBase)
  const rows = shown.map(({ point, estimates, isBase, fails }) => [
    `${ranked.findIndex((each) => each.point === point) + 1}`,
    `${settingsText(parameters, points[point - 1]!.values)}${isBase ? ' (base)' : ''}`,
    ...metrics.map((each) => {
      const { mean } = estimates[each]
      return mean === null ? '-' : metricText(each).text(mean)
    }),
    fails ? paint.red('✗ fails a threshold') : '',
  ])
  const last = metrics.length + 2
  const table = alignedTable(['RANK', 'POINT', ...metrics, ''], rows, [1, last])
  const left = ranked.length - shown.length
  return left > 0 ? [...table, `  and ${counted(left, 'point')} more: see points.csv`] : table
}

function skippedText(skipped: number): string {
  return skipped > 0 ? `, ${readable(skipped)} more skipped` : ''
}

function cellsText(finished: number, { cellsTotal, shard }: SweepFacts): string {
  const whole =
    finished === cellsTotal ? readable(finished) : `${readable(finished)} of ${readable(cellsTotal)}`
  return shard === undefined ? whole : `${whole}, shard ${shard}`
}

function shareLines({ shares, plan }: SweepResult): string[] {
  if (shares.length === 0) return wrapped(['No metric of interest differs between the points.'])
  const shown = shares.flatMap(shareRows)
  const rows = shown.map(({ metric, name, share, total, lowest, highest }, index) => [
    shown[index - 1]?.metric === metric ? '' : metric,
    name,
    shareWords(share),
    total === undefined ? '' : shareWords(total),
    lowest === undefined ? '' : `${readable(lowest.mean)} at ${safeText(lowest.level)}`,
    highest === undefined ? '' : `${readable(highest.mean)} at ${safeText(highest.level)}`,
  ])
  const head = ['METRIC', 'PARAMETER', 'BY ITSELF', 'WITH INTERACTIONS', 'LOWEST MEAN', 'HIGHEST MEAN']
  const notes = shareNotes(shares, Math.min(...plan.points.map(({ replications }) => replications)))
  return [...alignedTable(head, rows, [0, 1, 2, 3, 4, 5]), ...wrapped(notes)]
}

function differenceLines(result: SweepResult): string[] {
  const { about, pairs, rows } = baseDifferences(result)
  if (pairs < 2) return wrapped([about, 'An interval needs two pairs: give more replications.'])
  if (rows.length === 0) return wrapped([about, 'No metric of interest surely differs at any point.'])
  const head = ['METRIC', 'DIFFERENCE', '95 % INTERVAL', 'AT', 'VARIANCE RATIO']
  const cells = rows.map(({ metric, difference, interval, settings, varianceRatio }) => [
    metric ?? '',
    difference,
    interval,
    settings,
    varianceRatio,
  ])
  return [
    ...wrapped([about]),
    ...alignedTable(head, cells, [0, 2, 3]),
    ...wrapped([`Variance ratio: ${varianceRatioText}.`]),
  ]
}

/** The points of a plan with their costs, as `--plan` prints them. */
export function planTable(plan: SweepPlan, color: boolean): string {
  const rows = plan.points.map(({ values, replications, cost }, index) => [
    String(index + 1),
    ...values.map((value) => safeText(String(parameterCell(value)))),
    readable(replications),
    readable(cost),
  ])
  const cells = plan.points.reduce((sum, { replications }) => sum + replications, 0)
  const cost = plan.points.reduce((sum, point) => sum + point.replications * point.cost, 0)
  const head = ['POINT', ...plan.parameters.map(safeText), 'REPLICATIONS', 'EVENTS EACH, ABOUT']
  const title = `${safeText(plan.name)}: ${counted(plan.points.length, 'point')}, ${counted(cells, 'cell')}, about ${counted(cost, 'event')}`
  return block(painter(color).bold(title), alignedTable(head, rows))
}
