/** One row per container: where it is in gaps and phases that follow each other. Times are simulated microseconds. */

export const allocateAlternations = (rows: number) => ({
  /** Whether a phase lasts. */
  isOn: new Uint8Array(rows),
  /** When that changes; Infinity = never. */
  turnsAtUs: new Float64Array(rows).fill(Infinity),
})

export type AlternationTable = ReturnType<typeof allocateAlternations>
