/**
 * The pending events of one owner. While they are few they are kept in order, the first one last: so what is due soon is put in and taken
 * without moving anything else. When they get many they become a 4-ary heap, until all of them are taken; an ascending column is one.
 * Only times and slots move; what else there is of an event stays in its slot.
 *
 * The event taken last from the heap leaves a hole at the root: what is scheduled next fills it, and costs one way down the
 * heap instead of two. Order as in `event-key.ts`.
 */
const rowsAtFirst = 64
/** So many events are kept in order. */
const sortedMax = 32

export type QueuedEvent = {
  readonly timeUs: number
  readonly eventClass: number
  readonly entity: number
  readonly kind: number
  readonly stamp: number
  readonly order: number
}

export class LaneQueue {
  /** Of each slot. */
  classes = new Uint8Array(rowsAtFirst)
  kinds = new Uint8Array(rowsAtFirst)
  entities = new Int32Array(rowsAtFirst)
  stamps = new Int32Array(rowsAtFirst)
  orders = new Float64Array(rowsAtFirst)

  /** Time of the event taken last. */
  takenUs = -Infinity

  /** In order, the first event last; or heap columns: the children of node i are 4i + 1 .. 4i + 4. */
  private times = new Float64Array(rowsAtFirst)
  private slots = new Int32Array(rowsAtFirst)
  /** Events held, and the hole at the root. */
  private nodes = 0
  private isHeap = false
  private hasHole = false
  /** A stack of slots that hold no event. */
  private free = Int32Array.from({ length: rowsAtFirst }, (_, slot) => slot)
  private freed = rowsAtFirst

  /** Events held. */
  get size(): number {
    return this.hasHole ? this.nodes - 1 : this.nodes
  }

  /** @param order of no other event; see `orderOf`. */
  push(timeUs: number, eventClass: number, entity: number, kind: number, stamp: number, order: number): void {
    if (this.freed === 0) this.grow()
    const slot = this.free[--this.freed]
    this.classes[slot] = eventClass
    this.kinds[slot] = kind
    this.entities[slot] = entity
    this.stamps[slot] = stamp
    this.orders[slot] = order
    if (!this.isHeap) {
      if (this.nodes < sortedMax) {
        this.insert(timeUs, slot)
        return
      }
      this.becomeHeap()
    }
    if (this.hasHole) {
      this.hasHole = false
      this.siftDown(timeUs, slot)
    } else this.siftUp(timeUs, slot)
  }

  /** Takes the first event; there must be one. Returns its slot, which holds it until the next one is pushed. */
  take(): number {
    const slot = this.isHeap ? this.takeFromHeap() : this.takeLast()
    this.free[this.freed++] = slot
    return slot
  }

  /** Takes what comes at or after this time, in order. */
  takeFrom(timeUs: number): QueuedEvent[] {
    const all: QueuedEvent[] = []
    while (this.size > 0) {
      const slot = this.take()
      all.push({
        timeUs: this.takenUs,
        eventClass: this.classes[slot],
        entity: this.entities[slot],
        kind: this.kinds[slot],
        stamp: this.stamps[slot],
        order: this.orders[slot],
      })
    }
    const first = all.findIndex((event) => event.timeUs >= timeUs)
    const early = first < 0 ? all : all.slice(0, first)
    for (const { timeUs: atUs, eventClass, entity, kind, stamp, order } of early)
      this.push(atUs, eventClass, entity, kind, stamp, order)
    return first < 0 ? [] : all.slice(first)
  }

  private takeLast(): number {
    const last = --this.nodes
    this.takenUs = this.times[last]
    return this.slots[last]
  }

  /** What comes before the event moves one place up. */
  private insert(timeUs: number, slot: number): void {
    const { times, slots } = this
    let place = this.nodes++
    for (; place > 0; place--) {
      const beforeUs = times[place - 1]
      if (beforeUs > timeUs || (beforeUs === timeUs && this.comesBefore(slot, slots[place - 1]))) break
      times[place] = beforeUs
      slots[place] = slots[place - 1]
    }
    times[place] = timeUs
    slots[place] = slot
  }

  private becomeHeap(): void {
    this.times.subarray(0, this.nodes).reverse()
    this.slots.subarray(0, this.nodes).reverse()
    this.isHeap = true
  }

  private takeFromHeap(): number {
    if (this.hasHole) this.fillHole()
    this.takenUs = this.times[0]
    const slot = this.slots[0]
    this.hasHole = true
    if (this.nodes === 1) {
      this.nodes = 0
      this.isHeap = false
      this.hasHole = false
    }
    return slot
  }

  private fillHole(): void {
    this.hasHole = false
    const last = --this.nodes
    if (last > 0) this.siftDown(this.times[last], this.slots[last])
  }

  private siftUp(timeUs: number, slot: number): void {
    const { times, slots } = this
    let hole = this.nodes++
    while (hole > 0) {
      const parent = (hole - 1) >> 2
      const parentUs = times[parent]
      if (parentUs < timeUs || (parentUs === timeUs && this.comesBefore(slots[parent], slot))) break
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
    const { classes, entities, orders } = this
    if (classes[slot] !== classes[other]) return classes[slot] < classes[other]
    if (entities[slot] !== entities[other]) return entities[slot] < entities[other]
    return orders[slot] < orders[other]
  }

  private grow(): void {
    const before = this.orders.length
    const rows = 2 * before
    this.classes = copyInto(new Uint8Array(rows), this.classes)
    this.kinds = copyInto(new Uint8Array(rows), this.kinds)
    this.entities = copyInto(new Int32Array(rows), this.entities)
    this.stamps = copyInto(new Int32Array(rows), this.stamps)
    this.orders = copyInto(new Float64Array(rows), this.orders)
    this.times = copyInto(new Float64Array(rows), this.times)
    this.slots = copyInto(new Int32Array(rows), this.slots)
    this.free = new Int32Array(rows)
    for (let slot = before; slot < rows; slot++) this.free[this.freed++] = slot
  }
}

function copyInto<Column extends Float64Array | Int32Array | Uint8Array>(
  target: Column,
  source: Column,
): Column {
  target.set(source)
  return target
}
