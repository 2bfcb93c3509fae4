/** Points of a length law on the grid of a probe: how many ticks each of them holds from each node on, and what is left after the last one. */
import type { SpanLaw } from './span-law.ts'

type Points = Extract<SpanLaw, { kind: 'points' }>

/** The ends of spans after the same tick. */
export type Ends = {
  /** Ticks before the last one; -1 = the span ends before the first. */
  readonly ticks: number
  /** For each: the node that the span began at, its probability, and what is left of it after the last tick, in periods. */
  readonly nodes: Int32Array
  readonly weights: Float64Array
  readonly rests: Float64Array
}

/** Points of few laws: as many parts does what lies at a node have then, for it lies about the node. */
const partsMin = 32

/** In the order of their ticks. A rest of a span that ends before the first tick is the time to that tick. */
export function endsOf({ seconds, weights }: Points, periodSeconds: number, cells: number): readonly Ends[] {
  const byTicks = new Map<number, { node: number; weight: number; rest: number }[]>()
  const parts = Math.max(1, Math.round(partsMin / seconds.length))
  for (let point = 0; point < seconds.length; point++) {
    const periods = seconds[point] / periodSeconds
    for (let node = 0; node <= cells; node++)
      for (let part = 0; part < parts; part++) {
        const afterFirst = periods - aboutNode(node, cells, (part + 0.5) / parts)
        const ticks = afterFirst < 0 ? -1 : Math.floor(afterFirst)
        const rest = afterFirst < 0 ? -afterFirst : afterFirst - ticks
        const ends = byTicks.get(ticks)
        const end = { node, weight: weights[point] / parts, rest }
        if (ends === undefined) byTicks.set(ticks, [end])
        else ends.push(end)
      }
  }
  return [...byTicks]
    .sort(([a], [b]) => a - b)
    .map(([ticks, ends]) => ({
      ticks,
      nodes: Int32Array.from(ends, ({ node }) => node),
      weights: Float64Array.from(ends, ({ weight }) => weight),
      rests: Float64Array.from(ends, ({ rest }) => rest),
    }))
}

/** A quantile of what is divided among two nodes each: a triangle about the node, or half of one at the ends of the period. */
function aboutNode(node: number, cells: number, share: number): number {
  if (node === 0) return (1 - Math.sqrt(1 - share)) / cells
  if (node === cells) return 1 - (1 - Math.sqrt(1 - share)) / cells
  const offset = share < 0.5 ? Math.sqrt(2 * share) - 1 : 1 - Math.sqrt(2 * (1 - share))
  return (node + offset) / cells
}
