/**
 * Pods that run at time 0 have been there before, and nothing says since when; the API has a date of everything. So they are shown
 * as created, and their containers as started, a day before the run.
 */
import type { ContainerView, PodView } from '../../engine/contract/cluster-view.ts'

/** When what was there before the run came to be. */
export const beforeRunSeconds = -86_400

/** The pod with a date where the observer knows none. */
export function dated(view: PodView): PodView {
  return {
    ...view,
    createdSeconds: view.createdSeconds ?? beforeRunSeconds,
    initContainers: view.initContainers.map(datedContainer),
    containers: view.containers.map(datedContainer),
  }
}

function datedContainer(view: ContainerView): ContainerView {
  const { state, lastState } = view
  return {
    ...view,
    state: state.kind === 'waiting' ? state : startedOf(state),
    lastState: lastState === null ? null : startedOf(lastState),
  }
}

function startedOf<State extends { readonly startedSeconds: number | null }>(state: State): State {
  return { ...state, startedSeconds: state.startedSeconds ?? beforeRunSeconds }
}
