/**
 * Variates in whole units, of laws from which many are drawn. A lognormal variate takes a polynomial, a division and an exponential, and then nearly
 * all of its digits are rounded away. So a law that is drawn from often gets a table of its quantiles; between two of them the straight line tells
 * the whole number, unless it comes near to where rounding turns: then, and where the law bends, the variate is worked out. The numbers
 * are the same with and without a table: it decides how long a draw takes, never what comes out. Why: docs/decisions/0047-what-a-storm-need-not-work-out.md.
 */
import { quantile } from './distribution-law.ts'
import type { DistributionId, Distributions } from './distribution-table.ts'
import { variate } from './variate.ts'

/** Cells of equal probability between the quantiles of a table. */
const cells = 8192
/** Nearer to where rounding turns, a variate is worked out. */
const margin = 1 / 32
/** So far the middle of a cell may lie from its straight line. A law that bends to one side lies nowhere more than twice as far from it. */
const bendMax = margin / 4

/** The variate that a uniform gives, to the nearest whole number from 0 on; `Infinity` stays. */
export function wholeVariate(d: Distributions, id: DistributionId, u: number): number {
  const known = wholeFromTable(d, id, u)
  return known >= 0 ? known : Math.max(0, Math.round(variate(d, id, u)))
}

/** The same of the quantile: of a mixture, too, it rises with the uniform. */
export function wholeQuantile(d: Distributions, id: DistributionId, u: number): number {
  const known = wholeFromTable(d, id, u)
  return known >= 0 ? known : Math.max(0, Math.round(quantile(d, id, u)))
}

/** -1 = it must be worked out. */
function wholeFromTable(d: Distributions, id: DistributionId, u: number): number {
  const position = u * cells
  const cell = Math.floor(position)
  if (cell < d.straightBegin[id] || cell >= d.straightEnd[id]) {
    if (d.drawsToTable[id] > 0 && --d.drawsToTable[id] === 0) makeTable(d, id)
    return -1
  }
  const table = d.quantileTable[id]
  const low = table[cell]
  const value = low + (position - cell) * (table[cell + 1] - low)
  const whole = Math.round(value)
  return Math.abs(value - whole) < 0.5 - margin ? whole : -1
}

/** Of the cells around the median that are straight. */
function makeTable(d: Distributions, id: DistributionId): void {
  const table = Float64Array.from({ length: cells + 1 }, (_, cell) => quantile(d, id, cell / cells))
  const isStraight = (cell: number): boolean =>
    Math.abs(quantile(d, id, (cell + 0.5) / cells) - 0.5 * (table[cell] + table[cell + 1])) <= bendMax
  let begin = cells / 2
  while (begin > 0 && isStraight(begin - 1)) begin--
  let end = cells / 2
  while (end < cells && isStraight(end)) end++
  d.quantileTable[id] = table
  d.straightBegin[id] = begin
  d.straightEnd[id] = end
}
