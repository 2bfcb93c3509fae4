/** What the order of observations shows: slow phases as a key of `behavior`, and what there is to say where there are none. */
import type {
  Draw,
  LengthLaw,
  PauseStudy,
  Pauses,
  SlowPhaseStudy,
  SlowPhases,
} from '../../engine/contract/fit-result.ts'
import type { BehaviorKey } from './behavior-entries.ts'
import type { FittedSample } from './fitted-sample.ts'
import { lawText, timeText } from './law-text.ts'

export function orderComments({ phases, dispersion, sample }: FittedSample): string[] {
  const clumps =
    dispersion === undefined || phases?.few !== undefined
      ? []
      : [
          `variance over mean of failed or slow runs from scrape to scrape: ${Number(dispersion.toPrecision(3))} (1 if they come one by one)`,
        ]
  if (phases === null)
    return [
      'order not known: failures may come together, and slow phases cannot be seen; a range query or times of the values would show them',
      ...clumps,
    ]
  const seen = `${sample.counts !== undefined ? `${Math.round(phases.n)} runs` : `${phases.n} values`} in order`
  const { pauses } = phases
  if (pauses?.found != null)
    return [
      'of what was observed outside pauses',
      ...(pauses.stamp === 'end' ? ['the times are those of the ends of answers: pauses fit only so'] : []),
      ...driftComments(phases),
    ]
  return phases.found === null
    ? [nonePhases(phases, seen), ...clumps, ...gapComments(phases), ...driftComments(phases)]
    : [
        'of what was observed outside slow phases',
        ...clumps,
        ...gapComments(phases),
        ...driftComments(phases),
      ]
}

function nonePhases({ few }: SlowPhaseStudy, seen: string): string {
  return few === undefined
    ? `no slow phases in ${seen}`
    : `${few.values} slow answers of ${seen} stand together in ${few.phases === 1 ? '1 phase' : `${few.phases} phases`}: too few to say how often they come, and how long they last`
}

export function keyOfPhases(study: SlowPhaseStudy, found: SlowPhases, draws: readonly Draw[]): BehaviorKey {
  const { every, for: lasts, factor, phases, isFactorLeast } = found
  const lower = Math.min(study.bicOne, study.bicMixed, study.drift?.bic ?? Infinity) - study.bicLasting
  return {
    key: 'slow',
    value: slowText({ every: every.law, for: lasts.law, factor }),
    draws: draws.map(({ slow }) => (slow === undefined ? null : slowText(slow))),
    observed: [{ of: 'slow', count: phases, censored: 0, truncated: 0, order: true }],
    comments: [
      `${phases} slow phases in ${Math.round(study.n)} values in order (BIC lower by ${lower.toFixed(1)} than without)`,
      `${lengthText('gaps', every)}; ${lengthText('lengths', lasts)}`,
      ...(isFactorLeast
        ? [
            'no run of a slow phase was in time: the factor is at least so, and pauses would look the same; half of the draws have them',
          ]
        : []),
    ],
  }
}

/** Pauses, in which everything waits for their end. */
export function keyOfPauses({ bicGap }: PauseStudy, found: Pauses, draws: readonly Draw[]): BehaviorKey {
  const { every, for: lasts, pauses, shared } = found
  return {
    key: 'pause',
    value: pauseText({ every: every.law, for: lasts.law }),
    draws: pauseDraws(draws),
    observed: [{ of: 'pause', count: pauses, censored: 0, truncated: 0, order: true }],
    comments: [
      `${pauses} pauses: in ${shared} of them several answers waited for the same end (BIC lower by ${(-bicGap).toFixed(1)} than with slow phases)`,
      `${lengthText('gaps', every)}; ${lengthText('lengths', lasts)}; pauses shorter than the time between two answers are mostly missed`,
    ],
  }
}

/** Pauses of draws alone, where slow phases were found and nothing tells which of the two they are. */
export function pauseDraws(draws: readonly Draw[]): (string | null)[] {
  return draws.map(({ pause }) => (pause === undefined ? null : pauseText(pause)))
}

function pauseText({ every, for: lasts }: NonNullable<Draw['pause']>): string {
  return `{ every: ${lawText(every)}, for: ${lawText(lasts)} }`
}

/** What could be pauses, and what is not known of it. */
function gapComments({ gaps, pauses, found }: SlowPhaseStudy): string[] {
  const doubt =
    pauses?.verdict === 'unknown'
      ? [
          'whether long answers are slow ones or waited for the end of a pause is not known: answers lie too far apart to meet one twice',
        ]
      : pauses?.verdict === 'slow' && found !== null
        ? [
            `no pauses: long answers took times of their own (BIC lower by ${pauses.bicGap.toFixed(1)} than with a common end)`,
          ]
        : []
  return gaps === undefined
    ? doubt
    : [
        ...doubt,
        `${gaps.count} gaps of up to ${timeText(gaps.longestUs, 3)} in times that come every ${timeText(gaps.usualUs, 3)} otherwise: rows are missing, or the process stood still`,
      ]
}

function slowText({ every, for: lasts, factor }: NonNullable<Draw['slow']>): string {
  return `{ every: ${lawText(every)}, for: ${lawText(lasts)}, factor: ${Number(factor.toPrecision(4))} }`
}

function lengthText(what: string, { law, exponentialP }: LengthLaw): string {
  if (exponentialP === null) return `${what} are too few, or seen too roughly, to test their law`
  const p = `p ${exponentialP < 0.001 ? '< 0.001' : exponentialP.toFixed(3)}`
  return law.kind === 'exponential'
    ? `exponential ${what} are not contradicted (${p})`
    : `exponential ${what} are rejected (${p}): ${law.kind}`
}

/** A drift is in the law as if it came at random: busy hours are worse than the law says, calm ones better. */
function driftComments({ drift }: SlowPhaseStudy): string[] {
  return drift === undefined
    ? []
    : [
        `drifts by a factor of ${Number(drift.factor.toPrecision(3))} within ${timeText(drift.periodUs)}, such as over a day; the law is of all of it, so the slow hours are worse than it says`,
      ]
}
