/**
 * Where the pods of a workload are that have been there from before (decision 38): by the scheduler's scores, one after the other, and of equal
 * nodes the next one on a walk that begins at the hash of the workload's name. So a spec has one placement, whatever the seed.
 *
 * Pods of one workload change the score of the node that gets one, and the count of its zone: nodes with the same zone and
 * the same number of its pods are a cell, each a heap by what else they score. That takes a pod some microseconds, however many nodes there are.
 */

import { enoughNodes, NodeChooser, noNode } from './choose-node.ts'
import type { Demand, SpreadRule } from './demand.ts'
import { filterGround, lackOfRoom, refusal } from './filter.ts'
import type { NodeCache } from './node-cache.ts'
import { domainWeight, scoreWeights, skewCost, spreadScore } from './scores.ts'

/** Nodes that are looked at for each pod of a workload, beyond those that a search looks at. */
const nodesPerPod = 4

type Cell = {
  readonly zone: number
  /** Pods of the workload on each of its nodes. */
  readonly own: number
  /** Nodes, the best first. */
  readonly heap: number[]
  cost: number
}

export class StartPlacement {
  private readonly cache: NodeCache
  private readonly chooser: NodeChooser
  private readonly score: Float64Array
  private readonly takers: Int32Array

  constructor(cache: NodeCache, scoresChange: boolean) {
    this.cache = cache
    this.chooser = new NodeChooser(cache, scoresChange)
    this.score = new Float64Array(cache.nodeCount)
    this.takers = new Int32Array(cache.nodeCount)
  }

  /**
   * Places so many pods of a workload.
   * @param startAt a number that decides where its walk begins.
   * @param placed told of the node of each, in order; it ends when no node takes one more.
   */
  place(row: number, count: number, startAt: number, placed: (node: number) => void): void {
    const { cache } = this
    const demand = cache.demand(row)
    if (count === 0 || cache.nodeCount === 0 || demand.spec.isGated) return
    const first = this.beginOfWalk(demand, startAt)
    const isPlain =
      demand.hard.length +
        demand.near.length +
        demand.apart.length +
        demand.othersApart.length +
        demand.attractions.length +
        demand.spec.hostPorts.length ===
        0 && !demand.hasOwnSpread
    if (!isPlain) {
      this.placeOneByOne(row, demand, count, first, placed)
      return
    }
    let left = count
    for (const window of [Math.max(enoughNodes(cache.nodeCount), nodesPerPod * count), cache.nodeCount]) {
      if (left === 0) return
      left -= this.placeInCells(row, demand, left, first, Math.min(window, cache.nodeCount), placed)
    }
  }

  /** The node at which the walk begins: one of those that its selector admits. */
  private beginOfWalk({ matching }: Demand, startAt: number): number {
    const { nodeCount } = this.cache
    if (matching === undefined) return startAt % nodeCount
    const admitted = matching.reduce((sum, is) => sum + is, 0)
    let toPass = admitted === 0 ? 0 : startAt % admitted
    for (let node = 0; node < nodeCount; node++) if (matching[node] === 1 && toPass-- === 0) return node
    return 0
  }

  private placeOneByOne(
    row: number,
    demand: Demand,
    count: number,
    first: number,
    placed: (node: number) => void,
  ): void {
    const { cache, chooser } = this
    const stepOf = (node: number): number => (node < first ? node + cache.nodeCount : node)
    const firstOnWalk = (nodes: Int32Array, places: Int32Array, equal: number): number => {
      let found = 0
      for (let index = 1; index < equal; index++)
        if (stepOf(nodes[places[index]]) < stepOf(nodes[places[found]])) found = index
      return found
    }
    for (let pod = 0; pod < count; pod++) {
      const node = chooser.choose(demand, firstOnWalk)
      if (node === noNode) return
      cache.add(row, node)
      placed(node)
    }
  }

  /** @returns how many found a node. */
  private placeInCells(
    row: number,
    demand: Demand,
    count: number,
    first: number,
    window: number,
    placed: (node: number) => void,
  ): number {
    const cells = new Cells(this.cache, demand, this.chooser, this.score, first)
    cells.open(this.takers, window)
    for (let pod = 0; pod < count; pod++) {
      const node = cells.take()
      if (node === noNode) return pod
      this.cache.add(row, node)
      cells.putBack(node)
      placed(node)
    }
    return count
  }
}

/** The nodes that take pods of one workload, while it is placed. */
class Cells {
  private readonly cache: NodeCache
  private readonly demand: Demand
  private readonly chooser: NodeChooser
  private readonly score: Float64Array
  /** The node at which the walk begins. */
  private readonly first: number
  private readonly hostRule: SpreadRule | undefined
  private readonly zoneRule: SpreadRule | undefined
  private readonly cells = new Map<number, Cell>()
  /** What taints and preferred affinity give a node, by node in the window. */
  private readonly liked = new Map<number, number>()
  private readonly zoneNodes: Int32Array
  private nodes = 0
  private zones = 0

