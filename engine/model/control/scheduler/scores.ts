/**
 * How much the scheduler likes the nodes that take a pod (D4, Z27): whole numbers from 0 to 100 per plugin, times its weight. Images are
 * left out: their sizes are not known, and what every node has changes nothing.
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins: noderesources, tainttoleration, nodeaffinity, podtopologyspread, interpodaffinity.
 */
import type { Demand } from './demand.ts'
import type { NodeCache } from './node-cache.ts'

/** Source: pkg/scheduler/apis/config/v1/default_plugins.go. */
export const scoreWeights = { taints: 3, affinity: 2, spread: 2, pods: 2 } as const

/** LeastAllocated: how much of a node is free with the pod on it, processors and memory alike. */
export function leastAllocated(cache: NodeCache, demand: Demand, node: number): number {
  let sum = 0
  let parts = 0
  const cpuMax = cache.cpuMax[node]
  if (cpuMax > 0 && cpuMax < Infinity) {
    sum += freeShare(cache.scoredCpu[node] + demand.scoredCpu, cpuMax)
    parts++
  }
  const memoryMax = cache.memoryMax[node]
  if (memoryMax > 0 && memoryMax < Infinity) {
    sum += freeShare(cache.scoredMemory[node] + demand.scoredMemory, memoryMax)
    parts++
  }
  return parts === 0 ? 0 : Math.floor(sum / parts)
}

function freeShare(taken: number, max: number): number {
  return taken > max ? 0 : Math.floor(((max - taken) * 100) / max)
}

/** BalancedAllocation of a pod that asks for something: from 1.36 on how much it changes the balance, before how balanced the node is with it. */
export function balancedAllocation(
  cache: NodeCache,
  demand: Demand,
  node: number,
  scoresChange: boolean,
): number {
  if (demand.cpu === 0 && demand.memory === 0) return 0
  const cpu = cache.cpu[node]
  const memory = cache.memory[node]
  const after = balance(cpu + demand.cpu, cache.cpuMax[node], memory + demand.memory, cache.memoryMax[node])
  if (!scoresChange) return after
  const before = balance(cpu, cache.cpuMax[node], memory, cache.memoryMax[node])
  return 50 + Math.trunc((50 + after - before) / 2)
}

function balance(cpu: number, cpuMax: number, memory: number, memoryMax: number): number {
  const isKnown = cpuMax > 0 && cpuMax < Infinity && memoryMax > 0 && memoryMax < Infinity
  if (!isKnown) return 100
  const deviation = Math.abs((Math.min(1, cpu / cpuMax) - Math.min(1, memory / memoryMax)) / 2)
  return Math.trunc((1 - deviation) * 100)
}

/** Weight of a domain's count: more domains, more weight. */
export function domainWeight(domains: number): number {
  return Math.log(domains + 2)
}

/** One constraint's part of what a node has against it. */
export function skewCost(count: number, weight: number, maxSkew: number): number {
  return count * weight + (maxSkew - 1)
}

/** The best node has 100; a cost of 0 for all is 100 for all. */
export function spreadScore(cost: number, least: number, most: number): number {
  return most === 0 ? 100 : Math.floor((100 * (most + least - cost)) / most)
}

/** By place in `nodes`: the scores that need all nodes that take the pod, added to what is there. */
export class Scorer {
  private readonly cache: NodeCache
  private readonly scoresChange: boolean
  private readonly raw: Float64Array
  readonly total: Float64Array
  private readonly domainsSeen = new Map<object, Int32Array>()
  private pass = 0

  /** @param scoresChange BalancedAllocation scores the change (1.36). */
  constructor(cache: NodeCache, scoresChange: boolean) {
    this.cache = cache
    this.scoresChange = scoresChange
    this.raw = new Float64Array(cache.nodeCount)
    this.total = new Float64Array(cache.nodeCount)
  }

  /** Scores of the first `count` nodes of the list. */
  score(demand: Demand, nodes: Int32Array, count: number): void {
    const { total } = this
    for (let place = 0; place < count; place++) total[place] = this.alone(demand, nodes[place])
    this.addDisliked(demand, nodes, count)
    this.addPreferred(demand, nodes, count)
    if (demand.soft.length > 0) this.addSpread(demand, nodes, count)
    if (demand.attractions.length > 0) this.addPods(demand, nodes, count)
  }

