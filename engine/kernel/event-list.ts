/**
 * The future event list: every pending event, taken in one total order.
 *
 * Contract
 * - Order: time, then event class, then entity, then sequence (first scheduled, first out). No two events
 *   are equal, so the order never depends on the structure behind it or on its history.
 * - An event may be scheduled at the time, or even before the class, of the event taken last: it joins the
 *   queue of its own time and class. A time before the one taken last is a broken invariant; the event loop
 *   finds it. `Infinity` is a legal time (never); NaN throws.
 * - Ranges: class 0 .. 15, entity 0 .. 2^31 - 1, kind 0 .. 255, stamp int32; not checked here.
 * - Nothing is cancelled: who scheduled an event recognises a stale one by its stamp.
 * - Cost: O(log n) to schedule and to take, O(1) to peek; nothing is allocated unless the list is full, and
 *   then it doubles.
 *
 * Behind it: a 4-ary heap over flat columns, sifted by moving a hole. All four columns of a node move: at 10^5
 * events and above that took two thirds of the time of moving a time and a slot number and reading the rest
 * through the slot (Node 20, hold model with equal times).
 */

/** Ranks are eventClass * 2^32 + entity: one comparison for two criteria, exact in a double. */
const ranksPerClass = 2 ** 32
/** Orders are sequence * 256 + kind: the sequence decides alone, the kind rides along. Exact for 2^45 events. */
const ordersPerEvent = 256

export class EventList {
  /** Pending events. */
  size = 0

  /** The event taken last. The time is -Infinity before the first. */
  timeUs = -Infinity
  eventClass = 0
  entity = 0
  kind = 0
  stamp = 0

  /** Heap columns; the children of node i are 4i + 1 .. 4i + 4. */
  private timesUs: Float64Array
  private ranks: Float64Array
  private orders: Float64Array
  private stamps: Int32Array

  private sequenceNext = 0

  /** @param capacity events that fit before the list grows; at least 1. */
  constructor(capacity: number) {
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
    const { timesUs, ranks, orders, stamps } = this
    const rank = eventClass * ranksPerClass + entity
    let hole = this.size++
    while (hole > 0) {
      const parent = (hole - 1) >> 2
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
    const { timesUs, ranks, orders, stamps, size } = this
    const timeUs = timesUs[size]
    const rank = ranks[size]
    const order = orders[size]
    let hole = 0
    for (let child = 1; child < size; child = 4 * hole + 1) {
      const end = Math.min(child + 4, size)
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
