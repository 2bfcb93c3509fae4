/**
 * The processors of a node, which the containers that run there share. A container asks for what its start-up can use or, once that is over, its
 * idle use and its requests take, and for what its probes cost (H9: once a period, while it runs), at most its limit. Where the node is short they get shares by
 * request. Shares are worked out once per instant and node, when a container begins, ends, or asks for something else.
 */
import type { ClusterState, ContainerId, NodeId } from '../../cluster-state.ts'
import { drawForIncarnationUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { nodeOf } from '../node-of.ts'

/** A process begins on its node. */
export function joinNode(state: ClusterState, container: ContainerId): void {
  const { cpu, nodeCpu } = state
  const node = nodeOf(state, container)
  const last = nodeCpu.last[node]
  cpu.previous[container] = last
  cpu.next[container] = -1
  if (last < 0) nodeCpu.first[node] = container
  else cpu.next[last] = container
  nodeCpu.last[node] = container
  cpu.isOn[container] = 1
  beginStartup(state, container)
  markNode(state, node)
}

/** The process has ended: from now on it takes nothing. */
export function leaveNode(state: ClusterState, container: ContainerId): void {
  const { cpu, nodeCpu, container: containers } = state
  if (cpu.isOn[container] === 0) return
  const node = nodeOf(state, container)
  const before = cpu.previous[container]
  const after = cpu.next[container]
  if (before < 0) nodeCpu.first[node] = after
  else cpu.next[before] = after
  if (after < 0) nodeCpu.last[node] = before
  else cpu.previous[after] = before
  cpu.isOn[container] = 0
  cpu.left[container] = 0
  cpu.share[container] = 0
  cpu.requests[container] = 0
  cpu.requestStretch[container] = 0
  cpu.requestCapacity[container] = 0
  count(state, container, 0)
  // Nobody asks a process that is gone, and the next one begins with the shares of its own time.
  containers.stretch[container] = 0
  markNode(state, node)
}

/** Its status says that it has started, or no longer does: other probes run from now on. */
export function startedChanged(state: ClusterState, container: ContainerId): void {
  if (!state.needs.cpu) return
  const { probesBefore, probesAfter } = state.cpuTemplate
  const template = state.container.template[container]
  if (state.cpu.isOn[container] === 1 && probesBefore[template] !== probesAfter[template])
    markNode(state, nodeOf(state, container))
}

/**
 * Its requests would take so many cores if nobody else wanted any; Infinity = as many as there are.
 * @param workers that work on requests at the same time, at most.
 */
export function requestsTake(
  state: ClusterState,
  container: ContainerId,
  cores: number,
  workers: number,
): void {
  const { cpu, needs } = state
  if (!needs.cpu || cpu.isOn[container] === 0 || cpu.requests[container] === cores) return
  cpu.requests[container] = cores
  cpu.workers[container] = workers
  noteRequests(state, nodeOf(state, container))
}

/** What it takes now is counted. */
export function count(state: ClusterState, container: ContainerId, share: number): void {
  const { cpu, pod: pods, container: containers } = state
  const microcores = Math.round(share * 1e6)
  const change = microcores - cpu.counted[container]
  if (change === 0) return
  cpu.counted[container] = microcores
  state.metrics.cpu.change(pods.workload[containers.pod[container]], change, state.nowUs)
}

/** The period over which the scheduler holds a container to its limit. Source: kernel cpu.max; kubernetes v1.36 pkg/kubelet/cm/helpers_linux.go, QuotaPeriod. */
const requestPeriodUs = 100_000

/**
 * Shares follow what requests ask for at once, and then no more often than once a period: where pods of a node call each other, what one gets changes
 * what the other asks for, and both would go on without end within no time.
 */
function noteRequests(state: ClusterState, node: NodeId): void {
  const { nodeCpu, nowUs } = state
  const turnUs = nodeCpu.requestTurnUs[node]
  if (turnUs > nowUs) return
  const nextUs = Math.max(nowUs, turnUs + requestPeriodUs)
  nodeCpu.requestTurnUs[node] = nextUs
  if (nextUs === nowUs) markNode(state, node)
  else if (nextUs < state.spec.durationUs) schedule(state, EventKind.NodeLevels, node, nextUs, 0)
}

/** Shares are worked out at the end of this instant. */
export function markNode(state: ClusterState, node: NodeId): void {
  const { nodeCpu, nowUs } = state
  if (nodeCpu.turnUs[node] === nowUs) return
  nodeCpu.turnUs[node] = nowUs
  schedule(state, EventKind.NodeLevels, node, nowUs, 0)
}

/** The work of a start-up is drawn; the container answers when it is done. */
function beginStartup(state: ClusterState, container: ContainerId): void {
  const { cpu, cpuTemplate, container: containers } = state
  const template = containers.template[container]
  cpu.left[container] = 0
  if (cpuTemplate.startupCount[template] === 0) return
  const workUs = drawForIncarnationUs(
    state,
    cpuTemplate.startupAt[template],
    cpuTemplate.startupCount[template],
    containers.incarnation[container],
    state.streams.cpu,
    container,
  )
  if (workUs === 0) return
  cpu.left[container] = workUs
  cpu.rate[container] = 0
  cpu.doneAtUs[container] = Infinity
  cpu.answersFromUs[container] = containers.answersAtUs[container]
  // Nobody knows yet when.
  containers.answersAtUs[container] =
    workUs === Infinity ? Infinity : Math.max(containers.answersAtUs[container], someTimeUs)
}

/** Later than any run ends: a container that is ill never answers, this one does some time. */
const someTimeUs = Number.MAX_VALUE
