/** What fits ask of observations. */

import type { Spans } from '../contract/fit-result.ts'
import { square } from '../kernel/power.ts'

/** The spans in ascending order, equal ones joined. */
export function orderedSpans({ kind, low, high, count }: Spans): Spans {
  const order = Array.from(low.keys()).sort((a, b) => low[a] - low[b] || high[a] - high[b])
  const kept: number[] = []
  const joined: number[] = []
  for (const span of order) {
    const last = kept[kept.length - 1]
    if (last !== undefined && low[last] === low[span] && high[last] === high[span])
      joined[joined.length - 1] += count[span]
    else {
      kept.push(span)
      joined.push(count[span])
    }
  }
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (span) => column[span])
  return { kind, low: pick(low), high: pick(high), count: Float64Array.from(joined) }
}

/** Values, each above 0. */
export function spansOfValues(values: ArrayLike<number>): Spans {
  const column = Float64Array.from(values)
  return orderedSpans({ kind: 'values', low: column, high: column, count: column.map(() => 1) })
}

/** Observations. */
export function countOf({ count }: Spans): number {
  return count.reduce((sum, each) => sum + each, 0)
}

/** One time that stands for a span: its geometric middle; half of its end, twice its begin where it is open. */
export function middleOf({ low, high }: Spans, span: number): number {
  if (low[span] === high[span]) return low[span]
  if (high[span] === Infinity) return 2 * low[span]
  return low[span] === 0 ? high[span] / 2 : Math.sqrt(low[span] * high[span])
}

/** Mean and standard deviation of the logarithm of the middles, divided by n. */
export function logMoments(spans: Spans): { readonly n: number; readonly mean: number; readonly sd: number } {
  const logs = spans.low.map((_, span) => Math.log(middleOf(spans, span)))
  const n = countOf(spans)
  const mean = logs.reduce((sum, log, span) => sum + spans.count[span] * log, 0) / n
  const squares = logs.reduce((sum, log, span) => sum + spans.count[span] * square(log - mean), 0) / n
  return { n, mean, sd: Math.sqrt(squares) }
}

/** Whether one value could explain all observations: their spread cannot be told from none. */
export function couldBeConstant({ low, high }: Spans): boolean {
  return (
    low.reduce((most, each) => Math.max(most, each), 0) <=
    high.reduce((least, each) => Math.min(least, each), Infinity)
  )
}

/** How many ends of spans there are that lie apart by more than a quarter of a span: ends that rounding made differ are one. */
export function placesOf({ low, high }: Spans): number {
  const width = low.reduce((most, from, span) => Math.max(most, from > 0 ? high[span] - from : 0), 0)
  let places = 0
  let last = -Infinity
  for (const end of high.toSorted()) {
    if (end <= last + width / 4) continue
    places++
    last = end
  }
  return places
}

/** Values as buckets of equal steps of their logarithm, at most so many. */
export function binnedSpans({ low, count }: Spans, stepsMax: number): Spans {
  const from = Math.log(low[0]) - 1e-3
  const width = (Math.log(low[low.length - 1]) + 1e-3 - from) / stepsMax
  const joined = new Float64Array(stepsMax)
  for (let span = 0; span < low.length; span++)
    joined[Math.min(stepsMax - 1, Math.floor((Math.log(low[span]) - from) / width))] += count[span]
  const kept = Array.from(joined.keys()).filter((step) => joined[step] > 0)
  return {
    kind: 'buckets',
    low: Float64Array.from(kept, (step) => Math.exp(from + step * width)),
    high: Float64Array.from(kept, (step) => Math.exp(from + (step + 1) * width)),
    count: Float64Array.from(kept, (step) => joined[step]),
  }
}
