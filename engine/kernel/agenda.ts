/**
 * What is scheduled, and how it is taken: in the total order of the event list, or, within a window of time, owner by
 * owner. An owner is whatever its events belong to; owners that do not influence each other within the window may be
 * walked through it one after another, each through its own events in the total order. What happens to an owner is
 * then the same, and happens while its rows are in the cache.
 *
 * A window takes its events off the list and chains them by owner. While an owner is walked, what it has and schedules
 * within the window waits in a small queue, and everything else on the list. An open window can be made shorter: owners that
 * are through are then ahead of the others, and have no events until the others are as far.
 *
 * The last owner may be influenced by the others: what they send it waits in its mailbox until its turn, when all of it is
 * there. What is sent comes after the event that sends it, in the total order; and its entity is one of the sender, so that the
 * order does not depend on whose turn came first.
 */
import { EventList } from './event-list.ts'
import { type Dispatch, runUntil, timeGoesBack } from './event-loop.ts'
import { LaneQueue } from './lane-queue.ts'

/** The owner of an event, from 0. */
export type OwnerOf = (kind: number, entity: number) => number

const doublesPerRow = 4
const wordsPerRow = 8
/** Places of the words of a row. */
const entityWord = 4
const stampWord = 5
const kindWord = 6
const nextWord = 7
const rowsAtFirst = 1024
const none = -1

export class Agenda {
  private readonly list: EventList
  private readonly ownerOf: OwnerOf
  /** Whether each event that a walked owner schedules is looked at: it must be its own. */
  private readonly verifies: boolean

  /** Where the open window ends for the owners that are not through; -Infinity while none is open. */
  private windowEndUs = -Infinity
  /** Owners of the open window, and the one that is walked, or that comes next. */
  private owners = 0
  private owner = 0

  /** Events of the window, a row of 32 bytes each: time, order; entity, stamp, class and kind as one number, the owner's next row. */
  private doubles = new Float64Array(0)
  private words = new Int32Array(0)
  private rows = 0
  /** From this row on they are those of the mailbox. */
  private mailBegin = 0
  /** The owner's first event, by owner. */
  private firstRows = new Int32Array(0)

  /** What is left of the window for the owner that is walked. */
  private readonly queue = new LaneQueue()
  /** The walked owner's latest event; the time is -Infinity before its first. */
  private walkedTimeUs = -Infinity
  private walkedKind = 0
  private walkedEntity = 0

  /** @param capacity pending events to make room for. */
  constructor(capacity: number, ownerOf: OwnerOf, verifies = false) {
    this.list = new EventList(capacity)
    this.ownerOf = ownerOf
    this.verifies = verifies
  }

  /** Whether a window is open: owners before one stand at its end, the others at its start. */
  get isWindowOpen(): boolean {
    return this.windowEndUs > -Infinity
  }

  /** Where the open window ends for the owners that are not through; -Infinity while none is open. */
  get openUntilUs(): number {
    return this.windowEndUs
  }

  /** Whether an owner is in the middle of the open window. */
  get isAmidOwner(): boolean {
    return this.queue.size > 0
  }

  /** The owner that is walked, or comes next. The last one is reached when all others are through. */
  get walkedOwner(): number {
    return this.owner
  }

  /** The event handled last: in the open window that of the walked owner. */
  get timeUs(): number {
    return this.isWindowOpen ? this.walkedTimeUs : this.list.timeUs
  }

  get kind(): number {
    return this.isWindowOpen ? this.walkedKind : this.list.kind
  }

  get entity(): number {
    return this.isWindowOpen ? this.walkedEntity : this.list.entity
  }

  /** Of the event handled last, outside windows. */
  get payload(): number {
    return this.list.payload
  }

  /** Pending events, but for those of an open window. */
  get size(): number {
    return this.list.size
  }

  /** Events put on the list and taken off it so far. */
  get listOperationsTotal(): number {
    const { scheduledTotal, size } = this.list
    return 2 * scheduledTotal - size
  }

  /**
   * As `EventList.schedule`; while an owner is walked, the event must be its own.
   * @param payload outside windows only.
   */
  schedule(
    timeUs: number,
    eventClass: number,
    entity: number,
    kind: number,
    stamp: number,
    payload: number = 0,
  ): void {
    if (this.verifies && this.isWindowOpen) this.checkOwner(kind, entity, this.owner)
    if (timeUs < this.windowEndUs)
      this.queue.push(timeUs, eventClass, entity, kind, stamp, this.list.nextOrder(kind))
    else this.list.schedule(timeUs, eventClass, entity, kind, stamp, payload)
  }

  /** Schedules an event of the last owner, whoever is walked. It must come after the event that is handled. */
  send(timeUs: number, eventClass: number, entity: number, kind: number, stamp: number): void {
    const last = this.owners - 1
    if (this.verifies && this.isWindowOpen) this.checkOwner(kind, entity, last)
    if (timeUs >= this.windowEndUs) this.list.schedule(timeUs, eventClass, entity, kind, stamp)
    else if (this.owner === last)
      this.queue.push(timeUs, eventClass, entity, kind, stamp, this.list.nextOrder(kind))
    else this.addRow(timeUs, eventClass, entity, kind, stamp, this.list.nextOrder(kind))
  }

  /** Schedules the event handled last once more, at another time. Only outside windows. */
  repeat(timeUs: number): void {
    this.list.repeat(timeUs)
  }

  /** As `runUntil` of the event loop: in the total order. No window may be open. */
  runUntil(endUs: number, dispatch: Dispatch, budget: number): number {
    return runUntil(this.list, endUs, dispatch, budget)
  }

