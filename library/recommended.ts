/** A scenario and limits to settings of probes, with patches. */
import { availableParallelism } from 'node:os'
import {
  type Limits,
  type Objective,
  type Recommendation,
  type RecommendOptions,
  recommendInThread,
} from '../engine/index.ts'
import { patchFiles } from '../reports/recommend/patches.ts'
import { isSatisfied } from '../reports/recommend/recommended-result.ts'
import { containerFacts } from '../scenarios/advice/container-facts.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'
import { probeTarget } from '../scenarios/probe-target.ts'

/** What must hold; what is left out is no limit, or as the present settings have it. */
export type RecommendationLimits = {
  /** Worst case of a liveness probe, from the onset of a hang. */
  readonly detectWithinSeconds?: number
  /** Worst case of a readiness probe. */
  readonly removeWithinSeconds?: number
  /** Mistakes about well containers, of a whole workload, in 30 days. */
  readonly falseRestartsPerMonth?: number
  readonly falseRemovalsPerMonth?: number
  /** That a probe cuts a start short, in (0, 1). */
  readonly startupKillProbability?: number
  /** Seconds of a pause or an outage that passes by itself, in which liveness probes restart nothing; default: as long as the faults of the scenario last. */
  readonly outlastSeconds?: number
  /** Runs per second of liveness and readiness probes on a node. */
  readonly maxProbesPerNode?: number
  /** Share of a node's processors that they take, in (0, 1). */
  readonly maxProbeCpu?: number
  /** What is sought within the limits; default `robust`. */
  readonly objective?: Objective
  /** Also patch what would be better, not only what is broken or harmful. */
  readonly all?: boolean
}

export type Recommended = Recommendation & {
  /** No limit is broken by what is recommended. */
  readonly isSatisfied: boolean
  /** `recommendation.yaml`, `kustomization.yaml`, and a JSON patch for each object that changes. */
  readonly patches: readonly { readonly name: string; readonly text: string }[]
}

/**
 * Searches for settings of every probe, by formula, and confirms them by simulation.
 * @throws RangeError for a limit without a meaning; the reason of the signal when that is aborted.
 */
export async function recommend(
  scenario: LoadedScenario,
  limits: RecommendationLimits = {},
  options: RecommendOptions = {},
): Promise<Recommended> {
  const { spec, places, scenarioName } = scenario
  const { objective = 'robust', all = false } = limits
  const question = { limits: limitsOf(limits), objective, all }
  if (limits.maxProbeCpu !== undefined) checkProcessors(scenario)
  const recommendation = await recommendInThread(spec, question, (ref) => containerFacts(places, ref), {
    workers: availableParallelism(),
    ...options,
  })
  const { probes } = recommendation
  const targets = probes.map(({ workloadIndex, container, probe }) =>
    probeTarget(places[workloadIndex]!, container, probe),
  )
  return {
    ...recommendation,
    isSatisfied: isSatisfied(recommendation),
    patches: patchFiles(probes, { targets, scenario: scenarioName }),
  }
}

function limitsOf(limits: RecommendationLimits): Limits {
  const read = (name: keyof RecommendationLimits, min: number, below: number): number | null => {
    const value = limits[name] as number | undefined
    if (value === undefined) return null
    if (Number.isFinite(value) && value >= min && value > 0 && value < below) return value
    const expected =
      below === 1 ? 'a number above 0 and below 1' : `a number ${min > 0 ? `of ${min} or more` : 'above 0'}`
    throw new RangeError(`${name} is ${String(value)}; expected ${expected}`)
  }
  return {
    'detect-within': read('detectWithinSeconds', 1, Infinity),
    'remove-within': read('removeWithinSeconds', 1, Infinity),
    'false-restarts-per-month': read('falseRestartsPerMonth', 0, Infinity),
    'false-removals-per-month': read('falseRemovalsPerMonth', 0, Infinity),
    'startup-kill-probability': read('startupKillProbability', 0, 1),
    outlast: read('outlastSeconds', 1, Infinity),
    'max-probes-per-node': read('maxProbesPerNode', 0, Infinity),
    'max-probe-cpu': read('maxProbeCpu', 0, 1),
  }
}

function checkProcessors({ spec }: LoadedScenario): void {
  const silent = spec.nodes.find(({ cpuCores }) => cpuCores === undefined)
  if (silent !== undefined)
    throw new RangeError(
      `maxProbeCpu is a share of each node's processors, but the input does not say how many ${silent.name} has; add allocatable.cpu to its pool or Node`,
    )
}
