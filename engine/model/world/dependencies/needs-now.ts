/** What a process makes of those whom it needs, as they are now. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { Cause, ProcessState } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import type { Waiting } from './dependencies.ts'
import type { Need } from './needs.ts'
import { Reply } from './provider.ts'

export function needsOf(state: ClusterState, container: ContainerId): readonly Need[] | undefined {
  return state.dependencies?.needsOf(state.container.template[container])
}

/** A process has begun: it meets those whom it needs when its start-up is over. */
export function awaitStartEnd(state: ClusterState, container: ContainerId): void {
  const needs = needsOf(state, container)
  if (needs?.some(({ crashes, crashesOnStart }) => crashes || crashesOnStart) !== true) return
  const { answersAtUs } = state.container
  lookLater(state, container, answersAtUs[container])
}

/** Looks then, in the class of changes of behavior. */
export function lookLater(state: ClusterState, container: ContainerId, atUs: number): void {
  if (atUs >= state.spec.durationUs) return
  schedule(state, EventKind.NeedsCheck, container, atUs, state.container.incarnation[container])
}

/** An exit of its own is due: an init container that waits for somebody who is down goes on. */
export function holdsExit(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, dependencies } = state
  const needs = needsOf(state, container)
  if (needs === undefined || containers.exitNextCause[container] !== Cause.Completed) return false
  if (!mustWait(needs)) return false
  containers.exitAtUs[container] = Infinity
  dependencies!.held.set(container, waitingNow(state, container))
  return true
}

export function mustWait(needs: readonly Need[]): boolean {
  return needs.some(({ waits, provider }) => waits && provider.reply !== Reply.Answers)
}

export function waitingNow({ container, nowUs }: ClusterState, row: ContainerId): Waiting {
  return { incarnation: container.incarnation[row], sinceUs: nowUs }
}

/** The instance that began to wait, if it still runs. */
export function waitingOf(
  { container: containers }: ClusterState,
  waiting: ReadonlyMap<ContainerId, Waiting>,
  container: ContainerId,
): Waiting | undefined {
  const found = waiting.get(container)
  const isLive =
    found !== undefined &&
    containers.state[container] === ProcessState.Running &&
    containers.incarnation[container] === found.incarnation
  return isLive ? found : undefined
}
