/**
 * How processors are shared out: by weight, but nobody gets more than it asks for, and what it leaves goes to the others by weight (max-min
 * fairness, which is what cgroups with `cpu.weight` come to in the long run). Think of vessels as wide as weights, filled with water to one level.
 */

const roomAtFirst = 32

export class FairShares {
  /** Members. */
  count = 0
  /** Of each member: what it asks for, and its weight, above 0. */
  demand = new Float64Array(roomAtFirst)
  weight = new Float64Array(roomAtFirst)
  /** What it gets; what it would get if it asked for no end of it, and the others for the same as now. */
  share = new Float64Array(roomAtFirst)
  reach = new Float64Array(roomAtFirst)

  /** Members by the level at which they have what they ask for, and that level. */
  private order = new Int32Array(roomAtFirst)
  private fullAt = new Float64Array(roomAtFirst)
  /** What the first so many of them ask for, and the weight of the others. */
  private demandOfFirst = new Float64Array(roomAtFirst + 1)
  private weightOfRest = new Float64Array(roomAtFirst + 1)

  clear(): void {
    this.count = 0
  }

  add(demand: number, weight: number): void {
    if (this.count === this.demand.length) this.grow()
    this.demand[this.count] = demand
    this.weight[this.count] = weight
    this.count++
  }

  /** Works out `share` and `reach`. O(n log n). @param capacity Infinity = there is enough for all. @returns what all ask for. */
  fill(capacity: number): number {
    const { count, demand, weight, share, reach, demandOfFirst } = this
    this.sort()
    const demanded = demandOfFirst[count]
    const level = demanded <= capacity ? Infinity : this.level(0, capacity, 0, 0)
    for (let at = 0; at < count; at++) {
      const member = this.order[at]
      const isFull = this.fullAt[at] <= level
      share[member] = isFull ? demand[member] : weight[member] * level
      reach[member] = isFull
        ? weight[member] * this.level(at + 1, capacity, demand[member], weight[member])
        : share[member]
    }
    return demanded
  }

  /**
   * The level at which all is given away.
   * @param from so many are full for sure, one among them that asks for no end of it: its `demand` and `weight`, or 0 if there is none.
   */
  private level(from: number, capacity: number, demand: number, weight: number): number {
    const { fullAt, demandOfFirst, weightOfRest } = this
    let full = from
    let end = this.count
    while (full < end) {
      const middle = (full + end) >>> 1
      const given = demandOfFirst[middle + 1] - demand + fullAt[middle] * (weightOfRest[middle + 1] + weight)
      if (given < capacity) full = middle + 1
      else end = middle
    }
    return (capacity - demandOfFirst[full] + demand) / (weightOfRest[full] + weight)
  }

  private sort(): void {
    const { count, demand, weight, order, fullAt, demandOfFirst, weightOfRest } = this
    for (let member = 0; member < count; member++) {
      const level = demand[member] / weight[member]
      let hole = member
      while (hole > 0 && fullAt[hole - 1] > level) {
        fullAt[hole] = fullAt[hole - 1]
        order[hole] = order[hole - 1]
        hole--
      }
      fullAt[hole] = level
      order[hole] = member
    }
    demandOfFirst[0] = 0
    for (let at = 0; at < count; at++) demandOfFirst[at + 1] = demandOfFirst[at] + demand[order[at]]
    weightOfRest[count] = 0
    for (let at = count - 1; at >= 0; at--) weightOfRest[at] = weightOfRest[at + 1] + weight[order[at]]
  }

  private grow(): void {
    const room = 2 * this.demand.length
    this.demand = longer(this.demand, room)
    this.weight = longer(this.weight, room)
    this.share = new Float64Array(room)
    this.reach = new Float64Array(room)
    this.order = new Int32Array(room)
    this.fullAt = new Float64Array(room)
    this.demandOfFirst = new Float64Array(room + 1)
    this.weightOfRest = new Float64Array(room + 1)
  }
}

function longer(column: Float64Array, room: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(room)
  grown.set(column)
  return grown
}
