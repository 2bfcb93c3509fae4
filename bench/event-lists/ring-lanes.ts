/**
 * Candidate: a ring per constant delay beside a heap. What is scheduled a fixed delay after the event taken last
 * comes out in the order in which it went in, so a ring needs no sorting; its head competes with the other heads
 * and the heap. An event that would not be the last of its ring, or that has none, goes to the heap: so the order
 * holds whatever the delays.
 * Contract: `engine/kernel/event-list.ts`.
 */
import { EventHeap } from '../../engine/kernel/event-heap.ts'
import { RingLane } from './ring-lane.ts'

const ranksPerClass = 2 ** 32
const ordersPerEvent = 256

export class RingLanes {
  size = 0

  /** The event taken last. */
  timeUs = -Infinity
  eventClass = 0
  entity = 0
  kind = 0
  stamp = 0

  private readonly delaysUs: Float64Array
  private readonly lanes: RingLane[]
  private readonly heap = new EventHeap()
  private scheduledTotal = 0

  /** @param delaysUs the delays that get a ring. */
  constructor(delaysUs: readonly number[]) {
    this.delaysUs = Float64Array.from(delaysUs)
    this.lanes = delaysUs.map(() => new RingLane())
  }

  peekTimeUs(): number {
    const lane = this.firstLane()
    const laneTimeUs = lane < 0 ? Infinity : this.lanes[lane].timesUs[this.lanes[lane].first]
    return this.heap.size > 0 ? Math.min(laneTimeUs, this.heap.timesUs[0]) : laneTimeUs
  }

  schedule(timeUs: number, eventClass: number, entity: number, kind: number, stamp: number): void {
    if (Number.isNaN(timeUs)) {
      throw new Error(`broken invariant: event kind ${kind} of entity ${entity} is scheduled at time NaN`)
    }
    const rank = eventClass * ranksPerClass + entity
    const order = this.scheduledTotal++ * ordersPerEvent + kind
    const lane = this.delaysUs.indexOf(timeUs - this.timeUs)
    const isInLane = lane >= 0 && this.lanes[lane].append(timeUs, rank, order, stamp)
    if (!isInLane) this.heap.push(timeUs, rank, order, stamp, 0)
    this.size++
  }

  popNext(): boolean {
    if (this.size === 0) return false
    const { heap } = this
    const laneIndex = this.firstLane()
    if (laneIndex < 0) this.takeFromHeap()
    else {
      const lane = this.lanes[laneIndex]
      if (heap.size > 0 && comesBefore(heap, 0, lane, lane.first)) this.takeFromHeap()
      else {
        this.take(lane, lane.first)
        lane.dropFirst()
      }
    }
    this.size--
    return true
  }

  private takeFromHeap(): void {
    this.take(this.heap, 0)
    this.heap.dropFirst()
  }

  private take(columns: Columns, row: number): void {
    const rank = columns.ranks[row]
    const eventClass = Math.floor(rank / ranksPerClass)
    this.timeUs = columns.timesUs[row]
    this.eventClass = eventClass
    this.entity = rank - eventClass * ranksPerClass
    this.kind = columns.orders[row] % ordersPerEvent
    this.stamp = columns.stamps[row]
  }

  /** The lane of the first event of all lanes; -1 if they are empty. */
  private firstLane(): number {
    const { lanes } = this
    let first = -1
    for (let index = 0; index < lanes.length; index++) {
      const lane = lanes[index]
      if (lane.size === 0) continue
      if (first < 0 || comesBefore(lane, lane.first, lanes[first], lanes[first].first)) first = index
    }
    return first
  }
}

type Columns = Pick<RingLane, 'timesUs' | 'ranks' | 'orders' | 'stamps'>

function comesBefore(columns: Columns, row: number, others: Columns, other: number): boolean {
  if (columns.timesUs[row] !== others.timesUs[other]) return columns.timesUs[row] < others.timesUs[other]
  if (columns.ranks[row] !== others.ranks[other]) return columns.ranks[row] < others.ranks[other]
  return columns.orders[row] < others.orders[other]
}
