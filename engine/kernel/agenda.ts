/**
 * What is scheduled, and how it is taken: in the total order of the event list, or, within a window of time, owner by
 * owner. An owner is whatever its events belong to; owners that do not influence each other within the window may be
 * walked through it one after another, each through its own events in the total order. What happens to an owner is
 * then the same, and happens while its rows are in the cache.
 *
 * A window takes its events off the list and chains them by owner. While an owner is walked, what it has and schedules
 * within the window waits in a small heap, and everything else on the list. An open window can be made shorter: owners that
 * are through are then ahead of the others, and have no events until the others are as far.
 */
import { EventHeap } from './event-heap.ts'
import { EventList } from './event-list.ts'
import { type Dispatch, timeGoesBack } from './event-loop.ts'

/** The owner of an event, from 0. */
export type OwnerOf = (kind: number, entity: number) => number

const ranksPerClass = 0x1_0000_0000
const ordersPerEvent = 256
const doublesPerRow = 4
const wordsPerRow = 8
const rowsAtFirst = 1024
const none = -1

export class Agenda {
  readonly list: EventList
  /** Owners that `ownerOf` tells apart; there may be more when the next window opens. */
  owners: number
  private readonly ownerOf: OwnerOf
  /** Whether each event that a walked owner schedules is looked at: it must be its own. */
  private readonly verifies: boolean

  /** Where the open window ends for the owners that are not through; -Infinity while none is open. */
  private windowEndUs = -Infinity
  /** The owner that is walked, or that comes next. */
  private owner = 0
  /** Events of the window; columns as in `event-cells.ts`, linked to the owner's next. */
  private doubles = new Float64Array(0)
  private words = new Int32Array(0)
  /** The owner's first event, by owner. Allocated when the first window opens. */
  private firstRows = new Int32Array(0)
  /** What is left of the window for the owner that is walked. */
  private readonly heap = new EventHeap()
  private heapTotal = 0
  /** Time of the walked owner's latest event; -Infinity before its first. */
  private ownerUs = -Infinity

  /**
   * @param capacity pending events to make room for.
   * @param owners that `ownerOf` tells apart.
   */
  constructor(capacity: number, owners: number, ownerOf: OwnerOf, verifies = false) {
    this.list = new EventList(capacity)
    this.owners = owners
    this.ownerOf = ownerOf
    this.verifies = verifies
  }

  /** Whether a window is open: owners before one stand at its end, the others at its begin. */
  get isWindowOpen(): boolean {
    return this.windowEndUs > -Infinity
  }

  /** Whether the open window can be shortened: no owner is in the middle of it. */
  get isBetweenOwners(): boolean {
    return this.heap.size === 0
  }

  /** The owner that is in the middle of the open window, or -1. */
  get walkedOwner(): number {
    return this.heap.size === 0 ? none : this.owner
  }

  /** Time of that owner's latest event. */
  get walkedUs(): number {
    return this.ownerUs
  }

  /** How much of the open window is done, from 0 to 1. */
  get windowShare(): number {
    return this.owner / this.owners
  }

  /** Events put on the list and taken off it so far. */
  get listOperationsTotal(): number {
    const { scheduledTotal, size } = this.list
    return 2 * scheduledTotal - size
  }

  /** As `EventList.schedule`. */
  schedule(timeUs: number, eventClass: number, entity: number, kind: number, stamp: number): void {
    if (this.verifies && this.isWindowOpen) this.checkOwner(kind, entity)
    if (timeUs < this.windowEndUs) {
      const order = this.heapTotal++ * ordersPerEvent + kind
      this.heap.push(timeUs, eventClass * ranksPerClass + entity, order, stamp, 0)
    } else this.list.schedule(timeUs, eventClass, entity, kind, stamp)
  }

  /** Opens a window: all events before `endUs` will be walked. None may be open. */
  openWindow(endUs: number): void {
    if (this.firstRows.length < this.owners) this.firstRows = new Int32Array(this.owners).fill(none)
    const rows = this.takeFromList(endUs)
    this.chainByOwner(rows)
    this.windowEndUs = endUs
    this.owner = 0
  }

