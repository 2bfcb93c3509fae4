/** The numbers that a search compares, as text with their units. */
import type { Threshold } from '../../engine/contract/run-result.ts'
import type { TriedPoint } from '../../engine/contract/tipping-result.ts'
import { percent, readable } from '../readable.ts'
import { valueBeside } from '../threshold-value.ts'

export function aggregateText({ aggregate, share }: Threshold): string {
  if (aggregate === 'percentile') return `p${Number((share! * 100).toPrecision(12))}`
  return aggregate === 'all' ? 'the worst' : aggregate
}

/** The number that was compared with the limit, with its unit: per cent where the limit is written so. */
export function valueText({ value, state }: TriedPoint, condition: Threshold): string {
  if (value === null) return '-'
  const text = valueBeside(value, condition.text, state === 'holds' || state === 'fails' ? state : 'untested')
  return Number.isFinite(value) ? `${text}${unitAfter(condition)}` : text
}

/** An end of an interval; empty without a bound. */
export function boundText(bound: number | null, condition: Threshold): string {
  if (bound === null || !Number.isFinite(bound)) return ''
  return isPercent(condition) ? percent(bound) : `${readable(bound)}${unitAfter(condition)}`
}

export function isPercent({ text }: Threshold): boolean {
  return text.trimEnd().endsWith('%')
}

/** What stands behind a number that is not written in per cent, by the name of the metric: units stand there. */
export function unitAfter({ metric }: Threshold): string {
  if (metric.includes('_per_second')) return '/s'
  return /_seconds(?:_|$)/.test(metric) ? ' s' : ''
}
