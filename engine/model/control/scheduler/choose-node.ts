/**
 * The node of one pod: nodes from where the last search ended, until enough take it (D2); of those the ones with the best score, and one of
 * these. Simplified: nodes that take it are listed in the order of the search; the genuine sixteen workers race a little.
 * Source: kubernetes v1.36 pkg/scheduler/schedule_one.go, findNodesThatPassFilters, numFeasibleNodesToFind, newSortedNodeScores; v1.34, selectHost.
 */
import type { Demand } from './demand.ts'
import { type FilterGround, filterGround, isUnresolvable, refusal } from './filter.ts'
import type { NodeCache } from './node-cache.ts'
import { reasonBits } from './reasons.ts'
import { Scorer } from './scores.ts'

/** No node takes the pod. */
export const noNode = -1

const allBelow = 100
const leastShare = 5

/** D2: nodes that take the pod after which no more are looked at. */
export function enoughNodes(nodes: number): number {
  if (nodes < allBelow) return nodes
  const share = Math.max(leastShare, 50 - Math.floor(nodes / 125))
  return Math.max(allBelow, Math.floor((nodes * share) / 100))
}

/** Says which of so many equal nodes it is; the nodes are `nodes[places[0 .. count)]`, in the order in which they were looked at. */
export type Pick = (nodes: Int32Array, places: Int32Array, count: number) => number

/**
 * D4: from 1.35 on the best nodes are a heap, and nothing but its form decides between equal ones: of the places in the list the one that comes
 * first when a node is told before its children, and the left child before the right. Before, chance did.
 */
export const firstInHeap: Pick = (_nodes, places, count) => {
  let found = 0
  for (let index = 1; index < count; index++) if (isEarlier(places[index], places[found])) found = index
  return found
}

function isEarlier(place: number, other: number): boolean {
  const depth = Math.clz32(place + 1)
  const otherDepth = Math.clz32(other + 1)
  const at = (place + 1) >> Math.max(0, otherDepth - depth)
  const otherAt = (other + 1) >> Math.max(0, depth - otherDepth)
  return at === otherAt ? place < other : at < otherAt
}

export class NodeChooser {
  readonly cache: NodeCache
  readonly scorer: Scorer
  /** Of the last search in vain: nodes by number of the reason's bit, and those that deletions of pods might open. */
  readonly refused = new Int32Array(reasonBits)
  resolvable = 0
  private readonly takers: Int32Array
  private readonly best: Int32Array
  private start = 0

  constructor(cache: NodeCache, scoresChange: boolean) {
    this.cache = cache
    this.scorer = new Scorer(cache, scoresChange)
    this.takers = new Int32Array(cache.nodeCount)
    this.best = new Int32Array(cache.nodeCount)
  }

  /** @param pick asked if several are equal. */
  choose(demand: Demand, pick: Pick, ground: FilterGround = filterGround(this.cache, demand)): number {
    const count = this.findTakers(demand, ground)
    if (count <= 1) return count === 0 ? noNode : this.takers[0]
    const { takers, best } = this
    const { total } = this.scorer
    this.scorer.score(demand, takers, count)
    let most = -1
    let equal = 0
    for (let place = 0; place < count; place++) {
      if (total[place] > most) {
        most = total[place]
        equal = 0
      }
      if (total[place] === most) best[equal++] = place
    }
    return takers[best[equal === 1 ? 0 : pick(takers, best, equal)]]
  }

  /** Whether the node takes the pod; asked of a node that has been nominated. */
  takes(demand: Demand, node: number): boolean {
    return refusal(this.cache, demand, node, filterGround(this.cache, demand)) === 0
  }

  private findTakers(demand: Demand, ground: FilterGround): number {
    const { cache, takers, refused } = this
    const { nodeCount } = cache
    const enough = enoughNodes(cache.present)
    let count = 0
    let looked = 0
    refused.fill(0)
    this.resolvable = 0
    let at = this.start
    for (; looked < nodeCount && count < enough; looked++) {
      const node = cache.order[at]
      if (cache.isThere[node] === 1) {
        const reasons = refusal(cache, demand, node, ground)
        if (reasons === 0) takers[count++] = node
        else this.note(demand, node, reasons)
      }
      at = at + 1 === nodeCount ? 0 : at + 1
    }
    this.start = at
    return count
  }

  private note(demand: Demand, node: number, reasons: number): void {
    for (let bit = 0; bit < reasonBits; bit++) if ((reasons & (1 << bit)) !== 0) this.refused[bit]++
    if (!isUnresolvable(this.cache, demand, node, reasons)) this.resolvable++
  }
}
