/** A sample to the law that a simulation should draw from: every family is fitted, one is chosen, and why is said. */

import type { DistributionSpec, FamilyFit, FamilyName, SampleFit, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { cutLaw } from './cut-law.ts'
import { likeliestOfValues, type TwoParameterFamily, twoParameterFamilies } from './families.ts'
import { distanceChance, goodnessOf } from './goodness.ts'
import { likeliestOfSpans, spanLogLikelihood } from './grouped.ts'
import { likeliestMixture } from './mixture.ts'
import { couldBeConstant, countOf, middleOf, placesOf } from './spans.ts'

/** Below so many observations families cannot be told apart: the lognormal law is taken. */
export const choiceMin = 20
/** Below so many a mixture is not tried. */
const mixtureMin = 50
/** By so much its BIC must be lower than that of a simple family: "very strong" (Kass, Raftery, JASA 90 (1995), 777). */
const mixtureMargin = 10
/** Below this difference of BIC another family is named as about as good. */
const closeMargin = 2
/** A family that is rejected and off by more than this share of the observations is not used. */
const distanceMax = 0.05
const chanceMin = 0.01
/** Times in an empirical law, at most. */
const empiricalMax = 200
/** Buckets with observations from which a family can be told. */
const bucketsMin = 3

const noGoodness = {
  ks: null,
  ksP: null,
  ad: null,
  chiSquare: null,
  chiSquareDf: null,
  chiSquareP: null,
}

/**
 * @param spans with at least one observation; values are above 0.
 * @param cutUs where the observations end, of buckets: what takes as long is not among them. A mixture is then one of
 *   what is seen: a part beyond could be anything.
 */
export function fitSample(spans: Spans, cutUs = Infinity): SampleFit {
  const choice = chooseLaw(spans, cutUs)
  const { quantile } = lawOf(choice.chosen.law)
  const isCut = cutUs < Infinity && choice.chosen.family !== 'empirical'
  return { ...choice, p50Us: quantile(0.5), p99Us: quantile(0.99), ...(isCut ? { cutUs } : {}) }
}

type Choice = Omit<SampleFit, 'p50Us' | 'p99Us'>

function chooseLaw(spans: Spans, cutUs: number): Choice {
  const n = countOf(spans)
  const places = spans.kind === 'blurred' ? placesOf(spans) : Infinity
  if (places > 1 && places < bucketsMin)
    return alone(
      n,
      empiricalFit(spans),
      `they lie between fewer than ${bucketsMin} pairs of ticks, so no family can be told`,
    )
  if (spans.kind !== 'buckets' && couldBeConstant(spans)) return alone(n, ...narrowFit(spans))
  if (spans.kind === 'buckets' && spans.low.length < bucketsMin)
    return alone(
      n,
      empiricalFit(spans),
      `observations in fewer than ${bucketsMin} buckets, so no family can be told`,
    )
  const fits = twoParameterFamilies.map((family) => simpleFit(family, spans, n, cutUs)).sort(byBic)
  if (n < choiceMin) {
    const lognormal = fits.find(({ family }) => family === 'lognormal')!
    return {
      n,
      fits,
      chosen: lognormal,
      reason: `fewer than ${choiceMin} observations, too few to choose a family`,
    }
  }
  if (n >= mixtureMin) {
    const { law, logLikelihood: ofWhole } = likeliestMixture(spans)
    const logLikelihood = cutUs === Infinity ? ofWhole : spanLogLikelihood(law, spans, cutUs)
    fits.push(familyFit('mixture', law, logLikelihood, 5, spans, n, cutUs))
    fits.sort(byBic)
  }
  const { preferred, reason } = prefer(fits)
  const checked = withChance(preferred, spans, n)
  const known = fits.map((fit) => (fit === preferred ? checked : fit))
  if (!isRejected(checked)) return { n, fits: known, chosen: checked, reason }
  const empirical = empiricalFit(spans)
  const off = `${checked.family}, the best family, is off by ${Math.round(checked.ks! * 100)} % of the observations`
  return { n, fits: [...known, empirical], chosen: empirical, reason: off }
}

function alone(n: number, chosen: FamilyFit, reason: string): Choice {
  return { n, fits: [chosen], chosen, reason }
}

function byBic(a: FamilyFit, b: FamilyFit): number {
  return a.bic! - b.bic!
}

/** The lowest BIC, a mixture only by a wide margin. */
function prefer(fits: readonly FamilyFit[]): { readonly preferred: FamilyFit; readonly reason: string } {
  const simple = fits.filter(({ family }) => family !== 'mixture')
  const mixture = fits.find(({ family }) => family === 'mixture')
  if (mixture !== undefined && mixture.bic! < simple[0].bic! - mixtureMargin)
    return {
      preferred: mixture,
      reason: `BIC lower by ${gapText(simple[0], mixture)} than ${simple[0].family}`,
    }
  const gap = simple[1].bic! - simple[0].bic!
  return {
    preferred: simple[0],
    reason:
      gap < closeMargin
        ? `${simple[1].family} fits about as well (BIC ${gapText(simple[1], simple[0])} higher)`
        : `BIC lower by ${gapText(simple[1], simple[0])} than ${simple[1].family}`,
  }
}

function gapText(higher: FamilyFit, lower: FamilyFit): string {
  return (higher.bic! - lower.bic!).toFixed(1)
}

function simpleFit(family: TwoParameterFamily, spans: Spans, n: number, cutUs: number): FamilyFit {
  const { law, logLikelihood } =
    spans.kind === 'values' ? likeliestOfValues[family](spans) : likeliestOfSpans(family, spans, cutUs)
  return familyFit(family, law, logLikelihood, 2, spans, n, cutUs)
}

function familyFit(
  family: FamilyName,
  law: DistributionSpec,
  logLikelihood: number,
  parameters: number,
  spans: Spans,
  n: number,
  cutUs: number,
): FamilyFit {
  return {
    family,
    law,
    parameters,
    logLikelihood,
    aic: 2 * parameters - 2 * logLikelihood,
    bic: parameters * Math.log(n) - 2 * logLikelihood,
    ...goodnessOf(cutLaw(lawOf(law), cutUs), spans, parameters),
  }
}

/** With the chance of its distance, where that can be had. */
function withChance(fit: FamilyFit, spans: Spans, n: number): FamilyFit {
  if (spans.kind !== 'values' || fit.ks === null) return fit
  const { family, law } = fit
  const refit = (drawn: Spans): DistributionSpec =>
    family === 'mixture'
      ? likeliestMixture(drawn, law).law
      : likeliestOfValues[family as TwoParameterFamily](drawn).law
  return { ...fit, ksP: distanceChance(law, n, fit.ks, refit) }
}

function isRejected({ ks, ksP, chiSquareP }: FamilyFit): boolean {
  return ks !== null && ks > distanceMax && (ksP ?? chiSquareP ?? 1) <= chanceMin
}

/** The value; or, of spans that all overlap, any value that all of them hold: where in there, and how far spread, is not known. */
function narrowFit({ kind, low, high }: Spans): [FamilyFit, string] {
  const none = { logLikelihood: null, aic: null, bic: null, ...noGoodness }
  const from = low.reduce((most, each) => Math.max(most, each), 0)
  if (kind === 'values')
    return [
      { family: 'constant', law: { kind: 'constant', value: from }, parameters: 1, ...none },
      'one value explains all',
    ]
  const to = high.reduce((least, each) => Math.min(least, each), Infinity)
  const law: DistributionSpec =
    to > from ? { kind: 'uniform', low: from, high: to } : { kind: 'constant', value: from }
  return [
    { family: law.kind as FamilyName, law, parameters: null, ...none },
    'one value between these two explains all, which one is not known',
  ]
}

/** The values themselves, or as many of their quantiles; of other spans a uniform law each. */
function empiricalFit(spans: Spans): FamilyFit {
  const law = spans.kind === 'values' ? quantileLaw(spans) : bucketLaw(spans)
  return {
    family: 'empirical',
    law,
    parameters: null,
    logLikelihood: null,
    aic: null,
    bic: null,
    ...noGoodness,
  }
}

function bucketLaw(spans: Spans): DistributionSpec {
  const { low, high, count } = spans
  const n = countOf(spans)
  const parts = Array.from(low, (from, span) => ({
    weight: count[span] / n,
    of: { kind: 'uniform', low: from, high: high[span] === Infinity ? 2 * from : high[span] } as const,
  }))
  return parts.length === 1 ? parts[0].of : { kind: 'mixture', parts }
}

function quantileLaw(spans: Spans): DistributionSpec {
  const n = countOf(spans)
  const size = Math.min(empiricalMax, Math.round(n))
  const ranks: number[] = []
  let seen = 0
  for (let span = 0; span < spans.low.length; span++) {
    seen += spans.count[span]
    while (ranks.length < size && (ranks.length + 0.5) / size <= seen / n) ranks.push(middleOf(spans, span))
  }
  return { kind: 'empirical', values: ranks }
}
