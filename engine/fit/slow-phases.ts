/**
 * Slow phases in a series of latencies: a hidden chain of two states in continuous time, normal and slow, with
 * exponential gaps and lengths. The logarithm of a latency is normal around a mean that the slow state shifts, which is
 * what the simulator's `slow` does to a lognormal latency. Maximum likelihood by the forward recursion (Rabiner, Proc.
 * IEEE 77 (1989), 257-286), for any times of observation.
 */

import type { Series, SlowPhaseStudy, SlowPhases } from '../contract/fit-result.ts'
import { square } from '../kernel/power.ts'
import { likeliestDrift } from './drift.ts'
import { type Minimum, minimumNear } from './minimum.ts'
import { lengthLaw, phaseSpans } from './phase-lengths.ts'
import { countOf, spansOfValues } from './spans.ts'

/** Values that are looked at. */
export const seriesMax = 50_000
/** Below so many values, or slow phases, nothing is said of their lengths. */
const valuesMin = 100
const phasesMin = 5
/** By so much the BIC of lasting states must be lower than that of each simpler account. */
const margin = 10
/** Phases and gaps are remembered from one value to the next: what is left of a state is above exp(-3). */
const memoryMax = 3
/** Shares of slow values from which the search starts. */
const startShares = [0.02, 0.1, 0.3, 0.8]
/** Factors by which the first guess of the lengths is stretched: noise cuts phases into pieces. */
const startStretches = [1, 6]

/** Two normal laws of the logarithm, with one standard deviation. */
type States = { readonly mean: number; readonly shift: number; readonly sd: number }
type Chain = States & { readonly everyUs: number; readonly forUs: number }

export function slowPhasesOf(series: Series): SlowPhaseStudy {
  const n = Math.min(series.timeUs.length, seriesMax)
  const logs = series.valueUs.subarray(0, n).map(Math.log)
  const timeUs = series.timeUs.subarray(0, n)
  const spanUs = timeUs[n - 1] - timeUs[0]
  const { sd } = momentsOf(logs)
  if (n < valuesMin || !(sd > 0) || !(spanUs > 0))
    return { n, bicOne: 0, bicMixed: 0, bicLasting: 0, found: null }
  const flat = accountsOf(logs, timeUs, 0)
  const drift = likeliestDrift(logs, timeUs)
  const isDrifting = drift.bic < flat.bicOne - margin
  if (!isDrifting)
    return { n, ...bicsOf(flat), ...foundIn(flat, Math.min(flat.bicOne, flat.bicMixed), series) }
  const level = accountsOf(
    logs.map((log, index) => log - drift.wave[index]),
    timeUs,
    drift.parameters - 2,
  )
  const rival = Math.min(flat.bicOne, flat.bicMixed, drift.bic, level.bicMixed)
  // Phases alone look like a wave too: one is there only if it explains more beside them.
  if (flat.bicLasting <= level.bicLasting + margin) {
    const seen = foundIn(flat, rival, series)
    if (seen.found !== null) return { n, ...bicsOf(flat), ...seen }
  }
  const [least, most] = [
    drift.wave.reduce((a, b) => Math.min(a, b)),
    drift.wave.reduce((a, b) => Math.max(a, b)),
  ]
  return {
    n,
    bicOne: flat.bicOne,
    bicMixed: Math.min(flat.bicMixed, level.bicMixed),
    bicLasting: level.bicLasting,
    drift: { bic: drift.bic, periodUs: drift.periodUs, factor: Math.exp(most - least) },
    ...foundIn(level, rival, series),
  }
}

/** A series by one state, by two without memory, and by two that last. */
type Accounts = {
  readonly bicOne: number
  readonly bicMixed: number
  readonly bicLasting: number
  readonly chain: Chain
  readonly logs: Float64Array
  readonly gapsUs: Float64Array
}

