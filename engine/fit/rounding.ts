/** Values that were rounded to a coarse step, whole milliseconds say: each stands for all that round to it. */
import { countOf } from './cells.ts'
import type { Cells } from './fit-result.ts'

/** A step is coarse from this share of the median on: below it a density says nearly the same. */
const coarseShare = 0.02
/** Observations, in all and per value, from which a common step is no accident. */
const countMin = 20
const countPerValueMin = 2

export type Rounded = { readonly cells: Cells; readonly stepUs: number }

/**
 * Values with a coarse common step as buckets of that width around each; null if there is no such step. A least value of
 * half the next one, which is no multiple of the step, stands for values that were rounded to 0.
 */
export function roundedCells(cells: Cells): Rounded | null {
  const n = countOf(cells)
  if (cells.kind !== 'values' || n < countMin || n < countPerValueMin * cells.low.length) return null
  const stepNs = commonStep(cells.low.map((us) => Math.round(us * 1000)))
  const stepUs = stepNs / 1000
  if (stepUs < coarseShare * medianOf(cells, n)) return null
  const low = cells.low.map((us, cell) =>
    isZero(cells.low, cell, stepUs) ? 0 : Math.max(0, us - stepUs / 2),
  )
  const high = cells.low.map((us, cell) => (isZero(cells.low, cell, stepUs) ? stepUs / 2 : us + stepUs / 2))
  return { cells: { kind: 'buckets', low, high, count: cells.count }, stepUs }
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

function isZero(values: Float64Array, cell: number, stepUs: number): boolean {
  return cell === 0 && Math.abs(2 * values[0] - stepUs) < 1e-9 * stepUs
}

function medianOf({ low, count }: Cells, n: number): number {
  let seen = 0
  for (let cell = 0; cell < low.length; cell++) {
    seen += count[cell]
    if (seen >= n / 2) return low[cell]
  }
  return 0
}
