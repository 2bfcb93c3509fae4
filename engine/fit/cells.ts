/** What fits ask of observations. */
import type { Cells } from './fit-result.ts'

/** Values, each above 0, with how often each came. */
export function cellsOfValues(values: ArrayLike<number>, counts?: ArrayLike<number>): Cells {
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a] - values[b])
  const low: number[] = []
  const count: number[] = []
  for (const index of order) {
    const weight = counts === undefined ? 1 : counts[index]
    if (low[low.length - 1] === values[index]) count[count.length - 1] += weight
    else {
      low.push(values[index])
      count.push(weight)
    }
  }
  const column = Float64Array.from(low)
  return { kind: 'values', low: column, high: column, count: Float64Array.from(count) }
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