/** @param others numbers that were fitted beside these. */
function accountsOf(logs: Float64Array, timeUs: Float64Array, others: number): Accounts {
  const n = logs.length
  const bic = (parameters: number, logLikelihood: number): number =>
    (parameters + others) * Math.log(n) - 2 * logLikelihood
  const { sd } = momentsOf(logs)
  const gapsUs = timeUs.subarray(1).map((time, index) => time - timeUs[index])
  const mixed = likeliestMixed(logs, sd)
  const lasting = likeliestLasting(logs, gapsUs, timeUs[n - 1] - timeUs[0], mixed.at)
  return {
    bicOne: bic(2, -n * (Math.log(sd) + 0.5 * Math.log(2 * Math.PI) + 0.5)),
    bicMixed: bic(4, -mixed.value),
    bicLasting: bic(5, -lasting.value),
    chain: chainAt(lasting.at),
    logs,
    gapsUs,
  }
}

function bicsOf({
  bicOne,
  bicMixed,
  bicLasting,
}: Accounts): Pick<Accounts, 'bicOne' | 'bicMixed' | 'bicLasting'> {
  return { bicOne, bicMixed, bicLasting }
}

/** @param rival BIC of the best account without phases. */
function foundIn(
  { bicLasting, chain, logs, gapsUs }: Accounts,
  rival: number,
  series: Series,
): Pick<SlowPhaseStudy, 'found' | 'few'> {
  const betweenUs = gapsUs.toSorted()[gapsUs.length >> 1]
  const memory = (1 / chain.everyUs + 1 / chain.forUs) * betweenUs
  // Phases that are forgotten from value to value are none.
  if (!(bicLasting < rival - margin) || memory > memoryMax) return { found: null }
  const found = phasesOf(chain, logs, gapsUs, series)
  if (found.phases >= phasesMin) return { found }
  if (found.phases === 0) return { found: null }
  return { found: null, few: { phases: found.phases, values: logs.length - countOf(found.calm) } }
}

function momentsOf(logs: Float64Array): { readonly mean: number; readonly sd: number } {
  const mean = meanOf(logs)
  return { mean, sd: Math.sqrt(logs.reduce((sum, log) => sum + square(log - mean), 0) / logs.length) }
}

function statesAt([mean, logShift, logSd]: readonly number[]): States {
  return { mean, shift: Math.exp(Math.min(logShift, 3)), sd: Math.max(1e-4, Math.exp(logSd)) }
}

function chainAt(at: readonly number[]): Chain {
  return { ...statesAt(at), everyUs: Math.exp(at[3]), forUs: Math.exp(at[4]) }
}

