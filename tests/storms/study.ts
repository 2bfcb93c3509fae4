/** A study of the storm library, simulated with changes, and its metrics. */
import { join } from 'node:path'
import { loadScenario, type ScenarioSource, type Simulation, simulate } from '../../library/index.ts'
import { repository } from '../support/cli.ts'

export type Metric = keyof Simulation['replications'][number]['summary'][number]['values']

export async function simulateStudy(
  study: string,
  changes: Omit<ScenarioSource, 'files'>,
): Promise<Simulation> {
  const files = join(repository, 'scenarios/library/storms', study, 'scenario.yaml')
  return simulate(await loadScenario({ files, ...changes }), { workers: 1 })
}

/** Mean of a metric of all workloads over the replications; a metric that a run leaves out is no 0, but an error. */
export function mean({ replications }: Simulation, metric: Metric): number {
  const values = replications.map(({ summary }) => {
    const value = summary.find(({ workload }) => workload === '*')!.values[metric]
    if (value === null) throw new Error(`the run has no ${metric}`)
    return value
  })
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
