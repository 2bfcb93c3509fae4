/**
 * Variates in whole units, of laws from which many are drawn. A lognormal variate takes a polynomial, a division and an exponential, though uniforms that
 * are near each other nearly always give the same whole number. So a law that is drawn from often gets a table of cells of the uniform: where both
 * ends of a cell give the same whole number, so does what lies between, for the law rises with the uniform; in the other cells the variate is worked
 * out. The numbers are the same with and without a table: it decides how long a draw takes, never what comes out. Why: docs/decisions/0046-whole-variates.md.
 */
import { quantile } from './distribution-law.ts'
import type { DistributionId, Distributions } from './distribution-table.ts'
import { variate } from './variate.ts'

/** Cells of a table, 2 bytes each. */
const cells = 65_536
/** Larger numbers are worked out each time. */
const wholeMax = 65_534
/** What a cell holds where the number depends on the uniform; the others hold the number and 1. */
const depends = 0
/** Nearer to where rounding turns, the last bits of a variate may decide. */
const margin = 1e-6

/** The variate that a uniform gives, to the nearest whole number from 0 on; `Infinity` stays. */
export function wholeVariate(d: Distributions, id: DistributionId, u: number): number {
  const known = wholeFromTable(d, id, u)
  return known >= 0 ? known : nearest(variate(d, id, u))
}

/** The same of the quantile: of a mixture, too, it rises with the uniform. */
export function wholeQuantile(d: Distributions, id: DistributionId, u: number): number {
  const known = wholeFromTable(d, id, u)
  return known >= 0 ? known : nearest(quantile(d, id, u))
}

/** -1 = it must be worked out. */
function wholeFromTable(d: Distributions, id: DistributionId, u: number): number {
  const table = d.wholes[id]
  if (table.length > 0) return table[(u * cells) | 0] - 1
  if (d.drawsToTable[id] > 0 && --d.drawsToTable[id] === 0) d.wholes[id] = tableOf(d, id)
  return -1
}

function tableOf(d: Distributions, id: DistributionId): Uint16Array {
  const table = new Uint16Array(cells).fill(depends)
  let low = quantile(d, id, 0)
  for (let cell = 0; cell < cells; cell++) {
    const high = quantile(d, id, (cell + 1) / cells)
    const whole = nearest(low - margin)
    if (whole <= wholeMax && whole === nearest(high + margin)) table[cell] = whole + 1
    low = high
  }
  return table
}

function nearest(value: number): number {
  return Math.max(0, Math.round(value))
}
