/** Replications over threads, by the clock: 20 runs of a cluster with one thread, and with two. */
import { type Bench, defineBench } from './bench.ts'
import { checksumOf } from './checksum.ts'
import { hourUs, secondUs, uniformCluster } from './clusters.ts'
import { runEngine } from './engine-run.ts'

export function replicationBenches(): Bench[] {
  return [1, 2].map((workers) =>
    defineBench({
      name: `replications/workers-${workers}`,
      unit: 'replication',
      clock: 'wall',
      // Threads begin without compiled code: so does the process in which they are compared.
      iterations: 1,
      small: { pods: 60, replications: 4, durationUs: 600 * secondUs },
      large: { pods: 10_000, replications: 20, durationUs: 12 * hourUs },
      setup: ({ pods, replications, durationUs }) => ({
        ...uniformCluster({ pods, durationUs, errorRate: 1e-2 }),
        replications,
      }),
      run: (spec) => runEngine(spec, 'quiet', workers),
      outcome: ({ replications }) => ({
        work: replications.length,
        checksum: checksumOf(JSON.stringify(replications)),
        counters: {
          eventsTotal: replications.reduce((sum, { counters }) => sum + counters.eventsTotal, 0),
        },
      }),
    }),
  )
}
