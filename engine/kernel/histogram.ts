/**
 * A histogram that merges: each power of two is cut into 128 equal cells. From 2^-20 (about 1e-6) up to 2^44
 * (about 1.8e13) a quantile is off by at most 1/256 of itself (0.4 %); smaller values are known to 2^-20, larger
 * ones count as the largest. Count, minimum and maximum are exact. 64 KB each; recording allocates nothing.
 */

import { wholePower } from './power.ts'
import { rankOf } from './statistics.ts'

const cellsPerOctave = 128
const exponentMin = -20
const exponentMax = 44
const cellsInRange = (exponentMax - exponentMin) * cellsPerOctave
/** One cell below the range, one above. */
const cellCount = cellsInRange + 2

/** The upper word of a double holds the exponent (biased by 1023) and the first 20 bits of the fraction. */
const shiftToCell = 20 - Math.log2(cellsPerOctave)
const cellOfMin = ((exponentMin + 1023) * cellsPerOctave) | 0
const bits = new DataView(new ArrayBuffer(8))

export class Histogram {
  count = 0
  /** `Infinity` while empty. */
  min = Infinity
  /** `-Infinity` while empty. */
  max = -Infinity

  private readonly counts = new Float64Array(cellCount)

  /** Counts a value of 0 or more; `Infinity` is one. */
  record(value: number): void {
    bits.setFloat64(0, value)
    const cell = (bits.getUint32(0) >>> shiftToCell) - cellOfMin + 1
    this.counts[Math.min(cellCount - 1, Math.max(0, cell))]++
    this.count++
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
  }

  /** Adds the values of another histogram: the same as recording them here. */
  merge(other: Histogram): void {
    for (let cell = 0; cell < cellCount; cell++) this.counts[cell] += other.counts[cell]
    this.count += other.count
    this.min = Math.min(this.min, other.min)
    this.max = Math.max(this.max, other.max)
  }

  /** Nearest-rank quantile, p in [0, 1]; the least and the largest value are exact. NaN while empty. */
  quantile(p: number): number {
    if (this.count === 0) return NaN
    const rank = rankOf(p, this.count)
    if (rank === 1) return this.min
    let cell = 0
    for (let sum = this.counts[0]; sum < rank; sum += this.counts[cell]) cell++
    if (rank === this.count || cell === cellCount - 1) return this.max
    return Math.min(this.max, Math.max(this.min, middleOf(cell)))
  }
}

/** Middle of a cell; 0 for what lies below the range. */
function middleOf(cell: number): number {
  if (cell === 0) return 0
  const octave = Math.floor((cell - 1) / cellsPerOctave)
  const part = (cell - 1) % cellsPerOctave
  return wholePower(2, exponentMin + octave) * (1 + (part + 0.5) / cellsPerOctave)
}
