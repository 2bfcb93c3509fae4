/** Which parameters of a sweep matter: how much of the variance between its points goes with the levels of each. */

import { square } from '../kernel/power.ts'
import { type SummaryMetric, summaryMetrics } from './run-result.ts'
import type { LevelMean, MainEffect, PointResult, SweepPlan, SweepPlanPoint } from './sweep-result.ts'
import { varianceShares } from './variance-shares.ts'

/** Levels that a parameter is looked at with: more, as when values are drawn, are joined to classes of like size. */
const levelsMax = 8
const classes = 4

/** What a probe setting or a fault is about; other metrics follow from these, or count the inputs. */
export const metricsOfInterest: readonly SummaryMetric[] = [
  'probes_per_second_mean',
  'restarts_total',
  'false_restarts_total',
  'detection_seconds_p99',
  'unready_seconds_total',
  'backoff_seconds_total',
  'recovery_seconds',
  'api_writes_total',
]

type Points = readonly Pick<PointResult, 'point' | 'estimates'>[]

function isKnown(mean: number | null): mean is number {
  return mean !== null && Number.isFinite(mean)
}

/**
 * Effects of all parameters on each metric of interest that varies: metrics in their order, within a metric the
 * parameter with the largest share first, as `variance-shares.ts` divides the variance.
 */
export function mainEffects(plan: SweepPlan, points: Points): MainEffect[] {
  const planned = points.map(({ point }) => plan.points[point - 1])
  const levels = plan.parameters.map((_, index) => levelsOf(planned, index))
  return summaryMetrics
    .filter((metric) => metricsOfInterest.includes(metric))
    .flatMap((metric) => effectsOn(metric, plan.parameters, points, levels))
}

/** @param levels by parameter, then point. */
function effectsOn(
  metric: SummaryMetric,
  parameters: readonly string[],
  points: Points,
  levels: readonly (readonly string[])[],
): MainEffect[] {
  const means = points.map(({ estimates }) => estimates[metric].mean)
  const known = means.filter(isKnown)
  const centre = meanOf(known)
  const total = sumOfSquares(known, centre)
  // Rounding alone is no variance.
  if (!(total > 1e-24 * known.length * centre * centre)) return []
  const knownLevels = levels.map((own) => own.filter((_, point) => isKnown(means[point])))
  const shares = varianceShares(known, knownLevels)
  return parameters
    .map((parameter, index) => {
      const groups = groupsOf(known, knownLevels[index])
      return {
        metric,
        parameter,
        share: shares[index],
        lowest: groups[0],
        highest: groups[groups.length - 1],
      }
    })
    .filter((_, index) => new Set(knownLevels[index]).size > 1)
    .sort((a, b) => b.share - a.share)
}

/** The points of each level, the smallest mean first. */
function groupsOf(means: readonly number[], levels: readonly string[]): LevelMean[] {
  const groups = new Map<string, number[]>()
  for (const [index, mean] of means.entries()) {
    const group = groups.get(levels[index])
    if (group === undefined) groups.set(levels[index], [mean])
    else group.push(mean)
  }
  return Array.from(groups, ([level, group]) => ({ level, mean: meanOf(group), count: group.length })).sort(
    (a, b) => a.mean - b.mean,
  )
}

/** A name of the level of each point in one parameter. */
function levelsOf(points: readonly SweepPlanPoint[], parameter: number): string[] {
  const names = points.map(({ values }) => {
    const value = values[parameter]
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
  const numbers = points.map((point) => point.numbers[parameter])
  if (new Set(names).size <= levelsMax || numbers.includes(null)) return names
  const sorted = numbers
    .map((number, index) => ({ number: number as number, name: names[index] }))
    .sort((a, b) => a.number - b.number)
  const bounds = Array.from({ length: classes }, (_, index) => ({
    first: sorted[Math.floor((index * sorted.length) / classes)],
    last: sorted[Math.floor(((index + 1) * sorted.length) / classes) - 1],
  }))
  return numbers.map((number) => {
    const { first, last } =
      bounds.find((bound) => (number as number) <= bound.last.number) ?? bounds[classes - 1]
    return `${first.name} to ${last.name}`
  })
}

function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function sumOfSquares(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + square(value - centre), 0)
}
