/**
 * Laws that the observations allow, equally likely: draws from the posterior. Families are averaged by their BIC; within a
 * family place and spread are drawn by importance resampling around the likeliest member, with a flat prior of the
 * place and a wide one of the spread. Large mixtures and empirical laws are fitted anew to reweighted observations
 * (the Bayesian bootstrap: Rubin, Annals of Statistics 9 (1981), 130-134). Few observations may hide a slow part.
 */

import type { MixturePart } from '../contract/distribution-spec.ts'
import type { DistributionSpec, FamilyFit, SampleFit, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { type DrawStream, gammaOf, shuffled } from './draw-stream.ts'
import { twoParameterFamilies } from './families.ts'
import { familyDraws, type Proposal, picked, proposalsOf } from './family-draws.ts'
import { chanceBetween } from './grouped.ts'
import { likeliestMixture } from './mixture.ts'
import { binnedSpans, countOf } from './spans.ts'

export const drawsCount = 40

/** Bins of values: more would make no difference to a draw. */
const binsMax = 100
/** The margin of BIC by which a mixture must win is its prior. */
const mixtureMargin = 10
/** From so many on a mixture is a possibility. */
const fewMin = 10
const mixtureParameters = 5
/** All equal values were rounded to about this share. */
const equalWidth = 0.01
/** A part of a mixture with fewer observations is drawn by itself: fitted anew its spread would come out too small. */
const smallPart = 100
/** Below so many values an empirical law says too little of the upper end. */
const littleMax = 300
/** Of n observations a share of `hiddenOf / n` of the draws, at most `hiddenMax`, has a slow part that is not seen. */
const hiddenOf = 5
const hiddenMax = 0.25
const hiddenFactorMin = 3
const hiddenFactorMax = 100

/** @param spans that the fit is of. */
export function lawDraws(
  spans: Spans,
  fit: SampleFit,
  stream: DrawStream,
  count = drawsCount,
): DistributionSpec[] {
  const { family } = fit.chosen
  const n = countOf(spans)
  const drawn =
    family === 'constant' || family === 'uniform'
      ? narrowDraws(spans, stream, count)
      : family === 'empirical'
        ? empiricalDraws(spans, fit, stream, count)
        : averagedDraws(spans, fit, stream, count)
  const hidden = Math.round(count * Math.min(hiddenMax, hiddenOf / n))
  return shuffled(drawn, stream).map((law, index) => (index < hidden ? withSlowPart(law, n, stream) : law))
}

/** With a slow part so rare that n observations may hold none of it: cold starts, a full collection. */
function withSlowPart(law: DistributionSpec, n: number, stream: DrawStream): DistributionSpec {
  const weight = Math.min(0.2, -Math.log1p(-stream.uniform()) / n)
  const factor = hiddenFactorMin * Math.exp(stream.uniform() * Math.log(hiddenFactorMax / hiddenFactorMin))
  const slow = { kind: 'lognormal', median: factor * lawOf(law).quantile(0.5), sigma: 0.3 } as const
  const parts = law.kind === 'mixture' ? law.parts : [{ weight: 1, of: law }]
  const scaled = parts.map(({ weight: each, of }) => ({ weight: each * (1 - weight), of }))
  return { kind: 'mixture', parts: [...scaled, { weight, of: slow }] }
}

/** Of spans that one value explains: how far spread they are is known from above only. */
function narrowDraws(spans: Spans, stream: DrawStream, count: number): DistributionSpec[] {
  const wide: Spans =
    spans.kind === 'values'
      ? {
          kind: 'buckets',
          low: spans.low.map((us) => us * (1 - equalWidth / 2)),
          high: spans.high.map((us) => us * (1 + equalWidth / 2)),
          count: spans.count,
        }
      : spans
  return familyDraws('lognormal', wide, undefined, Infinity, stream, count)
}

/** Where no family fits: what was seen, reweighted; of little every other draw is of a family that could explain it. */
function empiricalDraws(spans: Spans, fit: SampleFit, stream: DrawStream, count: number): DistributionSpec[] {
  const isLittle = spans.kind !== 'values' || countOf(spans) < littleMax
  const own = Array.from({ length: isLittle ? Math.ceil(count / 2) : count }, () => {
    const again = reweighted(spans, stream)
    return spans.kind === 'values' ? quantilesOf(again, fit.chosen.law) : bucketsOf(again)
  })
  const others = count - own.length
  if (others === 0) return own
  const cutUs = fit.cutUs ?? Infinity
  return [
    ...own,
    ...(spans.kind === 'values'
      ? averagedDraws(spans, fit, stream, others)
      : familyDraws('lognormal', spans, undefined, cutUs, stream, others)),
  ]
}

type Candidate = Pick<FamilyFit, 'family' | 'law' | 'bic'>

/** A mixture of observations too few to choose one: as a possibility. */
function mixtureOfFew(spans: Spans, fitted: readonly Candidate[]): Candidate[] {
  const n = countOf(spans)
  if (n < fewMin || fitted.length === 0 || fitted.some(({ family }) => family === 'mixture')) return []
  const { law, logLikelihood } = likeliestMixture(spans)
  return [{ family: 'mixture', law, bic: mixtureParameters * Math.log(n) - 2 * logLikelihood }]
}

function averagedDraws(
  spans: Spans,
  { fits, cutUs = Infinity }: SampleFit,
  stream: DrawStream,
  count: number,
): DistributionSpec[] {
  const grouped = spans.kind === 'values' ? binnedSpans(spans, binsMax) : spans
  const fitted = fits.filter(({ bic }) => bic !== null)
  const known = [...fitted, ...(cutUs === Infinity ? mixtureOfFew(spans, fitted) : [])]
  const priorOf = ({ family, bic }: Candidate): number => bic! + (family === 'mixture' ? mixtureMargin : 0)
  const least = known.reduce((a, each) => Math.min(a, priorOf(each)), Infinity)
  const weights = known.map((each) => Math.exp(-0.5 * (priorOf(each) - least)))
  const total = weights.reduce((sum, each) => sum + each, 0)
  const pool = known.flatMap(({ family, law }, index): Proposal[] => {
    const weight = weights[index] / total
    if (weight < 0.5 / count) return []
    const simple = twoParameterFamilies.find((each) => each === family)
    return simple === undefined
      ? mixtureDraws(spans, law, stream, count).map((drawn) => ({ law: drawn, weight: weight / count }))
      : proposalsOf(simple, grouped, law, cutUs, stream, count, weight)
  })
  return picked(pool, stream, count)
}

function mixtureDraws(
  spans: Spans,
  law: DistributionSpec,
  stream: DrawStream,
  count: number,
): DistributionSpec[] {
  const joined = spans.kind === 'values' ? middles(binnedSpans(spans, 2 * binsMax)) : spans
  const n = countOf(spans)
  const parts = law.kind === 'mixture' ? law.parts : []
  if (parts.every(({ weight }) => weight * n >= smallPart))
    return Array.from({ length: count }, () => likeliestMixture(reweighted(joined, stream), law, 1e-7).law)
  const ofParts = parts.map(({ of }, part) => {
    const own = ofPart(spans.kind === 'values' ? binnedSpans(spans, 2 * binsMax) : spans, parts, part)
    return shuffled(familyDraws('lognormal', own, of, Infinity, stream, count), stream)
  })
  return Array.from({ length: count }, (_, draw) => {
    const sizes = parts.map(({ weight }) => gammaOf(Math.max(0.5, weight * n), stream))
    return { kind: 'mixture', parts: sizes.map((weight, part) => ({ weight, of: ofParts[part][draw] })) }
  })
}

/** The share of each span that a part of a mixture explains. */
function ofPart({ kind, low, high, count }: Spans, parts: readonly MixturePart[], part: number): Spans {
  const laws = parts.map(({ of }) => lawOf(of))
  const own = count.map((each, span) => {
    const chances = laws.map((law, index) => parts[index].weight * chanceBetween(law, low[span], high[span]))
    const total = chances.reduce((sum, chance) => sum + chance, 0)
    return total > 0 ? (each * chances[part]) / total : 0
  })
  const kept = Array.from(own.keys()).filter((span) => own[span] > 1e-6)
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (span) => column[span])
  return { kind, low: pick(low), high: pick(high), count: pick(own) }
}

