/**
 * What makes a container answer late or not at all: hangs and slow phases. A hang has an onset and an end,
 * which the detections record; a slow phase is looked up when a probe begins.
 */
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { drawUs } from '../draw.ts'

/** Whether the live process has stopped answering for good, or until a fault ends. */
export function isHanging(state: ClusterState, container: ContainerId): boolean {
  const { isHung, isHungByFault, hangFaultCount } = state.container
  return isHung[container] === 1 || isHungByFault[container] === 1 || hangFaultCount[container] > 0
}

/** Opens a detection row if the container hangs from now on and did not before. */
export function noteHangOnset(state: ClusterState, container: ContainerId, wasHanging: boolean): void {
  if (!wasHanging) state.metrics.detectionBegins(container, state.nowUs)
}

/** Closes the detection row if the container no longer hangs. */
export function noteHangEnd(state: ClusterState, container: ContainerId, wasHanging: boolean): void {
  if (wasHanging && !isHanging(state, container)) state.metrics.hangEnds(container, state.nowUs)
}

/** The behavior `hang` sets in. Returns whether the container did not hang before. */
export function hangBegins(state: ClusterState, container: ContainerId): boolean {
  const wasHanging = isHanging(state, container)
  state.container.isHung[container] = 1
  noteHangOnset(state, container, wasHanging)
  return !wasHanging
}

/** When the container may hang next: a probe that has not been answered by then is not answered any more. */
export function nextHangUs(state: ClusterState, container: ContainerId): number {
  return Math.min(state.container.hangsAtUs[container], state.nextHangFaultUs)
}

/** The instance is gone and its hangs with it; hang faults that hold the slot stay for the next instance. */
export function hangEndsWithInstance(state: ClusterState, container: ContainerId): void {
  const wasHanging = isHanging(state, container)
  if (state.container.isHungByFault[container] === 1) state.metrics.hungInstanceGone(container)
  state.container.isHung[container] = 0
  state.container.isHungByFault[container] = 0
  if (wasHanging) state.metrics.hangEnds(container, state.nowUs)
}

/** Starts the alternation of gaps and slow phases anew, from a gap. */
export function restartSlowPhases(state: ClusterState, container: ContainerId, nowUs: number): void {
  const every = state.containerTemplate.slowEvery[state.container.template[container]]
  if (every < 0) return
  state.container.isSlow[container] = 0
  state.container.slowToggleUs[container] = nowUs + drawUs(state, every, state.streams.slow, container)
}

/** Brings the alternation up to now. */
export function advanceSlowPhases(state: ClusterState, container: ContainerId): void {
  const { container: containers, containerTemplate: templates, streams } = state
  while (containers.slowToggleUs[container] <= state.nowUs) {
    const template = containers.template[container]
    const becomesSlow = containers.isSlow[container] === 0
    const span = becomesSlow ? templates.slowFor[template] : templates.slowEvery[template]
    containers.isSlow[container] = becomesSlow ? 1 : 0
    containers.slowToggleUs[container] += drawUs(state, span, streams.slow, container)
  }
}

/** Factor on the latency of a probe that begins now. */
export function slownessNow(state: ClusterState, container: ContainerId): number {
  advanceSlowPhases(state, container)
  return slowness(state, container)
}

/** Factor on the latency of a probe, as of the last advance: slow phases and slow faults. 1 = as usual. */
export function slowness(state: ClusterState, container: ContainerId): number {
  const { container: containers, containerTemplate } = state
  const faultFactor = containers.slowFaultFactor[container]
  if (containers.isSlow[container] === 0) return faultFactor
  return containerTemplate.slowFactor[containers.template[container]] * faultFactor
}
