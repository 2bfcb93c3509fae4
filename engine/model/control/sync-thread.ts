/**
 * A sync as a thread: it yields the time at which its call is through, and goes on there; what it has read stays as it was. It returns
 * the answer of the sync. Between its steps the controller holds it, by key.
 */
import type { ClusterState, WorkloadId } from '../cluster-state.ts'
import type { Controller, ControllerRule } from './controller.ts'

export type SyncThread<Answer = number> = Generator<number, Answer, void>

/** Makes the `sync` of a rule. */
export function threads(
  begin: (state: ClusterState, controller: Controller, key: number) => SyncThread,
): ControllerRule['sync'] {
  return (state, controller, key) => {
    const thread = controller.threads.get(key) ?? begin(state, controller, key)
    const { done, value } = thread.next()
    if (done === true) controller.threads.delete(key)
    else controller.threads.set(key, thread)
    return value
  }
}

/**
 * Of the time that a call takes, this share is over when the server has done what it asks for, and who watches begins to hear of it; the answer comes back
 * meanwhile.
 */
const doneShare = 0.5

/** One call, about a workload: what it does, and what it comes back with. */
export function* request<Result>(
  state: ClusterState,
  controller: Controller,
  call: number,
  workload: WorkloadId,
  does: () => Result,
): SyncThread<Result> {
  const answerUs = controller.client.call(state, call, workload)
  const takesUs = controller.client.lastTookUs
  yield answerUs - Math.floor((1 - doneShare) * takesUs)
  const result = does()
  yield answerUs
  return result
}
