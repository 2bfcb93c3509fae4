/** Values that were rounded to a coarse step, whole milliseconds say: each stands for all that round to it. */

import type { Spans } from '../contract/fit-result.ts'
import { countOf } from './spans.ts'

/** A step is coarse from this share of the median on: below it a density says nearly the same. */
const coarseShare = 0.02
/** Observations, in all and per value, from which a common step is no accident. */
const countMin = 20
const countPerValueMin = 2

export type Rounded = { readonly spans: Spans; readonly stepUs: number }

/**
 * Values with a coarse common step as buckets of that width around each; null if there is no such step. A least value of
 * half the next one, which is no multiple of the step, stands for values that were rounded to 0.
 */
export function roundedSpans(spans: Spans): Rounded | null {
  const n = countOf(spans)
  if (spans.kind !== 'values' || n < countMin || n < countPerValueMin * spans.low.length) return null
  const stepNs = commonStep(spans.low.map((us) => Math.round(us * 1000)))
  const stepUs = stepNs / 1000
  if (stepUs < coarseShare * medianOf(spans, n)) return null
  const low = spans.low.map((us, span) =>
    isZero(spans.low, span, stepUs) ? 0 : Math.max(0, us - stepUs / 2),
  )
  const high = spans.low.map((us, span) => (isZero(spans.low, span, stepUs) ? stepUs / 2 : us + stepUs / 2))
  return { spans: { kind: 'buckets', low, high, count: spans.count }, stepUs }
}

/** The greatest common divisor of all values, a stand-in for 0 at the begin aside. */
function commonStep(values: Float64Array): number {
  const from = values.length > 1 && 2 * values[0] === values[1] ? 1 : 0
  const step = values.subarray(from).reduce(greatestDivisor, 0)
  // What stood for 0 is half a step; anything else has a say in the step.
  return from === 0 || 2 * values[0] === step ? step : greatestDivisor(step, values[0])
}

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return x
}

function isZero(values: Float64Array, span: number, stepUs: number): boolean {
  return span === 0 && Math.abs(2 * values[0] - stepUs) < 1e-9 * stepUs
}

function medianOf({ low, count }: Spans, n: number): number {
  let seen = 0
  for (let span = 0; span < low.length; span++) {
    seen += count[span]
    if (seen >= n / 2) return low[span]
  }
  return 0
}
