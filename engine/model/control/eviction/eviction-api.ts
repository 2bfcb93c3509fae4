/**
 * The eviction API (Z28): a pod is deleted if the budget that covers it has one to give, which it takes at once. Two evictions that read the same
 * budget cannot both take from it: the later one reads it again after half a second.
 * Source: kubernetes v1.36 pkg/registry/core/pod/storage/eviction.go, Create and checkAndDecrement (EvictionsRetry).
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { PodPhase, PodStage } from '../../codes.ts'
import { drawCallUs } from '../../draw.ts'
import type { PodId } from '../../ids.ts'
import { evict } from '../nodes/taint-eviction.ts'
import { type Budget, budgetsOf, writeBudget } from './disruption.ts'

const retryUs = usPerSecond / 2
const retryJitter = 0.1
const triesMax = 20

/** How a request ends: 201, 429, 404, 500, 504. */
export const Answer = { Evicted: 0, Refused: 1, NotFound: 2, Failed: 3 } as const

const Stage = { Reads: 0, Takes: 1, Deletes: 2 } as const

/** One POST to `pods/eviction`, as the server goes about it. */
export class EvictionRequest {
  readonly pod: PodId
  /** Undefined = that of the pod. */
  private readonly graceUs: number | undefined
  private stage: number = Stage.Reads
  private tries = 0
  private budget = -1
  private base: Budget['api'] | undefined
  /** Once it is through. */
  answer = -1

  constructor(pod: PodId, graceUs: number | undefined) {
    this.pod = pod
    this.graceUs = graceUs
  }

  /** Takes it further. Returns when it goes on; -1 = `answer` says how it has ended. */
  goOn(state: ClusterState): number {
    const { pod } = this
    const { pod: pods, spec } = state
    const { stage } = this
    if (stage === Stage.Deletes) {
      const graceUs = this.graceUs ?? state.podTemplate.graceUs[pods.template[pod]]
      if (isThere(state, pod)) evict(state, pod, graceUs)
      return this.end(Answer.Evicted)
    }
    if (!isThere(state, pod)) return this.end(Answer.NotFound)
    if (stage === Stage.Takes) {
      const budget = state.budgets[this.budget]
      if (budget.api !== this.base) return this.again(state)
      const announced = new Map(budget.api.announced).set(pod, state.nowUs)
      writeBudget(state, this.budget, { ...budget.api, allowed: budget.api.allowed - 1, announced })
      return this.deletes(state)
    }
    const budgets = budgetsOf(state, pod)
    if (canIgnoreBudgets(state, pod) || budgets.length === 0) return this.deletes(state)
    if (budgets.length > 1) return this.end(Answer.Failed)
    const { api } = state.budgets[budgets[0]]
    // A retry asks the budget only.
    if (this.tries === 0 && pods.apiIsReady[pod] === 0) {
      const hasEnough = api.healthy >= api.desired && api.desired > 0
      if (spec.budgets![budgets[0]].alwaysAllowsUnhealthy || hasEnough) return this.deletes(state)
    }
    if (api.allowed === 0) return this.end(Answer.Refused)
    this.budget = budgets[0]
    this.base = api
    this.stage = Stage.Takes
    return state.nowUs + this.callUs(state)
  }

  private again(state: ClusterState): number {
    if (++this.tries >= triesMax) return this.end(Answer.Failed)
    this.stage = Stage.Reads
    const { control } = state.streams
    const jitter = 1 + retryJitter * nextUniform(control, state.pod.workload[this.pod])
    return state.nowUs + Math.round(retryUs * jitter)
  }

  /** The condition DisruptionTarget is written, then the pod deleted. */
  private deletes(state: ClusterState): number {
    this.stage = Stage.Deletes
    return state.nowUs + this.callUs(state) + this.callUs(state)
  }

  private callUs(state: ClusterState): number {
    const { streams, pod: pods } = state
    return drawCallUs(state, streams.control, pods.workload[this.pod])
  }

  private end(answer: number): number {
    this.answer = answer
    return -1
  }
}

function isThere({ pod: pods }: ClusterState, pod: PodId): boolean {
  return pods.stage[pod] !== PodStage.Gone && pods.stage[pod] !== PodStage.Absent
}

/** A pod that has ended, has not begun or is being deleted is disrupted already. */
function canIgnoreBudgets({ pod: pods }: ClusterState, pod: PodId): boolean {
  return pods.stage[pod] === PodStage.Deleting || pods.apiPhase[pod] !== PodPhase.Running
}
