import type { Streams } from '../../kernel/random-stream.ts'

/** One row per container: where it is in gaps and phases that follow each other. Times are simulated microseconds. */

export const allocateAlternations = (rows: number) => ({
  /** Whether a phase lasts. */
  isOn: new Uint8Array(rows),
  /** When that changes; Infinity = never. */
  turnsAtUs: new Float64Array(rows).fill(Infinity),
})

export type AlternationTable = ReturnType<typeof allocateAlternations>

/** Gaps and phases of one purpose; see `world/alternation.ts`. */
export type Alternation = AlternationTable & {
  /** Distributions of gaps and phases, by container template; -1 = it has none. */
  readonly every: Int32Array
  readonly length: Int32Array
  readonly streams: Streams
}
