/**
 * From limits to settings: formulas prune the search space and choose, a simulation confirms where they are not exact, and the
 * scenario itself is simulated with the present and the recommended settings. Start reading here.
 */
import { lawOf } from '../../kernel/law.ts'
import { type ClusterSpec, type ContainerSpec, workloadLabel } from '../../model/cluster-spec.ts'
import { compareResults } from '../comparison.ts'
import type { Comparison } from '../comparison-result.ts'
import { simulate } from '../experiment.ts'
import { Candidates, isSingle, mistakeLimitOf } from './candidates.ts'
import { byCost, type Choice, choose, isCheaper } from './choice.ts'
import { MistakeStudy, withIntegers } from './mistake-study.ts'
import { NodeLoads } from './node-loads.ts'
import { type ProbeCase, probeCases } from './probe-case.ts'
import {
  type Evidence,
  type Infeasibility,
  type LimitName,
  type Limits,
  type MistakeCount,
  monthSeconds,
  type Neighbour,
  type ProbeRecommendation,
  type Question,
  type RatedSetting,
  type Recommendation,
  type Worth,
} from './recommendation.ts'
import { settingKey } from './search-space.ts'
import { startupSetting } from './startup-candidates.ts'

export type RecommendOptions = {
  /** Threads at most; no influence on the result. */
  readonly workers?: number
  readonly signal?: AbortSignal
  /** Called before each step with what it is. */
  readonly onStep?: (text: string) => void
}

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
  const searched = cases.filter(({ type }) => type !== 'startup')
  const candidates = searched.map((probe) => new Candidates(probe, limits))
  const evidence = new Confirmation(spec, options)
  const choice = await evidence.choose(candidates, nodes, question)
  const probes = cases.map((probe) => {
    const index = searched.indexOf(probe)
    return index < 0
      ? startupRecommendation(probe, limits)
      : probeRecommendation(candidates[index], choice, index, evidence, question)
  })
  const periods = (of: (probe: ProbeCase) => number): [ProbeCase, number][] =>
    searched.map((probe) => [probe, of(probe)])
  return {
    question,
    probes,
    skipped,
    load: {
      current: nodes.busiest(periods(({ current }) => current.periodSeconds)),
      recommended: nodes.busiest(
        periods((probe) => {
          const { recommended, current } = probes[cases.indexOf(probe)]
          return (recommended ?? current).setting.periodSeconds
        }),
      ),
    },
    nodeLimitsBroken: choice.broken,
    scenarioCheck: await checkScenario(spec, probes, options),
  }
}

/** Simulates what a choice rests on, until it holds. */
class Confirmation {
  readonly #spec: ClusterSpec
  readonly #options: RecommendOptions
  readonly #counts = new Map<ProbeCase, Map<string, MistakeCount>>()

  constructor(spec: ClusterSpec, options: RecommendOptions) {
    this.#spec = spec
    this.#options = options
  }

  /** What was counted, if the setting was simulated. */
  countOf(probe: ProbeCase, { setting }: RatedSetting): MistakeCount | undefined {
    return this.#counts.get(probe)?.get(settingKey(setting))
  }

  async choose(candidates: readonly Candidates[], nodes: NodeLoads, question: Question): Promise<Choice> {
    for (;;) {
      const choice = choose(candidates, nodes, question)
      let isConfirmed = true
      for (const [index, candidate] of candidates.entries()) {
        const rated = choice.rated[index]
        if (rated === undefined || !candidate.needsSimulation || (await this.holds(candidate, rated)))
          continue
        candidate.reject(rated)
        isConfirmed = false
      }
      if (isConfirmed) return choice
    }
  }

  /** Whether a setting keeps the limit on mistakes: surely, or, where the simulation cannot tell, by the formula. */
  async holds(candidate: Candidates, rated: RatedSetting): Promise<boolean> {
    const { perMonthLow, perMonthHigh } = await this.#count(candidate, rated)
    const most = candidate.mistakesPerMonthMax!
    if (perMonthHigh <= most) return true
    return perMonthLow <= most && rated.mistakesPerMonth! <= most
  }

  async #count({ probe, mistakesPerMonthMax }: Candidates, rated: RatedSetting): Promise<MistakeCount> {
    const counts = this.#counts.get(probe) ?? new Map<string, MistakeCount>()
    this.#counts.set(probe, counts)
    const key = settingKey(rated.setting)
    let count = counts.get(key)
    if (count === undefined) {
      const { workload, container, type } = probe
      this.#options.onStep?.(`simulating ${type} ${key} of ${workloadLabel(workload)}, ${container.name}`)
      const { workers = 1, signal } = this.#options
      const study = new MistakeStudy(this.#spec, probe, mistakesPerMonthMax!, {
        workers,
        ...(signal === undefined ? {} : { signal }),
      })
      count = await study.count(rated.setting)
      counts.set(key, count)
    }
    return count
  }
}

