/**
 * Which nodes take a pod (D3): the filters of the scheduler in its order; the first that refuses says why. Room is what is reserved,
 * never what is used. Source: kubernetes v1.36 pkg/scheduler/apis/config/v1/default_plugins.go and framework/plugins.
 */

import { type TaintSpec, tolerates } from '../../../contract/cluster-spec.ts'
import { NodeMark, noExecuteTaints } from '../nodes/node-mark.ts'
import type { Demand, SpreadRule } from './demand.ts'
import type { NodeCache } from './node-cache.ts'
import { otherReason, Reason, unresolvableBits } from './reasons.ts'

/** What is the same for all nodes while one pod looks for its own. */
export type FilterGround = {
  /** Least pods of a domain, by hard constraint. */
  readonly least: readonly number[]
  /** No pod that it wants to be near to is there, and it is one of those: any node will do. */
  readonly isFirst: boolean
}

const cordonMarks = NodeMark.Cordoned | NodeMark.UnschedulableNoSchedule

const noGround: FilterGround = { least: [], isFirst: false }

export function filterGround(cache: NodeCache, demand: Demand): FilterGround {
  if (demand.hard.length === 0 && demand.near.length === 0) return noGround
  return {
    least: demand.hard.map((rule) => leastOf(cache, demand, rule)),
    isFirst: demand.isNearItself && demand.near.every(({ counts }) => counts.every((count) => count === 0)),
  }
}

/** Why the node does not take the pod, as bits of `Reason`; 0 = it does. */
export function refusal(cache: NodeCache, demand: Demand, node: number, ground: FilterGround): number {
  const tainted = cordonOf(cache, demand, node, cache.marks[node])
  if (tainted !== 0) return tainted
  if (demand.matching?.[node] === 0) return Reason.Mismatched
  for (const port of demand.spec.hostPorts) if (cache.hasPort(node, port)) return Reason.PortTaken
  const short = lackOfRoom(cache, demand, node)
  if (short !== 0) return short
  return demand.hard.length + demand.near.length + demand.apart.length + demand.othersApart.length === 0
    ? 0
    : unfit(demand, node, ground)
}

/** Whether the node is cordoned or has a taint that the pod does not tolerate. @param marks what its health leaves: bits of `NodeMark`. */
export function cordonOf(cache: NodeCache, demand: Demand, node: number, marks: number): number {
  if (marks !== 0) {
    const bits = marks & ~demand.toleratedMarks
    if ((bits & cordonMarks) !== 0) return Reason.Cordoned
    if (bits !== 0) return Reason.Tainted
  }
  return demand.verdict(cache.taintSet[node], cache.taintsOf(node)).refusal
}

/** What the node has too little of for one pod more. */
export function lackOfRoom(cache: NodeCache, demand: Demand, node: number): number {
  let lack = cache.pods[node] >= cache.podsMax[node] ? Reason.TooManyPods : 0
  const { cpu, memory } = demand
  if (cpu > 0 && cache.cpu[node] + cpu > cache.cpuMax[node]) lack |= Reason.Cpu
  if (memory > 0 && cache.memory[node] + memory > cache.memoryMax[node]) lack |= Reason.Memory
  for (const [resource, amount] of demand.others)
    if (cache.other[resource][node] + amount > cache.otherMax[resource][node]) lack |= otherReason(resource)
  return lack
}

/**
 * S15: why the kubelet of the node rejects a pod that names it, in the kubelet's order: bits of `Reason`. A taint NoSchedule does not count.
 * @param marks what the node's health leaves: bits of `NodeMark`.
 */
export function kubeletRefusal(cache: NodeCache, demand: Demand, node: number, marks: number): number {
  const lack = lackOfRoom(cache, demand, node)
  if (lack !== 0) return lack
  if (demand.matching?.[node] === 0) return Reason.Mismatched
  if (demand.spec.hostPorts.some((port) => cache.hasPort(node, port))) return Reason.PortTaken
  if ((marks & noExecuteTaints & ~demand.toleratedMarks) !== 0) return Reason.Tainted
  const { tolerations } = demand.spec
  const expels = (taint: TaintSpec): boolean =>
    taint.effect === 'NoExecute' && !tolerations.some((one) => tolerates(one, taint))
  return cache.taintsOf(node).some(expels) ? Reason.Tainted : 0
}

/** Whether pods that go cannot make it fit: it would not, were the node empty. */
export function isUnresolvable(cache: NodeCache, demand: Demand, node: number, reasons: number): boolean {
  if ((reasons & unresolvableBits) !== 0) return true
  return (
    demand.cpu > cache.cpuMax[node] ||
    demand.memory > cache.memoryMax[node] ||
    demand.others.some(([resource, amount]) => amount > cache.otherMax[resource][node])
  )
}

/** Constraints that other pods decide. */
function unfit(demand: Demand, node: number, { least, isFirst }: FilterGround): number {
  for (let place = 0; place < demand.hard.length; place++) {
    const { counter, countsItself, maxSkew } = demand.hard[place]
    const domain = counter.topology.domain[node]
    if (domain < 0) return Reason.WithoutLabel
    if (counter.counts[domain] + countsItself - least[place] > maxSkew) return Reason.Skewed
  }
  for (const counter of demand.near)
    if (counter.topology.domain[node] < 0 || (!isFirst && counter.near(node) === 0)) return Reason.NotNear
  for (const counter of demand.apart) if (counter.near(node) > 0) return Reason.NotApart
  for (const counter of demand.othersApart) if (counter.near(node) > 0) return Reason.OthersKeepApart
  return 0
}

/** Least pods of the domains that are looked at: 0 if they are too few. Source: podtopologyspread/filtering.go, minMatchNum. */
function leastOf(cache: NodeCache, demand: Demand, rule: SpreadRule): number {
  const { counts, topology } = rule.counter
  const isSeen = new Uint8Array(topology.domains)
  let domains = 0
  let least = Infinity
  for (let node = 0; node < cache.nodeCount; node++) {
    const domain = topology.domain[node]
    if (domain < 0 || isSeen[domain] === 1) continue
    if (rule.honorsAffinity && demand.matching?.[node] === 0) continue
    if (rule.honorsTaints && cordonOf(cache, demand, node, cache.marks[node]) !== 0) continue
    if (demand.hard.some(({ counter }) => counter.topology.domain[node] < 0)) continue
    isSeen[domain] = 1
    domains++
    least = Math.min(least, counts[domain])
  }
  return domains === 0 || domains < rule.minDomains ? 0 : least
}
