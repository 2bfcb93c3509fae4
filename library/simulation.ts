/** A scenario to its result, and two results to what differs. */
import {
  type Comparison,
  compareResults,
  judgeResult,
  pilotWarmUp,
  type RunResult,
  type SimulateOptions,
  simulate as simulateSpec,
  type Verdict,
} from '../engine/index.ts'
import { limitsOfResult } from '../scenarios/limits.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'

export type SimulationOptions = SimulateOptions

export type Simulation = RunResult & {
  /** Results of one seed are compared replication by replication. */
  readonly seed: string
  /** What was found of each threshold. */
  readonly verdicts: readonly Verdict[]
  /** One line each: defaults that mattered, and what the result leaves out where it matters. */
  readonly notes: readonly string[]
}

/**
 * Simulates all replications. Equal scenarios give equal results, whatever the number of workers.
 * @param scenario as `loadScenario` gives it; `{ spec }` is enough.
 * @throws RangeError for a spec without a meaning.
 */
export async function simulate(
  scenario: Pick<LoadedScenario, 'spec'> & Partial<LoadedScenario>,
  options: SimulationOptions = {},
): Promise<Simulation> {
  const { thresholds = [], notes = [], hasAutoWarmUp = false } = scenario
  const { onProgress: _, ...silently } = options
  const warmUp = hasAutoWarmUp ? await pilotWarmUp(scenario.spec, silently) : null
  const spec =
    warmUp === null ? scenario.spec : { ...scenario.spec, warmUpUs: Math.round(warmUp.seconds * 1e6) }
  const result = await simulateSpec(spec, options)
  return {
    ...result,
    seed: spec.masterSeed,
    verdicts: judgeResult(result, thresholds),
    notes: [...notes, ...limitsOfResult(spec, result)].filter(isFirst),
  }
}

function isFirst(text: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(text) === index
}

/**
 * What differs from `base` to `head`, per workload and metric, with 95 % intervals. Results of one seed share their random
 * streams: the difference of each pair of replications is taken.
 */
export function compare(base: Simulation, head: Simulation): Comparison {
  return compareResults(base, head)
}
