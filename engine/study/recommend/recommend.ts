/**
 * From limits to settings: formulas prune the search space and choose, a simulation confirms where they are not exact, and the
 * scenario itself is simulated with the present and the recommended settings. Start reading here.
 */
import { lawOf } from '../../kernel/law.ts'
import { type ClusterSpec, eachOf, workloadLabel } from '../../model/cluster-spec.ts'
import { Candidates, isSingle, mistakeLimitOf } from './candidates.ts'
import { byCost, type Choice, isCheaper } from './choice.ts'
import { Confirmation } from './confirmation.ts'
import { NodeLoads } from './node-loads.ts'
import { alikeCases, type ProbeCase, probeCases } from './probe-case.ts'
import { breathe, type RecommendOptions } from './recommend-options.ts'
import {
  type Evidence,
  type Infeasibility,
  type LimitName,
  type Limits,
  monthSeconds,
  type Neighbour,
  type NodeLoad,
  type ProbeRecommendation,
  type Question,
  type RatedSetting,
  type Recommendation,
  type Worth,
} from './recommendation.ts'
import { checkScenario } from './scenario-check.ts'
import { startupSetting } from './startup-candidates.ts'

/** How much slower answers and starts are in the question how far a recommendation moves. */
const slowdown = 2

/** @throws the reason of the signal, if it is aborted. */
export async function recommend(
  spec: ClusterSpec,
  question: Question,
  options: RecommendOptions = {},
): Promise<Recommendation> {
  const { limits } = question
  const { cases, skipped } = probeCases(spec)
  const nodes = new NodeLoads(spec)
  const candidates = alikeCases(cases.filter(({ type }) => type !== 'startup')).map(
    (probes) => new Candidates(probes, limits),
  )
  const evidence = new Confirmation(spec, options)
  const choice = await evidence.choose(candidates, nodes, question)
  const findings = new Map<ProbeCase, Finding>()
  for (const [index, candidate] of candidates.entries()) {
    await breathe(options.signal)
    const finding = findingOf(candidate, choice, index, evidence, question)
    for (const probe of candidate.probes) findings.set(probe, finding)
  }
  for (const probes of alikeCases(cases.filter(({ type }) => type === 'startup'))) {
    await breathe(options.signal)
    const finding = startupFinding(probes[0], limits)
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
  const { probe, current } = candidate
  const chosen = all[index]
  const recommended = broken.length > 0 || chosen === undefined ? null : chosen
  const slow = slowerCandidates(candidate)
  return {
    detectWithinSeconds: candidate.detectWithinSeconds,
    mistakesPerMonthMax: candidate.mistakesPerMonthMax,
    current,
    currentBreaks: candidate.breaks(current),
    recommended,
    evidence: recommended === null ? byFormula : evidenceOf(candidate, recommended, confirmation),
    neighbours: recommended === null ? [] : neighboursOf(candidate, recommended, confirmation, question),
    infeasibility: recommended === null ? infeasibilityOf(candidate, chosen, broken) : null,
    whenTwiceAsSlow: slow.bestByFormula() ?? null,
    recommendedWhenTwiceAsSlow: recommended === null ? null : slow.probe.rate(recommended.setting),
    front: candidate.front(),
    worth: probe.type === 'liveness' ? worthOf(probe, recommended ?? current) : null,
  }
}

/** The same limits, in absolute terms: what is asked stays as it is. */
function slowerCandidates({
  probe,
  limits,
  detectWithinSeconds,
  mistakesPerMonthMax,
}: Candidates): Candidates {
  const slower = probe.slower(slowdown)
  return new Candidates([slower], {
    ...limits,
    'detect-within': detectWithinSeconds,
    'remove-within': detectWithinSeconds,
    [mistakeLimitOf(probe)]: mistakesPerMonthMax,
  })
}

const byFormula: Evidence = { basis: 'formula', simulation: null }

function evidenceOf(candidate: Candidates, rated: RatedSetting, confirmation: Confirmation): Evidence {
  const simulation = confirmation.countOf(candidate.probe, rated)
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
      const simulation = confirmation.countOf(candidate.probe, rated)
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

function startupFinding(probe: ProbeCase, limits: Limits): Finding {
  const most = limits['startup-kill-probability']
  const current = probe.rate(probe.current)
  const recommended = startupSetting(probe, most) ?? null
  const slower = probe.slower(slowdown)
  return {
    detectWithinSeconds: null,
    mistakesPerMonthMax: null,
    current,
    currentBreaks: current.startKillProbability! > most ? ['startup-kill-probability'] : [],
    recommended,
    evidence: byFormula,
    neighbours: [],
    infeasibility:
      recommended === null ? { binding: ['startup-kill-probability'], calmest: null, soonest: null } : null,
    whenTwiceAsSlow: startupSetting(slower, most) ?? null,
    recommendedWhenTwiceAsSlow: recommended === null ? null : slower.rate(recommended.setting),
    front: [],
    worth: null,
  }
}

function identityOf({ workloadIndex, workload, container, type, probe, containers }: ProbeCase) {
  return {
    workloadIndex,
    workload: workloadLabel(workload),
    container: container.name,
    probe: type,
    handler: probe.handler,
    noticesHangs: !(probe.handler === 'tcpSocket' && eachOf(container.behavior.hang.tcpOk).every(Boolean)),
    containers,
  }
}
