/**
 * Candidate: a heap of 2 or 4 children over flat columns, sifted by moving a hole. All columns of a node move.
 * Contract: `engine/kernel/event-list.ts`. With 4 children it was that file until the wheel won.
 */

/** Ranks are eventClass * 2^32 + entity: one comparison for two criteria, exact in a double. */
const ranksPerClass = 2 ** 32
/** Orders are sequence * 256 + kind: the sequence decides alone, the kind rides along. Exact for 2^45 events. */
const ordersPerEvent = 256

export class FlatHeap {
  /** Pending events. */
  size = 0

  /** The event taken last. The time is -Infinity before the first. */
  timeUs = -Infinity
  eventClass = 0
  entity = 0
  kind = 0
  stamp = 0

  /** Heap columns; with b bits, the children of node i are the 2^b from i * 2^b + 1 on. */
  private timesUs: Float64Array
  private ranks: Float64Array
  private orders: Float64Array
  private stamps: Int32Array

  private sequenceNext = 0

  private readonly childBits: number

  /**
   * @param capacity events that fit before the list grows; at least 1.
   * @param childBits 1 for a binary heap, 2 for a 4-ary one.
   */
  constructor(capacity: number, childBits: number) {
    this.childBits = childBits
    const rows = Math.max(1, capacity)
    this.timesUs = new Float64Array(rows)
    this.ranks = new Float64Array(rows)
    this.orders = new Float64Array(rows)
    this.stamps = new Int32Array(rows)
  }

  /** Time of the first event; `Infinity` if there is none. */
  peekTimeUs(): number {
    return this.size === 0 ? Infinity : this.timesUs[0]
  }

  schedule(timeUs: number, eventClass: number, entity: number, kind: number, stamp: number): void {
    if (Number.isNaN(timeUs)) {
      throw new Error(`broken invariant: event kind ${kind} of entity ${entity} is scheduled at time NaN`)
    }
    if (this.size === this.timesUs.length) this.grow()
    const { timesUs, ranks, orders, stamps, childBits } = this
    const rank = eventClass * ranksPerClass + entity
    let hole = this.size++
    while (hole > 0) {
      const parent = (hole - 1) >> childBits
      const parentTimeUs = timesUs[parent]
      // The sequence is the highest so far: at equal time and rank the parent stays in front.
      if (parentTimeUs < timeUs || (parentTimeUs === timeUs && ranks[parent] <= rank)) break
      timesUs[hole] = parentTimeUs
      ranks[hole] = ranks[parent]
      orders[hole] = orders[parent]
      stamps[hole] = stamps[parent]
      hole = parent
    }
    timesUs[hole] = timeUs
    ranks[hole] = rank
    orders[hole] = this.sequenceNext++ * ordersPerEvent + kind
    stamps[hole] = stamp
  }

  /** Takes the first event and leaves it in the fields; false if there is none, and then they stay. */
  popNext(): boolean {
    if (this.size === 0) return false
    const rank = this.ranks[0]
    const eventClass = Math.floor(rank / ranksPerClass)
    this.timeUs = this.timesUs[0]
    this.eventClass = eventClass
    this.entity = rank - eventClass * ranksPerClass
    this.kind = this.orders[0] % ordersPerEvent
    this.stamp = this.stamps[0]
    this.size--
    if (this.size > 0) this.siftDownLast()
    return true
  }

  /** Moves the hole at the root down to where the node behind the last one belongs, and puts that there. */
  private siftDownLast(): void {
    const { timesUs, ranks, orders, stamps, size, childBits } = this
    const timeUs = timesUs[size]
    const rank = ranks[size]
    const order = orders[size]
    let hole = 0
    for (let child = 1; child < size; child = (hole << childBits) + 1) {
      const end = Math.min(child + (1 << childBits), size)
      let first = child
      let firstTimeUs = timesUs[child]
      for (let other = child + 1; other < end; other++) {
        const otherTimeUs = timesUs[other]
        if (otherTimeUs > firstTimeUs) continue
        if (otherTimeUs === firstTimeUs) {
          if (ranks[other] > ranks[first]) continue
          if (ranks[other] === ranks[first] && orders[other] > orders[first]) continue
        }
        first = other
        firstTimeUs = otherTimeUs
      }
      if (firstTimeUs > timeUs) break
      if (firstTimeUs === timeUs) {
        if (ranks[first] > rank) break
        if (ranks[first] === rank && orders[first] > order) break
      }
      timesUs[hole] = firstTimeUs
      ranks[hole] = ranks[first]
      orders[hole] = orders[first]
      stamps[hole] = stamps[first]
      hole = first
    }
    timesUs[hole] = timeUs
    ranks[hole] = rank
    orders[hole] = order
    stamps[hole] = stamps[size]
  }

  private grow(): void {
    const rows = 2 * this.timesUs.length
    this.timesUs = copyInto(new Float64Array(rows), this.timesUs)
    this.ranks = copyInto(new Float64Array(rows), this.ranks)
    this.orders = copyInto(new Float64Array(rows), this.orders)
    this.stamps = copyInto(new Int32Array(rows), this.stamps)
  }
}

function copyInto<Column extends Float64Array | Int32Array>(target: Column, source: Column): Column {
  target.set(source)
  return target
}
