/** The largest sure differences of a sweep's points from its base, in words: for a terminal and for the page. */
import type { SummaryMetric } from '../../engine/contract/run-result.ts'
import type { DifferingPoint, SweepPlan, SweepResult } from '../../engine/contract/sweep-result.ts'
import { intervalText, signed } from '../difference-text.ts'
import { counted, readable, safeText } from '../readable.ts'
import { parameterCell, settingsText } from './parameter-text.ts'

export type BaseDifferences = {
  /** Which point is the base, and how the others are compared with it. */
  readonly about: string
  /** Pairs of replications at most. */
  readonly pairs: number
  readonly rows: readonly BaseDifference[]
}

/** Texts, safe for a terminal. */
export type BaseDifference = {
  /** Only in the first row of a metric. */
  readonly metric: SummaryMetric | undefined
  readonly difference: string
  readonly interval: string
  /** Those that are not the base's. */
  readonly settings: string
  readonly varianceRatio: string
}

export const varianceRatioText =
  'of a paired difference, to that without common random streams; median over the points'

export function baseDifferences({ plan, points, largest }: SweepResult): BaseDifferences {
  const base = plan.points[plan.base - 1]!
  const counts = points.flatMap(({ point, differences }) =>
    differences === null || point === plan.base ? [] : [differences.pairs],
  )
  const pairs = counts.reduce((most, count) => Math.max(most, count), 0)
  return {
    about: `The base is point ${plan.base}: ${settingsText(plan.parameters, base.values)}. Each other point is compared with it in ${counted(pairs, 'pair')} of replications with the same random streams; what is sure of a metric is sure of all points together (95 %).`,
    pairs,
    rows: largest.flatMap(({ metric, less, more, varianceRatio }) =>
      [less, more]
        .filter((differing) => differing !== null)
        .map((differing, index) => ({
          metric: index === 0 ? metric : undefined,
          ...differenceTexts(differing, plan),
          varianceRatio: index === 0 && varianceRatio !== null ? readable(varianceRatio) : '',
        })),
    ),
  }
}

function differenceTexts(
  { point, difference }: DifferingPoint,
  plan: SweepPlan,
): Pick<BaseDifference, 'difference' | 'interval' | 'settings'> {
  const base = plan.points[plan.base - 1]!
  const { values } = plan.points[point - 1]!
  const changed = plan.parameters
    .map((_, index) => index)
    .filter((index) => parameterCell(values[index]) !== parameterCell(base.values[index]))
  const settings = settingsText(
    changed.map((index) => plan.parameters[index]!),
    changed.map((index) => values[index]),
  )
  return {
    difference: signed(difference.mean),
    interval: intervalText(difference),
    settings: safeText(settings),
  }
}
