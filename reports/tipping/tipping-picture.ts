/** What the picture of a search is drawn from: each value that was tried, what was found there, the limit, and where the condition turns. */
import type { ConditionState } from '../../engine/contract/tipping-result.ts'
import { safeText } from '../readable.ts'
import { type ReportedTipping, settingText } from './reported-tipping.ts'
import { pointText } from './tipping-answer.ts'
import { aggregateText } from './tipping-value.ts'

export type TippingPicture = {
  readonly parameter: string
  readonly metric: string
  readonly unit: 'seconds' | 'ratio' | 'number'
  readonly limit: number
  /** Between which values of the parameter it turns; null if that was not found. */
  readonly turn: readonly [from: number, to: number] | null
  readonly isLogarithmic: boolean
  /** In the order of the parameter. */
  readonly points: readonly TippingPoint[]
}

export type TippingPoint = {
  readonly at: number
  /** JSON has no infinity; null where nothing was measured. */
  readonly found: number | 'inf' | null
  readonly low: number | null
  readonly high: number | null
  readonly state: ConditionState
  /** All of it in words. */
  readonly text: string
}

/** Undefined where no value has a number on the axis of values, so that there is nothing to draw. */
export function tippingPicture(tipping: ReportedTipping): TippingPicture | undefined {
  const { result, path, isLogarithmic, settingAt } = tipping
  const { condition, found } = result
  const isPercent = condition.text.trimEnd().endsWith('%')
  const isTime = /_seconds(?:_|$)/.test(condition.metric)
  const points = result.points.map((point): TippingPoint => {
    const { step, value, low, high, state } = point
    return {
      at: settingAt(step).number,
      found: value === null || Number.isFinite(value) ? value : 'inf',
      low: finiteOrNull(low),
      high: finiteOrNull(high),
      state,
      text: `${settingText(tipping, step)}: ${pointText(tipping, point)}`,
    }
  })
  if (!points.some(({ found }) => typeof found === 'number')) return undefined
  return {
    parameter: safeText(path),
    metric: `${aggregateText(condition)} of ${safeText(condition.metric)}${condition.workload === '*' ? '' : ` of ${safeText(condition.workload)}`}`,
    unit: isPercent ? 'ratio' : isTime ? 'seconds' : 'number',
    limit: condition.limit,
    turn: found === null ? null : [settingAt(found.from).number, settingAt(found.to).number],
    isLogarithmic,
    points,
  }
}

function finiteOrNull(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value
}
