/** Shares of a node are worked out: what each container gets, how fast its start-up gets on, and how much longer its answers take. */
import type { ClusterState, ContainerId, NodeId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { stretchRung } from '../../world/ladder.ts'
import { levelChanged } from '../prober/quiet-probes.ts'
import { coresFree, stretchBy } from './contention.ts'
import { count, markNode } from './node-cpu.ts'

/** All of this instant has happened that changes what containers of the node ask for. */
export function onNodeLevels(state: ClusterState, node: NodeId): void {
  const { nodeCpu, cpu, fairShares, spec } = state
  settleWork(state, node)
  const capacity = spec.nodes[node].cpuCores ?? Infinity
  fairShares.clear()
  for (let container = nodeCpu.first[node]; container >= 0; container = cpu.next[container])
    fairShares.add(demandOf(state, container), weightOf(state, container))
  const demanded = fairShares.fill(capacity)
  noteSaturation(state, node, demanded >= capacity)
  let doneUs = Infinity
  let member = 0
  for (let container = nodeCpu.first[node]; container >= 0; container = cpu.next[container]) {
    giveShare(state, container, capacity, fairShares.share[member], fairShares.reach[member])
    if (cpu.left[container] > 0) doneUs = Math.min(doneUs, cpu.doneAtUs[container])
    member++
  }
  const stamp = ++nodeCpu.doneStamp[node]
  if (doneUs < state.spec.durationUs) schedule(state, EventKind.StartupsDone, node, doneUs, stamp)
}

/** The work of the next start-ups of the node is done. */
export function onStartupsDone(state: ClusterState, node: NodeId, stamp: number): void {
  const { nodeCpu, cpu, container: containers, nowUs } = state
  if (nodeCpu.doneStamp[node] !== stamp) return
  for (let container = nodeCpu.first[node]; container >= 0; container = cpu.next[container]) {
    if (cpu.left[container] === 0 || cpu.doneAtUs[container] > nowUs) continue
    cpu.left[container] = 0
    containers.answersAtUs[container] = Math.max(cpu.answersFromUs[container], nowUs)
  }
  markNode(state, node)
}

/** What has been done since shares were worked out last. */
function settleWork({ nodeCpu, cpu, nowUs }: ClusterState, node: NodeId): void {
  const sinceUs = nowUs - nodeCpu.sinceUs[node]
  nodeCpu.sinceUs[node] = nowUs
  for (let container = nodeCpu.first[node]; container >= 0; container = cpu.next[container])
    if (cpu.left[container] > 0)
      // What is due at this very time has its event.
      cpu.left[container] = Math.max(leastLeftUs, cpu.left[container] - cpu.rate[container] * sinceUs)
}

/** Work that is left of a start-up of which nothing is left but rounding. */
const leastLeftUs = 1e-6

/** What it takes all the time, without its start-up. */
function steadyOf(state: ClusterState, container: ContainerId): number {
  const { cpu, cpuTemplate, container: containers } = state
  const template = containers.template[container]
  const probes =
    containers.isStarted[container] === 1
      ? cpuTemplate.probesAfter[template]
      : cpuTemplate.probesBefore[template]
  return cpu.left[container] > 0 ? probes : probes + cpuTemplate.idle[template]
}

function startupOf(
  { cpu, cpuTemplate, container: containers }: ClusterState,
  container: ContainerId,
): number {
  return cpu.left[container] > 0 ? cpuTemplate.startupCores[containers.template[container]] : 0
}

function demandOf(state: ClusterState, container: ContainerId): number {
  const limit = state.cpuTemplate.limit[state.container.template[container]]
  return Math.min(limit, steadyOf(state, container) + startupOf(state, container))
}

function weightOf({ cpuTemplate, container: containers }: ClusterState, container: ContainerId): number {
  return cpuTemplate.weight[containers.template[container]]
}

function giveShare(
  state: ClusterState,
  container: ContainerId,
  capacity: number,
  share: number,
  reachOfNode: number,
): void {
  const { cpu, cpuTemplate, container: containers, nowUs } = state
  const limit = cpuTemplate.limit[containers.template[container]]
  const reach = Math.min(limit, reachOfNode)
  const steady = steadyOf(state, container)
  const startup = startupOf(state, container)
  cpu.share[container] = share
  cpu.capacity[container] = reach
  count(state, container, share)
  if (startup > 0) {
    // Its threads get what they ask for of the container's share, in proportion.
    cpu.rate[container] = (share * startup) / (startup + steady)
    cpu.doneAtUs[container] = Math.ceil(nowUs + cpu.left[container] / cpu.rate[container])
  }
  const threads = steady > 0 ? 1 : 0
  const free = coresFree(reach, steady, startup, threads)
  const rung = stretchRung(stretchBy(limit <= reachOfNode ? limit : capacity, free))
  if (containers.stretch[container] === rung) return
  containers.stretch[container] = rung
  levelChanged(state, container)
}

/** Whether the node has anything left for somebody who asks for more. */
function noteSaturation(state: ClusterState, node: NodeId, isSaturated: boolean): void {
  const { nodeCpu, nowUs } = state
  if ((nodeCpu.isSaturated[node] === 1) === isSaturated) return
  countSaturation(state, node)
  nodeCpu.isSaturated[node] = isSaturated ? 1 : 0
  nodeCpu.saturatedSinceUs[node] = nowUs
}

/** Counts the time until now, also when the run is over. */
export function countSaturation({ nodeCpu, spec, nowUs }: ClusterState, node: NodeId): void {
  if (nodeCpu.isSaturated[node] === 0) return
  const sinceUs = Math.max(nodeCpu.saturatedSinceUs[node], spec.warmUpUs)
  nodeCpu.saturatedUs[node] += Math.max(0, nowUs - sinceUs)
  nodeCpu.saturatedSinceUs[node] = nowUs
}
