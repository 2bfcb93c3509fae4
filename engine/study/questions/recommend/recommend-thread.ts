/** `recommend` in a thread of its own: a search takes seconds in which its own thread would hear of nothing. */
import { MessageChannel } from 'node:worker_threads'
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import type { Known, KnownOf, Question, Recommendation } from '../../../contract/recommendation.ts'
import type { Progress } from '../../run/experiment.ts'
import { openPool } from '../../run/replication-pool.ts'
import type { RecommendOptions } from './recommend-options.ts'

/** As `recommend`, but ends at once when the signal is aborted. */
export async function recommendInThread(
  spec: ClusterSpec,
  question: Question,
  knownOf: KnownOf,
  { workers = 1, signal, onStep, onProgress }: RecommendOptions = {},
): Promise<Recommendation> {
  const pool = await openPool('questions/recommend/recommend-worker', 1)
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (message: StepMessage) => {
    if (typeof message === 'string') onStep?.(message)
    else onProgress?.(message)
  })
  const stop = (): void => void pool.destroy()
  signal?.addEventListener('abort', stop)
  try {
    signal?.throwIfAborted()
    return await pool.run(
      { spec, question, known: knownOfAll(spec, knownOf), workers, steps: port2 },
      { transferList: [port2] },
    )
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    port1.close()
    await pool.destroy()
  }
}

/** A step in words, or how far it is. */
export type StepMessage = string | Progress

/** What is known of each workload's init containers, and of its regular ones: a function does not go into a thread. */
export type KnownOfAll = readonly { readonly init: readonly Known[]; readonly regular: readonly Known[] }[]

function knownOfAll({ workloads }: ClusterSpec, knownOf: KnownOf): KnownOfAll {
  return workloads.map(({ pod }, workload) => ({
    init: pod.initContainers.map((_, container) => onlyKnown(knownOf({ workload, container, isInit: true }))),
    regular: pod.containers.map((_, container) => onlyKnown(knownOf({ workload, container }))),
  }))
}

function onlyKnown({ setsLatency }: Known): Known {
  return { setsLatency }
}
