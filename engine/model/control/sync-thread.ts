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
