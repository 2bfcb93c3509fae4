/** A restart storm: all pods of the largest supported cluster crash at once, then 1 s after each start. */
import { type Bench, defineBench } from './bench.ts'
import { secondUs, stormCluster } from './clusters.ts'
import { engines, outcomeOf, runEngine } from './engine-run.ts'

export function backoffBenches(): Bench[] {
  return engines.map((engine) =>
    defineBench({
      name: `backoff/storm/${engine}`,
      unit: 'restart',
      iterations: 3,
      small: { pods: 60, durationUs: 600 * secondUs },
      large: { pods: 150_000, durationUs: 1800 * secondUs },
      setup: ({ pods, durationUs }) => stormCluster(pods, durationUs),
      run: (spec) => runEngine(spec, engine),
      outcome: (result) => outcomeOf(result, result.replications[0]!.summary[0]!.values.restarts_total ?? 0),
    }),
  )
}
