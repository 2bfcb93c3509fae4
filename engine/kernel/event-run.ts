/**
 * Row numbers of one bucket, sorted with the first event last: taken from the end, so that taking moves nothing.
 *
 * Times that differ are spread over equal slices of the bucket, at most one row in each on average, which leaves little
 * to sort. If all times are equal, ranks are spread likewise. What lies too close for that is merged. The rows come from
 * a chain, newest first: events of one time that were scheduled in the order in which they will come out, as periodic
 * events are, arrive sorted.
 */
import type { EventCells } from './event-cells.ts'
import { noRow } from './event-cells.ts'
import { wholePower } from './power.ts'

/** Up to so many rows insertion is the fastest sort. */
const insertionMax = 24
/** Places of time and rank among the doubles of a row. */
const timeColumn = 0
const rankColumn = 1
const rowsAtFirst = 64

export class EventRun {
  /** Rows held. */
  size = 0
  rows = new Int32Array(rowsAtFirst)

  /** How often the run was too short for a bucket, and doubled. */
  growCount = 0

  /** Where the rows of each slice end. */
  private ends = new Int32Array(2 * rowsAtFirst + 1)
  private spare = new Int32Array(rowsAtFirst)
  private readonly cells: EventCells

  constructor(cells: EventCells) {
    this.cells = cells
  }

  /** Takes the rows of a chain, whose times lie in the bucket of this end and width. O(n log n) at worst. */
  fill(last: number, endUs: number, widthUs: number): void {
    const { cells } = this
    let size = 0
    for (let row = last; row !== noRow; row = cells.rowBefore(row)) {
      if (size === this.rows.length) this.grow()
      this.rows[size++] = row
    }
    this.size = size
    if (size <= insertionMax || this.spreadTied() || this.spread(timeColumn, endUs, widthUs)) {
      this.insertionSort()
    } else while (this.mergeRuns());
  }

  /**
   * Events of one time: spreads their ranks, unless they are in order. False, and nothing done, if times differ or ranks
   * lie too close.
   */
  private spreadTied(): boolean {
    const { rows, size } = this
    const { doubles } = this.cells
    const timeUs = doubles[4 * rows[0]]
    let first = Infinity
    let last = 0
    for (let index = 0; index < size; index++) {
      const at = 4 * rows[index]
      const rank = doubles[at + rankColumn]
      if (doubles[at] !== timeUs) return false
      if (rank < first) first = rank
      if (rank > last) last = rank
    }
    return this.runEnd(0) === size || this.spread(rankColumn, last, last - first)
  }

  /**
   * Puts the rows in order of slices of a column, the largest first. Its values lie within `width` below `end`. False, and
   * nothing done, if one slice holds too many.
   */
  private spread(column: number, end: number, width: number): boolean {
    const { rows, spare, ends, size } = this
    const { doubles } = this.cells
    const slices = wholePower(2, 32 - Math.clz32(size))
    const slicesPer = slices / width
    // A slice more: the difference to the end may be rounded up to the width.
    ends.fill(0, 0, slices + 1)
    for (let index = 0; index < size; index++) {
      ends[((end - doubles[4 * rows[index] + column]) * slicesPer) | 0]++
    }
    let until = 0
    for (let slice = 0; slice <= slices; slice++) {
      if (ends[slice] > insertionMax) return false
      until += ends[slice]
      ends[slice] = until
    }
    for (let index = size - 1; index >= 0; index--) {
      const row = rows[index]
      spare[--ends[((end - doubles[4 * row + column]) * slicesPer) | 0]] = row
    }
    this.rows = spare
    this.spare = rows
    return true
  }

  private insertionSort(): void {
    const { rows, size } = this
    const { doubles } = this.cells
    for (let end = 1; end < size; end++) {
      const row = rows[end]
      let hole = end
      while (hole > 0 && comesBefore(doubles, rows[hole - 1], row)) {
        rows[hole] = rows[hole - 1]
        hole--
      }
      rows[hole] = row
    }
  }

  /** Merges each ascending run with the next one; false if there was only one. */
  private mergeRuns(): boolean {
    const { rows, spare, size } = this
    let start = 0
    while (start < size) {
      const middle = this.runEnd(start)
      if (start === 0 && middle === size) return false
      const end = middle < size ? this.runEnd(middle) : size
      this.merge(start, middle, end)
      start = end
    }
    this.rows = spare
    this.spare = rows
    return true
  }

  private runEnd(start: number): number {
    const { rows, size } = this
    const { doubles } = this.cells
    let end = start + 1
    while (end < size && comesBefore(doubles, rows[end], rows[end - 1])) end++
    return end
  }

  private merge(start: number, middle: number, end: number): void {
    const { rows, spare } = this
    const { doubles } = this.cells
    let left = start
    let right = middle
    for (let to = start; to < end; to++) {
      const takesRight = left === middle || (right < end && comesBefore(doubles, rows[left], rows[right]))
      spare[to] = takesRight ? rows[right++] : rows[left++]
    }
  }

  private grow(): void {
    this.growCount++
    const rows = new Int32Array(2 * this.rows.length)
    rows.set(this.rows)
    this.rows = rows
    this.spare = new Int32Array(rows.length)
    this.ends = new Int32Array(2 * rows.length + 1)
  }
}

/** The total order: time, then class and entity, then sequence. */
function comesBefore(doubles: Float64Array, row: number, other: number): boolean {
  const timeUs = doubles[4 * row]
  const otherTimeUs = doubles[4 * other]
  if (timeUs !== otherTimeUs) return timeUs < otherTimeUs
  const rank = doubles[4 * row + 1]
  const otherRank = doubles[4 * other + 1]
  if (rank !== otherRank) return rank < otherRank
  return doubles[4 * row + 2] < doubles[4 * other + 2]
}
