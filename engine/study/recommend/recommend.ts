/**
 * From limits to settings: formulas prune the search space and choose, a simulation confirms where they are not exact, and the
 * scenario itself is simulated with the present and the recommended settings. Start reading here.
 */
import { lawOf } from '../../kernel/law.ts'
import { type ClusterSpec, workloadLabel } from '../../model/cluster-spec.ts'
import { Candidates, mistakeLimitOf, slowdown } from './candidates.ts'
import { byCost, type Choice, isCheaper } from './choice.ts'
import { Confirmation } from './confirmation.ts'
import { missingProbes } from './missing-probes.ts'
import { NodeLoads } from './node-loads.ts'
import { isSingle } from './preference.ts'
import { alikeCases, type ProbeCase, probeCases } from './probe-case.ts'
import { breathe, type RecommendOptions } from './recommend-options.ts'
import {
  type Evidence,
  type Infeasibility,
  type KnownOf,
  type LimitName,
  limitDefaults,
  monthSeconds,
  type Neighbour,
  type NodeLoad,
  type ProbeRecommendation,
  type Question,
  type RatedSetting,
  type Recommendation,
  type Severity,
  type Worth,
} from './recommendation.ts'
import { robustSetting } from './robust.ts'
import { checkScenario } from './scenario-check.ts'
import { settingKey } from './search-space.ts'
import { startupSetting } from './startup-candidates.ts'

/**
 * @param knownOf what the input says of a container: of the rest neither timeouts nor thresholds become smaller.
 * @throws the reason of the signal, if it is aborted.
 */
export async function recommend(
  spec: ClusterSpec,
  question: Question,
  knownOf: KnownOf,
  options: RecommendOptions = {},
): Promise<Recommendation> {
  const { cases, skipped } = probeCases(spec, knownOf)
  const nodes = new NodeLoads(spec)
  const candidates = alikeCases(cases.filter(({ type }) => type !== 'startup')).map((probes) =>
    Candidates.of(probes, question),
  )
  const evidence = new Confirmation(spec, options)
  const choice = await evidence.choose(candidates, nodes, question)
  await evidence.countPresent(candidates)
  const findings = new Map<ProbeCase, Finding>()
  for (const [index, candidate] of candidates.entries()) {
    await breathe(options.signal)
    const finding = findingOf(candidate, choice, index, evidence, question)
    for (const probe of candidate.probes) findings.set(probe, finding)
  }
  for (const probes of alikeCases(cases.filter(({ type }) => type === 'startup'))) {
    await breathe(options.signal)
    const finding = startupFinding(probes[0], question)
    for (const probe of probes) findings.set(probe, finding)
  }
  const probes = cases.map((probe) => ({ ...identityOf(probe), ...findings.get(probe)! }))
  const loadWith = (periodOf: (probe: ProbeCase, finding: Finding) => number): NodeLoad =>
    nodes.busiest(
      candidates.flatMap((candidate) =>
        candidate.probes.map((probe) => [probe, periodOf(probe, findings.get(probe)!)] as const),
      ),
    )
  return {
    question,
    probes,
    skipped,
    missing: missingProbes(spec),
    load: {
      current: loadWith(({ current }) => current.periodSeconds),
      recommended: loadWith((_, { recommended, current }) => (recommended ?? current).setting.periodSeconds),
    },
    nodeLimitsBroken: choice.broken,
    scenarioCheck: await checkScenario(spec, probes, options),
  }
}

/** What holds of every probe of those that are alike. */
type Finding = Omit<ProbeRecommendation, keyof ReturnType<typeof identityOf>>

