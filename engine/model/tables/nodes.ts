/** One row per node: the phases of its kubelet's loops. Times are simulated microseconds. */

export const allocateNodes = (rows: number) => ({
  /** Row of `profiles`: nodes of a class share version, gates and configuration. */
  kubeletClass: new Int32Array(rows),
  podsMax: new Int32Array(rows),
  podCount: new Int32Array(rows),
  /** Time of some relist, and from one relist's start to the next (S3). */
  relistPhaseUs: new Float64Array(rows),
  relistPeriodUs: new Float64Array(rows),
  /** From the start of a relist to its events; 0 with ideal overheads. */
  relistCostUs: new Float64Array(rows),
  /** Time of some 1 s sync tick (S2). */
  syncTickPhaseUs: new Float64Array(rows),
  /** Time of some housekeeping pass (S14). */
  housekeepingPhaseUs: new Float64Array(rows),
  /** Start of the kubelet process; negative before the run (P5, P10). */
  kubeletStartUs: new Float64Array(rows),

  // Its API clients: see `status-writer.ts` and `event-client.ts`.
  /** When the status writer has done what it has begun (R1). */
  writerFreeAtUs: new Float64Array(rows),
  /** When it last looked for statuses that have changed, or, if it is busy, will look next; -1 = never. */
  writerLookUs: new Float64Array(rows).fill(-1),
  /** The newest look for which a turn of the writers is scheduled; -1 = none was. */
  writerTurnUs: new Float64Array(rows).fill(-1),
  /** When the token buckets of statuses and of events will be full. */
  apiFullAtUs: new Float64Array(rows),
  eventsFullAtUs: new Float64Array(rows),

  // What faults do to it: see `node/machine.ts`.
  /** Faults that keep the machine off, and those that cut it off from the API. */
  offCount: new Int32Array(rows),
  cutCount: new Int32Array(rows),
  /** It has been off since its kubelet ran last. */
  isOff: new Uint8Array(rows),
  /** Since when its kubelet neither hears of the API nor is heard there; Infinity = it is in touch. */
  silentSinceUs: new Float64Array(rows).fill(Infinity),
})

export type NodeTableState = ReturnType<typeof allocateNodes>
