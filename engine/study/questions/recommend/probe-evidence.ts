/** What the answer about a liveness or readiness probe rests on. */

import {
  type DrawsCount,
  type Evidence,
  limitDefaults,
  type RatedSetting,
} from '../../../contract/recommendation.ts'
import { type Candidates, mistakeLimitOf } from './candidates.ts'
import type { Confirmation } from './confirmation.ts'
import { countLeast } from './known.ts'
import type { ProbeCase } from './probe-case.ts'

type Basis = Evidence['basis']

/** @param kept why the present setting is kept though nobody can say whether it is right; undefined = it is known. */
export function evidenceOf(
  candidate: Candidates,
  rated: RatedSetting,
  confirmation: Confirmation,
  kept: Basis | undefined,
): Evidence {
  const { probe } = candidate
  const simulation = probe.knowsAnswers ? (confirmation.countOf(candidate.rated, rated) ?? null) : null
  return {
    basis: kept ?? basisOf(candidate, simulation),
    simulation,
    draws: drawsOf(candidate, rated),
    togetherPerMonth: probe.order === 'known' ? null : probe.togetherPerMonth(rated.setting),
  }
}

function basisOf({ probe, mistakesPerMonthMax }: Candidates, simulation: Evidence['simulation']): Basis {
  if (!probe.knowsAnswers) return 'unknown'
  if (simulation !== null) return simulation.perMonthHigh <= mistakesPerMonthMax ? 'simulated' : 'noise'
  return probe.order === 'known' ? 'formula' : 'unordered'
}

/** Against the limit that was named, or the default one. */
function drawsOf(candidate: Candidates, rated: RatedSetting): DrawsCount | null {
  const { draws, knownBy } = candidate.rated
  const isLiveness = candidate.probe.type === 'liveness'
  const most =
    candidate.limits[mistakeLimitOf(candidate.probe)] ??
    (isLiveness ? limitDefaults['false-restarts-per-month'] : null)
  // No limit was named on removals: they are to be no more than now.
  if (draws.length === 0 || most === null) return null
  const figure = (probe: ProbeCase): number => probe.mistakesPerMonth(rated.setting)
  const count = knownBy.from === 'observations' ? knownBy.count : null
  return drawsCount(candidate.rated, figure, most, count)
}

/** @param count observations that the draws rest on; `null` = not known. */
export function drawsCount(
  probe: ProbeCase,
  figure: (probe: ProbeCase) => number,
  most: number,
  count: number | null,
): DrawsCount {
  const { draws } = probe
  const bound = probe.drawn(figure)!
  const isKept = bound <= most
  return {
    kept: draws.filter((draw) => figure(draw) <= most).length,
    of: draws.length,
    bound,
    countNeeded: neededOf(probe, count, isKept ? null : countNeeded(count ?? 0, figure(probe), bound, most)),
  }
}

/** At least as many as say anything of what is rare. */
function neededOf(probe: ProbeCase, count: number | null, forLimit: number | null): number | null {
  if (count === null) return null
  const least = countLeast(probe.type, true)
  return count < least ? Math.max(least, forLimit ?? 0) : forLimit
}

/** The distance of a bound from the estimate, in logarithms, falls as one over the square root of the number of observations. */
function countNeeded(count: number, estimate: number, bound: number, most: number): number | null {
  if (estimate >= most) return null
  const ratio =
    Math.log(bound / Math.max(estimate, leastFigure)) / Math.log(most / Math.max(estimate, leastFigure))
  return Math.ceil(count * ratio * ratio)
}

/** An estimate of none is taken for this much. */
const leastFigure = 1e-9
