/** What the worker thread of a recommendation does: all of it. */
import type { MessagePort } from 'node:worker_threads'
import type { ClusterSpec } from '../../model/cluster-spec.ts'
import { recommend } from './recommend.ts'
import type { Question, Recommendation } from './recommendation.ts'

export type RecommendWork = {
  readonly spec: ClusterSpec
  readonly question: Question
  readonly workers: number
  /** Gets the steps in words. */
  readonly steps: MessagePort
}

export default function runRecommend({
  spec,
  question,
  workers,
  steps,
}: RecommendWork): Promise<Recommendation> {
  return recommend(spec, question, { workers, onStep: (text) => steps.postMessage(text) })
}