/** Each value slow or not by a chance of its own: the account without memory. The fourth number is the logit of that. */
function likeliestMixed(logs: Float64Array, sd: number): Minimum {
  const sorted = logs.toSorted()
  const negative = (at: readonly number[]): number => {
    const { mean, shift, sd: width } = statesAt(at)
    const share = 1 / (1 + Math.exp(-at[3]))
    const weight = 1 / (width * Math.sqrt(2 * Math.PI))
    let sum = 0
    for (let index = 0; index < logs.length; index++) {
      const z = (logs[index] - mean) / width
      const slow = z - shift / width
      const density = (1 - share) * Math.exp(-0.5 * z * z) + share * Math.exp(-0.5 * slow * slow)
      sum += Math.log(Math.max(weight * density, Number.MIN_VALUE))
    }
    return -sum
  }
  const starts = startShares.map((share) => {
    const cut = Math.round((1 - share) * sorted.length)
    const [calm, slow] = [meanOf(sorted.subarray(0, cut)), meanOf(sorted.subarray(cut))]
    return [calm, Math.log(Math.max(slow - calm, 1e-3)), Math.log(sd / 2), Math.log(share / (1 - share))]
  })
  return best(starts.map((start) => minimumNear(negative, start, 0.3)))
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function best(minima: readonly Minimum[]): Minimum {
  return minima.reduce((a, b) => (b.value < a.value ? b : a))
}

function likeliestLasting(
  logs: Float64Array,
  gapsUs: Float64Array,
  spanUs: number,
  mixed: readonly number[],
): Minimum {
  const { mean, shift } = statesAt(mixed)
  let slow = 0
  let phases = 1
  for (let index = 0; index < logs.length; index++) {
    const isSlow = logs[index] > mean + shift / 2
    if (isSlow) slow++
    if (isSlow && index > 0 && !(logs[index - 1] > mean + shift / 2)) phases++
  }
  const share = Math.min(0.99, Math.max(0.001, slow / logs.length))
  const starts = startStretches.map((stretch) => [
    ...mixed.slice(0, 3),
    Math.log(((1 - share) * spanUs * stretch) / phases),
    Math.log((share * spanUs * stretch) / phases),
  ])
  const negative = (at: readonly number[]): number => -forward(chainAt(at), logs, gapsUs)
  return best(starts.map((start) => minimumNear(negative, start, 0.3)))
}

/**
 * Log-likelihood of the chain, begun in its stationary law. `slowShares`, if given, takes for each value the chance that
 * it is slow after all values up to it.
 */
function forward(
  { mean, shift, sd, everyUs, forUs }: Chain,
  logs: Float64Array,
  gapsUs: Float64Array,
  slowShares?: Float64Array,
): number {
  const stationary = forUs / (everyUs + forUs)
  const rate = 1 / everyUs + 1 / forUs
  let slow = stationary
  let sum = -logs.length * Math.log(sd * Math.sqrt(2 * Math.PI))
  let lastGapUs = -1
  let memory = 0
  for (let index = 0; index < logs.length; index++) {
    if (index > 0) {
      const gapUs = gapsUs[index - 1]
      if (gapUs !== lastGapUs) {
        memory = Math.exp(-rate * gapUs)
        lastGapUs = gapUs
      }
      slow = stationary + (slow - stationary) * memory
    }
    const calmZ = (logs[index] - mean) / sd
    const slowZ = calmZ - shift / sd
    // Both densities over that of the nearer state, which is then 1, so that neither sum vanishes.
    const near = Math.min(calmZ * calmZ, slowZ * slowZ)
    const farther = Math.exp(0.5 * (near - Math.max(calmZ * calmZ, slowZ * slowZ)))
    const isCalmNear = near === calmZ * calmZ
    const ofCalm = (1 - slow) * (isCalmNear ? 1 : farther)
    const ofSlow = slow * (isCalmNear ? farther : 1)
    const total = Math.max(ofCalm + ofSlow, Number.MIN_VALUE)
    sum += Math.log(total) - 0.5 * near
    slow = ofSlow / total
    if (slowShares !== undefined) slowShares[index] = slow
  }
  return sum
}

/** Which values are slow, by all of them (forward, then backward), and what that leaves. */
function phasesOf(
  chain: Chain,
  logs: Float64Array,
  gapsUs: Float64Array,
  { timeUs, valueUs }: Series,
): SlowPhases {
  const { shift, everyUs, forUs } = chain
  const shares = new Float64Array(logs.length)
  forward(chain, logs, gapsUs, shares)
  const stationary = forUs / (everyUs + forUs)
  const rate = 1 / everyUs + 1 / forUs
  let later = shares[logs.length - 1]
  for (let index = logs.length - 2; index >= 0; index--) {
    const memory = Math.exp(-rate * gapsUs[index])
    const staysSlow = stationary + (1 - stationary) * memory
    const turnsSlow = stationary * (1 - memory)
    const here = shares[index]
    const nextSlow = here * staysSlow + (1 - here) * turnsSlow
    const fromSlow = nextSlow > 0 ? (later * here * staysSlow) / nextSlow : 0
    const fromCalm = nextSlow < 1 ? ((1 - later) * here * (1 - staysSlow)) / (1 - nextSlow) : 0
    later = fromSlow + fromCalm
    shares[index] = later
  }
  const isSlow = shares.map((share) => (share > 0.5 ? 1 : 0))
  const phases = isSlow.reduce((sum, slow, index) => sum + (slow > (isSlow[index - 1] ?? 0) ? 1 : 0), 0)
  const calm = valueUs.subarray(0, logs.length).filter((_, index) => isSlow[index] === 0)
  const spans = phaseSpans(isSlow, timeUs)
  return {
    everyUs,
    forUs,
    every: lengthLaw(spans.gaps, everyUs),
    for: lengthLaw(spans.phases, forUs),
    factor: Math.exp(shift),
    logFactorError: chain.sd * Math.sqrt(1 / Math.max(1, logs.length - calm.length) + 1 / calm.length),
    isFactorLeast: false,
    phases,
    calm: spansOfValues(calm),
  }
}
