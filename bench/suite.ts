/** Every bench, in the order in which they are run and listed. */
import { backoffBenches } from './backoff.bench.ts'
import type { Bench } from './bench.ts'
import { csvBenches } from './csv.bench.ts'
import { eventListBenches } from './event-list.bench.ts'
import { manifestBenches } from './manifests.bench.ts'
import { probeLoopBenches } from './probe-loop.bench.ts'
import { replicationBenches } from './replications.bench.ts'
import { samplingBenches } from './sampling.bench.ts'
import { wholeClusterBenches } from './whole-cluster.bench.ts'

export async function allBenches(): Promise<readonly Bench[]> {
  return [
    ...(await eventListBenches()),
    ...samplingBenches(),
    ...probeLoopBenches(),
    ...backoffBenches(),
    ...replicationBenches(),
    ...csvBenches(),
    ...manifestBenches(),
    ...wholeClusterBenches(),
  ]
}
