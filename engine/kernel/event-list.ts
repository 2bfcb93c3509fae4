/**
 * The future event list: every pending event, taken in one total order.
 *
 * Contract
 * - Order: time, then event class, then entity, then sequence (first scheduled, first out). No two events
 *   are equal, so the order never depends on the structure behind it or on its history.
 * - An event may be scheduled at the time, or even before the class, of the event taken last: it joins the
 *   queue of its own time and class. A time before the one taken last is a broken invariant; the event loop
 *   finds it. `Infinity` is a legal time (never); NaN throws.
 * - Ranges: class 0 .. 15, entity 0 .. 2^31 - 1, kind 0 .. 255, stamp and payload int32; not checked here.
 *   Neither stamp nor payload has a part in the order.
 * - Nothing is cancelled: who scheduled an event recognises a stale one by its stamp.
 * - Cost: O(1) on average to schedule, to take and to peek, whatever the number pending; O(log n) for n events
 *   that share a bucket. Nothing is allocated unless a column is full, and then that one doubles.
 *
 * Behind it: a wheel of unsorted buckets for what is not due yet. When a bucket's turn comes it is sorted into a
 * run. What is scheduled into the open bucket, and what never comes, goes to a heap beside the run.
 * Why, with figures: docs/decisions/0008-event-list.md.
 */
import { EventCells, noRow } from './event-cells.ts'
import { EventHeap } from './event-heap.ts'
import { classOfRank, entityOfRank, kindOfOrder, orderOf, rankOf } from './event-key.ts'
import { EventRun } from './event-run.ts'
import { EventWheel } from './event-wheel.ts'

/** Takes events that the list hands over. */
export type EventTaker = {
  addRow(timeUs: number, eventClass: number, entity: number, kind: number, stamp: number, order: number): void
}

export class EventList {
  /** Pending events. */
  size = 0

  /** The event taken last. The time is -Infinity before the first. */
  timeUs = -Infinity
  eventClass = 0
  entity = 0
  kind = 0
  stamp = 0
  payload = 0

  /** Events scheduled so far. */
  scheduledTotal = 0
  /** Numbers given out for the order of scheduling. */
  private sequence = 0

  /** Class and entity of the event taken last, and its place in the order of scheduling; see `event-key.ts`. */
  private rank = 0
  private order = 0

  private readonly cells: EventCells
  private readonly wheel: EventWheel
  private readonly run: EventRun
  private readonly heap = new EventHeap()

  /** Chain of the open bucket, whose rows the run holds. */
  private openLast = noRow

  /** @param capacity pending events to make room for; more are welcome. */
  constructor(capacity: number) {
    this.cells = new EventCells(capacity)
    this.wheel = new EventWheel(this.cells)
    this.run = new EventRun(this.cells)
  }

  /**
   * What the structure did, the same on every machine: buckets opened, empty ones passed, far
   * events looked at again, times that all events were dealt out anew, times that a column was full and doubled.
   */
  get counters() {
    const { cells, wheel, run, heap } = this
    return {
      openedTotal: wheel.openedTotal,
      passedTotal: wheel.passedTotal,
      farDealtTotal: wheel.farDealtTotal,
      dealtTotal: wheel.dealtTotal,
      growCount: cells.growCount + wheel.growCount + run.growCount + heap.growCount,
    }
  }

  /** Time of the first event; `Infinity` if there is none. */
  peekTimeUs(): number {
    const { run, heap } = this
    const runTimeUs = this.fillRun() ? this.cells.doubles[4 * run.rows[run.size - 1]] : Infinity
    return heap.size > 0 ? Math.min(runTimeUs, heap.timesUs[0]) : runTimeUs
  }

  /** @param payload rides along, and saves who takes the event a look at other memory. */
  schedule(
    timeUs: number,
    eventClass: number,
    entity: number,
    kind: number,
    stamp: number,
    payload: number = 0,
  ): void {
    this.put(timeUs, rankOf(eventClass, entity), kind, stamp, payload)
  }

  /** Schedules the event taken last once more, at another time. */
  repeat(timeUs: number): void {
    this.put(timeUs, this.rank, this.kind, this.stamp, this.payload)
  }

  /** The order of an event that is scheduled now, wherever it waits. */
  nextOrder(kind: number): number {
    return orderOf(this.sequence++, kind)
  }

  /** Puts an event on the list that has its order. */
  putBack(timeUs: number, eventClass: number, entity: number, stamp: number, order: number): void {
    this.putInOrder(timeUs, rankOf(eventClass, entity), order, stamp, 0)
  }

  private put(timeUs: number, rank: number, kind: number, stamp: number, payload: number): void {
    this.putInOrder(timeUs, rank, this.nextOrder(kind), stamp, payload)
  }

  private putInOrder(timeUs: number, rank: number, order: number, stamp: number, payload: number): void {
    if (timeUs >= this.wheel.openEndUs && timeUs < Infinity) {
      const row = this.wheel.rowFor(timeUs)
      const { doubles, words } = this.cells
      doubles[4 * row] = timeUs
      doubles[4 * row + 1] = rank
      doubles[4 * row + 2] = order
      words[8 * row + 6] = stamp
      words[8 * row + 7] = payload
    } else {
      if (Number.isNaN(timeUs)) {
        const entity = entityOfRank(rank, classOfRank(rank))
        throw new Error(
          `broken invariant: event kind ${kindOfOrder(order)} of entity ${entity} is scheduled at time NaN`,
        )
      }
      this.heap.push(timeUs, rank, order, stamp, payload)
    }
    this.scheduledTotal++
    this.size++
  }

