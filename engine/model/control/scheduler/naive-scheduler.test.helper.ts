/**
 * The filters and scores of the scheduler once more, written by pods and nodes as the documentation tells them, without counters, caches or
 * typed arrays: what small clusters are compared with. Everything is worked out anew for each pod.
 */
import {
  type NodeSpec,
  noScheduling,
  type SchedulingSpec,
  type SpreadSpec,
  tolerates,
  type WorkloadSpec,
} from '../../../contract/cluster-spec.ts'

export type PlacedPod = { readonly workload: number; readonly node: number }

export type NaiveCluster = {
  readonly nodes: readonly NodeSpec[]
  readonly workloads: readonly WorkloadSpec[]
  readonly pods: readonly PlacedPod[]
  readonly scoresChange: boolean
}

const asks = (workload: WorkloadSpec): SchedulingSpec => workload.pod.scheduling ?? noScheduling
const labelOf = ({ name, labels }: NodeSpec, key: string): string | undefined =>
  labels[key] ?? (key === 'kubernetes.io/hostname' ? name : undefined)
const podsOn = ({ pods }: NaiveCluster, node: number): readonly PlacedPod[] =>
  pods.filter((pod) => pod.node === node)
const isAdmitted = (workload: WorkloadSpec, node: number): boolean =>
  workload.nodes?.admitted.includes(node) ?? true

/** Pods of these workloads on nodes that share the value of the label with the node. */
function inDomain(cluster: NaiveCluster, node: number, key: string, workloads: readonly number[]): number {
  const value = labelOf(cluster.nodes[node], key)
  if (value === undefined) return 0
  return cluster.pods.filter(
    (pod) => workloads.includes(pod.workload) && labelOf(cluster.nodes[pod.node], key) === value,
  ).length
}

/** What a node has too little of or against the pod, in words; undefined = it takes it. */
export function refusalOf(cluster: NaiveCluster, row: number, node: number): string | undefined {
  const workload = cluster.workloads[row]
  const { tolerations, requests, hostPorts, near, apart } = asks(workload)
  const spec = cluster.nodes[node]
  const taints = (spec.taints ?? []).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerations.some((one) => tolerates(one, taint)),
  )
  if (taints.some(({ key }) => key === 'node.kubernetes.io/unschedulable')) return 'cordoned'
  if (taints.length > 0) return 'tainted'
  if (!isAdmitted(workload, node)) return 'mismatched'
  const there = podsOn(cluster, node)
  const taken = there.map((pod) => asks(cluster.workloads[pod.workload]))
  if (taken.some((one) => one.hostPorts.some((port) => hostPorts.includes(port)))) return 'port'
  const sum = (of: (one: SchedulingSpec) => number): number =>
    taken.reduce((total, one) => total + of(one), 0)
  if (there.length >= spec.podsMax) return 'pods'
  if (
    requests.cpuMilli > 0 &&
    sum((one) => one.requests.cpuMilli) + requests.cpuMilli > (spec.cpuCores ?? Infinity) * 1000
  )
    return 'cpu'
  if (
    requests.memoryBytes > 0 &&
    sum((one) => one.requests.memoryBytes) + requests.memoryBytes > (spec.memoryBytes ?? Infinity)
  )
    return 'memory'
  for (const rule of (asks(workload).spread ?? []).filter(({ isHard }) => isHard)) {
    if (labelOf(spec, rule.topologyKey) === undefined) return 'label'
    const own = rule.workloads.includes(row) ? 1 : 0
    const least = leastOf(cluster, workload, rule)
    if (matching(cluster, workload, rule, node) + own - least > rule.maxSkew) return 'skewed'
  }
  const anyNear = near.some((term) =>
    cluster.nodes.some((_, other) => inDomain(cluster, other, term.topologyKey, term.workloads) > 0),
  )
  const isFirst = !anyNear && near.every(({ workloads }) => workloads.includes(row))
  for (const { topologyKey, workloads } of near) {
    if (labelOf(spec, topologyKey) === undefined) return 'near'
    if (!isFirst && inDomain(cluster, node, topologyKey, workloads) === 0) return 'near'
  }
  for (const { topologyKey, workloads } of apart)
    if (inDomain(cluster, node, topologyKey, workloads) > 0) return 'apart'
  for (const [other, one] of cluster.workloads.entries())
    for (const { topologyKey, workloads } of asks(one).apart)
      if (workloads.includes(row) && inDomain(cluster, node, topologyKey, [other]) > 0) return 'others apart'
  return undefined
}

