/** What is said of a liveness or readiness probe, and of those that are alike. */

import {
  type Evidence,
  type Happened,
  type Infeasibility,
  type LimitName,
  limitDefaults,
  monthSeconds,
  type Neighbour,
  type ProbeRecommendation,
  type Question,
  type RatedSetting,
  type Severity,
  type Standstill,
  type Worth,
} from '../../../contract/recommendation.ts'
import { lawOf } from '../../../kernel/law.ts'
import { Candidates, mistakeLimitOf, slowdown } from './candidates.ts'
import { byCost, type Choice, isCheaper } from './choice.ts'
import type { Confirmation } from './confirmation.ts'
import { happenedOf } from './happened.ts'
import { isLittle } from './known.ts'
import { knownStandstill } from './outlasting.ts'
import { isSingle } from './preference.ts'
import type { ProbeCase } from './probe-case.ts'
import { evidenceOf } from './probe-evidence.ts'
import { robustSetting } from './robust.ts'
import { settingKey } from './search-space.ts'

/** What holds of every probe of those that are alike. */
export type Finding = Omit<
  ProbeRecommendation,
  'workloadIndex' | 'workload' | 'container' | 'probe' | 'handler' | 'noticesHangs' | 'containers'
>

export function findingOf(
  candidate: Candidates,
  { rated: all, broken }: Choice,
  index: number,
  confirmation: Confirmation,
  question: Question,
): Finding {
  const { probe } = candidate
  const { knowsAnswers: isKnown } = probe
  const current = confirmation.seen(candidate, candidate.current)
  const possible = broken.length > 0 ? undefined : all[index]
  const happened = happenedOf(candidate.rated)
  const kept = reasonToKeep(candidate, possible, happened, broken)
  const changes =
    kept === undefined && possible !== undefined && (candidate.added !== null || !isSame(possible, current))
  const seen = kept === undefined ? severityOf(candidate, current, changes) : 'unknown'
  // That nothing has to change is a claim about what is rare.
  const isFew = isLittle(probe.knownBy, probe.type, seen === 'leave')
  const severity = seen === 'leave' && isFew ? 'unknown' : seen
  const isTaken = question.objective !== 'robust' || question.all === true || isUrgent(severity)
  const found =
    kept === undefined && possible !== undefined ? confirmation.seen(candidate, possible) : undefined
  const recommended =
    kept !== undefined ? current : found === undefined ? null : isTaken || !changes ? found : current
  const isChanged = found !== undefined && recommended === found
  const slow = slowerCandidates(candidate)
  const standstill = knownStandstill(probe, question.limits)
  return {
    ...(standstill !== null && { standstill }),
    detectWithinSeconds: candidate.detectWithinSeconds,
    mistakesPerMonthMax: candidate.mistakesPerMonthMax,
    severity,
    isKnown,
    knownBy: probe.knownBy,
    current,
    currentBreaks: candidate.breaks(current),
    recommended,
    better: changes && !isChanged ? found! : null,
    calmer: severity === 'harmful' ? calmerOf(candidate, recommended, question, standstill) : null,
    addedStartup: isChanged ? candidate.added : null,
    evidence: evidenceOf(
      candidate,
      recommended ?? current,
      confirmation,
      kept ?? (isFew ? 'few' : undefined),
    ),
    neighbours: recommended === null ? [] : neighboursOf(candidate, recommended, confirmation, question),
    infeasibility: recommended === null ? infeasibilityOf(candidate, possible ?? all[index], broken) : null,
    whenTwiceAsSlow:
      (question.objective === 'robust' ? robustSetting(slow, alone) : slow.bestByFormula()) ?? null,
    recommendedWhenTwiceAsSlow: recommended === null ? null : slow.rated.rate(recommended.setting),
    front: candidate.front(),
    worth: probe.type === 'liveness' ? worthOf(probe, recommended ?? current) : null,
    happened,
  }
}

/** Why the present setting is kept though nobody can say whether it is right; undefined = what is known is enough. */
function reasonToKeep(
  candidate: Candidates,
  possible: RatedSetting | undefined,
  happened: Happened | null,
  broken: readonly LimitName[],
): Evidence['basis'] | undefined {
  if (candidate.needsOrder) return 'order'
  if (happened?.isContradicted === true) return 'contradicted'
  if (possible !== undefined || broken.length > 0) return undefined
  if (!candidate.probe.knowsLatency) return 'unknown'
  if (candidate.hasDraws && candidate.isPossibleByEstimate) return 'few'
  return candidate.rated.order === 'lost' && candidate.isPossibleByEstimate ? 'order' : undefined
}

function severityOf(candidate: Candidates, current: RatedSetting, changes: boolean): Severity {
  const { limits, probe } = candidate
  if (candidate.breaks(current).some((name) => limits[name] !== null)) return 'broken'
  // A start is cut short however long the answers take that come after it.
  if (candidate.cutsStarts(candidate.current)) return 'harmful'
  // So is an outage of the scenario outlasted, or not.
  if (!candidate.outlasts(current)) return 'harmful'
  if (probe.knowsAnswers && harms(candidate, current)) return 'harmful'
  if (!probe.knowsAnswers) return 'unknown'
  return changes ? 'better' : 'leave'
}