  /** The open window ends earlier for the owners that are not through. Only between owners. */
  shortenWindow(endUs: number): void {
    this.windowEndUs = endUs
  }

  /**
   * Walks owners through the open window, until it is done or as many events as `budget` are handled: then the owner that
   * was walked goes on in the next call. Returns how many were handled.
   */
  walk(dispatch: Dispatch, budget: number): number {
    const { firstRows, heap, owners } = this
    let handled = 0
    for (; this.owner < owners; this.owner++) {
      if (heap.size === 0) {
        const first = firstRows[this.owner]
        if (first === none) continue
        if (handled >= budget) return handled
        firstRows[this.owner] = none
        this.beginOwner(first)
      }
      handled += this.walkOwner(dispatch, budget - handled)
      if (heap.size > 0) return handled
    }
    this.windowEndUs = -Infinity
    return handled
  }

  /** Takes the chain of an owner into the heap. */
  private beginOwner(first: number): void {
    const { doubles, words } = this
    this.ownerUs = -Infinity
    for (let row = first; row !== none; row = words[wordsPerRow * row + 7]) {
      const at = doublesPerRow * row
      const rank = doubles[at + 1]
      const eventClass = Math.floor(rank / ranksPerClass)
      const entity = rank - eventClass * ranksPerClass
      this.schedule(doubles[at], eventClass, entity, doubles[at + 2], words[wordsPerRow * row + 6])
    }
  }

  private walkOwner(dispatch: Dispatch, budget: number): number {
    const { heap } = this
    let handled = 0
    let clockUs = this.ownerUs
    while (heap.size > 0 && handled < budget) {
      const timeUs = heap.timesUs[0]
      const rank = heap.ranks[0]
      const order = heap.orders[0]
      const stamp = heap.stamps[0]
      const eventClass = Math.floor(rank / ranksPerClass)
      const entity = rank - eventClass * ranksPerClass
      const kind = order - Math.floor(order / ordersPerEvent) * ordersPerEvent
      heap.dropFirst()
      if (timeUs < clockUs) throw timeGoesBack(clockUs, timeUs, kind, eventClass, entity, stamp)
      clockUs = timeUs
      dispatch(kind, entity, stamp, timeUs, eventClass)
      handled++
    }
    this.ownerUs = clockUs
    return handled
  }

  /** Moves the events before `endUs` into the window, in order, and returns how many there are. */
  private takeFromList(endUs: number): number {
    const { list } = this
    let row = 0
    while (list.takeBefore(endUs)) {
      if (doublesPerRow * row === this.doubles.length) this.grow()
      const at = doublesPerRow * row
      this.doubles[at] = list.timeUs
      this.doubles[at + 1] = list.eventClass * ranksPerClass + list.entity
      this.doubles[at + 2] = list.kind
      this.words[wordsPerRow * row + 6] = list.stamp
      row++
    }
    return row
  }

  /** Last event first: so each chain comes out in order. */
  private chainByOwner(rows: number): void {
    const { doubles, words, firstRows } = this
    for (let row = rows - 1; row >= 0; row--) {
      const entity = doubles[doublesPerRow * row + 1] % ranksPerClass
      const owner = this.ownerOf(doubles[doublesPerRow * row + 2], entity)
      words[wordsPerRow * row + 7] = firstRows[owner]
      firstRows[owner] = row
    }
  }

  private checkOwner(kind: number, entity: number): void {
    if (this.ownerOf(kind, entity) === this.owner) return
    throw new Error(
      `broken invariant: owner ${this.owner} is walked and schedules event kind ${kind} of entity ${entity}`,
    )
  }

  private grow(): void {
    const doubles = new Float64Array(Math.max(doublesPerRow * rowsAtFirst, 2 * this.doubles.length))
    doubles.set(this.doubles)
    this.doubles = doubles
    this.words = new Int32Array(doubles.buffer)
  }
}