function probeRecommendation(
  candidate: Candidates,
  { rated: all, broken }: Choice,
  index: number,
  confirmation: Confirmation,
  question: Question,
): ProbeRecommendation {
  const { probe, current } = candidate
  const chosen = all[index]
  const recommended = broken.length > 0 || chosen === undefined ? null : chosen
  const slow = slowerCandidates(candidate)
  return {
    ...identityOf(probe),
    detectWithinSeconds: candidate.detectWithinSeconds,
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
function slowerCandidates({ probe, limits, detectWithinSeconds }: Candidates): Candidates {
  const slower = probe.slower(slowdown)
  return new Candidates(slower, {
    ...limits,
    'detect-within': detectWithinSeconds,
    'remove-within': detectWithinSeconds,
  })
}

const byFormula: Evidence = { basis: 'formula', simulation: null }

function evidenceOf(candidate: Candidates, rated: RatedSetting, confirmation: Confirmation): Evidence {
  const simulation = confirmation.countOf(candidate.probe, rated)
  if (simulation === undefined) return byFormula
  const isSure = simulation.perMonthHigh <= candidate.mistakesPerMonthMax!
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
      if (simulation === undefined || most === null) return { rated, breaks, isWithinNoise: false }
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
  const mistakes = mistakeLimitOf(candidate.probe)
  const binding = candidate.binding()
  return {
    binding,
    calmest: candidate.closest([mistakes], ({ mistakesPerMonth }) => mistakesPerMonth ?? 0),
    soonest: candidate.closest(
      ['detect-within', 'remove-within'],
      ({ detectionSecondsHigh }) => detectionSecondsHigh,
    ),
  }
}

/** What is noticed, against what is killed by mistake. */
function worthOf({ container, containers, probe }: ProbeCase, rated: RatedSetting): Worth {
  const { hang } = container.behavior
  const everySeconds = lawOf(hang.after[hang.after.length - 1]).mean / 1e6
  return {
    hangsPerMonth: everySeconds === Infinity ? null : (containers * monthSeconds) / everySeconds,
    noticesHangs: !(probe.handler === 'tcpSocket' && hang.tcpOk),
    falseRestartsPerMonth: rated.mistakesPerMonth ?? 0,
  }
}

function startupRecommendation(probe: ProbeCase, limits: Limits): ProbeRecommendation {
  const most = limits['startup-kill-probability']
  const current = probe.rate(probe.current)
  const recommended = startupSetting(probe, most) ?? null
  const slower = probe.slower(slowdown)
  return {
    ...identityOf(probe),
    detectWithinSeconds: null,
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
    containers,
  }
}

/** The whole scenario, faults included, with the present and the recommended settings, and the same chance. */
async function checkScenario(
  spec: ClusterSpec,
  probes: readonly ProbeRecommendation[],
  { workers = 1, signal, onStep }: RecommendOptions,
): Promise<Comparison | null> {
  const changed = probes.filter(
    ({ current, recommended }) =>
      recommended !== null && settingKey(recommended.setting) !== settingKey(current.setting),
  )
  if (changed.length === 0) return null
  const options = { workers, ...(signal === undefined ? {} : { signal }) }
  onStep?.('simulating the scenario with the present settings')
  const base = await simulate(spec, options)
  onStep?.('simulating the scenario with the recommended settings')
  const head = await simulate(withRecommended(spec, changed), options)
  signal?.throwIfAborted()
  const seed = spec.masterSeed
  return compareResults({ seed, replications: base.replications }, { seed, replications: head.replications })
}

/** The spec with the recommended integers in their places. */
export function withRecommended(
  spec: ClusterSpec,
  probes: readonly Pick<ProbeRecommendation, 'workloadIndex' | 'container' | 'probe' | 'recommended'>[],
): ClusterSpec {
  const changed = (index: number, container: ContainerSpec): ContainerSpec => {
    const own = probes.filter(
      (probe) =>
        probe.workloadIndex === index && probe.container === container.name && probe.recommended !== null,
    )
    const integers = own.map(({ probe, recommended }) => [
      probe,
      withIntegers(container.probes[probe]!, recommended!.setting),
    ])
    return { ...container, probes: { ...container.probes, ...Object.fromEntries(integers) } }
  }
  return {
    ...spec,
    workloads: spec.workloads.map((workload, index) => ({
      ...workload,
      pod: {
        ...workload.pod,
        containers: workload.pod.containers.map((container) => changed(index, container)),
        initContainers: workload.pod.initContainers.map((container) => changed(index, container)),
      },
    })),
  }
}
