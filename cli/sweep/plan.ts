/** From a loaded sweep to its plan: what is simulated, what it costs, and the hash that tells it from others. */
import { type EngineName, replicationCost, type SweepPlan } from '../../engine/index.ts'
import { type KeptPlan, keptPlan } from '../../reports/sweep/sweep-directory.ts'
import type { LoadedSweep } from '../../scenarios/sweep/load-sweep.ts'
import { version } from '../version.ts'

export function planOf(sweep: LoadedSweep, engine: EngineName): KeptPlan {
  const { name, parameters, paths, points, base, isStratified, thresholds } = sweep
  const plan: SweepPlan = {
    name,
    parameters,
    paths,
    points: points.map(({ values, numbers, spec }) => ({
      values: values.map(inWords),
      numbers: numbers.map((number) => (number === null || Number.isFinite(number) ? number : null)),
      scenario: spec.scenario,
      seed: spec.masterSeed,
      replications: spec.replications,
      cost: replicationCost(spec, engine),
    })),
    base,
    ...(isStratified ? { isStratified } : {}),
    thresholds,
  }
  return keptPlan(
    plan,
    version(),
    points.map(({ spec }) => JSON.stringify([engine, spec], (_, value) => inWords(value))),
  )
}

/** JSON has no infinity. */
function inWords(value: unknown): unknown {
  return value === Infinity ? 'inf' : value
}
