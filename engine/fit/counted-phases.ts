/**
 * Slow phases in counts from scrape to scrape: the chain of two states of `slow-phases.ts`, seen through buckets. What
 * a histogram alone hides, its growth in time shows: whether slow runs come together.
 */

import type { CountSeries, LengthLaw, SlowPhaseStudy, SlowPhases, Spans } from '../contract/fit-result.ts'
import { square } from '../kernel/power.ts'
import {
  type CountChain,
  type CountStates,
  chainLogLikelihood,
  chancesOf,
  type Patterns,
  patternsOf,
  slowChances,
  type Transfers,
  transfersOf,
} from './count-likelihood.ts'
import { type Minimum, minimumNear } from './minimum.ts'
import { lengthLaw, phaseSpans } from './phase-lengths.ts'
import { middleOf } from './spans.ts'

/** Below so many runs, or slow phases, nothing is said of their lengths. */
const runsMin = 100
const phasesMin = 5
/** By so much the BIC of lasting states must be lower than that of each simpler account. */
const margin = 10
/** Runs up to this share are the usual ones. */
const usualShare = 0.9
/** Log-likelihoods of thousands are sought to a hundredth. */
const precision = 1e-7
/** Phases shorter than so many intervals are seen too roughly, or not at all, to test their law. */
const intervalsPerPhase = 4
const startShares = [0.02, 0.1, 0.3, 0.8]
/** Keeps a factor that nothing bounds from running away: where no run of the slow state was in time. */
const shiftPenalty = 0.01

export function countedPhasesOf(series: CountSeries): SlowPhaseStudy {
  const patterns = patternsOf(series)
  const n = patterns.pooled.reduce((sum, each) => sum + each, 0)
  if (n < runsMin || patterns.pooled.filter((count) => count > 0).length < 2)
    return { n, bicOne: 0, bicMixed: 0, bicLasting: 0, found: null }
  const extra = series.hasFailed ? 1 : 0
  const bic = (parameters: number, { value }: Minimum): number =>
    (parameters + extra) * Math.log(n) + 2 * value
  const one = likeliestOne(series, patterns.pooled)
  const mixed = likeliestMixed(series, patterns.pooled, one)
  // Failed runs may all be wrong ones without phases, and all late ones of phases: a search finds what it begins near.
  const starts = series.hasFailed ? [mixed, allLate(series, one)] : [mixed]
  const lasting = starts
    .map((start) => {
      const { calm, slow } = chancesOf(series, statesAt(start.at))
      const isSlower = Array.from(calm, (chance, bucket) => slow[bucket] > chance)
      return { ...likeliestLasting(series, patterns, start, isSlower), isSlower }
    })
    .reduce((a, b) => (b.value < a.value ? b : a))
  const bics = { bicOne: bic(2, one), bicMixed: bic(4, mixed), bicLasting: bic(5, lasting) }
  const known = { n, ...bics }
  if (!(bics.bicLasting < Math.min(bics.bicOne, bics.bicMixed) - margin)) return { ...known, found: null }
  const chain = chainAt(lasting.at)
  const found = phasesOf(series, patterns, chain, lasting.isSlower)
  return { ...known, found: found.phases >= phasesMin ? found : null }
}

/** mean, log shift, log sd, logit of wrong runs; then the share, or the gaps and lengths. */
function statesAt([mean, logShift, logSd, logitWrong]: readonly number[]): CountStates {
  return {
    mean,
    shift: Math.exp(Math.min(logShift, 3)),
    sd: Math.min(20, Math.max(0.01, Math.exp(logSd))),
    wrong: 1 / (1 + Math.exp(-Math.max(-30, logitWrong))),
  }
}

function chainAt(at: readonly number[]): CountChain {
  return { ...statesAt(at), everyUs: Math.exp(at[4]), forUs: Math.exp(at[5]) }
}

function momentsOf(
  series: CountSeries,
  pooled: Float64Array,
): { readonly mean: number; readonly sd: number } {
  const spans: Spans = { kind: 'buckets', low: series.low, high: series.high, count: pooled }
  const logs = series.low.map((_, bucket) => Math.log(middleOf(spans, bucket)))
  const n = pooled.reduce((sum, each) => sum + each, 0)
  const mean = logs.reduce((sum, log, bucket) => sum + pooled[bucket] * log, 0) / n
  const squares = logs.reduce((sum, log, bucket) => sum + pooled[bucket] * square(log - mean), 0)
  return { mean, sd: Math.max(0.2, Math.sqrt(squares / n)) }
}

const neverWrong = -9

