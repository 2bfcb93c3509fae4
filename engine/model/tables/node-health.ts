/**
 * One row per node, in runs in which nodes may fail: its object in the API, its lease, and what the node lifecycle controller knows. Times are
 * simulated microseconds.
 */

export const allocateNodeHealth = (rows: number) => ({
  /** Its zone, as a number; -1 = it counts in none. */
  zone: new Int32Array(rows).fill(-1),

  // Its object: bits of `NodeMark`.
  apiMark: new Uint16Array(rows),
  /** When it changed last. */
  changedUs: new Float64Array(rows).fill(-Infinity),
  /** When its condition Ready became another. */
  turnedUs: new Float64Array(rows).fill(-Infinity),
  /** What the caches of controllers and the scheduler hold of it. */
  seenMark: new Uint16Array(rows),

  // Its lease (N1).
  renewedUs: new Float64Array(rows),
  nextRenewalUs: new Float64Array(rows),

  // The monitor (N2).
  /** When it saw the newest renewal; meaningless while it has not. */
  probedUs: new Float64Array(rows),
  /** It has seen the newest renewal. */
  isProbed: new Uint8Array(rows).fill(1),
})

export type NodeHealthTable = ReturnType<typeof allocateNodeHealth>
