/**
 * What charts show of a sample and its laws. A bucket of a histogram counts at its end. A blurred cell counts in the middle
 * of its blur, and laws are shown blurred as well.
 */
import { type Law, lawOf } from '../kernel/law.ts'
import { blurredLaw } from './blurred-law.ts'
import { countOf, middleOf } from './cells.ts'
import type { Cells, DistributionSpec, FitCurves, SampleFit, SharePoint } from './fit-result.ts'

const pointsMax = 200
const barsMax = 40

export function fitCurves(cells: Cells, { fits, chosen }: SampleFit): FitCurves {
  const steps = stepsOf(cells)
  const first = steps[0].atUs
  const last = steps[steps.length - 1].atUs
  const seen = (spec: DistributionSpec): Pick<Law, 'cdf' | 'quantile'> =>
    cells.kind === 'blurred' ? blurredLaw(lawOf(spec), blurOf(cells)) : lawOf(spec)
  const law = seen(chosen.law)
  const [from, to] = [
    positive(Math.min(first, law.quantile(0.01)), first) / 1.3,
    Math.max(last, law.quantile(0.99)) * 1.3,
  ]
  const grid = Array.from(
    { length: pointsMax },
    (_, index) => from * (to / from) ** (index / (pointsMax - 1)),
  )
  const drawn = [chosen, ...fits.filter((fit) => fit !== chosen)]
  return {
    kind: cells.kind,
    observed: thinned(steps),
    laws: drawn.map((fit) => {
      const { cdf } = seen(fit.law)
      return { family: fit.family, points: grid.map((atUs) => ({ atUs, share: cdf(atUs) })) }
    }),
    bars: barsOf(cells).map((bar, index) => ({
      ...bar,
      expected:
        cells.kind === 'buckets'
          ? law.cdf(cells.high[index]) - law.cdf(cells.low[index])
          : law.cdf(bar.highUs) - law.cdf(bar.lowUs),
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

function positive(us: number, otherwise: number): number {
  return us > 0 ? us : otherwise
}

/** The share of the observations up to each time. */
function stepsOf(cells: Cells): SharePoint[] {
  const n = countOf(cells)
  const { kind, low, high, count } = cells
  const at = Array.from(low, (_, cell) => {
    if (kind === 'buckets') return high[cell]
    return kind === 'blurred' ? placeOf(cells, cell) : middleOf(cells, cell)
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

/** Width of the blur: that of cells which do not begin at 0. */
function blurOf({ low, high }: Cells): number {
  return low.reduce((most, from, cell) => Math.max(most, from > 0 ? high[cell] - from : 0), 1)
}

/** The middle of the blur around a value; where the blur would begin below 0, that of what is above. */
function placeOf(cells: Cells, cell: number): number {
  const middle = cells.high[cell] - blurOf(cells) / 2
  return middle > 0 ? middle : middleOf(cells, cell)
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
  const middles = low.map((_, cell) =>
    cells.kind === 'blurred' ? placeOf(cells, cell) : middleOf(cells, cell),
  )
  const least = middles.reduce((a, b) => Math.min(a, b), Infinity)
  const most = middles.reduce((a, b) => Math.max(a, b), 0)
  const bars = Math.max(1, Math.min(barsMax, Math.ceil((cells.kind === 'blurred' ? 1.2 : 2) * Math.cbrt(n))))
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
