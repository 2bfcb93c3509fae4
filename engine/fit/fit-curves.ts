/**
 * What charts show of a sample and its laws. A bucket of a histogram counts at its end. A blurred span counts in the middle
 * of its blur, and laws are shown blurred as well.
 */

import type { DistributionSpec, FitCurves, SampleFit, SharePoint, Spans } from '../contract/fit-result.ts'
import { type Law, lawOf } from '../kernel/law.ts'
import { power } from '../kernel/power.ts'
import { blurredLaw } from './blurred-law.ts'
import { cutLaw } from './cut-law.ts'
import { countOf, middleOf } from './spans.ts'

const pointsMax = 200
const barsMax = 40

export function fitCurves(spans: Spans, { fits, chosen, cutUs = Infinity }: SampleFit): FitCurves {
  const steps = stepsOf(spans)
  const first = steps[0].atUs
  const last = steps[steps.length - 1].atUs
  const seen = (spec: DistributionSpec): Pick<Law, 'cdf' | 'quantile'> =>
    spans.kind === 'blurred' ? blurredLaw(lawOf(spec), blurOf(spans)) : cutLaw(lawOf(spec), cutUs)
  const law = seen(chosen.law)
  const [from, to] = [
    positive(Math.min(first, law.quantile(0.01)), first) / 1.3,
    Math.max(last, law.quantile(0.99)) * 1.3,
  ]
  const grid = Array.from(
    { length: pointsMax },
    (_, index) => from * power(to / from, index / (pointsMax - 1)),
  )
  const drawn = [chosen, ...fits.filter((fit) => fit !== chosen)]
  return {
    kind: spans.kind,
    observed: thinned(steps),
    laws: drawn.map((fit) => {
      const { cdf } = seen(fit.law)
      return { family: fit.family, points: grid.map((atUs) => ({ atUs, share: cdf(atUs) })) }
    }),
    bars: barsOf(spans).map((bar, index) => ({
      ...bar,
      expected:
        spans.kind === 'buckets'
          ? law.cdf(spans.high[index]) - law.cdf(spans.low[index])
          : law.cdf(bar.highUs) - law.cdf(bar.lowUs),
    })),
    quantiles: thinned(steps)
      .map(({ atUs, share }, index, all) => {
        // Values stand at the middle of their step; the end of a bucket at its share.
        const at = spans.kind === 'buckets' ? share : 0.5 * (share + (all[index - 1]?.share ?? 0))
        return { observedUs: atUs, lawUs: law.quantile(at) }
      })
      .filter(({ lawUs }) => lawUs > 0 && Number.isFinite(lawUs)),
  }
}

function positive(us: number, otherwise: number): number {
  return us > 0 ? us : otherwise
}

/** The share of the observations up to each time. */
function stepsOf(spans: Spans): SharePoint[] {
  const n = countOf(spans)
  const { kind, low, high, count } = spans
  const at = Array.from(low, (_, span) => {
    if (kind === 'buckets') return high[span]
    return kind === 'blurred' ? placeOf(spans, span) : middleOf(spans, span)
  })
  const order = at.map((_, span) => span).sort((a, b) => at[a] - at[b])
  let upTo = 0
  const steps = order.map((span) => {
    upTo += count[span]
    return { atUs: at[span], share: upTo / n }
  })
  const bounded = steps.filter(({ atUs }) => atUs < Infinity)
  return bounded.length > 0 ? bounded : [{ atUs: 2 * low[0], share: 1 }]
}

/** Width of the blur: that of spans which do not begin at 0. */
function blurOf({ low, high }: Spans): number {
  return low.reduce((most, from, span) => Math.max(most, from > 0 ? high[span] - from : 0), 1)
}

/** The middle of the blur around a value; where the blur would begin below 0, that of what is above. */
function placeOf(spans: Spans, span: number): number {
  const middle = spans.high[span] - blurOf(spans) / 2
  return middle > 0 ? middle : middleOf(spans, span)
}

function thinned(points: readonly SharePoint[]): SharePoint[] {
  if (points.length <= pointsMax) return [...points]
  const last = points.length - 1
  return Array.from({ length: pointsMax }, (_, index) => points[Math.round((index * last) / (pointsMax - 1))])
}

function barsOf(spans: Spans): { readonly lowUs: number; readonly highUs: number; readonly share: number }[] {
  const n = countOf(spans)
  const { low, high, count } = spans
  if (spans.kind === 'buckets') {
    return Array.from(low, (lowUs, span) => ({
      lowUs: lowUs === 0 ? high[span] / 10 : lowUs,
      highUs: high[span] === Infinity ? lowUs * 2 : high[span],
      share: count[span] / n,
    }))
  }
  const middles = low.map((_, span) =>
    spans.kind === 'blurred' ? placeOf(spans, span) : middleOf(spans, span),
  )
  const least = middles.reduce((a, b) => Math.min(a, b), Infinity)
  const most = middles.reduce((a, b) => Math.max(a, b), 0)
  const bars = Math.max(1, Math.min(barsMax, Math.ceil((spans.kind === 'blurred' ? 1.2 : 2) * Math.cbrt(n))))
  const from = Math.log(least)
  const width = (Math.log(most) - from) / bars || 0.1
  const shares = new Float64Array(bars)
  middles.forEach((value, span) => {
    shares[Math.min(bars - 1, Math.floor((Math.log(value) - from) / width))] += count[span] / n
  })
  return Array.from(shares, (share, bar) => ({
    lowUs: Math.exp(from + bar * width),
    highUs: Math.exp(from + (bar + 1) * width),
    share,
  }))
}