  constructor(cache: NodeCache, demand: Demand, chooser: NodeChooser, score: Float64Array, first: number) {
    this.cache = cache
    this.demand = demand
    this.chooser = chooser
    this.score = score
    this.first = first
    this.hostRule = demand.soft.find(({ isHostname }) => isHostname)
    this.zoneRule = demand.soft.find(({ isHostname }) => !isHostname)
    this.zoneNodes = new Int32Array(
      this.zoneRule === undefined ? 1 : this.zoneRule.counter.topology.domains + 1,
    )
  }

  /** Looks at nodes along the walk until so many take the pod; `takers` is room for them. */
  open(takers: Int32Array, window: number): void {
    const { cache, demand, chooser } = this
    const ground = filterGround(cache, demand)
    let count = 0
    let node = this.first
    for (let step = 0; step < cache.nodeCount && count < window; step++) {
      if (refusal(cache, demand, node, ground) === 0) takers[count++] = node
      node = node + 1 === cache.nodeCount ? 0 : node + 1
    }
    const { scorer } = chooser
    scorer.total.fill(0, 0, count)
    scorer.addDisliked(demand, takers, count)
    scorer.addPreferred(demand, takers, count)
    for (let place = 0; place < count; place++) {
      if (scorer.total[place] !== 0) this.liked.set(takers[place], scorer.total[place])
      this.enter(takers[place])
    }
  }

  /** The best node leaves its cell; `noNode` if there is none. */
  take(): number {
    this.price()
    const best = this.bestCell()
    if (best === undefined) return noNode
    const node = best.heap[0]
    this.leave(best)
    return node
  }

  /** A node with one pod more, if it takes yet another. */
  putBack(node: number): void {
    if (lackOfRoom(this.cache, this.demand, node) === 0) this.enter(node)
  }

  /** What each cell costs the soft constraints: counts of zones and numbers of nodes have changed. */
  private price(): void {
    const { hostRule, zoneRule } = this
    const hostWeight = domainWeight(this.nodes)
    const zoneWeight = domainWeight(this.zones)
    for (const cell of this.cells.values()) {
      if (cell.heap.length === 0) continue
      let cost = 0
      if (hostRule !== undefined) cost += skewCost(cell.own, hostWeight, hostRule.maxSkew)
      if (zoneRule !== undefined && cell.zone >= 0)
        cost += skewCost(zoneRule.counter.counts[cell.zone], zoneWeight, zoneRule.maxSkew)
      cell.cost = Math.round(cost)
    }
  }

  private bestCell(): Cell | undefined {
    let least = Infinity
    let most = 0
    for (const { heap, cost } of this.cells.values()) {
      if (heap.length === 0) continue
      least = Math.min(least, cost)
      most = Math.max(most, cost)
    }
    const isSpread = this.demand.soft.length > 0
    let found: Cell | undefined
    let foundScore = -1
    for (const cell of this.cells.values()) {
      if (cell.heap.length === 0) continue
      const [node] = cell.heap
      const score =
        this.score[node] + (isSpread ? scoreWeights.spread * spreadScore(cell.cost, least, most) : 0)
      const isBetter =
        found === undefined ||
        score > foundScore ||
        (score === foundScore && this.stepOf(node) < this.stepOf(found!.heap[0]))
      if (!isBetter) continue
      found = cell
      foundScore = score
    }
    return found
  }

  private enter(node: number): void {
    const { hostRule, zoneRule, demand } = this
    const zone = zoneRule === undefined ? -1 : zoneRule.counter.topology.domain[node]
    const own = hostRule === undefined ? 0 : hostRule.counter.near(node)
    this.score[node] = this.chooser.scorer.alone(demand, node) + (this.liked.get(node) ?? 0)
    const key = own * this.zoneNodes.length + zone + 1
    let cell = this.cells.get(key)
    if (cell === undefined) {
      cell = { zone, own, heap: [], cost: 0 }
      this.cells.set(key, cell)
    }
    this.nodes++
    if (this.zoneNodes[zone + 1]++ === 0) this.zones++
    this.siftUp(cell.heap, node)
  }

  private leave({ heap, zone }: Cell): void {
    this.nodes--
    if (--this.zoneNodes[zone + 1] === 0) this.zones--
    const last = heap.pop()!
    if (heap.length > 0) this.siftDown(heap, last)
  }

  /** Orders nodes along the walk. */
  private stepOf(node: number): number {
    return node < this.first ? node + this.cache.nodeCount : node
  }

  private isBefore(a: number, b: number): boolean {
    const { score } = this
    return score[a] > score[b] || (score[a] === score[b] && this.stepOf(a) < this.stepOf(b))
  }

  private siftUp(heap: number[], node: number): void {
    let at = heap.push(node) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.isBefore(node, heap[parent])) break
      heap[at] = heap[parent]
      at = parent
    }
    heap[at] = node
  }

  private siftDown(heap: number[], node: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && this.isBefore(heap[child + 1], heap[child])) child++
      if (!this.isBefore(heap[child], node)) break
      heap[at] = heap[child]
      at = child
    }
    heap[at] = node
  }
}