/** Pods that a constraint counts in the domain of a node. */
function matching(cluster: NaiveCluster, workload: WorkloadSpec, rule: SpreadSpec, node: number): number {
  const counted = cluster.pods.filter((pod) => !rule.honorsAffinity || isAdmitted(workload, pod.node))
  return inDomain({ ...cluster, pods: counted }, node, rule.topologyKey, rule.workloads)
}

function leastOf(cluster: NaiveCluster, workload: WorkloadSpec, rule: SpreadSpec): number {
  const keys = (asks(workload).spread ?? [])
    .filter(({ isHard }) => isHard)
    .map(({ topologyKey }) => topologyKey)
  const nodes = cluster.nodes.flatMap((spec, node) =>
    (!rule.honorsAffinity || isAdmitted(workload, node)) &&
    keys.every((key) => labelOf(spec, key) !== undefined)
      ? [node]
      : [],
  )
  const domains = new Map(nodes.map((node) => [labelOf(cluster.nodes[node], rule.topologyKey), node]))
  if (domains.size === 0 || domains.size < rule.minDomains) return 0
  return Math.min(...[...domains.values()].map((node) => matching(cluster, workload, rule, node)))
}

/** Nodes with the best score, in order; none if no node takes the pod. */
export function bestNodes(cluster: NaiveCluster, row: number): number[] {
  const takers = cluster.nodes.flatMap((_, node) =>
    refusalOf(cluster, row, node) === undefined ? [node] : [],
  )
  if (takers.length < 2) return takers
  const scores = scoresOf(cluster, row, takers)
  const best = Math.max(...scores)
  return takers.filter((_, place) => scores[place] === best)
}

function scoresOf(cluster: NaiveCluster, row: number, takers: readonly number[]): number[] {
  const workload = cluster.workloads[row]
  const { tolerations, preferredNodes, preferredPods } = asks(workload)
  const disliked = takers.map(
    (node) =>
      (cluster.nodes[node].taints ?? []).filter(
        (taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => tolerates(one, taint)),
      ).length,
  )
  const mostDisliked = Math.max(...disliked)
  const liked = takers.map((node) =>
    preferredNodes.reduce((sum, { weight, nodes }) => sum + (nodes.includes(node) ? weight : 0), 0),
  )
  const mostLiked = Math.max(...liked)
  const spread = spreadScores(cluster, row, takers)
  const attracted = takers.map((node) => {
    let sum = 0
    for (const term of preferredPods)
      sum += term.weight * inDomain(cluster, node, term.topologyKey, term.workloads)
    for (const [other, one] of cluster.workloads.entries()) {
      for (const term of asks(one).preferredPods)
        if (term.workloads.includes(row))
          sum += term.weight * inDomain(cluster, node, term.topologyKey, [other])
      for (const term of asks(one).near)
        if (term.workloads.includes(row)) sum += inDomain(cluster, node, term.topologyKey, [other])
    }
    return sum
  })
  const [low, high] = [Math.min(...attracted), Math.max(...attracted)]
  return takers.map((node, place) => {
    const taints = mostDisliked === 0 ? 100 : 100 - Math.floor((100 * disliked[place]) / mostDisliked)
    const affinity = mostLiked === 0 ? 0 : Math.floor((100 * liked[place]) / mostLiked)
    const pods = high === low ? 0 : Math.floor((100 * (attracted[place] - low)) / (high - low))
    return 3 * taints + 2 * affinity + 2 * spread[place] + 2 * pods + roomScore(cluster, row, node)
  })
}

