/**
 * Sorts the probe rows of one replication with bounded memory: full chunks are sorted and spilled to
 * temporary files, and merged when the rows are read back. The order is time, rank of the probe, incarnation,
 * then arrival.
 */
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPath } from './path-error.ts'

/** Numbers of a row, and their places: time and duration in µs, probe row, incarnation, packed result. */
export const rowWidth = 5
export const RowField = { TimeUs: 0, DurationUs: 1, Probe: 2, Incarnation: 3, Packed: 4 } as const

/** Rows that a cursor reads from its spilled chunk at a time. */
const cursorRows = 2048

export class ProbeRowSorter {
  readonly #directory: string
  readonly #chunkRows: number
  readonly #rows: Float64Array
  readonly #order: Uint32Array
  #count = 0
  #spilled: SpilledChunk[] = []
  #ranks: () => Int32Array = () => new Int32Array(0)

  constructor(directory: string, chunkRows: number) {
    this.#directory = directory
    this.#chunkRows = chunkRows
    this.#rows = new Float64Array(chunkRows * rowWidth)
    this.#order = new Uint32Array(chunkRows)
  }

  /**
   * Starts over.
   * @param ranks places of all probes so far in the order of rows of equal time. There may be more probes later, but the order of two stays.
   */
  begin(ranks: () => Int32Array): void {
    this.discard()
    this.#ranks = ranks
  }

  add(timeUs: number, durationUs: number, probe: number, incarnation: number, packed: number): void {
    if (this.#count === this.#chunkRows) this.#spill()
    const rows = this.#rows
    const at = this.#count * rowWidth
    rows[at] = timeUs
    rows[at + 1] = durationUs
    rows[at + 2] = probe
    rows[at + 3] = incarnation
    rows[at + 4] = packed
    this.#count++
  }

  /** Visits all rows in order, as `rowWidth` numbers at a place of an array, and forgets them. */
  drain(visit: (rows: Float64Array, at: number) => void): void {
    this.#sortChunk()
    if (this.#spilled.length === 0) {
      for (let index = 0; index < this.#count; index++) visit(this.#rows, this.#order[index]! * rowWidth)
    } else {
      this.#spillSorted()
      this.#merge(visit)
    }
    this.discard()
  }

  /** Forgets all rows and removes the temporary files. */
  discard(): void {
    for (const chunk of this.#spilled) rmSync(chunk.path, { force: true })
    this.#spilled = []
    this.#count = 0
  }

  #spill(): void {
    this.#sortChunk()
    this.#spillSorted()
  }

  #sortChunk(): void {
    const order = this.#order.subarray(0, this.#count)
    for (let index = 0; index < order.length; index++) order[index] = index
    const rows = this.#rows
    const ranks = this.#ranks()
    order.sort((a, b) => compareRows(rows, a * rowWidth, rows, b * rowWidth, ranks) || a - b)
  }

  #spillSorted(): void {
    if (this.#count === 0) return
    const sorted = new Float64Array(this.#count * rowWidth)
    for (let index = 0; index < this.#count; index++) {
      const from = this.#order[index]! * rowWidth
      sorted.set(this.#rows.subarray(from, from + rowWidth), index * rowWidth)
    }
    const path = join(this.#directory, `.probe-rows-${this.#spilled.length}`)
    withPath(path, () => writeFileSync(path, sorted))
    this.#spilled.push({ path, rows: this.#count, head: sorted.slice(0, rowWidth) })
    this.#count = 0
  }

  /** Merges the chunks with a binary heap of cursors; chunks arrive nearly in order, so its top rarely changes. */
  #merge(visit: (rows: Float64Array, at: number) => void): void {
    const heap = this.#spilled.map((chunk, index) => new ChunkCursor(chunk, index))
    const ranks = this.#ranks()
    const before = (a: ChunkCursor, b: ChunkCursor) =>
      (compareRows(a.rows, a.at, b.rows, b.at, ranks) || a.chunk - b.chunk) < 0
    for (let place = (heap.length >> 1) - 1; place >= 0; place--) siftDown(heap, place, before)
    while (heap.length > 0) {
      const top = heap[0]!
      visit(top.rows, top.at)
      if (!top.advance()) {
        const last = heap.pop()!
        if (heap.length === 0) break
        if (last !== top) heap[0] = last
      }
      siftDown(heap, 0, before)
    }
  }
}

type SpilledChunk = { readonly path: string; readonly rows: number; readonly head: Float64Array }

/** Walks a spilled chunk, some rows at a time; no file stays open, so the number of chunks has no limit. */
class ChunkCursor {
  readonly chunk: number
  rows: Float64Array
  at = 0
  readonly #path: string
  readonly #rowsInFile: number
  /** Rows that are, or were, in memory. */
  #rowsRead = 1

  constructor(chunk: SpilledChunk, index: number) {
    this.chunk = index
    this.rows = chunk.head
    this.#path = chunk.path
    this.#rowsInFile = chunk.rows
  }

  /** Moves to the next row; false after the last. */
  advance(): boolean {
    this.at += rowWidth
    if (this.at < this.rows.length) return true
    const count = Math.min(cursorRows, this.#rowsInFile - this.#rowsRead)
    if (count === 0) return false
    this.rows = readRows(this.#path, this.#rowsRead, count)
    this.#rowsRead += count
    this.at = 0
    return true
  }
}

function readRows(path: string, first: number, count: number): Float64Array {
  const rows = new Float64Array(count * rowWidth)
  const bytes = new Uint8Array(rows.buffer)
  const start = first * rowWidth * Float64Array.BYTES_PER_ELEMENT
  const descriptor = openSync(path, 'r')
  for (let read = 0; read < bytes.length; ) {
    const length = readSync(descriptor, bytes, read, bytes.length - read, start + read)
    if (length === 0) throw new Error(`broken invariant: ${path} ends before its last row`)
    read += length
  }
  closeSync(descriptor)
  return rows
}

function compareRows(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  rankOfProbe: Int32Array,
): number {
  return (
    a[atA]! - b[atB]! ||
    rankOfProbe[a[atA + RowField.Probe]!]! - rankOfProbe[b[atB + RowField.Probe]!]! ||
    a[atA + RowField.Incarnation]! - b[atB + RowField.Incarnation]!
  )
}

function siftDown<T>(heap: T[], from: number, before: (a: T, b: T) => boolean): void {
  const item = heap[from]!
  let place = from
  for (;;) {
    let child = 2 * place + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
    if (!before(heap[child]!, item)) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = item
}
