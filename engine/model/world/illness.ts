/**
 * What makes a container answer late or not at all: hangs and slow phases. A hang has an onset and an end,
 * which the detections record; a slow phase is looked up when a probe begins.
 */
import { seedStream } from '../../kernel/random-stream.ts'
import type { ClusterState, ContainerId, PodId } from '../cluster-state.ts'
import { PhaseScope } from '../codes.ts'
import { advance, startFromGap, startStationary } from './alternation.ts'

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

/** A process begins: its slow phases begin anew, from a gap, unless they outlive it. */
export function restartSlowPhases(state: ClusterState, container: ContainerId): void {
  const { container: containers, containerTemplate, slow } = state
  if (containerTemplate.slowSurvives[containers.template[container]] === 1) advance(state, slow, container)
  else startFromGap(state, slow, container)
}

/**
 * The containers of a pod that has got its node: slow phases that outlive processes were there all along. Those of a node have its
 * name, so that all its containers with such phases have the same.
 */
export function joinSlowPhases(state: ClusterState, pod: PodId): void {
  const { pod: pods, container: containers, containerTemplate } = state
  const first = pods.firstContainer[pod]
  const end = pods.endContainer[pod]
  for (let container = first; container < end; container++) {
    const template = containers.template[container]
    if (containerTemplate.slowSurvives[template] === 0) continue
    if (containerTemplate.slowScope[template] === PhaseScope.Node)
      seedStream(state.streams.slow, container, state.streamKeys.slow, state.spec.nodes[pods.node[pod]].name)
    startStationary(state, state.slow, container)
    advance(state, state.slow, container)
  }
}

/** Factor on the latency of a probe, as of the last advance: slow phases and slow faults. 1 = as usual. */
export function slowness(state: ClusterState, container: ContainerId): number {
  const { container: containers, containerTemplate, slow } = state
  const faultFactor = containers.slowFaultFactor[container]
  if (slow.isOn[container] === 0) return faultFactor
  return containerTemplate.slowFactor[containers.template[container]] * faultFactor
}
