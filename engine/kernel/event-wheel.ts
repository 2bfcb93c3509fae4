/**
 * The part of the event list that holds what is not due yet: a lazy bucket wheel.
 *
 * Time is cut into buckets of one width, and a bucket is a chain of events in no order until it is opened. What
 * lies more than a turn ahead waits in one more chain, which is dealt out at each turn.
 *
 * The width is a power of two and buckets are counted from time 0: so the bucket of a time is exact, the same
 * whenever it is computed, and no rounding can put an event behind one that it precedes. The width follows the
 * events taken per time (`tune`). It decides how long things take, never what comes out.
 */
import type { EventCells } from './event-cells.ts'
import { noRow, rowInCell } from './event-cells.ts'
import { wholePower } from './power.ts'

/**
 * Aims of the width. Wide buckets are written and read as streams, and cost the fewest cache misses; but what is
 * scheduled into the open bucket takes the slower way through the heap, so a bucket holds a small part of all.
 */
const eventsPerBucketMin = 3
const eventsPerBucketMax = 256
const bucketsPerListMin = 128

const bucketsMin = 64
/** Bucket numbers stay below this, so that a place is exact. */
const bucketNumberMax = 0x100_0000_0000
const widthUsMin = 1 / 0x10_0000

export class EventWheel {
  /** Events held, near and far. */
  size = 0
  /** Where the open bucket ends. Earlier events are not for the wheel. */
  openEndUs = -Number.MAX_VALUE
  /** Width of every bucket. */
  widthUs = 1

  /** Buckets opened, empty buckets passed, far events looked at again. */
  openedTotal = 0
  passedTotal = 0
  farDealtTotal = 0
  /** How often all events were dealt out to the buckets anew, for another width or after a jump. */
  dealtTotal = 0
  /** How often there were too few buckets, and more were allocated. */
  growCount = 0

  private readonly cells: EventCells

  /** Last row of the chain of each bucket, by place & mask. */
  private lastRows = new Int32Array(bucketsMin).fill(noRow)
  private mask = bucketsMin - 1
  private farLast = noRow
  private nearSize = 0

  private bucketsPerUs = 1
  /** The bucket at place 0, a multiple of the number of buckets. */
  private baseBucket = 0
  private openPlace = 0
  /** Places from here on are more than a turn ahead. Below all places until the first bucket is opened. */
  private farPlace = -Infinity

  /** Time, events taken, events held and vain steps when the width was last looked at. */
  private tunedAtUs = -Infinity
  private tunedTaken = 0
  private tunedSize = 0
  private tunedVain = 0

  constructor(cells: EventCells) {
    this.cells = cells
  }

  /** A row for an event at this time, which must be finite and not before `openEndUs`. */
  rowFor(timeUs: number): number {
    this.size++
    return this.rowAt(timeUs * this.bucketsPerUs - this.baseBucket)
  }

  /**
   * Opens the next bucket that holds events and returns its chain, which is the wheel's no longer; there must be
   * one. If the bucket of `untilUs` comes before, opens that and returns `noRow`.
   */
  open(untilUs: number): number {
    if (this.nearSize === 0) this.jump(untilUs)
    const { lastRows, mask } = this
    let untilPlace = untilUs * this.bucketsPerUs - this.baseBucket
    let place = this.openPlace
    let last = noRow
    let passed = -1
    do {
      if (++place > mask) {
        this.turn()
        place = 0
        untilPlace -= mask + 1
      }
      last = lastRows[place]
      passed++
    } while (last === noRow && place + 1 <= untilPlace)
    lastRows[place] = noRow
    this.openPlace = place
    this.farPlace = place + mask + 2
    this.openEndUs = (this.baseBucket + place + 1) * this.widthUs
    this.openedTotal++
    this.passedTotal += passed
    return last
  }

  /** So many events have left with the open bucket. */
  leave(events: number): void {
    this.size -= events
    this.nearSize -= events
  }

  /**
   * Whether it pays to look at the width: after as many events as were held, so that dealing all of them out again
   * costs a constant per event, or when most steps are in vain: the width is too small for what comes now.
   */
  isTuneDue(takenTotal: number): boolean {
    if (this.tunedAtUs === -Infinity) return false
    const taken = takenTotal - this.tunedTaken
    const vain = this.passedTotal + this.farDealtTotal - this.tunedVain
    return taken > this.tunedSize + bucketsMin || vain > 4 * taken + 2 * (this.mask + this.tunedSize)
  }

  /**
   * Fits the width to the events taken since the last time, and the number of buckets to the events held. All that
   * is held lies at or after `nowUs`. True if that changed anything: then no bucket is open.
   */
  tune(nowUs: number, takenTotal: number): boolean {
    const taken = Math.max(1, takenTotal - this.tunedTaken)
    const idealUs = (this.eventsPerBucket() * (nowUs - this.tunedAtUs)) / taken
    this.noteTuned(nowUs, takenTotal)
    const isWidthRight = !(idealUs > 0) || (idealUs > this.widthUs / 2 && idealUs < 2 * this.widthUs)
    if (isWidthRight && this.isCountRight()) return false
    this.gather()
    if (!isWidthRight) this.setWidth(idealUs, nowUs)
    if (!this.isCountRight()) this.setCount()
    this.startAt(nowUs)
    return true
  }

