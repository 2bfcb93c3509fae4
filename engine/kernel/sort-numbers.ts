/**
 * Sorts many numbers that are spread over a range without order, such as times: they are dealt out to equal slices of the
 * range, and the slices likewise. On a million numbers that is several times faster than the sort of the language.
 */

/** More slices than that, and what is dealt out is written to more places than the cache holds. */
const slicesMax = 2048
const numbersPerSlice = 4
/** Up to so many numbers insertion is the fastest sort. */
const insertionMax = 32

/** Leaves the numbers in ascending order. None may be NaN or infinite. O(n log n) at worst. */
export function sortNumbers(values: Float64Array): void {
  if (values.length <= insertionMax) {
    insertionSort(values, 0, values.length)
    return
  }
  const room = { spare: new Float64Array(values.length), ends: new Int32Array(endsFor(values.length)) }
  sortSlice(values, room, 0, values.length, 0)
}

/** Allocated once for all ranges. */
type Room = {
  /** Where numbers are dealt out to. */
  readonly spare: Float64Array
  /** Where slices end: those of a range behind those of the range that it is a slice of. */
  readonly ends: Int32Array
}

/** A slice that is dealt out again holds half of its range at most. */
function endsFor(size: number): number {
  return size <= insertionMax ? 0 : slicesOf(size) + endsFor(Math.floor(size / 2))
}

function slicesOf(size: number): number {
  return Math.min(slicesMax, Math.ceil(size / numbersPerSlice))
}

/** Few numbers never reach `sortRange`: compiled for them alone, it would be thrown away at the next many. */
function sortSlice(values: Float64Array, room: Room, begin: number, end: number, firstEnd: number): void {
  if (end - begin <= insertionMax) insertionSort(values, begin, end)
  else sortRange(values, room, begin, end, firstEnd)
}

/**
 * Each loop is a function of its own: V8 compiles a long loop while it runs, and what comes behind the loop in the same
 * function would throw that code away each time.
 */
function sortRange(values: Float64Array, room: Room, begin: number, end: number, firstEnd: number): void {
  const size = end - begin
  const low = lowest(values, begin, end)
  const high = highest(values, begin, end)
  if (low === high) return
  const slices = slicesOf(size)
  const { spare } = room
  const slicesPerUnit = (slices - 1) / (high - low)
  const ends = room.ends.subarray(firstEnd, firstEnd + slices).fill(0)
  countSlices(values, begin, end, low, slicesPerUnit, ends)
  // Half of all in one slice: it would take many rounds to pull them apart.
  if (2 * largest(ends) > size) {
    values.subarray(begin, end).sort()
    return
  }
  addUp(ends, begin)
  dealOut(values, begin, end, low, slicesPerUnit, ends, spare)
  values.set(spare.subarray(begin, end), begin)
  // What were ends are begins now.
  for (let slice = 0; slice < slices; slice++)
    sortSlice(values, room, ends[slice], slice + 1 < slices ? ends[slice + 1] : end, firstEnd + slices)
}

function lowest(values: Float64Array, begin: number, end: number): number {
  let low = values[begin]
  for (let index = begin + 1; index < end; index++) if (values[index] < low) low = values[index]
  return low
}

function highest(values: Float64Array, begin: number, end: number): number {
  let high = values[begin]
  for (let index = begin + 1; index < end; index++) if (values[index] > high) high = values[index]
  return high
}

/** How many numbers each slice gets. */
function countSlices(
  values: Float64Array,
  begin: number,
  end: number,
  low: number,
  slicesPerUnit: number,
  counts: Int32Array,
): void {
  for (let index = begin; index < end; index++) counts[((values[index] - low) * slicesPerUnit) | 0]++
}

function largest(counts: Int32Array): number {
  let most = 0
  for (let slice = 0; slice < counts.length; slice++) if (counts[slice] > most) most = counts[slice]
  return most
}

/** From how many each slice gets to where it ends. */
function addUp(counts: Int32Array, begin: number): void {
  let endOfSlice = begin
  for (let slice = 0; slice < counts.length; slice++) {
    endOfSlice += counts[slice]
    counts[slice] = endOfSlice
  }
}

/** Puts each number into its slice, the last place first. */
function dealOut(
  values: Float64Array,
  begin: number,
  end: number,
  low: number,
  slicesPerUnit: number,
  ends: Int32Array,
  spare: Float64Array,
): void {
  for (let index = begin; index < end; index++)
    spare[--ends[((values[index] - low) * slicesPerUnit) | 0]] = values[index]
}

function insertionSort(values: Float64Array, begin: number, end: number): void {
  for (let index = begin + 1; index < end; index++) {
    const value = values[index]
    let hole = index
    while (hole > begin && values[hole - 1] > value) {
      values[hole] = values[hole - 1]
      hole--
    }
    values[hole] = value
  }
}
