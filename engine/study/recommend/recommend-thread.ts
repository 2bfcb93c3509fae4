/** `recommend` in a thread of its own: a search takes seconds in which its own thread would hear of nothing. */
import { MessageChannel } from 'node:worker_threads'
import type { ClusterSpec } from '../../model/cluster-spec.ts'
import { openPool } from '../replication-pool.ts'
import type { RecommendOptions } from './recommend-options.ts'
import type { Question, Recommendation } from './recommendation.ts'

/** As `recommend`, but ends at once when the signal is aborted. */
export async function recommendInThread(
  spec: ClusterSpec,
  question: Question,
  { workers = 1, signal, onStep }: RecommendOptions = {},
): Promise<Recommendation> {
  const pool = await openPool('recommend/recommend-worker', 1)
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (text: string) => onStep?.(text))
  const stop = (): void => void pool.destroy()
  signal?.addEventListener('abort', stop)
  try {
    signal?.throwIfAborted()
    return await pool.run({ spec, question, workers, steps: port2 }, { transferList: [port2] })
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    port1.close()
    await pool.destroy()
  }
}
