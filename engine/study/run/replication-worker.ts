/** What a worker thread of the pool does: one replication after the other, as long as there are any. */
import type { MessagePort } from 'node:worker_threads'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import { Replication, type ReplicationOptions } from './replication.ts'
import { ReplicationQueue } from './replication-queue.ts'

export type ReplicationWork = {
  readonly spec: ClusterSpec
  readonly replications: readonly ReplicationOptions[]
  /** Memory of their queue. */
  readonly queue: SharedArrayBuffer
  /** Gets each result when it is there, for the thread may be ended, and null behind the last. */
  readonly finished: MessagePort
}

export default function runReplications({ spec, replications, queue, finished }: ReplicationWork): void {
  const waiting = new ReplicationQueue(replications.length, queue)
  for (let index = waiting.take(); index >= 0; index = waiting.take()) {
    const run = new Replication(spec, replications[index])
    let isOver = false
    while (!isOver && !waiting.isClosed) {
      const [events, nowUs] = [run.events, run.nowUs]
      isOver = !run.advanceSlice()
      waiting.handledEvents(run.events - events)
      waiting.advanced((isOver ? spec.durationUs : run.nowUs) - nowUs)
    }
    if (!isOver) break
    finished.postMessage(run.result())
    waiting.finishedOne()
  }
  finished.postMessage(null)
}
