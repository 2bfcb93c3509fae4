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
  type Worth,
} from '../../../contract/recommendation.ts'
import { lawOf } from '../../../kernel/law.ts'
import { calmerOf, isWithinOutage } from './calmer.ts'
import { Candidates, mistakeLimitOf, nothingNear, slowdown } from './candidates.ts'
import { byCost, type Choice, isCheaper } from './choice.ts'
import type { Confirmation } from './confirmation.ts'
import { happenedOf } from './happened.ts'
import { isLittle } from './known.ts'
import { knownStandstill } from './outlasting.ts'
import { isSingle } from './preference.ts'
import type { ProbeCase } from './probe-case.ts'
import { evidenceOf } from './probe-evidence.ts'
import { robustSetting, whateverOthersGet } from './robust.ts'
import { settingKey } from './search-space.ts'
import { simplerThan } from './simpler.ts'

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
  const isTaken = question.objective !== 'robust' || question.all === true || isUrgent(seen)
  const found =
    kept === undefined && possible !== undefined ? confirmation.seen(candidate, possible) : undefined
  const recommended =
    kept !== undefined ? current : found === undefined ? null : isTaken || !changes ? found : current
  const isChanged = found !== undefined && recommended === found
  // Where no patch may outlast an outage of the scenario, the harm is said all the same.
  const isWithin = kept === undefined && !isUrgent(seen) && isWithinOutage(candidate, recommended ?? current)
  const queued = probe.queuedAt((recommended ?? current).setting.timeoutSeconds)
  const isUnsure = isFew || queued !== undefined
  const severity = isWithin ? 'harmful' : seen === 'leave' && isUnsure ? 'unknown' : seen
  const slow = slowerCandidates(candidate)
  const standstill = knownStandstill(probe, question.limits)
  const isHarmful = isUrgent(severity) && recommended !== null
  const calmer = isHarmful ? calmerOf(candidate, recommended, question, standstill) : null
  const said = calmer ?? (changes && found !== undefined ? { rated: found, candidates: candidate } : null)
  const simpler = said === null ? null : simplerThan(said.candidates, said.rated)
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
    calmer: calmer?.rated ?? null,
    ...(simpler !== null && { simpler }),
    ...(queued !== undefined && { queued }),
    addedStartup: isChanged ? candidate.added : null,
    evidence: evidenceOf(
      candidate,
      recommended ?? current,
      confirmation,
      kept ?? (isFew ? 'few' : queued !== undefined && isKnown ? 'queue' : undefined),
    ),
    neighbours: recommended === null ? [] : neighboursOf(candidate, recommended, confirmation, question),
    infeasibility:
      recommended === null ? infeasibilityOf(candidate, possible ?? all[index], broken, question) : null,
    whenTwiceAsSlow:
      (question.objective === 'robust' ? robustSetting(slow, whateverOthersGet) : slow.bestByFormula()) ??
      null,
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
  if (candidate.isBlind) return undefined
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
  const within = rated.noticesHangs ? detectWithinSeconds : null
  const same = {
    ...limits,
    'detect-within': limits['detect-within'] ?? within,
    'remove-within': limits['remove-within'] ?? within,
    outlast: limits.outlast ?? standstill?.seconds ?? null,
    [mistakeLimitOf(rated)]: mistakesPerMonthMax,
  }
  return new Candidates([slower], { limits: same, objective })
}

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
  question: Question,
): Infeasibility {
  if (chosen !== undefined) return { ...nothingNear, binding: broken, soonest: chosen }
  const why = candidate.infeasibility()
  return candidate.isBlind ? { ...why, answering: answeringOf(candidate, question) } : why
}

/** What would notice hangs in time with another handler. How long its answers take nobody knows: those of a connection say nothing of them. */
function answeringOf({ probe }: Candidates, question: Question): RatedSetting | null {
  const asking = Candidates.of([probe.askedBy('httpGet')], question)
  return robustSetting(asking, whateverOthersGet) ?? null
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