  /** Takes the first event and leaves it in the fields; false if there is none, and then they stay. */
  popNext(): boolean {
    const isRunFilled = this.fillRun()
    if (!isRunFilled && this.heap.size === 0) return false
    if (isRunFilled && (this.heap.size === 0 || this.isRunFirst())) this.takeFromRun()
    else this.takeFromHeap()
    return true
  }

  /** Takes the first event if it comes before `endUs`; if not, false, and the fields stay. */
  takeBefore(endUs: number): boolean {
    const { run, heap } = this
    if (run.size > 0) {
      // Nearly always: what comes first lies in the run, and the heap has no say.
      const timeUs = this.cells.doubles[4 * run.rows[run.size - 1]]
      if (heap.size === 0 || timeUs < heap.timesUs[0]) {
        if (timeUs >= endUs) return false
        this.takeFromRun()
        return true
      }
    }
    return this.peekTimeUs() < endUs && this.popNext()
  }

  /** Hands over all events before `endUs`, in any order. */
  drainBefore(endUs: number, taker: EventTaker): void {
    const { heap, wheel } = this
    // First, for what the heap holds may tune the wheel, which takes nothing back from before then.
    this.drainRun(endUs, taker)
    while (heap.size > 0 && heap.timesUs[0] < endUs) {
      // Without a look at the width: what the run holds may come before this event.
      this.takeFirstOfHeap()
      this.handOver(taker)
    }
    for (;;) {
      this.drainRun(endUs, taker)
      if (this.run.size > 0 || wheel.size === 0 || wheel.openEndUs >= endUs) return
      this.openBucket(endUs)
      if (wheel.openEndUs <= endUs) this.drainBucket(taker)
      else this.fillFromBucket()
    }
  }

  private handOver(taker: EventTaker): void {
    taker.addRow(this.timeUs, this.eventClass, this.entity, this.kind, this.stamp, this.order)
  }

  private drainRun(endUs: number, taker: EventTaker): void {
    const { run, cells } = this
    while (run.size > 0 && cells.doubles[4 * run.rows[run.size - 1]] < endUs) {
      this.takeFromRun()
      this.handOver(taker)
    }
  }

  /** All of the open bucket, unsorted. */
  private drainBucket(taker: EventTaker): void {
    const { cells, wheel } = this
    let count = 0
    for (let row = this.openLast; row !== noRow; row = cells.rowBefore(row)) {
      this.takeRow(row)
      this.handOver(taker)
      count++
    }
    wheel.leave(count)
  }

  /** Opens the next bucket if the first event may lie there; false if the run stays empty. */
  private fillRun(): boolean {
    const { wheel, run, heap } = this
    if (run.size > 0) return true
    const heapTimeUs = heap.size > 0 ? heap.timesUs[0] : Infinity
    if (heapTimeUs < wheel.openEndUs || wheel.size === 0) return false
    this.openBucket(heapTimeUs)
    this.fillFromBucket()
    return run.size > 0
  }

  /** The run must be empty. */
  private openBucket(untilUs: number): void {
    const { cells, wheel } = this
    if (wheel.isTuneDue(this.takenTotal)) wheel.tune(wheel.openEndUs, this.takenTotal)
    while (this.openLast !== noRow) this.openLast = cells.freeCell(this.openLast)
    this.openLast = wheel.open(untilUs)
  }

  private fillFromBucket(): void {
    const { wheel, run } = this
    run.fill(this.openLast, wheel.openEndUs, wheel.widthUs)
    wheel.leave(run.size)
  }

  private get takenTotal(): number {
    return this.scheduledTotal - this.size
  }

  private isRunFirst(): boolean {
    const { heap, run } = this
    const { doubles } = this.cells
    const row = run.rows[run.size - 1]
    if (doubles[4 * row] !== heap.timesUs[0]) return doubles[4 * row] < heap.timesUs[0]
    if (doubles[4 * row + 1] !== heap.ranks[0]) return doubles[4 * row + 1] < heap.ranks[0]
    return doubles[4 * row + 2] < heap.orders[0]
  }

  private takeFromRun(): void {
    this.takeRow(this.run.rows[--this.run.size])
  }

  private takeRow(row: number): void {
    const { doubles, words } = this.cells
    this.take(
      doubles[4 * row],
      doubles[4 * row + 1],
      doubles[4 * row + 2],
      words[8 * row + 6],
      words[8 * row + 7],
    )
  }

  private takeFromHeap(): void {
    const { heap, wheel } = this
    if (heap.timesUs[0] < wheel.openEndUs && wheel.isTuneDue(this.takenTotal)) this.tuneEarly()
    this.takeFirstOfHeap()
  }

  private takeFirstOfHeap(): void {
    const { heap } = this
    this.take(heap.timesUs[0], heap.ranks[0], heap.orders[0], heap.stamps[0], heap.payloads[0])
    heap.dropFirst()
  }

  /** Tunes while a bucket is open, which may be far too wide: its rows go back to the wheel. */
  private tuneEarly(): void {
    const { cells, heap, wheel, run } = this
    if (!wheel.tune(heap.timesUs[0], this.takenTotal)) return
    while (run.size > 0) {
      const row = run.rows[--run.size]
      cells.copy(row, wheel.rowFor(cells.doubles[4 * row]))
    }
  }

  private take(timeUs: number, rank: number, order: number, stamp: number, payload: number): void {
    const eventClass = classOfRank(rank)
    this.size--
    this.timeUs = timeUs
    this.rank = rank
    this.order = order
    this.eventClass = eventClass
    this.entity = entityOfRank(rank, eventClass)
    this.kind = kindOfOrder(order)
    this.stamp = stamp
    this.payload = payload
  }
}
