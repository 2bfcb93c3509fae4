/**
 * Random streams, named by what they belong to and never by creation order: a purpose, then an entity. So
 * a new entity, or one draw more for one purpose, leaves every other stream as it was (common random numbers).
 *
 * seedrandom's `alea` turns (master seed, replication, purpose) into a key: one constructor per purpose, for
 * it costs microseconds. An integer hash of key and entity name seeds one row of 16 bytes per entity. Where there are many, the path
 * that they have in common is hashed once (`pathKey`), and then each one's numbers (`seedEntity`).
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand 0.94): 128 bits of state, period at least 2^32
 * from any state and about 2^127 on average.
 */
import seedrandom from 'seedrandom'
import { finish, type HashKey, hashInto, multiplierA, multiplierB } from './name-hash.ts'

export type PurposeKey = HashKey

/** One generator per row. */
export type Streams = {
  /** Four words per row: the three mixed words of sfc32, then its counter. Replaced when the table grows. */
  state: Int32Array
}

const wordsPerRow = 4
/** 2^-53: between one uniform and the next. */
const uniformUnit = Number.EPSILON / 2
/** PractRand discards 12 to 15 outputs after seeding, until every seed bit has reached every word; here 16. */
const warmUpDraws = 8
/** The counter once a row is seeded: each draw counts two outputs. */
const counterAtFirst = 1 + 2 * warmUpDraws

/** The key of one purpose in one replication of one study. */
export function purposeKey(masterSeed: string, replication: number, purpose: string): PurposeKey {
  const prng = seedrandom.alea(JSON.stringify([masterSeed, replication, purpose]))
  return { a: prng.int32(), b: prng.int32() }
}

/** Rows must be seeded before use. */
export function createStreams(rows: number): Streams {
  return { state: new Int32Array(rows * wordsPerRow) }
}

/** Makes room for so many rows; those that are there go on. */
export function growStreams(streams: Streams, rows: number): void {
  const longer = new Int32Array(rows * wordsPerRow)
  longer.set(streams.state)
  streams.state = longer
}

/** Starts the stream of this row at the point that key and name determine. */
export function seedStream(streams: Streams, row: number, key: PurposeKey, name: string): void {
  const at = row * wordsPerRow
  const state = streams.state
  hashInto(state, at, key, name)
  state[at + 2] = key.a
  state[at + 3] = 1
  for (let draw = 0; draw < warmUpDraws; draw++) nextUniform(streams, row)
}

/** The key of the streams of one purpose under a path, such as a workload's. */
export function pathKey(key: PurposeKey, path: string): PurposeKey {
  const words = new Int32Array(2)
  hashInto(words, 0, key, path)
  return { a: words[0], b: words[1] }
}

/**
 * Starts the stream of this row at the point that key and three numbers determine. They are hashed as the characters of a name are, to 64 bits,
 * and these to three words, each of which every bit of the numbers has reached: nothing need be discarded.
 */
export function seedEntity(
  { state }: Streams,
  row: number,
  key: PurposeKey,
  first: number,
  second: number,
  third: number,
): void {
  let a = Math.imul(((key.a << 13) | (key.a >>> 19)) ^ first, multiplierA)
  let b = Math.imul(((key.b << 17) | (key.b >>> 15)) ^ a, multiplierB)
  a = Math.imul(((a << 13) | (a >>> 19)) ^ second, multiplierA)
  b = Math.imul(((b << 17) | (b >>> 15)) ^ a, multiplierB)
  a = Math.imul(((a << 13) | (a >>> 19)) ^ third, multiplierA)
  b = finish(Math.imul(((b << 17) | (b >>> 15)) ^ a, multiplierB))
  a = finish(a ^ b)
  const at = row * wordsPerRow
  state[at] = a
  state[at + 1] = b
  state[at + 2] = finish(b ^ ((a << 16) | (a >>> 16)) ^ key.a)
  state[at + 3] = counterAtFirst
}

/** Uniform in [0, 1), a multiple of 2^-53: two outputs of sfc32. */
export function nextUniform(streams: Streams, row: number): number {
  const state = streams.state
  const at = row * wordsPerRow
  let a = state[at]
  let b = state[at + 1]
  let c = state[at + 2]
  const counter = state[at + 3]
  const high = (a + b + counter) | 0
  a = b ^ (b >>> 9)
  b = (c + (c << 3)) | 0
  c = (((c << 21) | (c >>> 11)) + high) | 0
  const low = (a + b + counter + 1) | 0
  state[at] = b ^ (b >>> 9)
  state[at + 1] = (c + (c << 3)) | 0
  state[at + 2] = (((c << 21) | (c >>> 11)) + low) | 0
  state[at + 3] = counter + 2
  return ((high >>> 5) * 67108864 + (low >>> 6)) * uniformUnit
}

/** A row of one table goes on as a row of another would: draws ahead that leave it where it is. */
export function copyStream(from: Streams, fromRow: number, to: Streams, toRow: number): void {
  for (let word = 0; word < wordsPerRow; word++) {
    to.state[toRow * wordsPerRow + word] = from.state[fromRow * wordsPerRow + word]
  }
}

/** The uniform that the stream will give next. */
export function peekUniform(streams: Streams, row: number): number {
  const at = row * wordsPerRow
  const words = streams.state.slice(at, at + wordsPerRow)
  const uniform = nextUniform(streams, row)
  streams.state.set(words, at)
  return uniform
}

/** Row r gets the stream that row `from[r]` had; rows behind them stay. A table without rows stays so. */
export function reorderStreams(streams: Streams, from: Int32Array): void {
  const { state } = streams
  const before = state.slice()
  const end = Math.min(state.length, from.length * wordsPerRow)
  for (let at = 0; at < end; at++) {
    state[at] = before[from[Math.floor(at / wordsPerRow)] * wordsPerRow + (at % wordsPerRow)]
  }
}

/** Uniforms drawn from all rows since they were seeded: the counters of sfc32 know. */
export function drawCount({ state }: Streams): number {
  let count = 0
  for (let at = wordsPerRow - 1; at < state.length; at += wordsPerRow) {
    if (state[at] > 0) count += (state[at] - counterAtFirst) / 2
  }
  return count
}
