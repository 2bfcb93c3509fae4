/**
 * Events in a 4-ary heap over flat columns, sifted by moving a hole: the part of the event list that takes what
 * belongs to no later bucket. Columns as in `event-cells.ts`.
 *
 * All columns of a node move: with many equal times that is faster than to move a time and a slot number and to
 * read the rest through the slot.
 */
const rowsAtFirst = 64

export class EventHeap {
  /** Events held. */
  size = 0

  /** Heap columns; the children of node i are 4i + 1 .. 4i + 4. The first event is at 0. */
  timesUs = new Float64Array(rowsAtFirst)
  ranks = new Float64Array(rowsAtFirst)
  orders = new Float64Array(rowsAtFirst)
  stamps = new Int32Array(rowsAtFirst)
  payloads = new Int32Array(rowsAtFirst)

  /** How often the heap was full, and doubled. */
  growCount = 0

  push(timeUs: number, rank: number, order: number, stamp: number, payload: number): void {
    if (this.size === this.timesUs.length) this.grow()
    const { timesUs, ranks, orders, stamps, payloads } = this
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
      payloads[hole] = payloads[parent]
      hole = parent
    }
    timesUs[hole] = timeUs
    ranks[hole] = rank
    orders[hole] = order
    stamps[hole] = stamp
    payloads[hole] = payload
  }

  /** Drops the first event; there must be one. */
  dropFirst(): void {
    this.size--
    if (this.size > 0) this.siftDownLast()
  }

  /** Moves the hole at the root down to where the node behind the last one belongs, and puts that there. */
  private siftDownLast(): void {
    const { timesUs, ranks, orders, stamps, payloads, size } = this
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
      payloads[hole] = payloads[first]
      hole = first
    }
    timesUs[hole] = timeUs
    ranks[hole] = rank
    orders[hole] = order
    stamps[hole] = stamps[size]
    payloads[hole] = payloads[size]
  }

  private grow(): void {
    this.growCount++
    const rows = 2 * this.timesUs.length
    this.timesUs = copyInto(new Float64Array(rows), this.timesUs)
    this.ranks = copyInto(new Float64Array(rows), this.ranks)
    this.orders = copyInto(new Float64Array(rows), this.orders)
    this.stamps = copyInto(new Int32Array(rows), this.stamps)
    this.payloads = copyInto(new Int32Array(rows), this.payloads)
  }
}

function copyInto<Column extends Float64Array | Int32Array>(target: Column, source: Column): Column {
  target.set(source)
  return target
}