function likeliestOne(series: CountSeries, pooled: Float64Array): Minimum {
  const { mean, sd } = momentsOf(series, pooled)
  const full = ([middle, logSd, logit]: readonly number[]): readonly number[] => [
    middle,
    0,
    logSd,
    logit ?? neverWrong,
  ]
  const negative = (at: readonly number[]): number => {
    const { calm } = chancesOf(series, statesAt(full(at)))
    return -pooled.reduce((sum, count, bucket) => sum + count * Math.log(calm[bucket]), 0)
  }
  const start = series.hasFailed ? [mean, Math.log(sd), -4] : [mean, Math.log(sd)]
  const { at, value } = minimumNear(negative, start, 0.3, precision)
  return { at: full(at), value }
}

function likeliestMixed(series: CountSeries, pooled: Float64Array, one: Minimum): Minimum {
  const { mean, sd } = momentsOf(series, pooled)
  const full = (at: readonly number[]): readonly number[] => [...at.slice(0, 3), at[4] ?? neverWrong]
  const negative = (at: readonly number[]): number => {
    const states = statesAt(full(at))
    const share = 1 / (1 + Math.exp(-at[3]))
    const { calm, slow } = chancesOf(series, states)
    const sum = pooled.reduce(
      (all, count, bucket) =>
        count === 0 ? all : all + count * Math.log((1 - share) * calm[bucket] + share * slow[bucket]),
      0,
    )
    return shiftPenalty * square(states.shift) - sum
  }
  const tail = series.hasFailed ? [one.at[3]] : []
  const starts = startShares.flatMap((share) =>
    [1.5, 3].map((shift) => [
      mean - share * shift,
      Math.log(shift),
      Math.log(sd / 2),
      Math.log(share / (1 - share)),
      ...tail,
    ]),
  )
  const best = starts
    .map((start) => minimumNear(negative, start, 0.3, precision))
    .reduce((a, b) => (b.value < a.value ? b : a))
  return { at: [...full(best.at), best.at[3]], value: best.value }
}

/** States in which failed runs are slow ones that no timeout lets end. */
function allLate({ low }: CountSeries, one: Minimum): Minimum {
  const [mean, , logSd] = one.at
  const shift = Math.log(3 * low[low.length - 1]) - mean
  return { at: [mean, Math.log(Math.max(0.5, shift)), logSd, neverWrong], value: one.value }
}

function likeliestLasting(
  series: CountSeries,
  patterns: Patterns,
  mixed: Minimum,
  isSlower: readonly boolean[],
): Minimum {
  const kindIsSlow = patterns.counts.map(
    (counts) => 2 * slowerRuns(counts, isSlower) > counts.reduce((a, b) => a + b, 0),
  )
  let slowUs = 0
  let totalUs = 0
  let phases = 1
  for (const kinds of patterns.members)
    for (let interval = 0; interval < kinds.length; interval++) {
      const isSlow = kindIsSlow[kinds[interval]]
      totalUs += patterns.widthUs[kinds[interval]]
      if (isSlow) slowUs += patterns.widthUs[kinds[interval]]
      if (isSlow && (interval === 0 || !kindIsSlow[kinds[interval - 1]])) phases++
    }
  const slowest = Math.max(slowUs, totalUs / 1000) / phases
  const withWrong = series.hasFailed
  const full = (at: readonly number[]): readonly number[] =>
    withWrong ? at : [...at.slice(0, 3), neverWrong, ...at.slice(3)]
  const negative = (at: readonly number[]): number => {
    const chain = chainAt(full(at))
    const stationary = chain.forUs / (chain.everyUs + chain.forUs)
    const transfers = transfersOf(series, patterns, chain, isSlower)
    return shiftPenalty * square(chain.shift) - chainLogLikelihood(transfers, patterns, stationary)
  }
  const states = withWrong ? mixed.at.slice(0, 4) : mixed.at.slice(0, 3)
  const starts = [1, 3].map((stretch) => [
    ...states,
    Math.log((Math.max(totalUs - slowUs, totalUs / 1000) * stretch) / phases),
    Math.log(slowest * stretch),
  ])
  const best = starts
    .map((start) => minimumNear(negative, start, 0.3, precision))
    .reduce((a, b) => (b.value < a.value ? b : a))
  return { at: full(best.at), value: best.value }
}

function slowerRuns(counts: Float64Array, isSlower: readonly boolean[]): number {
  return counts.reduce((sum, count, bucket) => sum + (isSlower[bucket] ? count : 0), 0)
}

