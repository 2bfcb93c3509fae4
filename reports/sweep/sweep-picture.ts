/** What the picture of a sweep is drawn from: every point as levels of its parameters, and the means that differ between points. */
import type { Estimate, SummaryMetric } from '../../engine/contract/run-result.ts'
import type { SweepPlan, SweepPlanPoint, SweepResult } from '../../engine/contract/sweep-result.ts'
import { shortened } from '../charts/time-charts.ts'
import { betterWhen, metricsByInterest, metricText, metricUnit } from '../metric-text.ts'
import { readableDuration, safeText } from '../readable.ts'
import { parameterCell, parameterUnits } from './parameter-text.ts'

/** A mean and the ends of its interval; JSON has no infinity. */
type DrawnEstimate = readonly [mean: DrawnNumber, low: DrawnNumber, high: DrawnNumber]
type DrawnNumber = number | null | 'inf'

export type PictureParameter = {
  readonly name: string
  /** With the unit of its numbers, where it is known. */
  readonly label: string
  /** Its values, in order if they are numbers, else as they come. */
  readonly levels: readonly string[]
  /** Of the levels, durations in seconds; null when one of them is neither. */
  readonly numbers: readonly number[] | null
}

export type PictureMetric = {
  readonly name: string
  readonly label: string
  readonly unit: 'seconds' | 'ratio' | 'number'
  readonly better: 'less' | 'more' | null
  /** What its mean over all workloads is held against. */
  readonly limits: readonly number[]
}

export type PicturePoint = {
  readonly point: number
  /** A place in the levels of each parameter. */
  readonly levels: readonly number[]
  /** Replications that are there. */
  readonly finished: number
  /** A threshold does not hold there. */
  readonly fails: boolean
}

export type SweepPicture = {
  readonly parameters: readonly PictureParameter[]
  /** The most interesting first. */
  readonly metrics: readonly PictureMetric[]
  readonly points: readonly PicturePoint[]
  /** Among the points, the one that the others are compared with. */
  readonly base: number
  /** By metric, then point. */
  readonly values: readonly (readonly DrawnEstimate[])[]
}

/** More are not drawn: the page would be too large. */
export const pointsMax = 10_000
const estimatesMax = 100_000

/** Metrics whose means differ between points, the most interesting first. */
export function differingMetrics({ points }: SweepResult): SummaryMetric[] {
  return metricsByInterest.filter((metric) => {
    const means = points.flatMap(({ estimates }) => estimates[metric].mean ?? [])
    return new Set(means.map(shortened)).size > 1
  })
}

/** Metrics that some point knows, the most interesting first. */
export function knownMetrics({ points }: SweepResult): SummaryMetric[] {
  return metricsByInterest.filter((metric) => points.some(({ estimates }) => estimates[metric].mean !== null))
}

/** @param metrics that may be drawn. Undefined when there is nothing to draw, or too much. */
export function sweepPicture(
  result: SweepResult,
  metrics: readonly SummaryMetric[],
): SweepPicture | undefined {
  const { plan, cells, points } = result
  if (metrics.length === 0 || plan.points.length > pointsMax) return undefined
  const units = parameterUnits(plan)
  const parameters = plan.parameters.map((name, index) => parameterOf(name, plan, index, units[index]!))
  const finished = new Map<number, number>()
  for (const { point } of cells) finished.set(point, (finished.get(point) ?? 0) + 1)
  const estimates = new Map(points.map(({ point, estimates }) => [point, estimates]))
  const failing = new Set(
    points
      .filter(({ verdicts }) => verdicts.some(({ state }) => state === 'fails'))
      .map(({ point }) => point),
  )
  const drawn = metrics.slice(0, Math.max(1, Math.floor(estimatesMax / plan.points.length)))
  return {
    parameters: parameters.map(({ name, label, levels, numbers }) => ({ name, label, levels, numbers })),
    metrics: drawn.map((name) => ({
      name,
      label: metricText(name).label,
      unit: metricUnit(name),
      better: betterWhen(name),
      limits: plan.thresholds
        .filter(
          ({ aggregate, metric, workload }) => aggregate === 'mean' && metric === name && workload === '*',
        )
        .map(({ limit }) => limit),
    })),
    points: plan.points.map((planned, index) => ({
      point: index + 1,
      levels: parameters.map(({ keys }, parameter) => keys.get(keyOf(planned, parameter))!),
      finished: finished.get(index + 1) ?? 0,
      fails: failing.has(index + 1),
    })),
    base: plan.base - 1,
    values: drawn.map((metric) =>
      plan.points.map((_, index) => drawnEstimate(estimates.get(index + 1)?.[metric])),
    ),
  }
}

function keyOf({ values }: SweepPlanPoint, parameter: number): string {
  return JSON.stringify(values[parameter])
}

function parameterOf(
  name: string,
  { points }: SweepPlan,
  parameter: number,
  unit: string,
): PictureParameter & { readonly keys: ReadonlyMap<string, number> } {
  const levels = new Map<string, { readonly text: string; readonly number: number | null }>()
  for (const planned of points)
    levels.set(keyOf(planned, parameter), {
      text: levelText(planned, parameter),
      number: planned.numbers[parameter]!,
    })
  const rows = Array.from(levels, ([key, level]) => ({ key, ...level }))
  const isNumeric = rows.every(({ number }) => number !== null)
  if (isNumeric) rows.sort((a, b) => a.number! - b.number!)
  return {
    name: safeText(name),
    label: safeText(unit === '' ? name : `${name}, seconds`),
    levels: rows.map(({ text }) => text),
    numbers: isNumeric ? rows.map(({ number }) => shortened(number!)) : null,
    keys: new Map(rows.map(({ key }, index) => [key, index])),
  }
}

/** A value of a point for people: what was drawn at random has more digits than anybody reads. */
export function levelText({ values, numbers }: SweepPlanPoint, parameter: number): string {
  const [value, number] = [values[parameter], numbers[parameter]]
  if (typeof value === 'number') return String(shortened(value))
  const text = safeText(String(parameterCell(value)))
  return typeof number === 'number' && /\d[mu]s/.test(text) ? readableDuration(shortened(number)) : text
}

function drawnEstimate(estimate: Estimate | undefined): DrawnEstimate {
  const { mean = null, ci95Low = null, ci95High = null } = estimate ?? {}
  return [drawnNumber(mean), drawnNumber(ci95Low), drawnNumber(ci95High)]
}

function drawnNumber(value: number | null): DrawnNumber {
  if (value === null) return null
  return value === Infinity ? 'inf' : shortened(value)
}
