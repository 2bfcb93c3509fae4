/** A gap or a slow phase of any length law, crossed on the grid of a probe tick by tick. */
import { type Board, type CountRule, emptyTally, runCounts, type Tally } from './probe-grid.ts'
import type { Ends } from './span-points.ts'

/** After so many ticks it no longer matters where in the period a removal has moved the grid to (P6). */
const mergeAfter = 32
/** Counts that change by less than this share from tick to tick are taken to stay so. */
const settledShare = 1e-10

/** Takes what begins such a span on `from` to its end on `to`. */
export function crossPoints(
  from: Board,
  to: Board,
  ends: readonly Ends[],
  rule: CountRule,
  tally: Tally,
): void {
  new Crossing(from, to, rule, tally).run(ends)
}

class Crossing {
  readonly #to: Board
  readonly #rule: CountRule
  readonly #tally: Tally
  readonly #nodes: number
  readonly #width: number
  /** By node: what would be there if no span had ended. */
  readonly #mass: Float64Array
  readonly #before: Float64Array
  /** The same of removals, whose triggered runs have moved the grid (P6). */
  readonly #moved: Float64Array | undefined
  /** By node: probability that the span lasts. */
  readonly #lasts: Float64Array
  readonly #begun: Float64Array
  #isMerged: boolean
  /** What a tick makes of all counts alike, once they have settled. */
  #ratio: number | undefined
  /** By node: what its last tick brought, and how much less the next one will. */
  readonly #ofNode: Tally[]
  #scale = 1

  constructor(from: Board, to: Board, rule: CountRule, tally: Tally) {
    this.#to = to
    this.#rule = rule
    this.#tally = tally
    this.#nodes = from.cells + 1
    this.#width = from.width
    this.#mass = from.mass.slice()
    this.#before = new Float64Array(from.mass.length)
    this.#moved = rule.successThreshold > 0 ? new Float64Array(from.mass.length) : undefined
    this.#lasts = new Float64Array(this.#nodes).fill(1)
    this.#begun = new Float64Array(this.#nodes)
    this.#ofNode = Array.from({ length: this.#nodes }, emptyTally)
    this.#isMerged = this.#moved === undefined
  }

  run(ends: readonly Ends[]): void {
    let tick = 0
    for (const each of ends) {
      if (each.ticks < 0) {
        this.#endBeforeTicks(each)
        continue
      }
      for (; tick < each.ticks && this.#ratio === undefined; tick++) this.#tick(tick, undefined)
      this.#pass(each.ticks - tick)
      this.#tick(each.ticks, each)
      tick = each.ticks + 1
    }
  }

  #endBeforeTicks({ nodes, weights, rests }: Ends): void {
    for (let end = 0; end < nodes.length; end++) {
      this.#leave(this.#mass, nodes[end], weights[end], rests[end])
      this.#lasts[nodes[end]] -= weights[end]
    }
  }

  #merge(): void {
    for (let at = 0; at < this.#mass.length; at++) this.#mass[at] += this.#moved![at]
    this.#isMerged = true
  }