  /** What a node is worth whatever the others are. */
  alone(demand: Demand, node: number): number {
    return (
      leastAllocated(this.cache, demand, node) +
      balancedAllocation(this.cache, demand, node, this.scoresChange)
    )
  }

  /** PreferNoSchedule: the more taints that the pod does not tolerate, the less. */
  addDisliked(demand: Demand, nodes: Int32Array, count: number): void {
    const { cache, raw, total } = this
    if (!cache.hasSoftTaints) return
    let most = 0
    for (let place = 0; place < count; place++) {
      const set = cache.taintSet[nodes[place]]
      raw[place] = demand.verdict(set, cache.taintSets[set]).disliked
      most = Math.max(most, raw[place])
    }
    if (most === 0) return
    for (let place = 0; place < count; place++)
      total[place] += scoreWeights.taints * (100 - Math.floor((100 * raw[place]) / most))
  }

  addPreferred({ preferred }: Demand, nodes: Int32Array, count: number): void {
    const { total } = this
    if (preferred === undefined) return
    let most = 0
    for (let place = 0; place < count; place++) most = Math.max(most, preferred[nodes[place]])
    if (most === 0) return
    for (let place = 0; place < count; place++)
      total[place] += scoreWeights.affinity * Math.floor((100 * preferred[nodes[place]]) / most)
  }

  /** Soft topology spread. A node without a label that a constraint of the pod's own names has no score. */
  private addSpread(demand: Demand, nodes: Int32Array, count: number): void {
    const { raw, total } = this
    const { soft, hasOwnSpread } = demand
    let scored = count
    raw.fill(0, 0, count)
    if (hasOwnSpread)
      for (let place = 0; place < count; place++) {
        if (soft.every(({ counter }) => counter.topology.domain[nodes[place]] >= 0)) continue
        raw[place] = -1
        scored--
      }
    for (const { counter, isHostname, maxSkew } of soft) {
      const { domain } = counter.topology
      const weight = domainWeight(isHostname ? scored : this.domainsOf(domain, nodes, count))
      for (let place = 0; place < count; place++) {
        const of = domain[nodes[place]]
        if (of >= 0 && raw[place] >= 0) raw[place] += skewCost(counter.counts[of], weight, maxSkew)
      }
    }
    let least = Infinity
    let most = 0
    for (let place = 0; place < count; place++) {
      if (raw[place] < 0) continue
      raw[place] = Math.round(raw[place])
      least = Math.min(least, raw[place])
      most = Math.max(most, raw[place])
    }
    for (let place = 0; place < count; place++)
      if (raw[place] >= 0) total[place] += scoreWeights.spread * spreadScore(raw[place], least, most)
  }

  /** Domains that these nodes are in; those that are in none count as one. */
  private domainsOf(domain: Int32Array, nodes: Int32Array, count: number): number {
    this.pass++
    let seen = this.domainsSeen.get(domain)
    if (seen === undefined) {
      seen = new Int32Array(this.cache.nodeCount + 1)
      this.domainsSeen.set(domain, seen)
    }
    let domains = 0
    for (let place = 0; place < count; place++) {
      const of = domain[nodes[place]] + 1
      if (seen[of] === this.pass) continue
      seen[of] = this.pass
      domains++
    }
    return domains
  }

  /** Preferred affinity to pods, and what pods that are there would like. */
  private addPods({ attractions }: Demand, nodes: Int32Array, count: number): void {
    const { raw, total } = this
    let least = Infinity
    let most = -Infinity
    for (let place = 0; place < count; place++) {
      let sum = 0
      for (const { counter, weight } of attractions) sum += weight * counter.near(nodes[place])
      raw[place] = sum
      least = Math.min(least, sum)
      most = Math.max(most, sum)
    }
    if (most === least) return
    for (let place = 0; place < count; place++)
      total[place] += scoreWeights.pods * Math.floor((100 * (raw[place] - least)) / (most - least))
  }
}