  private rowAt(place: number): number {
    if (place >= this.farPlace) {
      this.farLast = this.cells.rowAfter(this.farLast)
      return this.farLast
    }
    const bucket = place & this.mask
    const row = this.cells.rowAfter(this.lastRows[bucket])
    this.lastRows[bucket] = row
    this.nearSize++
    return row
  }

  /** Goes to the first far event, or until so far, when nothing is near. The first time it also sets width and number of buckets. */
  private jump(untilUs: number): void {
    const { doubles } = this.cells
    let firstUs = Infinity
    let sumUs = 0
    for (let row = this.farLast; row !== noRow; row = this.cells.rowBefore(row)) {
      firstUs = Math.min(firstUs, doubles[4 * row])
      sumUs += doubles[4 * row]
    }
    if (this.tunedAtUs === -Infinity) {
      this.noteTuned(firstUs, 0)
      this.setCount()
      // As if times were uniform: the mean lies in the middle.
      this.setWidth((2 * this.eventsPerBucket() * (sumUs / this.size - firstUs)) / this.size, firstUs)
    } else if (Math.abs(firstUs) * this.bucketsPerUs > bucketNumberMax) {
      this.setWidth(this.widthUs, firstUs)
    }
    this.startAt(Math.min(firstUs, untilUs))
  }

  private eventsPerBucket(): number {
    return Math.min(eventsPerBucketMax, Math.max(eventsPerBucketMin, this.size / bucketsPerListMin))
  }

  private noteTuned(nowUs: number, takenTotal: number): void {
    this.tunedAtUs = nowUs
    this.tunedTaken = takenTotal
    this.tunedSize = this.size
    this.tunedVain = this.passedTotal + this.farDealtTotal
  }

  private isCountRight(): boolean {
    const count = this.mask + 1
    const wanted = this.bucketsWanted()
    return count >= wanted && (count === bucketsMin || count <= 8 * wanted)
  }

  private setCount(): void {
    const count = Math.max(bucketsMin, 2 * powerOfTwoUpTo(this.bucketsWanted()))
    if (count > this.lastRows.length) {
      this.lastRows = new Int32Array(count).fill(noRow)
      this.growCount++
    }
    this.mask = count - 1
  }

  /** A turn of some three times the mean time that an event waits: few events are far. */
  private bucketsWanted(): number {
    return Math.max(1, (3 * this.size) / this.eventsPerBucket())
  }

  private setWidth(idealUs: number, aroundUs: number): void {
    const widthUs = Math.max(idealUs, widthUsMin, Math.abs(aroundUs) * (4 / bucketNumberMax))
    this.widthUs = powerOfTwoUpTo(Math.min(widthUs, Number.MAX_VALUE))
    this.bucketsPerUs = 1 / this.widthUs
  }

  /** Moves all events to the far chain. */
  private gather(): void {
    this.farPlace = -Infinity
    this.nearSize = 0
    for (let bucket = 0; bucket <= this.mask; bucket++) {
      const last = this.lastRows[bucket]
      this.lastRows[bucket] = noRow
      this.deal(last)
    }
  }

  /** Places the wheel so that the bucket before this time is the open one; nothing may be near. */
  private startAt(timeUs: number): void {
    const bucket = Math.floor(timeUs * this.bucketsPerUs)
    const count = this.mask + 1
    this.baseBucket = Math.floor(bucket / count) * count
    this.openPlace = bucket - this.baseBucket - 1
    this.farPlace = bucket - this.baseBucket + count
    this.openEndUs = bucket * this.widthUs
    this.dealtTotal++
    this.dealFar()
  }

  private turn(): void {
    this.baseBucket += this.mask + 1
    this.farPlace = this.mask + 1
    this.dealFar()
  }

  private dealFar(): void {
    const last = this.farLast
    this.farLast = noRow
    this.farDealtTotal += this.deal(last)
  }

  /** Puts the events of a chain where they now belong; returns how many there were. */
  private deal(last: number): number {
    const { cells } = this
    let row = last
    let dealt = 0
    while (row !== noRow) {
      dealt++
      cells.copy(row, this.rowAt(cells.doubles[4 * row] * this.bucketsPerUs - this.baseBucket))
      row = (row & rowInCell) === 0 ? cells.freeCell(row) : row - 1
    }
    return dealt
  }
}

/** The largest power of two that is not above the value, which must be positive. */
function powerOfTwoUpTo(value: number): number {
  return wholePower(2, Math.floor(Math.log2(value)))
}
