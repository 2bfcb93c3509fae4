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
 * Behind it: a 4-ary heap whose nodes are a time and a slot. Only these two move; rank, sequence and payload
 * stay in the slot, and are read for comparisons only where times are equal.
 */

/** Ranks are eventClass * 2^32 + entity: one comparison for two criteria, exact in a double. */
const ranksPerClass = 2 ** 32

export class EventList {
  /** Pending events. */
  size = 0

  /** The event taken last. The time is -Infinity before the first. */
  timeUs = -Infinity
  eventClass = 0
  entity = 0
  kind = 0
  stamp = 0

  /** Heap columns: the children of node i are 4i + 1 .. 4i + 4. */
  private heapTimeUs: Float64Array
  /** Nodes from `size` on hold the free slots. */
  private heapSlot: Int32Array

  /** Slot columns. */
  private slotRank: Float64Array
  private slotSequence: Float64Array
  private slotKind: Uint8Array
  private slotStamp: Int32Array

  private sequenceNext = 0

  /** @param capacity events that fit before the list grows; at least 1. */
  constructor(capacity: number) {
    const rows = Math.max(1, capacity)
    this.heapTimeUs = new Float64Array(rows)
    this.heapSlot = Int32Array.from({ length: rows }, (_, slot) => slot)
    this.slotRank = new Float64Array(rows)
    this.slotSequence = new Float64Array(rows)
    this.slotKind = new Uint8Array(rows)
    this.slotStamp = new Int32Array(rows)
  }

  /** Time of the first event; `Infinity` if there is none. */
  peekTimeUs(): number {
    return this.size === 0 ? Infinity : this.heapTimeUs[0]
  }

  schedule(timeUs: number, eventClass: number, entity: number, kind: number, stamp: number): void {
    if (Number.isNaN(timeUs)) {
      throw new Error(`broken invariant: event kind ${kind} of entity ${entity} is scheduled at time NaN`)
    }
    if (this.size === this.heapSlot.length) this.grow()
    const heapTimeUs = this.heapTimeUs
    const heapSlot = this.heapSlot
    const slotRank = this.slotRank
    let hole = this.size++
    const slot = heapSlot[hole]
    const rank = eventClass * ranksPerClass + entity
    slotRank[slot] = rank
    this.slotSequence[slot] = this.sequenceNext++
    this.slotKind[slot] = kind
    this.slotStamp[slot] = stamp
    // The sequence is the highest so far: at equal time and rank the parent stays in front.
    while (hole > 0) {
      const parent = (hole - 1) >> 2
      const parentTimeUs = heapTimeUs[parent]
      if (parentTimeUs < timeUs) break
      const parentSlot = heapSlot[parent]
      if (parentTimeUs === timeUs && slotRank[parentSlot] <= rank) break
      heapTimeUs[hole] = parentTimeUs
      heapSlot[hole] = parentSlot
      hole = parent
    }
    heapTimeUs[hole] = timeUs
    heapSlot[hole] = slot
  }

  /** Takes the first event and leaves it in the fields; false if there is none, and then they stay. */
  popNext(): boolean {
    if (this.size === 0) return false
    const slot = this.heapSlot[0]
    const rank = this.slotRank[slot]
    const eventClass = Math.floor(rank / ranksPerClass)
    this.timeUs = this.heapTimeUs[0]
    this.eventClass = eventClass
    this.entity = rank - eventClass * ranksPerClass
    this.kind = this.slotKind[slot]
    this.stamp = this.slotStamp[slot]
    const last = --this.size
    if (last > 0) this.siftDown(this.heapTimeUs[last], this.heapSlot[last], last)
    this.heapSlot[last] = slot
    return true
  }

  /** Moves the hole at the root down to where this node belongs among the first `size` nodes. */
  private siftDown(timeUs: number, slot: number, size: number): void {
    const heapTimeUs = this.heapTimeUs
    const heapSlot = this.heapSlot
    let hole = 0
    for (let child = 1; child < size; child = 4 * hole + 1) {
      const end = Math.min(child + 4, size)
      let first = child
      let firstTimeUs = heapTimeUs[child]
      for (let other = child + 1; other < end; other++) {
        const otherTimeUs = heapTimeUs[other]
        if (otherTimeUs > firstTimeUs) continue
        if (otherTimeUs === firstTimeUs && !this.isBefore(heapSlot[other], heapSlot[first])) continue
        first = other
        firstTimeUs = otherTimeUs
      }
      if (firstTimeUs > timeUs) break
      const firstSlot = heapSlot[first]
      if (firstTimeUs === timeUs && this.isBefore(slot, firstSlot)) break
      heapTimeUs[hole] = firstTimeUs
      heapSlot[hole] = firstSlot
      hole = first
    }
    heapTimeUs[hole] = timeUs
    heapSlot[hole] = slot
  }

  /** Order of two slots of equal time. */
  private isBefore(slot: number, other: number): boolean {
    const rank = this.slotRank[slot]
    const otherRank = this.slotRank[other]
    return rank === otherRank ? this.slotSequence[slot] < this.slotSequence[other] : rank < otherRank
  }

  private grow(): void {
    const rows = this.heapSlot.length
    this.heapTimeUs = copyInto(new Float64Array(2 * rows), this.heapTimeUs)
    this.heapSlot = copyInto(new Int32Array(2 * rows), this.heapSlot)
    for (let slot = rows; slot < 2 * rows; slot++) this.heapSlot[slot] = slot
    this.slotRank = copyInto(new Float64Array(2 * rows), this.slotRank)
    this.slotSequence = copyInto(new Float64Array(2 * rows), this.slotSequence)
    this.slotKind = copyInto(new Uint8Array(2 * rows), this.slotKind)
    this.slotStamp = copyInto(new Int32Array(2 * rows), this.slotStamp)
  }
}

type Column = Float64Array | Int32Array | Uint8Array

function copyInto<C extends Column>(target: C, source: C): C {
  target.set(source)
  return target
}