/** LeastAllocated and BalancedAllocation. */
function roomScore(cluster: NaiveCluster, row: number, node: number): number {
  const { cpuCores = 0, memoryBytes = 0 } = cluster.nodes[node]
  const own = asks(cluster.workloads[row])
  const there = podsOn(cluster, node).map((pod) => asks(cluster.workloads[pod.workload]))
  const sum = (of: (one: SchedulingSpec) => number): number =>
    there.reduce((total, one) => total + of(one), 0)
  const parts = [
    [sum((one) => one.scored.cpuMilli) + own.scored.cpuMilli, cpuCores * 1000],
    [sum((one) => one.scored.memoryBytes) + own.scored.memoryBytes, memoryBytes],
  ].filter(([, max]) => max > 0)
  const free = parts.map(([taken, max]) => (taken > max ? 0 : Math.floor(((max - taken) * 100) / max)))
  const least = free.length === 0 ? 0 : Math.floor(free.reduce((a, b) => a + b, 0) / free.length)
  if (own.requests.cpuMilli + own.requests.memoryBytes === 0) return least
  const balance = (cpu: number, memory: number): number =>
    cpuCores === 0 || memoryBytes === 0
      ? 100
      : Math.floor((1 - Math.abs((cpu / (cpuCores * 1000) - memory / memoryBytes) / 2)) * 100)
  const [cpu, memory] = [sum((one) => one.requests.cpuMilli), sum((one) => one.requests.memoryBytes)]
  const after = balance(cpu + own.requests.cpuMilli, memory + own.requests.memoryBytes)
  const balanced = cluster.scoresChange ? 50 + Math.trunc((50 + after - balance(cpu, memory)) / 2) : after
  return least + balanced
}

function spreadScores(cluster: NaiveCluster, row: number, takers: readonly number[]): number[] {
  const workload = cluster.workloads[row]
  const own = asks(workload).spread
  const isOwned = ['Deployment', 'ReplicaSet', 'StatefulSet'].includes(workload.kind)
  const byDefault = [
    { topologyKey: 'kubernetes.io/hostname', maxSkew: 3 },
    { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
  ].map((rule) => ({ ...rule, workloads: [row], honorsAffinity: true }))
  const rules = own === undefined ? (isOwned ? byDefault : []) : own.filter(({ isHard }) => !isHard)
  if (rules.length === 0) return takers.map(() => 0)
  const isScored = takers.map(
    (node) =>
      own === undefined ||
      rules.every(({ topologyKey }) => labelOf(cluster.nodes[node], topologyKey) !== undefined),
  )
  const scored = takers.filter((_, place) => isScored[place])
  const costs = takers.map((node, place) => {
    if (!isScored[place]) return -1
    let cost = 0
    for (const rule of rules) {
      if (labelOf(cluster.nodes[node], rule.topologyKey) === undefined) continue
      const isHost = rule.topologyKey === 'kubernetes.io/hostname'
      const domains = isHost
        ? scored.length
        : new Set(takers.map((taker) => labelOf(cluster.nodes[taker], rule.topologyKey))).size
      const counted = cluster.pods.filter((pod) => !rule.honorsAffinity || isAdmitted(workload, pod.node))
      const count = inDomain({ ...cluster, pods: counted }, node, rule.topologyKey, rule.workloads)
      cost += count * Math.log(domains + 2) + rule.maxSkew - 1
    }
    return Math.round(cost)
  })
  const known = costs.filter((cost) => cost >= 0)
  const [least, most] = [Math.min(...known), Math.max(...known)]
  return costs.map((cost) => {
    if (cost < 0) return 0
    return most === 0 ? 100 : Math.floor((100 * (most + least - cost)) / most)
  })
}
