/** What fits ask of observations. */
import type { Cells } from './fit-result.ts'

/** The cells in ascending order, equal ones joined. */
export function orderedCells({ kind, low, high, count }: Cells): Cells {
  const order = Array.from(low.keys()).sort((a, b) => low[a] - low[b] || high[a] - high[b])
  const kept: number[] = []
  const joined: number[] = []
  for (const cell of order) {
    const last = kept[kept.length - 1]
    if (last !== undefined && low[last] === low[cell] && high[last] === high[cell])
      joined[joined.length - 1] += count[cell]
    else {
      kept.push(cell)
      joined.push(count[cell])
    }
  }
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (cell) => column[cell])
  return { kind, low: pick(low), high: pick(high), count: Float64Array.from(joined) }
}

/** Values, each above 0. */
export function cellsOfValues(values: ArrayLike<number>): Cells {
  const column = Float64Array.from(values)
  return orderedCells({ kind: 'values', low: column, high: column, count: column.map(() => 1) })
}

/** Observations. */
export function countOf({ count }: Cells): number {
  return count.reduce((sum, each) => sum + each, 0)
}

/** One time that stands for a cell: its geometric middle; half of its end, twice its begin where it is open. */
export function middleOf({ low, high }: Cells, cell: number): number {
  if (low[cell] === high[cell]) return low[cell]
  if (high[cell] === Infinity) return 2 * low[cell]
  return low[cell] === 0 ? high[cell] / 2 : Math.sqrt(low[cell] * high[cell])
}

/** Mean and standard deviation of the logarithm of the middles, divided by n. */
export function logMoments(cells: Cells): { readonly n: number; readonly mean: number; readonly sd: number } {
  const logs = cells.low.map((_, cell) => Math.log(middleOf(cells, cell)))
  const n = countOf(cells)
  const mean = logs.reduce((sum, log, cell) => sum + cells.count[cell] * log, 0) / n
  const square = logs.reduce((sum, log, cell) => sum + cells.count[cell] * (log - mean) ** 2, 0) / n
  return { n, mean, sd: Math.sqrt(square) }
}

/** Whether one value could explain all observations: their spread cannot be told from none. */
export function couldBeConstant({ low, high }: Cells): boolean {
  return (
    low.reduce((most, each) => Math.max(most, each), 0) <=
    high.reduce((least, each) => Math.min(least, each), Infinity)
  )
}
