/** What the worker thread of a recommendation does: all of it. */
import type { MessagePort } from 'node:worker_threads'
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import type { KnownOf, Question, Recommendation } from '../../../contract/recommendation.ts'
import type { Progress } from '../../run/experiment.ts'
import { recommend } from './recommend.ts'
import type { KnownOfAll, StepMessage } from './recommend-thread.ts'

export type RecommendWork = {
  readonly spec: ClusterSpec
  readonly question: Question
  readonly known: KnownOfAll
  readonly workers: number
  /** Gets the steps in words, and how far each is. */
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
  const post = (message: StepMessage): void => steps.postMessage(message)
  return recommend(spec, question, knownOf, { workers, onStep: post, onProgress: atMostEach(post) })
}

/** Slices are short: so many milliseconds pass between two messages at least. */
const messageMs = 100

function atMostEach(post: (message: StepMessage) => void): (progress: Progress) => void {
  let next = 0
  return (progress) => {
    const now = performance.now()
    if (now < next) return
    next = now + messageMs
    post(progress)
  }
}
