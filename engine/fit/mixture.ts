/**
 * A mixture of two lognormal laws by expectation and maximization (Dempster, Laird, Rubin 1977), on logarithms. Spans of
 * a histogram enter with the moments of the cut normal law that each part has within them.
 */

import type { DistributionSpec, Spans } from '../contract/fit-result.ts'
import { normalDensity, normalUpperTail } from '../kernel/normal.ts'
import { square } from '../kernel/power.ts'
import type { Likeliest } from './families.ts'
import { spanLogLikelihood } from './grouped.ts'
import { countOf, logMoments } from './spans.ts'

const roundsMax = 500
const gainMin = 1e-9
/** Values are joined to so many steps of their logarithm at most while the parts are sought. */
const stepsMax = 1000
/** Least standard deviation of a part, of that of all: narrower ones would settle on one rounded value. */
const sdShareMin = 0.01
/** Shares of the lower part from which the search starts. */
const startShares = [0.5, 0.9, 0.98]

/** One normal law with its weight. */
type Part = { readonly weight: number; readonly mean: number; readonly sd: number }
type Parts = readonly [Part, Part]

/** Logarithms of what was observed. */
type LogSpans = { readonly low: Float64Array; readonly high: Float64Array; readonly count: Float64Array }

/**
 * @param near a law of this family to start from, instead of from several places.
 * @param gain rounds end when the log-likelihood gains less than this per observation.
 */
export function likeliestMixture(spans: Spans, near?: DistributionSpec, gain = gainMin): Likeliest {
  const logs = logSpans(spans)
  const n = countOf(spans)
  const { sd } = logMoments(spans)
  const starts = near === undefined ? startShares.map((share) => startAt(logs, n, share)) : [partsOf(near)]
  const tries = starts.map((start) => climb(logs, n, start, sd * sdShareMin, gain))
  const best = tries.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a))
  const [first, second] = [...best.parts].sort((a, b) => a.mean - b.mean)
  const law: DistributionSpec = { kind: 'mixture', parts: [mixturePart(first), mixturePart(second)] }
  const logLikelihood =
    spans.kind === 'values' ? valueLogLikelihood(best.parts, spans) : spanLogLikelihood(law, spans)
  return { law, logLikelihood }
}

function mixturePart({ weight, mean, sd }: Part): { weight: number; of: DistributionSpec } {
  return { weight, of: { kind: 'lognormal', median: Math.exp(mean), sigma: sd } }
}

function partsOf(law: DistributionSpec): Parts {
  const parts = law.kind === 'mixture' ? law.parts : []
  const [first, second] = parts.map(({ weight, of }): Part => {
    if (of.kind !== 'lognormal') throw new Error('broken invariant: a part of the mixture is not lognormal')
    return { weight, mean: Math.log(of.median), sd: of.sigma }
  })
  return [first, second]
}

function logSpans(spans: Spans): LogSpans {
  const { low, high, count } = spans
  if (spans.kind !== 'values' || low.length <= stepsMax)
    return { low: low.map(Math.log), high: high.map(Math.log), count }
  const from = Math.log(low[0])
  const step = (Math.log(low[low.length - 1]) - from) / (stepsMax - 1)
  const joined = new Float64Array(stepsMax)
  for (let span = 0; span < low.length; span++)
    joined[Math.round((Math.log(low[span]) - from) / step)] += count[span]
  const kept = Array.from(joined.keys()).filter((index) => joined[index] > 0)
  const at = Float64Array.from(kept, (index) => from + index * step)
  return { low: at, high: at, count: Float64Array.from(kept, (index) => joined[index]) }
}

function middle({ low, high }: LogSpans, span: number): number {
  if (low[span] === -Infinity) return high[span] - Math.LN2
  return high[span] === Infinity ? low[span] + Math.LN2 : 0.5 * (low[span] + high[span])
}