  /** So many ticks of counts that have settled: each is as the one before, but for those that were killed. */
  #pass(ticks: number): void {
    const ratio = this.#ratio
    if (ticks <= 0 || ratio === undefined) return
    const last = ratio === 1 ? 1 : ratio === 0 ? 0 : Math.exp(ticks * Math.log(ratio))
    const sum = this.#scale * (ratio === 1 ? ticks : (1 - last) / (1 - ratio))
    for (let node = 0; node < this.#nodes; node++)
      addTally(this.#tally, sum * this.#lasts[node], this.#ofNode[node])
    for (let at = 0; at < this.#mass.length; at++) this.#mass[at] *= last
    this.#scale *= last
  }

  /** Every removal's triggered run comes at once, and leaves the grid where it is. */
  #plainTick(): void {
    const isRemoval = this.#rule.successThreshold > 0
    this.#before.set(this.#mass)
    for (let node = 0; node < this.#nodes; node++) {
      const at = node * this.#width
      const own = this.#ofNode[node]
      own.periods = this.#sumAt(this.#mass, at)
      own.mistakes = own.recoveries = own.failedPeriods = 0
      const begun = runCounts(this.#mass, at, this.#rule, 1, 1, own)
      if (isRemoval) own.periods += begun * this.#rule.runPeriods
      addTally(this.#tally, this.#lasts[node], own)
    }
    this.#ratio = settledRatio(this.#before, this.#mass)
    this.#scale = this.#ratio ?? 1
  }

  /** One tick, and the spans that end after it. */
  #tick(tick: number, ends: Ends | undefined): void {
    if (!this.#isMerged && tick > mergeAfter) this.#merge()
    if (this.#isMerged) {
      if (this.#ratio === undefined) this.#plainTick()
      else this.#pass(1)
      if (ends === undefined) return
      const { nodes, weights, rests } = ends
      for (let end = 0; end < nodes.length; end++) {
        this.#leave(this.#mass, nodes[end], weights[end], 1 - rests[end])
        this.#lasts[nodes[end]] -= weights[end]
      }
      return
    }
    const moved = this.#moved!
    const { failureThreshold, successThreshold, failure, runPeriods } = this.#rule
    for (let node = 0; node < this.#nodes; node++) {
      const at = node * this.#width
      const lasts = this.#lasts[node]
      const sum = this.#sumAt(this.#mass, at)
      const begun = runCounts(this.#mass, at, this.#rule, 0, lasts, this.#tally)
      this.#tally.periods += lasts * (sum - begun * (1 - runPeriods))
      this.#begun[node] = begun
    }
    // Spans that end before the triggered run of a removal, which then comes after them.
    for (let end = 0; end < (ends?.nodes.length ?? 0); end++) {
      const { nodes, weights, rests } = ends!
      const rest = rests[end]
      if (rest >= runPeriods) continue
      const [node, weight] = [nodes[end], weights[end]]
      this.#leave(this.#mass, node, weight, 1 - rest)
      this.#leave(moved, node, weight, runPeriods - rest)
      if (this.#begun[node] > 0) this.#to.add(runPeriods - rest, failureThreshold, weight * this.#begun[node])
      this.#lasts[node] -= weight
    }
    for (let node = 0; node < this.#nodes; node++) {
      const begun = this.#begun[node]
      const at = node * this.#width
      const lasts = this.#lasts[node]
      const sum = this.#sumAt(moved, at)
      if (sum === 0 && begun === 0) continue
      this.#tally.periods += lasts * (sum + begun)
      const again = runCounts(moved, at, this.#rule, 1, lasts, this.#tally)
      this.#tally.periods += lasts * again * runPeriods
      moved[at + failureThreshold] += begun * failure
      moved[successThreshold === 1 ? at : at + failureThreshold + 1] += begun * (1 - failure)
      if (successThreshold === 1) this.#tally.recoveries += lasts * begun * (1 - failure)
      this.#tally.failedPeriods += lasts * begun * (successThreshold === 1 ? failure : 1)
    }
    for (let end = 0; end < (ends?.nodes.length ?? 0); end++) {
      const { nodes, weights, rests } = ends!
      const rest = rests[end]
      if (rest < runPeriods) continue
      const [node, weight] = [nodes[end], weights[end]]
      this.#leave(this.#mass, node, weight, 1 - rest)
      this.#leave(moved, node, weight, 1 - rest + runPeriods)
      this.#lasts[node] -= weight
    }
  }

  #sumAt(mass: Float64Array, at: number): number {
    let sum = 0
    for (let count = 0; count < this.#width; count++) sum += mass[at + count]
    return sum
  }

  /** A share of the row goes to the board, so many periods before the next tick. */
  #leave(mass: Float64Array, node: number, weight: number, periods: number): void {
    const { cells } = this.#to
    const to = this.#to.mass
    const place = Math.min(cells, periods * cells)
    const low = Math.min(cells - 1, Math.floor(place))
    const high = weight * (place - low)
    const rest = weight - high
    const width = this.#width
    for (let count = 0; count < width; count++) {
      const each = mass[node * width + count]
      to[low * width + count] += each * rest
      to[(low + 1) * width + count] += each * high
    }
  }
}

function addTally(sum: Tally, weight: number, tally: Tally): void {
  sum.periods += weight * tally.periods
  sum.mistakes += weight * tally.mistakes
  sum.recoveries += weight * tally.recoveries
  sum.failedPeriods += weight * tally.failedPeriods
}

/** By what share all of it became less; undefined if not all of it by the same. */
function settledRatio(before: Float64Array, after: Float64Array): number | undefined {
  let [sumBefore, sumAfter] = [0, 0]
  for (let at = 0; at < before.length; at++) {
    sumBefore += before[at]
    sumAfter += after[at]
  }
  if (sumBefore === 0 || sumAfter < settledShare * settledShare) return 0
  const ratio = sumAfter / sumBefore
  for (let at = 0; at < before.length; at++)
    if (Math.abs(after[at] - ratio * before[at]) > settledShare * sumBefore) return undefined
  return Math.min(1, ratio)
}
