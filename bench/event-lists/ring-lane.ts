/** A queue of events that arrive in the order in which they leave. Columns as in `engine/kernel/event-cells.ts`. */
const rowsAtFirst = 64

export class RingLane {
  size = 0
  /** Row of the first event. */
  first = 0

  timesUs = new Float64Array(rowsAtFirst)
  ranks = new Float64Array(rowsAtFirst)
  orders = new Float64Array(rowsAtFirst)
  stamps = new Int32Array(rowsAtFirst)

  private mask = rowsAtFirst - 1

  /** Puts an event, which must be the newest of all, at the end; false if it must not come last. */
  append(timeUs: number, rank: number, order: number, stamp: number): boolean {
    if (this.size > 0) {
      const last = (this.first + this.size - 1) & this.mask
      const lastTimeUs = this.timesUs[last]
      if (timeUs < lastTimeUs || (timeUs === lastTimeUs && rank < this.ranks[last])) return false
    }
    if (this.size > this.mask) this.grow()
    const row = (this.first + this.size++) & this.mask
    this.timesUs[row] = timeUs
    this.ranks[row] = rank
    this.orders[row] = order
    this.stamps[row] = stamp
    return true
  }

  dropFirst(): void {
    this.first = (this.first + 1) & this.mask
    this.size--
  }

  private grow(): void {
    const { first } = this
    this.timesUs = unrolled(new Float64Array(2 * this.size), this.timesUs, first)
    this.ranks = unrolled(new Float64Array(2 * this.size), this.ranks, first)
    this.orders = unrolled(new Float64Array(2 * this.size), this.orders, first)
    this.stamps = unrolled(new Int32Array(2 * this.size), this.stamps, first)
    this.first = 0
    this.mask = 2 * this.size - 1
  }
}

/** A full ring, from its first row on. */
function unrolled<Column extends Float64Array | Int32Array>(
  target: Column,
  ring: Column,
  first: number,
): Column {
  target.set(ring.subarray(first))
  target.set(ring.subarray(0, first), ring.length - first)
  return target
}
