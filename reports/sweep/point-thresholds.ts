/** Verdicts on thresholds, point by point: as lines for people, as `thresholds.csv`, as rows for JUnit. */
import type { SweepResult } from '../../engine/study/sweep-result.ts'
import { type Cell, csvTable } from '../csv-text.ts'
import { readable, safeText } from '../readable.ts'
import { wrapped } from '../text-blocks.ts'
import { type ThresholdRow, thresholdRows } from '../threshold-report.ts'
import { parameterCell, settingsText } from './parameter-text.ts'

/** All points have the same thresholds, in one order. */
export type PointThresholds = {
  readonly parameters: readonly string[]
  readonly points: readonly { readonly values: readonly unknown[]; readonly rows: readonly ThresholdRow[] }[]
}

export function pointThresholds({ plan, points }: SweepResult): PointThresholds {
  return {
    parameters: plan.parameters,
    points: points.map(({ point, verdicts }) => ({
      values: plan.points[point - 1]!.values,
      rows: thresholdRows(verdicts),
    })),
  }
}

export function holdEverywhere({ points }: PointThresholds): boolean {
  return points.every(({ rows }) => rows.every(({ holds }) => holds))
}

/** A parameter may well be named `threshold`: the columns that follow have longer names. */
const verdictColumns = ['threshold_text', 'threshold_value', 'threshold_holds']

/** One row per point and threshold. */
export function pointThresholdsCsv({ parameters, points }: PointThresholds): Iterable<string> {
  const rows = points.flatMap(({ values, rows }) =>
    rows.map(({ threshold, value, holds }): Cell[] => [
      ...values.map(parameterCell),
      threshold,
      value,
      holds,
    ]),
  )
  return csvTable([...parameters, ...verdictColumns], rows)
}

/** A row per threshold and point, the settings of the point in its text. */
export function flatThresholds({ parameters, points }: PointThresholds): ThresholdRow[] {
  return points.flatMap(({ values, rows }) =>
    rows.map((row) => ({ ...row, threshold: `${row.threshold} at ${settingsText(parameters, values)}` })),
  )
}

/** Points that are named of those where a threshold fails. */
const failuresMax = 5

export type FailingPoint = { readonly values: readonly unknown[]; readonly value: number | null }

/** A threshold over all points. */
export type ThresholdOverPoints = {
  readonly threshold: string
  readonly pointCount: number
  /** In the order of the design. */
  readonly failing: readonly FailingPoint[]
}

export function thresholdsOverPoints({ points }: PointThresholds): ThresholdOverPoints[] {
  const judged = points.filter(({ rows }) => rows.length > 0)
  return (judged[0]?.rows ?? []).map(({ threshold }, index) => ({
    threshold,
    pointCount: judged.length,
    failing: judged.flatMap(({ values, rows }) => {
      const { holds, value } = rows[index]!
      return holds ? [] : [{ values, value }]
    }),
  }))
}

/** `✗ restarts_total < 5: holds at 20 of 27 points`, then the points where it fails. */
export function pointThresholdLines(thresholds: PointThresholds): string[] {
  return thresholdsOverPoints(thresholds).flatMap(({ threshold, pointCount, failing }) => {
    const mark = failing.length === 0 ? '✓' : '✗'
    const head = `  ${mark} ${safeText(threshold)}: holds at ${heldText(pointCount, failing.length)}`
    return [head, ...wrapped(failureTexts(thresholds.parameters, failing)).map((line) => `  ${line}`)]
  })
}

export function heldText(pointCount: number, failingCount: number): string {
  const points = `${readable(pointCount)} point${pointCount === 1 ? '' : 's'}`
  if (failingCount === 0) return pointCount === 1 ? 'the only point' : `all ${points}`
  return `${readable(pointCount - failingCount)} of ${points}`
}

/** Where a threshold fails, and what was found there. */
export function failureTexts(parameters: readonly string[], failing: readonly FailingPoint[]): string[] {
  const texts = failing.slice(0, failuresMax).map(({ values, value }) => {
    const found = value === null ? 'unknown: nothing was measured' : readable(value)
    return `${found} at ${settingsText(parameters, values)}`
  })
  const left = failing.length - texts.length
  return left > 0 ? [...texts, `and at ${readable(left)} more`] : texts
}
