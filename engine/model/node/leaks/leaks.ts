/**
 * Processes and sockets that runs of probes leave on a node until the container that was probed ends: on average so many per run, at the rate of the probes that
 * run while the container does. Where a node has no more, nothing new begins there.
 */
import type { ClusterState, ContainerId, NodeId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { Left, leftKinds } from '../../tables/leaks.ts'
import { nodeOf } from '../node-of.ts'
import { podsOn } from '../pods-on.ts'
import { disturb } from '../prober/quiet-probes.ts'

/**
 * Numbers of processes: 32,768, on large machines 1,024 for each processor. Source: Linux 6.12 include/linux/threads.h, PID_MAX_DEFAULT and
 * PIDS_PER_CPU_DEFAULT; kernel/pid.c, pid_idr_init. An image that sets `kernel.pid_max` has more.
 */
const pidsMin = 32_768
const pidsPerCore = 1_024
/** Source: Linux, Documentation/networking/ip-sysctl.rst, ip_local_port_range: 32768 to 60999. */
const portsMax = 28_232

export function limitOf({ spec }: ClusterState, node: NodeId, kind: number): number {
  if (kind === Left.Socket) return portsMax
  const { pidsMax, cpuCores = 0 } = spec.nodes[node]
  return pidsMax ?? Math.max(pidsMin, pidsPerCore * cpuCores)
}

/** A process begins: nothing has been left of it. */
export function beginLeaks(state: ClusterState, container: ContainerId): void {
  const { containerLeak } = state
  const node = nodeOf(state, container)
  advance(state, node)
  containerLeak.isOn[container] = 1
  setRates(state, container, node)
  awaitEnd(state, node)
}

/** It has ended, and the kernel takes back what was left. */
export function endLeaks(state: ClusterState, container: ContainerId): void {
  const { containerLeak, nodeLeak } = state
  if (containerLeak.isOn[container] === 0) return
  const node = nodeOf(state, container)
  advance(state, node)
  containerLeak.isOn[container] = 0
  for (let kind = 0; kind < leftKinds; kind++) {
    const at = container * leftKinds + kind
    const atNode = node * leftKinds + kind
    settle(state, container, node, kind)
    nodeLeak.rate[atNode] -= containerLeak.rate[at]
    nodeLeak.amount[atNode] = Math.max(0, nodeLeak.amount[atNode] - containerLeak.amount[at])
    containerLeak.amount[at] = 0
    containerLeak.rate[at] = 0
    if (nodeLeak.amount[atNode] < limitOf(state, node, kind) - smallestAmount) nodeLeak.isOut[atNode] = 0
  }
  awaitEnd(state, node)
}

/** Other probes of it run from now on. */
export function leaksChanged(state: ClusterState, container: ContainerId): void {
  if (!state.needs.leaks || state.containerLeak.isOn[container] === 0) return
  const node = nodeOf(state, container)
  advance(state, node)
  setRates(state, container, node)
  awaitEnd(state, node)
}

/** A node may have no more of something. */
export function onRunsOut(state: ClusterState, node: NodeId, stamp: number): void {
  const { nodeLeak } = state
  if (nodeLeak.stamp[node] !== stamp) return
  advance(state, node)
  for (let kind = 0; kind < leftKinds; kind++) {
    const at = node * leftKinds + kind
    const limit = limitOf(state, node, kind)
    if (nodeLeak.isOut[at] === 1 || nodeLeak.amount[at] < limit - smallestAmount) continue
    nodeLeak.amount[at] = limit
    nodeLeak.isOut[at] = 1
    nodeLeak.outAtUs[node] = Math.min(nodeLeak.outAtUs[node], state.nowUs)
    disturbAll(state, node)
  }
  awaitEnd(state, node)
}

/** What rounding may lack of a whole. */
const smallestAmount = 1e-6

/** Brings the node's amounts and clocks up to now. */
function advance({ nodeLeak, nowUs }: ClusterState, node: NodeId): void {
  const lengthUs = nowUs - nodeLeak.sinceUs[node]
  nodeLeak.sinceUs[node] = nowUs
  for (let at = node * leftKinds; at < (node + 1) * leftKinds; at++) {
    if (nodeLeak.isOut[at] === 1) continue
    nodeLeak.clockUs[at] += lengthUs
    nodeLeak.amount[at] += nodeLeak.rate[at] * lengthUs
  }
}

function settle(
  { containerLeak, nodeLeak }: ClusterState,
  container: ContainerId,
  node: NodeId,
  kind: number,
): void {
  const at = container * leftKinds + kind
  const clockUs = nodeLeak.clockUs[node * leftKinds + kind]
  containerLeak.amount[at] += containerLeak.rate[at] * (clockUs - containerLeak.sinceClockUs[at])
  containerLeak.sinceClockUs[at] = clockUs
}

function setRates(state: ClusterState, container: ContainerId, node: NodeId): void {
  const { containerLeak, nodeLeak, leakTemplate, container: containers } = state
  const template = containers.template[container]
  const rates = containers.isStarted[container] === 1 ? leakTemplate.after : leakTemplate.before
  for (let kind = 0; kind < leftKinds; kind++) {
    settle(state, container, node, kind)
    const at = container * leftKinds + kind
    const rate = rates[template * leftKinds + kind]
    nodeLeak.rate[node * leftKinds + kind] += rate - containerLeak.rate[at]
    containerLeak.rate[at] = rate
  }
}

/** The next event is when the first kind will be used up, if nothing changes. */
function awaitEnd(state: ClusterState, node: NodeId): void {
  const { nodeLeak, nowUs } = state
  let atUs = Infinity
  for (let kind = 0; kind < leftKinds; kind++) {
    const at = node * leftKinds + kind
    const rate = nodeLeak.rate[at]
    if (nodeLeak.isOut[at] === 1 || rate <= 0) continue
    const left = Math.max(0, limitOf(state, node, kind) - nodeLeak.amount[at])
    atUs = Math.min(atUs, nowUs + Math.ceil(left / rate))
  }
  const stamp = ++nodeLeak.stamp[node]
  if (atUs < state.spec.durationUs) schedule(state, EventKind.RunsOut, node, atUs, stamp)
}

/** What probes of the node meet is something else now: none is calm. */
function disturbAll(state: ClusterState, node: NodeId): void {
  for (const pod of podsOn(state, Int32Array.of(node)))
    for (let container = state.pod.firstContainer[pod]; container < state.pod.endContainer[pod]; container++)
      disturb(state, container)
}
