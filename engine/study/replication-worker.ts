/** What a worker thread of the pool does: one replication from begin to end. */

import type { ClusterSpec } from '../model/cluster-spec.ts'
import { Replication, type ReplicationOptions } from './replication.ts'
import type { ReplicationResult } from './run-result.ts'

export type ReplicationTask = { readonly spec: ClusterSpec; readonly options: ReplicationOptions }

const sliceEvents = 1_000_000

export default function runReplication({ spec, options }: ReplicationTask): ReplicationResult {
  const run = new Replication(spec, options)
  while (run.advance(sliceEvents));
  return run.result()
}