function findingOf(
  candidate: Candidates,
  { rated: all, broken }: Choice,
  index: number,
  confirmation: Confirmation,
  question: Question,
): Finding {
  const { probe, limits } = candidate
  const { knowsAnswers: isKnown } = probe
  const current = confirmation.seen(candidate, candidate.current)
  const currentBreaks = candidate.breaks(current)
  const possible = broken.length > 0 ? undefined : all[index]
  const isHarmful = isKnown && harms(candidate, current)
  const isBroken = currentBreaks.some((name) => limits[name] !== null)
  const isStuck = possible === undefined && !probe.knowsLatency && broken.length === 0
  const changes = possible !== undefined && (candidate.added !== null || !isSame(possible, current))
  const severity: Severity =
    isBroken && !isStuck
      ? 'broken'
      : isHarmful
        ? 'harmful'
        : !isKnown
          ? 'unknown'
          : changes
            ? 'better'
            : 'leave'
  const isTaken = question.objective !== 'robust' || question.all === true || isUrgent(severity)
  const found = possible === undefined ? undefined : confirmation.seen(candidate, possible)
  const recommended = found === undefined ? (isStuck ? current : null) : isTaken || !changes ? found : current
  const isChanged = found !== undefined && recommended === found
  const slow = slowerCandidates(candidate)
  return {
    detectWithinSeconds: candidate.detectWithinSeconds,
    mistakesPerMonthMax: candidate.mistakesPerMonthMax,
    severity,
    isKnown,
    current,
    currentBreaks,
    recommended,
    better: changes && !isChanged ? found! : null,
    addedStartup: isChanged ? candidate.added : null,
    evidence: recommended === null ? byFormula : evidenceOf(candidate, recommended, confirmation),
    neighbours: recommended === null ? [] : neighboursOf(candidate, recommended, confirmation, question),
    infeasibility: recommended === null ? infeasibilityOf(candidate, possible ?? all[index], broken) : null,
    whenTwiceAsSlow:
      (question.objective === 'robust' ? robustSetting(slow, alone) : slow.bestByFormula()) ?? null,
    recommendedWhenTwiceAsSlow: recommended === null ? null : slow.rated.rate(recommended.setting),
    front: candidate.front(),
    worth: probe.type === 'liveness' ? worthOf(probe, recommended ?? current) : null,
  }
}

/** Only what is urgent is changed where nobody asked for more. */
function isUrgent(severity: Severity): boolean {
  return severity === 'broken' || severity === 'harmful'
}

/** Of a liveness probe: more false restarts than nobody has to accept, or starts that it cuts short. */
function harms({ probe, killProbabilityMax }: Candidates, rated: RatedSetting): boolean {
  const isCut = rated.startKillProbability !== null && rated.startKillProbability > killProbabilityMax
  const restarts = probe.type === 'liveness' ? rated.mistakesPerMonth! : 0
  return isCut || restarts > limitDefaults['false-restarts-per-month']
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
}: Candidates): Candidates {
  const slower = rated.slower(slowdown)
  const same = {
    ...limits,
    'detect-within': detectWithinSeconds,
    'remove-within': detectWithinSeconds,
    [mistakeLimitOf(rated)]: mistakesPerMonthMax,
  }
  return new Candidates([slower], { limits: same, objective })
}

/** Whatever the others get. */
const alone = { leastPeriodSeconds: 1, patienceSeconds: 0, isPatienceNew: false } as const

const byFormula: Evidence = { basis: 'formula', simulation: null }

function evidenceOf(candidate: Candidates, rated: RatedSetting, confirmation: Confirmation): Evidence {
  if (!candidate.probe.knowsAnswers) return { basis: 'unknown', simulation: null }
  const simulation = confirmation.countOf(candidate.rated, rated)
  if (simulation === undefined) return byFormula
  const isSure = simulation.perMonthHigh <= candidate.mistakesPerMonthMax
  return { basis: isSure ? 'simulated' : 'noise', simulation }
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

function startupFinding(probe: ProbeCase, { limits }: Question): Finding {
  const named = limits['startup-kill-probability']
  const most = named ?? limitDefaults['startup-kill-probability']
  const current = probe.rate(probe.current)
  const recommended = startupSetting(probe, most, named !== null) ?? null
  const slower = probe.slower(slowdown)
  const isBroken = current.startKillProbability! > most
  const isChanged = recommended === null || !isSame(recommended, current)
  const { knowsStarts: isKnown } = probe
  return {
    detectWithinSeconds: null,
    mistakesPerMonthMax: null,
    severity: isBroken
      ? named === null
        ? 'harmful'
        : 'broken'
      : !isKnown
        ? 'unknown'
        : isChanged
          ? 'better'
          : 'leave',
    isKnown,
    current,
    currentBreaks: isBroken ? ['startup-kill-probability'] : [],
    recommended,
    better: null,
    addedStartup: null,
    evidence: isKnown ? byFormula : { basis: 'unknown', simulation: null },
    neighbours: [],
    infeasibility:
      recommended === null ? { binding: ['startup-kill-probability'], calmest: null, soonest: null } : null,
    whenTwiceAsSlow: startupSetting(slower, most, named !== null) ?? null,
    recommendedWhenTwiceAsSlow: recommended === null ? null : slower.rate(recommended.setting),
    front: [],
    worth: null,
  }
}

function identityOf({
  workloadIndex,
  workload,
  container,
  type,
  probe,
  containers,
  noticesHangs,
}: ProbeCase) {
  return {
    workloadIndex,
    workload: workloadLabel(workload),
    container: container.name,
    probe: type,
    handler: probe.handler,
    noticesHangs,
    containers,
  }
}
