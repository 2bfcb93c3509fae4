/**
 * A sync as a thread: it yields the time at which its call is through, and goes on there; what it has read stays as it was. It returns
 * the answer of the sync. Between its steps the controller holds it, by key. In a storm most syncs change nothing, and most of the others only write a
 * status: the former need no thread, the latter a `LastCall`, which costs less than a generator.
 */
import type { ClusterState, WorkloadId } from '../cluster-state.ts'
import type { Controller, ControllerRule } from './controller.ts'

export type SyncThread<Answer = number> = Generator<number, Answer, void>

/** What a controller needs of a thread. */
export type Steps = { next(): IteratorResult<number, number> }

/**
 * Makes the `sync` of a rule.
 * @param begin reads what there is to read; returns the answer if that is all, or the thread that goes on.
 */
export function threads(
  begin: (state: ClusterState, controller: Controller, key: number) => number | Steps,
): ControllerRule['sync'] {
  return (state, controller, key) => {
    const thread = controller.threads.get(key) ?? begin(state, controller, key)
    if (typeof thread === 'number') return thread
    const { done, value } = thread.next()
    if (done === true) controller.threads.delete(key)
    else controller.threads.set(key, thread)
    return value
  }
}

/** One call, about a workload: it does something on its way, and comes back with what it did. */
export function* request<Result>(
  state: ClusterState,
  controller: Controller,
  call: number,
  workload: WorkloadId,
  does: () => Result,
): SyncThread<Result> {
  const answerUs = controller.client.call(state, call, workload)
  yield controller.client.doneUs
  const result = does()
  yield answerUs
  return result
}

/** A sync of which one call is left, about a workload: as `request`, and then its end. */
export class LastCall<Result> implements Steps {
  private readonly does: () => Result
  private readonly ends: (result: Result) => number | Steps
  private readonly doneUs: number
  private readonly answerUs: number
  private stage = 0
  private result!: Result
  private rest: Steps | undefined

  /** @param ends the answer of the sync, or what is left of it after all. */
  constructor(
    state: ClusterState,
    controller: Controller,
    call: number,
    workload: WorkloadId,
    does: () => Result,
    ends: (result: Result) => number | Steps,
  ) {
    this.does = does
    this.ends = ends
    this.answerUs = controller.client.call(state, call, workload)
    this.doneUs = controller.client.doneUs
  }

  next(): IteratorResult<number, number> {
    if (this.rest !== undefined) return this.rest.next()
    const stage = this.stage++
    if (stage === 0) return { done: false, value: this.doneUs }
    if (stage === 1) {
      this.result = this.does()
      return { done: false, value: this.answerUs }
    }
    const end = this.ends(this.result)
    if (typeof end === 'number') return { done: true, value: end }
    this.rest = end
    return end.next()
  }
}

/** Within a thread that goes on afterwards. */
export function* stepsOf(steps: Steps): SyncThread {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    yield value
  }
}
