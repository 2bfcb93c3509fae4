/** What charts show of a sample and its laws. A cell of a histogram counts at its end, a blurred one in its middle. */
import { lawOf } from '../kernel/law.ts'
import { countOf, middleOf } from './cells.ts'
import type { Cells, FitCurves, SampleFit, SharePoint } from './fit-result.ts'
import { chanceBetween } from './grouped.ts'

const pointsMax = 200
const barsCount = 40

export function fitCurves(cells: Cells, { fits, chosen }: SampleFit): FitCurves {
  const steps = stepsOf(cells)
  const first = steps[0].atUs
  const last = steps[steps.length - 1].atUs
  const law = lawOf(chosen.law)
  const [from, to] = [Math.min(first, law.quantile(0.01)) / 1.3, Math.max(last, law.quantile(0.99)) * 1.3]
  const grid = Array.from(
    { length: pointsMax },
    (_, index) => from * (to / from) ** (index / (pointsMax - 1)),
  )
  const drawn = [chosen, ...fits.filter((fit) => fit !== chosen)]
  return {
    observed: thinned(steps),
    laws: drawn.map((fit) => {
      const { cdf } = lawOf(fit.law)
      return { family: fit.family, points: grid.map((atUs) => ({ atUs, share: cdf(atUs) })) }
    }),
    bars: barsOf(cells).map((bar, index) => ({
      ...bar,
      expected:
        cells.kind === 'buckets'
          ? chanceBetween(law, cells.low[index], cells.high[index])
          : chanceBetween(law, bar.lowUs, bar.highUs),
    })),
    quantiles: thinned(steps)
      .map(({ atUs, share }, index, all) => {
        // Values stand at the middle of their step; the end of a bucket at its share.
        const at = cells.kind === 'buckets' ? share : 0.5 * (share + (all[index - 1]?.share ?? 0))
        return { observedUs: atUs, lawUs: law.quantile(at) }
      })
      .filter(({ lawUs }) => lawUs > 0 && Number.isFinite(lawUs)),
  }
}

/** The share of the observations up to each time. */
function stepsOf(cells: Cells): SharePoint[] {
  const n = countOf(cells)
  const { kind, low, high, count } = cells
  const at = Array.from(low, (_, cell) => {
    if (kind === 'buckets') return high[cell]
    return kind === 'blurred' ? 0.5 * (low[cell] + high[cell]) : middleOf(cells, cell)
  })
  const order = at.map((_, cell) => cell).sort((a, b) => at[a] - at[b])
  let upTo = 0
  const steps = order.map((cell) => {
    upTo += count[cell]
    return { atUs: at[cell], share: upTo / n }
  })
  const bounded = steps.filter(({ atUs }) => atUs < Infinity)
  return bounded.length > 0 ? bounded : [{ atUs: 2 * low[0], share: 1 }]
}

function thinned(points: readonly SharePoint[]): SharePoint[] {
  if (points.length <= pointsMax) return [...points]
  const last = points.length - 1
  return Array.from({ length: pointsMax }, (_, index) => points[Math.round((index * last) / (pointsMax - 1))])
}

function barsOf(cells: Cells): { readonly lowUs: number; readonly highUs: number; readonly share: number }[] {
  const n = countOf(cells)
  const { low, high, count } = cells
  if (cells.kind === 'buckets') {
    return Array.from(low, (lowUs, cell) => ({
      lowUs: lowUs === 0 ? high[cell] / 10 : lowUs,
      highUs: high[cell] === Infinity ? lowUs * 2 : high[cell],
      share: count[cell] / n,
    }))
  }
  const middles = low.map((_, cell) => middleOf(cells, cell))
  const least = middles.reduce((a, b) => Math.min(a, b), Infinity)
  const most = middles.reduce((a, b) => Math.max(a, b), 0)
  const bars = Math.max(1, Math.min(barsCount, Math.ceil(2 * Math.cbrt(n))))
  const from = Math.log(least)
  const width = (Math.log(most) - from) / bars || 0.1
  const shares = new Float64Array(bars)
  middles.forEach((value, cell) => {
    shares[Math.min(bars - 1, Math.floor((Math.log(value) - from) / width))] += count[cell] / n
  })
  return Array.from(shares, (share, bar) => ({
    lowUs: Math.exp(from + bar * width),
    highUs: Math.exp(from + (bar + 1) * width),
    share,
  }))
}