/** Only what is urgent is changed where nobody asked for more. */
function isUrgent(severity: Severity): boolean {
  return severity === 'broken' || severity === 'harmful'
}

/** Of a liveness probe: more false restarts than nobody has to accept, or starts that it cuts short. */
function harms(candidate: Candidates, rated: RatedSetting): boolean {
  const restarts =
    candidate.probe.type === 'liveness' ? Math.max(rated.mistakesPerMonth!, candidate.sureMistakes(rated)) : 0
  return (
    candidate.cutsStarts(candidate.current) ||
    restarts > (candidate.limits['false-restarts-per-month'] ?? limitDefaults['false-restarts-per-month'])
  )
}

/** Times to notice a hang in that are looked at, as multiples of the present one. */
const longerTimes = [1.5, 2, 4]

function calmerOf(
  { probes, probe, limits, current }: Candidates,
  recommended: RatedSetting | null,
  question: Question,
  standstill: Standstill | null,
): RatedSetting | null {
  const most = limits['false-restarts-per-month'] ?? limitDefaults['false-restarts-per-month']
  if (probe.type !== 'liveness' || limits['detect-within'] !== null) return null
  if (recommended === null || recommended.mistakesPerMonth! <= most) return null
  if (standstill?.of === 'pause' && limits.outlast === null) {
    const asked = { ...limits, outlast: standstill.seconds, 'false-restarts-per-month': most }
    const patient = robustSetting(Candidates.of(probes, { ...question, limits: asked }), alone)
    if (patient !== undefined && patient.mistakesPerMonth! <= most) return patient
  }
  for (const times of longerTimes) {
    const named = {
      ...limits,
      'detect-within': times * current.detectionSecondsHigh,
      'false-restarts-per-month': most,
    }
    const soonest = Candidates.of(probes, { ...question, limits: named }).soonest()
    if (soonest !== undefined && soonest.mistakesPerMonth! <= most) return soonest
  }
  return null
}

function isSame(a: RatedSetting, b: RatedSetting): boolean {
  return settingKey(a.setting) === settingKey(b.setting)
}

/** The same limits, in absolute terms: what is asked stays as it is. */
function slowerCandidates({
  rated,
  limits,
  objective,
  detectWithinSeconds,
  mistakesPerMonthMax,
  standstill,
}: Candidates): Candidates {
  const slower = rated.slower(slowdown)
  const same = {
    ...limits,
    'detect-within': detectWithinSeconds,
    'remove-within': detectWithinSeconds,
    outlast: limits.outlast ?? standstill?.seconds ?? null,
    [mistakeLimitOf(rated)]: mistakesPerMonthMax,
  }
  return new Candidates([slower], { limits: same, objective })
}

/** Whatever the others get. */
const alone = { leastPeriodSeconds: 1, patienceSeconds: 0, isPatienceNew: false } as const

function neighboursOf(
  candidate: Candidates,
  recommended: RatedSetting,
  confirmation: Confirmation,
  question: Question,
): Neighbour[] {
  const most = candidate.mistakesPerMonthMax
  return candidate
    .around(recommended)
    .filter((rated) => isCheaper(rated, recommended, question) && (isSingle(recommended) || !isSingle(rated)))
    .sort(byCost(question))
    .map((rated) => {
      const breaks = candidate.breaks(rated)
      const simulation = confirmation.countOf(candidate.rated, rated)
      if (simulation === undefined)
        return { rated, breaks, isWithinNoise: breaks.length === 0 && !candidate.isPossible(rated) }
      const others = breaks.filter((limit) => limit !== mistakeLimitOf(candidate.probe))
      const isSurelyAbove = simulation.perMonthLow > most
      return {
        rated,
        breaks: isSurelyAbove ? [...others, mistakeLimitOf(candidate.probe)] : others,
        simulation,
        isWithinNoise: others.length === 0 && !isSurelyAbove,
      }
    })
}

function infeasibilityOf(
  candidate: Candidates,
  chosen: RatedSetting | undefined,
  broken: readonly LimitName[],
): Infeasibility {
  if (chosen !== undefined) return { binding: broken, calmest: null, soonest: chosen }
  return candidate.infeasibility()
}

/** What is noticed, against what is killed by mistake. */
function worthOf({ container, containers }: ProbeCase, rated: RatedSetting): Worth {
  const { hang } = container.behavior
  const everySeconds = lawOf(hang.after[hang.after.length - 1]).mean / 1e6
  return {
    hangsPerMonth: everySeconds === Infinity ? null : (containers * monthSeconds) / everySeconds,
    falseRestartsPerMonth: rated.mistakesPerMonth ?? 0,
  }
}