function phasesOf(
  series: CountSeries,
  patterns: Patterns,
  chain: CountChain,
  isSlower: readonly boolean[],
): SlowPhases {
  const { low, high, members } = series
  const size = low.length
  const stationary = chain.forUs / (chain.everyUs + chain.forUs)
  const transfers: Transfers = transfersOf(series, patterns, chain, isSlower)
  const chances = chancesOf(series, chain)
  const calm = new Float64Array(size)
  const spans = { phases: [] as Spans[], gaps: [] as Spans[] }
  let phases = 0
  let slowRuns = 0
  let totalUs = 0
  for (const [index, { widthUs, counts }] of members.entries()) {
    const ends = slowChances(transfers, patterns.members[index], stationary)
    const shares = widthUs.map((_, interval) => 0.5 * (ends[interval] + ends[interval + 1]))
    const isSlow = shares.map((share) => (share > 0.5 ? 1 : 0))
    phases += isSlow.reduce((sum, slow, at) => sum + (slow > (isSlow[at - 1] ?? 0) ? 1 : 0), 0)
    let nowUs = 0
    const middles = widthUs.map((width) => {
      nowUs += width
      return nowUs - width / 2
    })
    const own = phaseSpans(isSlow, middles)
    totalUs += nowUs
    spans.phases.push(own.phases)
    spans.gaps.push(own.gaps)
    for (let interval = 0; interval < widthUs.length; interval++)
      for (let bucket = 0; bucket < size; bucket++) {
        const ofCalm = (1 - shares[interval]) * chances.calm[bucket]
        const ofSlow = shares[interval] * chances.slow[bucket]
        const runs = counts[interval * size + bucket]
        calm[bucket] += (runs * ofCalm) / (ofCalm + ofSlow)
        slowRuns += (runs * ofSlow) / (ofCalm + ofSlow)
      }
  }
  const kept = Array.from(calm.keys()).filter((bucket) => calm[bucket] > 0.5)
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (bucket) => column[bucket])
  const intervalUs = totalUs / members.reduce((sum, { widthUs }) => sum + widthUs.length, 0)
  // Phases that are missed make two gaps one, and short ones rare: then neither law can be tested.
  const lawOfLengths = (lengths: Spans, meanUs: number): LengthLaw =>
    chain.forUs >= intervalsPerPhase * intervalUs
      ? lengthLaw(lengths, meanUs)
      : { law: { kind: 'exponential', mean: meanUs }, exponentialP: null, spans: lengths }
  // Phases that a run met: those shorter than an interval are not seen one by one.
  const stepUs = totalUs / patterns.pooled.reduce((sum, each) => sum + each, 0)
  const metShare = (chain.forUs / stepUs) * -Math.expm1(-stepUs / chain.forUs)
  const met = phases < phasesMin ? phases : (metShare * totalUs) / (chain.everyUs + chain.forUs)
  const lastSlower = isSlower.map((is, bucket) =>
    is && high[bucket] < Infinity ? patterns.pooled[bucket] : 0,
  )
  return {
    everyUs: chain.everyUs,
    forUs: chain.forUs,
    every: lawOfLengths(joined(spans.gaps), chain.everyUs),
    for: lawOfLengths(joined(spans.phases), chain.forUs),
    factor: Math.exp(chain.shift),
    // A bucket hides where in it a run was: about a quarter of its width, of a factor of two or so.
    logFactorError: Math.sqrt((square(chain.sd) + 0.04) / Math.max(1, slowRuns)),
    isFactorLeast: lastSlower.every((count) => count === 0),
    phases: Math.round(met),
    calm: { kind: 'buckets', low: pick(low), high: pick(high), count: pick(calm) },
  }
}

function joined(parts: readonly Spans[]): Spans {
  const all = (key: 'low' | 'high' | 'count'): Float64Array =>
    Float64Array.from(parts.flatMap((part) => Array.from(part[key])))
  return { kind: 'blurred', low: all('low'), high: all('high'), count: all('count') }
}

/**
 * Variance over mean of the failed runs per interval; without failed ones, of those above the bucket of the 90th percentile.
 * 1 if they come one by one, whether series are of one container or of several; undefined if there are fewer than five.
 */
export function dispersionOf({ low, members, hasFailed }: CountSeries): number | undefined {
  const size = low.length
  const pooled = new Float64Array(size)
  for (const { counts } of members)
    for (let cell = 0; cell < counts.length; cell++) pooled[cell % size] += counts[cell]
  const total = pooled.reduce((sum, each) => sum + each, 0)
  let [from, upTo] = [0, pooled[0]]
  while (from < size - 1 && upTo < usualShare * total) upTo += pooled[++from]
  const first = hasFailed ? size - 1 : from + 1
  const counts = members.flatMap(({ counts: all, widthUs }) =>
    Array.from(widthUs, (_, interval) =>
      all.subarray(interval * size + first, (interval + 1) * size).reduce((sum, each) => sum + each, 0),
    ),
  )
  const sum = counts.reduce((all, each) => all + each, 0)
  if (sum < 5 || counts.length < 2) return undefined
  const mean = sum / counts.length
  return counts.reduce((all, each) => all + square(each - mean), 0) / (counts.length - 1) / mean
}
