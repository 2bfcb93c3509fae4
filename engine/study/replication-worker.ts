/** What a worker thread of the pool does: one replication after the other, as long as there are any. */
import type { ClusterSpec } from '../model/cluster-spec.ts'
import { Replication, type ReplicationOptions } from './replication.ts'
import { ReplicationQueue } from './replication-queue.ts'
import type { ReplicationResult } from './run-result.ts'

export type ReplicationWork = {
  readonly spec: ClusterSpec
  readonly replications: readonly ReplicationOptions[]
  /** Memory of their queue. */
  readonly queue: SharedArrayBuffer
}

/** Returns those that this thread has finished. */
export default function runReplications({ spec, replications, queue }: ReplicationWork): ReplicationResult[] {
  const waiting = new ReplicationQueue(replications.length, queue)
  const finished: ReplicationResult[] = []
  for (let index = waiting.take(); index >= 0; index = waiting.take()) {
    const run = new Replication(spec, replications[index])
    let isOver = false
    while (!isOver && !waiting.isClosed) {
      const before = run.events
      isOver = !run.advanceSlice()
      waiting.handledEvents(run.events - before)
    }
    if (!isOver) break
    finished.push(run.result())
    waiting.finishedOne()
  }
  return finished
}
