/**
 * The rows behind the event list: a pending event takes 32 bytes, 32 of them make a cell, and cells make chains.
 * A chain is known by its last row. To read it, step back within the cell, and from the first row of a cell along
 * its link: what lies in one bucket lies side by side, and is written and read as a stream.
 *
 *   doubles[4 row]      time, microseconds
 *   doubles[4 row + 1]  rank, see `event-key.ts`
 *   doubles[4 row + 2]  order, see there
 *   words[8 row + 6]    stamp
 *   words[8 row + 7]    payload
 *
 * Freed cells are handed out again, the last freed first, because it is still in the cache.
 */

/** A row number that is none. Its low bits are set: like the last row of a cell it asks for a new one. */
export const noRow = -1

const bytesPerRow = 32
const rowsPerCell = 32
/** One open cell for each of the fewest buckets. */
const cellsMin = 64
/** The bits of a row number that count within its cell. */
export const rowInCell = rowsPerCell - 1

export class EventCells {
  /** Two views of the same bytes. They change when the rows grow. */
  doubles: Float64Array
  words: Int32Array

  /** Last row of the cell before, or `noRow`, by cell. */
  private links: Int32Array

  /** How often the cells were used up, and doubled. */
  growCount = 0

  /** Cells that fit. */
  private capacity: number
  /** First rows of the chain of freed cells. */
  private freed = noRow
  /** Rows from here on were never used. */
  private unused = 0

  /** @param events to make room for, if two cells in three are full. */
  constructor(events: number) {
    const capacity = Math.max(cellsMin, Math.ceil((1.5 * events) / rowsPerCell))
    const bytes = new ArrayBuffer(capacity * rowsPerCell * bytesPerRow)
    this.capacity = capacity
    this.doubles = new Float64Array(bytes)
    this.words = new Int32Array(bytes)
    this.links = new Int32Array(capacity)
  }

  /** The row behind the last one of a chain: the next of its cell, or the first of a new cell. */
  rowAfter(last: number): number {
    return (last & rowInCell) === rowInCell ? this.firstOfNewCell(last) : last + 1
  }

  /** The row before this one in its chain, or `noRow`. */
  rowBefore(row: number): number {
    return (row & rowInCell) === 0 ? this.links[row / rowsPerCell] : row - 1
  }

  /** Gives the cell of a row back and returns the last row of the cell before. */
  freeCell(row: number): number {
    const first = row & ~rowInCell
    const cell = first / rowsPerCell
    const before = this.links[cell]
    this.links[cell] = this.freed
    this.freed = first
    return before
  }

  /** Copies an event. */
  copy(from: number, to: number): void {
    const { doubles, words } = this
    doubles[4 * to] = doubles[4 * from]
    doubles[4 * to + 1] = doubles[4 * from + 1]
    doubles[4 * to + 2] = doubles[4 * from + 2]
    words[8 * to + 6] = words[8 * from + 6]
    words[8 * to + 7] = words[8 * from + 7]
  }

  private firstOfNewCell(last: number): number {
    let row = this.freed
    if (row === noRow) {
      if (this.unused === this.capacity * rowsPerCell) this.grow()
      row = this.unused
      this.unused += rowsPerCell
    } else {
      this.freed = this.links[row / rowsPerCell]
    }
    this.links[row / rowsPerCell] = last
    return row
  }

  private grow(): void {
    this.growCount++
    this.capacity *= 2
    const bytes = new ArrayBuffer(this.capacity * rowsPerCell * bytesPerRow)
    const words = new Int32Array(bytes)
    words.set(this.words)
    this.words = words
    this.doubles = new Float64Array(bytes)
    const links = new Int32Array(this.capacity)
    links.set(this.links)
    this.links = links
  }
}