  /**
   * Opens a window: all events before `endUs` will be walked. None may be open.
   * @param owners that `ownerOf` tells apart until the window is over.
   */
  openWindow(endUs: number, owners: number): void {
    this.owners = owners
    if (this.firstRows.length < owners) this.firstRows = new Int32Array(owners).fill(none)
    this.rows = 0
    this.list.drainBefore(endUs, this)
    this.chainByOwner()
    this.mailBegin = this.rows
    this.windowEndUs = endUs
    this.owner = 0
  }

  /** The open window ends earlier for the owners that are not through, but after the latest event of one that is amid. */
  shortenWindow(endUs: number): void {
    const { queue, list, rows } = this
    this.windowEndUs = endUs
    for (const { timeUs, eventClass, entity, stamp, order } of queue.takeFrom(endUs))
      list.putBack(timeUs, eventClass, entity, stamp, order)
    // What is sent from now on for then comes after what was.
    this.rows = this.mailBegin
    for (let row = this.mailBegin; row < rows; row++) {
      if (this.doubles[doublesPerRow * row] < endUs) this.copyRow(row, this.rows++)
      else this.putRow(row)
    }
  }

  /**
   * Walks owners through the open window, until it is done or as many events as `budget` are handled: then the owner that
   * was walked goes on in the next call. Returns how many were handled.
   */
  walk(dispatch: Dispatch, budget: number): number {
    const { queue, owners } = this
    let handled = 0
    for (; this.owner < owners; this.owner++) {
      if (queue.size === 0) {
        if (!this.isAwaited()) continue
        if (handled >= budget) return handled
        this.beginOwner()
      }
      handled += this.walkOwner(dispatch, budget - handled)
      if (queue.size > 0) return handled
    }
    this.windowEndUs = -Infinity
    return handled
  }

  /** Whether the next owner has anything to do. */
  private isAwaited(): boolean {
    const hasMail = this.owner === this.owners - 1 && this.rows > this.mailBegin
    return hasMail || this.firstRows[this.owner] !== none
  }

  /** Takes the chain of the owner, and the mailbox if it is the last one's, into the queue. */
  private beginOwner(): void {
    const { words, firstRows, owner } = this
    this.walkedTimeUs = -Infinity
    const first = firstRows[owner]
    firstRows[owner] = none
    for (let row = first; row !== none; row = words[wordsPerRow * row + nextWord]) this.putRow(row)
    if (owner < this.owners - 1) return
    for (let row = this.mailBegin; row < this.rows; row++) this.putRow(row)
    this.rows = this.mailBegin
  }

  private copyRow(from: number, to: number): void {
    this.doubles.copyWithin(doublesPerRow * to, doublesPerRow * from, doublesPerRow * (from + 1))
  }

  /** Into the queue, or back on the list if the window has been made shorter. */
  private putRow(row: number): void {
    const { doubles, words } = this
    const timeUs = doubles[doublesPerRow * row]
    const order = doubles[doublesPerRow * row + 1]
    const at = wordsPerRow * row
    const entity = words[at + entityWord]
    const stamp = words[at + stampWord]
    const eventClass = words[at + kindWord] >> 8
    const kind = words[at + kindWord] & 0xff
    if (timeUs < this.windowEndUs) this.queue.push(timeUs, eventClass, entity, kind, stamp, order)
    else this.list.putBack(timeUs, eventClass, entity, stamp, order)
  }

  private walkOwner(dispatch: Dispatch, budget: number): number {
    const { queue } = this
    let handled = 0
    let clockUs = this.walkedTimeUs
    let kind = this.walkedKind
    let entity = this.walkedEntity
    while (queue.size > 0 && handled < budget) {
      const slot = queue.take()
      const timeUs = queue.takenUs
      const eventClass = queue.classes[slot]
      const stamp = queue.stamps[slot]
      entity = queue.entities[slot]
      kind = queue.kinds[slot]
      if (timeUs < clockUs) throw timeGoesBack(clockUs, timeUs, kind, eventClass, entity, stamp)
      clockUs = timeUs
      dispatch(kind, entity, stamp, timeUs, eventClass)
      handled++
    }
    this.walkedTimeUs = clockUs
    this.walkedKind = kind
    this.walkedEntity = entity
    return handled
  }

  /** Adds an event of the window. The list hands over those before its end one by one, in any order. */
  addRow(
    timeUs: number,
    eventClass: number,
    entity: number,
    kind: number,
    stamp: number,
    order: number,
  ): void {
    const row = this.rows++
    if (doublesPerRow * row === this.doubles.length) this.grow()
    const { doubles, words } = this
    const at = wordsPerRow * row
    doubles[doublesPerRow * row] = timeUs
    doubles[doublesPerRow * row + 1] = order
    words[at + entityWord] = entity
    words[at + stampWord] = stamp
    words[at + kindWord] = (eventClass << 8) | kind
  }

  private chainByOwner(): void {
    const { words, firstRows } = this
    for (let row = 0; row < this.rows; row++) {
      const at = wordsPerRow * row
      const owner = this.ownerOf(words[at + kindWord] & 0xff, words[at + entityWord])
      words[at + nextWord] = firstRows[owner]
      firstRows[owner] = row
    }
  }

  private checkOwner(kind: number, entity: number, owner: number): void {
    const own = this.ownerOf(kind, entity)
    if (own === owner) return
    throw new Error(
      `broken invariant: event kind ${kind} of entity ${entity} belongs to owner ${own}, ` +
        `and is scheduled for owner ${owner} while owner ${this.owner} is walked`,
    )
  }

  private grow(): void {
    const doubles = new Float64Array(Math.max(doublesPerRow * rowsAtFirst, 2 * this.doubles.length))
    doubles.set(this.doubles)
    this.doubles = doubles
    this.words = new Int32Array(doubles.buffer)
  }
}
