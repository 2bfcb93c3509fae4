/** What the worker thread of a recommendation does: all of it. */
import type { MessagePort } from 'node:worker_threads'
import type { ClusterSpec } from '../../model/cluster-spec.ts'
import { recommend } from './recommend.ts'
import type { KnownOfAll } from './recommend-thread.ts'
import type { KnownOf, Question, Recommendation } from './recommendation.ts'

export type RecommendWork = {
  readonly spec: ClusterSpec
  readonly question: Question
  readonly known: KnownOfAll
  readonly workers: number
  /** Gets the steps in words. */
  readonly steps: MessagePort
}

export default function runRecommend({
  spec,
  question,
  known,
  workers,
  steps,
}: RecommendWork): Promise<Recommendation> {
  const knownOf: KnownOf = ({ workload, container, isInit }) =>
    known[workload][isInit === true ? 'init' : 'regular'][container]
  return recommend(spec, question, knownOf, { workers, onStep: (text) => steps.postMessage(text) })
}
