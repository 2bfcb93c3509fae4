/**
 * Where the pods of a workload are that have been there from before (decision 38): by the scheduler's scores, one after the other, and of equal
 * nodes the next one on a walk that begins at the hash of the workload's name. So a spec has one placement, whatever the seed.
 *
 * Pods of one workload change the score of the node that gets one, and the count of its zone: nodes with the same zone and
 * the same number of its pods are a cell, each a heap by what else they score. That takes a pod some microseconds, however many nodes there are.
 */
import { NodeChooser, noNode } from './choose-node.ts'
import type { Demand } from './demand.ts'
import { filterGround, lackOfRoom, refusal } from './filter.ts'
import { defaultSkews, type NodeCache } from './node-cache.ts'
import { domainWeight, scoreWeights, skewCost, spreadScore } from './scores.ts'
import { hostnameKey, zoneKey } from './topology.ts'

/** Nodes that are looked at for each pod of a workload, and at least. */
const nodesPerPod = 2
const nodesMin = 100

const skewOf = (key: string): number => defaultSkews.find(({ topologyKey }) => topologyKey === key)!.maxSkew
const hostSkew = skewOf(hostnameKey)
const zoneSkew = skewOf(zoneKey)

type Cell = {
  /** Its place among the cells. */
  readonly key: number
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
  private readonly cells: Cells
  private readonly takers: Int32Array

  constructor(cache: NodeCache, scoresChange: boolean) {
    this.cache = cache
    this.chooser = new NodeChooser(cache, scoresChange)
    this.cells = new Cells(cache, this.chooser)
    this.takers = new Int32Array(cache.nodeCount)
  }

  /**
   * Places so many pods of a workload.
   * @param startAt a number that decides where its walk begins.
   * @param before nodes of its pods that are there already, negative numbers among them for none.
   * @param placed told of the node of each, in order; it ends when no node takes one more.
   */
  place(
    row: number,
    count: number,
    startAt: number,
    before: ArrayLike<number>,
    placed: (node: number) => void,
  ): void {
    const { cache } = this
    const demand = cache.demand(row)
    if (count === 0 || cache.nodeCount === 0 || demand.spec.isGated) return
    const first = this.beginOfWalk(demand, startAt)
    if (!cache.isPlain(row)) {
      this.placeOneByOne(row, count, first, placed)
      return
    }
    const window = Math.min(cache.nodeCount, Math.max(nodesMin, nodesPerPod * count))
    const there = Array.from(before)
    let left = count
    for (const nodes of window < cache.nodeCount ? [window, cache.nodeCount] : [window]) {
      if (left === 0) return
      this.cells.open(row, first, there, this.takers, nodes)
      left -= this.placeInCells(row, left, (node) => {
        there.push(node)
        placed(node)
      })
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

  private placeOneByOne(row: number, count: number, first: number, placed: (node: number) => void): void {
    const { cache, chooser } = this
    const demand = cache.connected(row)
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
  private placeInCells(row: number, count: number, placed: (node: number) => void): number {
    for (let pod = 0; pod < count; pod++) {
      const node = this.cells.take()
      if (node === noNode) return pod
      this.cache.add(row, node)
      this.cells.putBack(node)
      placed(node)
    }
    return count
  }
}

/** The nodes that take pods of one workload, while it is placed. */
class Cells {
  private readonly cache: NodeCache
  private readonly chooser: NodeChooser
  /** Those that have nodes. */
  private readonly cells = new Map<number, Cell>()
  private readonly zone: Int32Array
  /** Pods of the workload by zone; by node, and the nodes that have some. */
  private readonly zonePods: Int32Array
  private readonly own: Int32Array
  private owners: number[] = []
  /** By zone, after those without one: nodes that take one more. */
  private readonly zoneNodes: Int32Array
  private nodes = 0
  private zones = 0
  /** By node: its score but for spreading, and what of it never changes. */
  private readonly score: Float64Array
  private readonly liked: Float64Array
  private demand!: Demand
  private isSpread = false
  /** The node at which the walk begins. */
  private first = 0

  constructor(cache: NodeCache, chooser: NodeChooser) {
    const { domain, domains } = cache.topology(zoneKey)
    this.cache = cache
    this.chooser = chooser
    this.zone = domain
    this.zonePods = new Int32Array(domains)
    this.zoneNodes = new Int32Array(domains + 1)
    this.own = new Int32Array(cache.nodeCount)
    this.score = new Float64Array(cache.nodeCount)
    this.liked = new Float64Array(cache.nodeCount)
  }

  /** Looks at nodes along the walk until so many take a pod; `takers` is room for them. */
  open(row: number, first: number, before: readonly number[], takers: Int32Array, window: number): void {
    const { cache } = this
    this.clear()
    this.demand = cache.demand(row)
    this.isSpread = cache.isSpreadByDefault(row)
    this.first = first
    for (const node of before) if (node >= 0) this.addOwn(node)
    const { demand } = this
    const ground = filterGround(cache, demand)
    let count = 0
    let node = first
    for (let step = 0; step < cache.nodeCount && count < window; step++) {
      if (refusal(cache, demand, node, ground) === 0) takers[count++] = node
      node = node + 1 === cache.nodeCount ? 0 : node + 1
    }
    this.like(takers, count)
    for (let place = 0; place < count; place++) this.enter(takers[place])
  }

  /** The best node leaves its cell; `noNode` if there is none. */
  take(): number {
    if (this.isSpread) this.price()
    const best = this.bestCell()
    if (best === undefined) return noNode
    const node = best.heap[0]
    this.leave(best)
    return node
  }

  /** A node with one pod more, if it takes yet another. */
  putBack(node: number): void {
    this.addOwn(node)
    if (lackOfRoom(this.cache, this.demand, node) === 0) this.enter(node)
  }

  private clear(): void {
    for (const node of this.owners) this.own[node] = 0
    this.owners = []
    this.zonePods.fill(0)
    this.zoneNodes.fill(0)
    this.nodes = 0
    this.zones = 0
    this.cells.clear()
  }

  /** Pods on nodes that the workload may not go to do not count. */
  private addOwn(node: number): void {
    if (this.demand.matching?.[node] === 0) return
    this.owners.push(node)
    this.own[node]++
    if (this.zone[node] >= 0) this.zonePods[this.zone[node]]++
  }

  /** Taints and preferred affinity: they depend on which nodes take pods of the workload. */
  private like(takers: Int32Array, count: number): void {
    const { scorer } = this.chooser
    if (!this.cache.hasSoftTaints && this.demand.preferred === undefined) {
      this.liked.fill(0)
      return
    }
    scorer.total.fill(0, 0, count)
    scorer.addDisliked(this.demand, takers, count)
    scorer.addPreferred(this.demand, takers, count)
    for (let place = 0; place < count; place++) this.liked[takers[place]] = scorer.total[place]
  }

  /** What each cell costs the soft constraints: counts of zones and numbers of nodes have changed. */
  private price(): void {
    const hostWeight = domainWeight(this.nodes)
    const zoneWeight = domainWeight(this.zones)
    for (const cell of this.cells.values()) {
      const { own, zone } = cell
      const ofZone = zone < 0 ? 0 : skewCost(this.zonePods[zone], zoneWeight, zoneSkew)
      cell.cost = Math.round(skewCost(own, hostWeight, hostSkew) + ofZone)
    }
  }

  private bestCell(): Cell | undefined {
    let least = Infinity
    let most = 0
    for (const { cost } of this.cells.values()) {
      least = Math.min(least, cost)
      most = Math.max(most, cost)
    }
    let found: Cell | undefined
    let foundScore = -1
    for (const cell of this.cells.values()) {
      const [node] = cell.heap
      const spread = this.isSpread ? scoreWeights.spread * spreadScore(cell.cost, least, most) : 0
      const score = this.score[node] + spread
      const isBetter =
        score > foundScore || (score === foundScore && this.stepOf(node) < this.stepOf(found!.heap[0]))
      if (!isBetter) continue
      found = cell
      foundScore = score
    }
    return found
  }

  private enter(node: number): void {
    const zone = this.isSpread ? this.zone[node] : -1
    const own = this.isSpread ? this.own[node] : 0
    this.score[node] = this.chooser.scorer.alone(this.demand, node) + this.liked[node]
    const key = own * this.zoneNodes.length + zone + 1
    let cell = this.cells.get(key)
    if (cell === undefined) {
      cell = { key, zone, own, heap: [], cost: 0 }
      this.cells.set(key, cell)
    }
    this.nodes++
    if (this.zoneNodes[zone + 1]++ === 0) this.zones++
    this.siftUp(cell.heap, node)
  }

  /** Cells without nodes go: each pod looks at all cells. */
  private leave({ key, heap, zone }: Cell): void {
    this.nodes--
    if (--this.zoneNodes[zone + 1] === 0) this.zones--
    const last = heap.pop()!
    if (heap.length > 0) this.siftDown(heap, last)
    else this.cells.delete(key)
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
