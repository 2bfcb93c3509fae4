/** What `sweep` and `merge` print: how much was simulated, which parameters matter, and where the tables are. */
import type { DifferingPoint, MainEffect, SweepPlan, SweepResult } from '../../engine/study/sweep-result.ts'
import type { WrittenFile } from '../csv-report.ts'
import { intervalText, signed } from '../difference-text.ts'
import { counted, readable, readableBytes, readableDuration, safeText } from '../readable.ts'
import { alignedTable, block, labelled, painter, wrapped } from '../text-blocks.ts'
import { parameterCell, settingsText } from './parameter-text.ts'
import { pointThresholdLines, pointThresholds } from './point-thresholds.ts'

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
      blocks.push(block(paint.bold('THRESHOLDS'), pointThresholdLines(pointThresholds(result))))
    blocks.push(
      block(paint.bold('PARAMETERS THAT MATTER, all workloads together'), effectLines(result.effects)),
    )
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

function skippedText(skipped: number): string {
  return skipped > 0 ? `, ${readable(skipped)} more skipped` : ''
}

function cellsText(finished: number, { cellsTotal, shard }: SweepFacts): string {
  const whole =
    finished === cellsTotal ? readable(finished) : `${readable(finished)} of ${readable(cellsTotal)}`
  return shard === undefined ? whole : `${whole}, shard ${shard}`
}

/** Smaller shares are not shown unless nothing is larger. */
const shareMin = 0.01

function effectLines(effects: readonly MainEffect[]): string[] {
  if (effects.length === 0) return wrapped(['No metric of interest differs between the points.'])
  const largest = new Map<string, number>()
  for (const { metric, share } of effects) largest.set(metric, Math.max(share, largest.get(metric) ?? 0))
  const shown = effects.filter(({ metric, share }) => share >= Math.min(shareMin, largest.get(metric)!))
  const rows = shown.map(({ metric, parameter, share, lowest, highest }, index) => [
    shown[index - 1]?.metric === metric ? '' : metric,
    safeText(parameter),
    `${Math.round(share * 100)} %`,
    `${readable(lowest.mean)} at ${safeText(lowest.level)}`,
    `${readable(highest.mean)} at ${safeText(highest.level)}`,
  ])
  return alignedTable(['METRIC', 'PARAMETER', 'SHARE', 'LOWEST MEAN', 'HIGHEST MEAN'], rows, [0, 1, 3, 4])
}

function differenceLines({ plan, points, largest }: SweepResult): string[] {
  const base = plan.points[plan.base - 1]!
  const counts = points.flatMap(({ point, differences }) =>
    differences === null || point === plan.base ? [] : [differences.pairs],
  )
  const pairs = counts.reduce((most, count) => Math.max(most, count), 0)
  const about = [
    `The base is point ${plan.base}: ${settingsText(plan.parameters, base.values)}. Each other point is compared with it in ${counted(pairs, 'pair')} of replications with the same random streams.`,
  ]
  const rows = largest.flatMap(({ metric, less, more, varianceRatio }) =>
    [less, more]
      .filter((differing) => differing !== null)
      .map((differing, index) => [
        index === 0 ? metric : '',
        ...differenceCells(differing, plan),
        index === 0 && varianceRatio !== null ? readable(varianceRatio) : '',
      ]),
  )
  if (pairs < 2) return wrapped([...about, 'An interval needs two pairs: give more replications.'])
  if (rows.length === 0) return wrapped([...about, 'No metric of interest surely differs at any point.'])
  const head = ['METRIC', 'DIFFERENCE', '95 % INTERVAL', 'AT', 'VARIANCE RATIO']
  return [
    ...wrapped(about),
    ...alignedTable(head, rows, [0, 2, 3]),
    ...wrapped([
      'Variance ratio: of a paired difference, to that without common random streams; median over the points.',
    ]),
  ]
}

/** The difference, its interval, and the settings that are not those of the base. */
function differenceCells({ point, difference }: DifferingPoint, plan: SweepPlan): string[] {
  const base = plan.points[plan.base - 1]!
  const { values } = plan.points[point - 1]!
  const changed = plan.parameters
    .map((_, index) => index)
    .filter((index) => parameterCell(values[index]) !== parameterCell(base.values[index]))
  const settings = settingsText(
    changed.map((index) => plan.parameters[index]!),
    changed.map((index) => values[index]),
  )
  return [signed(difference.mean), intervalText(difference), safeText(settings)]
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
