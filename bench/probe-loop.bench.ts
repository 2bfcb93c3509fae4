/** The probe loop: what a probe run costs, by engine and by how often an answer is a Failure. */
import { type Bench, defineBench } from './bench.ts'
import { type ClusterParameters, hourUs, secondUs, uniformCluster } from './clusters.ts'
import { engines, outcomeOfProbes, runEngine } from './engine-run.ts'

const errorRates = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5] as const

/** 300,000 probes in all. */
const pods = 150_000

export function probeLoopBenches(): Bench[] {
  return engines.flatMap((engine) =>
    errorRates.map((errorRate) => {
      const small: ClusterParameters = { pods: 60, durationUs: 300 * secondUs, errorRate }
      return defineBench({
        name: `probe-loop/${engine}/failure-${errorRate.toExponential()}`,
        unit: 'probe run',
        iterations: 5,
        small,
        large: { ...small, pods, durationUs: engine === 'exact' ? 60 * secondUs : hourUs },
        setup: uniformCluster,
        run: (spec) => runEngine(spec, engine),
        outcome: outcomeOfProbes,
      })
    }),
  )
}