/** Parts that share the observations at one place in their order. */
function startAt(logs: LogSpans, n: number, share: number): Parts {
  const order = Array.from(logs.count.keys())
  let seen = 0
  const isLower = order.map((span) => {
    const before = seen
    seen += logs.count[span]
    return before + 0.5 * logs.count[span] <= share * n
  })
  const partOf = (lower: boolean): Part => {
    const spans = order.filter((span) => isLower[span] === lower)
    const weight = spans.reduce((sum, span) => sum + logs.count[span], 0)
    if (weight === 0) return { weight: 0.01, mean: middle(logs, lower ? 0 : order.length - 1), sd: 1 }
    const mean = spans.reduce((sum, span) => sum + logs.count[span] * middle(logs, span), 0) / weight
    const squares = spans.reduce((sum, span) => sum + logs.count[span] * square(middle(logs, span) - mean), 0)
    return { weight: weight / n, mean, sd: Math.sqrt(squares / weight) + 1e-3 }
  }
  return [partOf(true), partOf(false)]
}

function climb(
  logs: LogSpans,
  n: number,
  start: Parts,
  sdMin: number,
  gain: number,
): { readonly parts: Parts; readonly logLikelihood: number } {
  let parts = start
  let before = -Infinity
  for (let round = 0; ; round++) {
    const { next, logLikelihood } = oneRound(logs, n, parts, sdMin)
    if (round >= roundsMax || logLikelihood - before < gain * n) return { parts, logLikelihood }
    before = logLikelihood
    parts = next
  }
}

function oneRound(
  logs: LogSpans,
  n: number,
  parts: Parts,
  sdMin: number,
): { readonly next: Parts; readonly logLikelihood: number } {
  /** Per part: weight, sum and sum of squares about the part's mean. */
  const sums = [new Float64Array(3), new Float64Array(3)]
  const { low, high, count } = logs
  let logLikelihood = 0
  for (let span = 0; span < count.length; span++) {
    momentsWithin(parts[0], low[span], high[span], moments[0])
    momentsWithin(parts[1], low[span], high[span], moments[1])
    const total = moments[0].chance + moments[1].chance
    logLikelihood += count[span] * Math.log(Math.max(total, Number.MIN_VALUE))
    if (!(total > 0)) continue
    for (let part = 0; part < 2; part++) {
      const { chance, first, second } = moments[part]
      const weight = (count[span] * chance) / total
      sums[part][0] += weight
      sums[part][1] += weight * first
      sums[part][2] += weight * second
    }
  }
  const next = parts.map(({ mean, sd }, index) => {
    const [weight, first, second] = sums[index]
    if (weight < 1e-6 * n) return { weight: 1e-6, mean, sd }
    const shift = first / weight
    const variance = second / weight - square(shift)
    return { weight: weight / n, mean: mean + shift, sd: Math.max(sdMin, Math.sqrt(Math.max(0, variance))) }
  })
  return { next: [next[0], next[1]], logLikelihood }
}

/** Of a part within the bounds of a span: its chance (for a value: its density), and moments about its mean. */
type Moments = { chance: number; first: number; second: number }

/** Of the two parts, for the span at hand: a search asks for millions. Objects of their own took as long as the arithmetic. */
const moments: readonly [Moments, Moments] = [
  { chance: 0, first: 0, second: 0 },
  { chance: 0, first: 0, second: 0 },
]

function momentsWithin({ weight, mean, sd }: Part, low: number, high: number, into: Moments): void {
  const a = (low - mean) / sd
  if (low === high) {
    const off = low - mean
    into.chance = (weight * normalDensity(a)) / sd
    into.first = off
    into.second = off * off
    return
  }
  const b = (high - mean) / sd
  const share = a > 0 ? normalUpperTail(a) - normalUpperTail(b) : normalUpperTail(-b) - normalUpperTail(-a)
  into.chance = 0
  into.first = 0
  into.second = 0
  if (!(share > 1e-300)) return
  const atA = normalDensity(a)
  const atB = normalDensity(b)
  into.chance = weight * share
  into.first = (sd * (atA - atB)) / share
  into.second = sd * sd * (1 + (edge(a, atA) - edge(b, atB)) / share)
}

/** The density at a bound times the bound; 0 at infinity. */
function edge(z: number, density: number): number {
  return Number.isFinite(z) ? z * density : 0
}

function valueLogLikelihood(parts: Parts, { low, count }: Spans): number {
  let sum = 0
  for (let span = 0; span < low.length; span++) {
    const log = Math.log(low[span])
    const density = parts.reduce(
      (all, { weight, mean, sd }) => all + (weight * normalDensity((log - mean) / sd)) / sd,
      0,
    )
    sum += count[span] * (Math.log(Math.max(density, Number.MIN_VALUE)) - log)
  }
  return sum
}