function middles({ low, high, count }: Spans): Spans {
  const middle = low.map((from, span) => Math.sqrt(from * high[span]))
  return { kind: 'values', low: middle, high: middle, count }
}

/** Other counts of the same sum: gamma weights. */
function reweighted({ kind, low, high, count }: Spans, stream: DrawStream): Spans {
  const drawn = count.map((each) => gammaOf(each, stream))
  const scale = count.reduce((sum, each) => sum + each, 0) / drawn.reduce((sum, each) => sum + each, 0)
  return { kind, low, high, count: drawn.map((each) => each * scale) }
}

function quantilesOf(spans: Spans, law: DistributionSpec): DistributionSpec {
  const size = law.kind === 'empirical' ? law.values.length : 1
  const n = countOf(spans)
  const values: number[] = []
  let seen = 0
  for (let span = 0; span < spans.low.length; span++) {
    seen += spans.count[span]
    while (values.length < size && (values.length + 0.5) / size <= seen / n) values.push(spans.low[span])
  }
  while (values.length < size) values.push(spans.low[spans.low.length - 1])
  return { kind: 'empirical', values }
}

function bucketsOf(spans: Spans): DistributionSpec {
  const n = countOf(spans)
  const parts = Array.from(spans.low, (low, span) => ({
    weight: spans.count[span] / n,
    of: { kind: 'uniform', low, high: spans.high[span] === Infinity ? 2 * low : spans.high[span] } as const,
  }))
  return parts.length === 1 ? parts[0].of : { kind: 'mixture', parts }
}

/** The quantiles of draws between which the middle 90 % lie. */
export function drawnInterval(draws: readonly DistributionSpec[], share: number): readonly [number, number] {
  const sorted = draws.map((law) => lawOf(law).quantile(share)).sort((a, b) => a - b)
  const at = (part: number): number => {
    const place = part * (sorted.length - 1)
    const below = Math.floor(place)
    return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below])
  }
  return [at(0.05), at(0.95)]
}
