/**
 * Events in a 4-ary heap of times; what else there is of an event stays in its slot and does not move with it. For the few
 * hundred events of one owner, whose times nearly always differ; where many are equal `EventHeap` is the faster one.
 *
 * The event taken last leaves a hole at the root: what is scheduled next fills it, and costs one way down the
 * heap instead of two. Order as in `event-key.ts`.
 */
const rowsAtFirst = 64

export class SlotHeap {
  /** Of each slot. */
  ranks = new Float64Array(rowsAtFirst)
  orders = new Float64Array(rowsAtFirst)
  stamps = new Int32Array(rowsAtFirst)

  /** Time of the event taken last. */
  takenUs = -Infinity

  /** Heap columns; the children of node i are 4i + 1 .. 4i + 4. */
  private times = new Float64Array(rowsAtFirst)
  private slots = new Int32Array(rowsAtFirst)
  /** Nodes, the hole at the root included. */
  private nodes = 0
  private hasHole = false
  /** A stack of slots that hold no event. */
  private free = Int32Array.from({ length: rowsAtFirst }, (_, slot) => slot)
  private freed = rowsAtFirst

  /** Events held. */
  get size(): number {
    return this.hasHole ? this.nodes - 1 : this.nodes
  }

  /** @param order higher than any before. */
  push(timeUs: number, rank: number, order: number, stamp: number): void {
    if (this.freed === 0) this.grow()
    const slot = this.free[--this.freed]
    this.ranks[slot] = rank
    this.orders[slot] = order
    this.stamps[slot] = stamp
    if (this.hasHole) {
      this.hasHole = false
      this.siftDown(timeUs, slot)
    } else this.siftUp(timeUs, slot, rank)
  }

  /** Takes the first event; there must be one. Returns its slot, which holds it until the next one is pushed. */
  take(): number {
    if (this.hasHole) this.fillHole()
    const slot = this.slots[0]
    this.takenUs = this.times[0]
    this.hasHole = true
    this.free[this.freed++] = slot
    return slot
  }

  private fillHole(): void {
    this.hasHole = false
    const last = --this.nodes
    if (last > 0) this.siftDown(this.times[last], this.slots[last])
  }

  private siftUp(timeUs: number, slot: number, rank: number): void {
    const { times, slots, ranks } = this
    let hole = this.nodes++
    while (hole > 0) {
      const parent = (hole - 1) >> 2
      const parentUs = times[parent]
      // The sequence is the highest so far: at equal time and rank the parent stays in front.
      if (parentUs < timeUs || (parentUs === timeUs && ranks[slots[parent]] <= rank)) break
      times[hole] = parentUs
      slots[hole] = slots[parent]
      hole = parent
    }
    times[hole] = timeUs
    slots[hole] = slot
  }

  /** Moves the hole at the root down to where this event belongs. */
  private siftDown(timeUs: number, slot: number): void {
    const { times, slots, nodes } = this
    let hole = 0
    for (let child = 1; child < nodes; child = 4 * hole + 1) {
      const end = Math.min(child + 4, nodes)
      let first = child
      let firstUs = times[child]
      for (let other = child + 1; other < end; other++) {
        const otherUs = times[other]
        if (otherUs > firstUs || (otherUs === firstUs && this.comesBefore(slots[first], slots[other])))
          continue
        first = other
        firstUs = otherUs
      }
      if (firstUs > timeUs || (firstUs === timeUs && this.comesBefore(slot, slots[first]))) break
      times[hole] = firstUs
      slots[hole] = slots[first]
      hole = first
    }
    times[hole] = timeUs
    slots[hole] = slot
  }

  /** Of two events of equal time. */
  private comesBefore(slot: number, other: number): boolean {
    const { ranks, orders } = this
    if (ranks[slot] !== ranks[other]) return ranks[slot] < ranks[other]
    return orders[slot] < orders[other]
  }

  private grow(): void {
    const before = this.ranks.length
    const rows = 2 * before
    this.ranks = copyInto(new Float64Array(rows), this.ranks)
    this.orders = copyInto(new Float64Array(rows), this.orders)
    this.stamps = copyInto(new Int32Array(rows), this.stamps)
    this.times = copyInto(new Float64Array(rows), this.times)
    this.slots = copyInto(new Int32Array(rows), this.slots)
    this.free = new Int32Array(rows)
    for (let slot = before; slot < rows; slot++) this.free[this.freed++] = slot
  }
}

function copyInto<Column extends Float64Array | Int32Array>(target: Column, source: Column): Column {
  target.set(source)
  return target
}
