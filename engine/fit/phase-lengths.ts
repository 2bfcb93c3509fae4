/** How long phases and the gaps between them last: exponential as the model says, or another law where that is rejected. */

import type { DistributionSpec, LengthLaw, Spans } from '../contract/fit-result.ts'
import { gammaUpperTail } from '../kernel/gamma.ts'
import { twoParameterFamilies } from './families.ts'
import { likeliestOfSpans, spanLogLikelihood } from './grouped.ts'
import { minimumNear } from './minimum.ts'
import { countOf, logMoments } from './spans.ts'

/** Below this p an exponential law is rejected. */
const chanceMin = 0.01
/** A spread below this is none: all last the same. */
export const lengthSpreadMin = 0.02

/** Phases in a series, and the gaps between them. Each is known between two observations; those at the ends only from below. */
export function phaseSpans(
  isSlow: ArrayLike<number>,
  timeUs: Float64Array,
): { readonly phases: Spans; readonly gaps: Spans } {
  const n = isSlow.length
  const spans: Record<'phases' | 'gaps', [number, number][]> = { phases: [], gaps: [] }
  let from = 0
  for (let index = 1; index <= n; index++) {
    if (index < n && isSlow[index] === isSlow[from]) continue
    const isOpen = from === 0 || index === n
    const least = timeUs[index - 1] - timeUs[from]
    const most = isOpen ? Infinity : timeUs[index] - timeUs[from - 1]
    // A single value at an end says nothing.
    if (most > least && (least > 0 || most < Infinity))
      spans[isSlow[from] === 1 ? 'phases' : 'gaps'].push([least, most])
    from = index
  }
  const spansOf = (bounds: readonly [number, number][]): Spans => ({
    kind: 'blurred',
    low: Float64Array.from(bounds, ([low]) => low),
    high: Float64Array.from(bounds, ([, high]) => high),
    count: new Float64Array(bounds.length).fill(1),
  })
  return { phases: spansOf(spans.phases), gaps: spansOf(spans.gaps) }
}

/**
 * The exponential law of a mean, unless a Weibull law, of which it is the one of shape 1, is likelier by more than chance
 * explains (likelihood ratio, one degree of freedom); then the likeliest family.
 */
export function lengthLaw(spans: Spans, meanUs: number): LengthLaw {
  const exponential: DistributionSpec = { kind: 'exponential', mean: meanUs }
  const n = countOf(spans)
  if (n < 2) return { law: exponential, exponentialP: null, spans }
  const likelihoodAt = (logMean: number): number =>
    spanLogLikelihood({ kind: 'exponential', mean: Math.exp(logMean) }, spans)
  const alone = -minimumNear(([at]) => -likelihoodAt(at), [logMoments(spans).mean], 0.3).value
  const fits = twoParameterFamilies.map((family) => likeliestOfSpans(family, spans))
  const weibull = fits.find(({ law }) => law.kind === 'weibull')!
  const ratio = Math.max(0, 2 * (weibull.logLikelihood - alone))
  const exponentialP = gammaUpperTail(0.5, ratio / 2)
  if (exponentialP >= chanceMin) return { law: exponential, exponentialP, spans }
  const { law } = fits.reduce((best, each) => (each.logLikelihood > best.logLikelihood ? each : best))
  return { law: withoutSpread(law), exponentialP, spans }
}

function withoutSpread(law: DistributionSpec): DistributionSpec {
  if (law.kind === 'lognormal' && law.sigma < lengthSpreadMin) return { kind: 'constant', value: law.median }
  if (law.kind === 'weibull' && 1 / law.shape < lengthSpreadMin) return { kind: 'constant', value: law.scale }
  if (law.kind === 'gamma' && law.cv < lengthSpreadMin) return { kind: 'constant', value: law.mean }
  return law
}
