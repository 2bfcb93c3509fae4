/** Verdicts on thresholds, point by point: as lines for people, as `thresholds.csv`, as rows for JUnit. */
import type { ThresholdState } from '../../engine/contract/run-result.ts'
import type { SweepResult } from '../../engine/contract/sweep-result.ts'
import { type Cell, csvTable } from '../csv-text.ts'
import { readable, safeText } from '../readable.ts'
import { painter, wrapped } from '../text-blocks.ts'
import { foundText, holdsCell, paintedMark, type ThresholdRow, thresholdRows } from '../threshold-report.ts'
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

/** A parameter may well be named `threshold`: the columns that follow have longer names. */
const verdictColumns = ['threshold_text', 'threshold_value', 'threshold_holds', 'threshold_state']

/** One row per point and threshold. */
export function pointThresholdsCsv({ parameters, points }: PointThresholds): Iterable<string> {
  const rows = points.flatMap(({ values, rows }) =>
    rows.map(({ threshold, value, state }): Cell[] => [
      ...values.map(parameterCell),
      threshold,
      value,
      holdsCell(state),
      state,
    ]),
  )
  return csvTable([...parameters, ...verdictColumns], rows)
}

/** A row per threshold and point, with the settings of the point. */
export function flatThresholds({ parameters, points }: PointThresholds): ThresholdRow[] {
  return points.flatMap(({ values, rows }) =>
    rows.map((row) => ({ ...row, at: settingsText(parameters, values) })),
  )
}

/** Points that are named of those where a threshold fails. */
const failuresMax = 5

export type FailingPoint = { readonly values: readonly unknown[]; readonly row: ThresholdRow }

/** A threshold over all points. */
export type ThresholdOverPoints = {
  readonly threshold: string
  /** It fails if it fails anywhere, and holds if it does everywhere. */
  readonly state: ThresholdState
  readonly pointCount: number
  readonly untestedCount: number
  /** In the order of the design. */
  readonly failing: readonly FailingPoint[]
}

export function thresholdsOverPoints({ points }: PointThresholds): ThresholdOverPoints[] {
  const judged = points.filter(({ rows }) => rows.length > 0)
  return (judged[0]?.rows ?? []).map(({ threshold }, index) => {
    const own = judged.map(({ values, rows }) => ({ values, row: rows[index]! }))
    const failing = own.filter(({ row }) => row.state === 'fails')
    const untestedCount = own.filter(({ row }) => row.state === 'untested').length
    const state = failing.length > 0 ? 'fails' : untestedCount > 0 ? 'untested' : 'holds'
    return { threshold, state, pointCount: judged.length, untestedCount, failing }
  })
}

/** `✗ restarts_total < 5: holds at 20 of 27 points`, then the points where it fails. */
export function pointThresholdLines(thresholds: PointThresholds, paint = painter(false)): string[] {
  return thresholdsOverPoints(thresholds).flatMap((over) => {
    const head = `  ${paintedMark(over.state, paint)} ${safeText(over.threshold)}: ${heldText(over)}`
    return [head, ...wrapped(failureTexts(thresholds.parameters, over.failing)).map((line) => `  ${line}`)]
  })
}

/** `holds at 20 of 27 points, untested at 3`. */
export function heldText({ pointCount, untestedCount, failing }: ThresholdOverPoints): string {
  const all = pointCount === 1 ? 'the only point' : `all ${readable(pointCount)} points`
  if (untestedCount === pointCount) return `untested at ${all}`
  const held = pointCount - untestedCount - failing.length
  if (held === pointCount) return `holds at ${all}`
  const untested = untestedCount > 0 ? `, untested at ${readable(untestedCount)}` : ''
  return `holds at ${readable(held)} of ${readable(pointCount)} point${pointCount === 1 ? '' : 's'}${untested}`
}

/** Where a threshold fails, and what was found there. */
export function failureTexts(parameters: readonly string[], failing: readonly FailingPoint[]): string[] {
  const texts = failing
    .slice(0, failuresMax)
    .map(({ values, row }) => `${foundText(row)} at ${settingsText(parameters, values)}`)
  const left = failing.length - texts.length
  return left > 0 ? [...texts, `and at ${readable(left)} more`] : texts
}
