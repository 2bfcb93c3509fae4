/** Shares of a node are worked out: what each container gets, how fast its start-up gets on, and how much longer its answers take. */
import type { ClusterState, ContainerId, NodeId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { awaitStartEnd } from '../../world/dependencies/needs-now.ts'
import { stretchRung } from '../../world/ladder.ts'
import { awaitAnswers } from '../../world/traffic/server-watch.ts'
import { levelChanged } from '../prober/quiet-probes.ts'
import { coresFree, stretchBy } from './contention.ts'
import { count, markNode } from './node-cpu.ts'
import { giveToRequests } from './request-shares.ts'

/** All of this instant has happened that changes what containers of the node ask for. */
export function onNodeLevels(state: ClusterState, node: NodeId): void {
  const { nodeCpu, cpu, fairShares, spec } = state
  // What load makes of this very instant may still change what is asked for.
  nodeCpu.turnUs[node] = -1
  const capacity = spec.nodes[node].cpuCores ?? Infinity
  const demanded = shareOut(state, node, capacity)
  noteSaturation(state, node, demanded >= capacity)
  let doneUs = Infinity
  let member = 0
  for (let container = nodeCpu.first[node]; container >= 0; container = cpu.next[container]) {
    giveShare(state, container, capacity, fairShares.share[member], fairShares.reach[member])
    if (cpu.left[container] > 0) doneUs = Math.min(doneUs, cpu.doneAtUs[container])
    member++
  }
  const stamp = ++nodeCpu.doneStamp[node]
  if (doneUs < spec.durationUs) schedule(state, EventKind.StartupsDone, node, doneUs, stamp)
}

/** Settles what has been done since shares were worked out last, and works them out anew. @returns what all ask for. */
function shareOut(state: ClusterState, node: NodeId, capacity: number): number {
  const { nodeCpu, cpu, cpuTemplate, container: containers, fairShares, nowUs } = state
  const sinceUs = nowUs - nodeCpu.sinceUs[node]
  nodeCpu.sinceUs[node] = nowUs
  fairShares.clear()
  for (let container = nodeCpu.first[node]; container >= 0; container = cpu.next[container]) {
    const template = containers.template[container]
    const starts = cpu.left[container] > 0
    // What is due at this very time has its event.
    if (starts)
      cpu.left[container] = Math.max(leastLeftUs, cpu.left[container] - cpu.rate[container] * sinceUs)
    const isStarted = containers.isStarted[container] === 1
    const probes = isStarted ? cpuTemplate.probesAfter[template] : cpuTemplate.probesBefore[template]
    // Nobody asks for more than there is, so that a demand without end is a number.
    const most = Math.min(capacity, cpuTemplate.limit[template])
    const requests = starts ? 0 : Math.min(cpu.requests[container], most)
    const steady = starts ? probes : probes + cpuTemplate.idle[template] + requests
    cpu.requestUse[container] = requests
    cpu.steady[container] = steady
    const wanted = starts ? steady + cpuTemplate.startupCores[template] : steady
    fairShares.add(Math.min(wanted, cpuTemplate.limit[template]), cpuTemplate.weight[template])
  }
  return fairShares.fill(capacity)
}

/** Work that is left of a start-up of which nothing is left but rounding. */
const leastLeftUs = 1e-6

/** The work of the next start-ups of the node is done. */
export function onStartupsDone(state: ClusterState, node: NodeId, stamp: number): void {
  const { nodeCpu, cpu, container: containers, nowUs } = state
  if (nodeCpu.doneStamp[node] !== stamp) return
  for (let container = nodeCpu.first[node]; container >= 0; container = cpu.next[container]) {
    if (cpu.left[container] === 0 || cpu.doneAtUs[container] > nowUs) continue
    cpu.left[container] = 0
    containers.answersAtUs[container] = Math.max(cpu.answersFromUs[container], nowUs)
    if (state.dependencies !== undefined) awaitStartEnd(state, container)
    awaitAnswers(state, container)
  }
  markNode(state, node)
}

function giveShare(
  state: ClusterState,
  container: ContainerId,
  capacity: number,
  share: number,
  reachOfNode: number,
): void {
  const { cpu, cpuTemplate, container: containers, nowUs } = state
  const template = containers.template[container]
  const limit = cpuTemplate.limit[template]
  const reach = Math.min(limit, reachOfNode)
  const steady = cpu.steady[container]
  const starts = cpu.left[container] > 0
  const startup = starts ? cpuTemplate.startupCores[template] : 0
  cpu.share[container] = share
  count(state, container, share)
  if (starts) {
    // Its threads get what they ask for of the container's share, in proportion.
    cpu.rate[container] = (share * startup) / (startup + steady)
    cpu.doneAtUs[container] = Math.ceil(nowUs + cpu.left[container] / cpu.rate[container])
  }
  const requests = cpu.requestUse[container]
  const threads = (steady > requests ? 1 : 0) + (requests > 0 ? cpu.workers[container] : 0)
  const free = coresFree(reach, steady, startup, threads)
  const shared = limit <= reachOfNode ? limit : capacity
  if (state.traffic !== undefined) giveToRequests(state, container, shared, reach, startup)
  const rung = stretchRung(stretchBy(shared, free))
  if (containers.stretch[container] === rung) return
  containers.stretch[container] = rung
  // As long as it does not answer no worker is calm.
  if (!starts) levelChanged(state, container)
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
