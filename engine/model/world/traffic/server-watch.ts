/**
 * What becomes of requests at a container: its node tells the cluster, by a message, when that changes. So nodes can be walked while nobody on them feels what the
 * requests do.
 */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { ProcessState } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule, sendToCluster } from '../../lanes.ts'
import { nodeOf } from '../../node/node-of.ts'
import { isHanging, slowness } from '../illness.ts'
import { isPaused } from '../pauses.ts'
import { usualSpeed } from './speeds.ts'
import { Condition, type ServerCode, serverCode } from './target.ts'

/** Whether somebody sends requests to the container. */
export function isServer(state: ClusterState, container: ContainerId): boolean {
  return state.traffic !== undefined && state.traffic.isServer[state.container.template[container]] === 1
}

/** The process, or what slows it down, has changed. */
export function serverChanged(state: ClusterState, container: ContainerId): void {
  const { traffic } = state
  if (traffic === undefined || !isServer(state, container)) return
  const code = codeNow(state, container)
  if (traffic.isNews(container, code))
    sendToCluster(state, EventKind.ServerChanged, container, state.nowUs, code)
}

/** Contention for the CPU has changed. That is worked out when all of an instant has been, so it is felt at the next. */
export function paceChanged(state: ClusterState, container: ContainerId): void {
  if (!isServer(state, container)) return
  const code = codeNow(state, container)
  if (state.traffic!.isNews(container, code))
    sendToCluster(state, EventKind.ServerChanged, container, state.nowUs + 1, code)
}

/** A process has begun: it answers when its start-up is over. */
export function awaitAnswers(state: ClusterState, container: ContainerId): void {
  if (!isServer(state, container)) return
  const { answersAtUs, incarnation } = state.container
  serverChanged(state, container)
  if (answersAtUs[container] > state.nowUs && answersAtUs[container] < state.spec.durationUs)
    schedule(state, EventKind.ServerAnswers, container, answersAtUs[container], incarnation[container])
}

/** Start-up is over, unless the process is. */
export function onServerAnswers(state: ClusterState, container: ContainerId, incarnation: number): void {
  if (state.container.incarnation[container] === incarnation) serverChanged(state, container)
}

function codeNow(state: ClusterState, container: ContainerId): ServerCode {
  const factor = slowness(state, container)
  const condition = factor === Infinity ? Condition.Silent : conditionNow(state, container)
  if (condition < Condition.Answers) return serverCode(condition, usualSpeed)
  const { cpu, needs, traffic } = state
  const stretch = needs.cpu ? cpu.requestStretch[container] : 0
  const capacity = needs.cpu ? cpu.requestCapacity[container] : 0
  return serverCode(condition, traffic!.speedNumber(factor, stretch, capacity))
}

function conditionNow(state: ClusterState, container: ContainerId): number {
  const { container: containers, node: nodes } = state
  const node = nodeOf(state, container)
  if (node >= 0 && nodes.isOff[node] === 1) return Condition.Dark
  if (containers.state[container] !== ProcessState.Running) return Condition.Gone
  if (state.nowUs < containers.answersAtUs[container]) return Condition.Closed
  if (isHanging(state, container)) return Condition.Silent
  if (containers.refusesProbes[container] === 1) return Condition.Closed
  return isPaused(state, container) ? Condition.Paused : Condition.Answers
}
