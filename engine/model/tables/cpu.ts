/** What containers take of their node's processors; no rows where nobody contends for them. Shares are cores, work is microseconds of CPU time. */

export const allocateCpuTemplates = (rows: number) => ({
  /** Its weight where the node is short: its request, in cores. */
  weight: new Float64Array(rows),
  /** Cores that its limit allows; Infinity = it has none. */
  limit: new Float64Array(rows).fill(Infinity),
  /** Work of a start-up: rows [startupAt, startupAt + startupCount) of `perIncarnation`; none = it is no work. */
  startupAt: new Int32Array(rows),
  startupCount: new Int32Array(rows),
  startupCores: new Float64Array(rows),
  idle: new Float64Array(rows),
  perRequestUs: new Float64Array(rows),
  /** Cores that its probes take, before and after it has started. */
  probesBefore: new Float64Array(rows),
  probesAfter: new Float64Array(rows),
})

/** One row per container. */
export const allocateCpus = (rows: number) => ({
  /** Neighbours in the chain of its node, in the order in which their processes began; -1 = none. */
  next: new Int32Array(rows).fill(-1),
  previous: new Int32Array(rows).fill(-1),
  /** It runs, and is in that chain. */
  isOn: new Uint8Array(rows),
  /** What it takes all the time, without its start-up, since its node was looked at last. */
  steady: new Float64Array(rows),
  /** Its share since then, and the same in whole millionths of a core, which metrics count. */
  share: new Float64Array(rows),
  counted: new Float64Array(rows),
  /** Cores that its requests would take if nobody else wanted any, Infinity = all there are; and those that count, since its node was looked at last. */
  requests: new Float64Array(rows),
  requestUse: new Float64Array(rows),
  /** How many of them are worked on at the same time, at most. */
  workers: new Float64Array(rows),
  /** Rungs of what the work of a request is stretched by, and of the cores that all its requests could get; 0 = enough. */
  requestStretch: new Uint16Array(rows),
  requestCapacity: new Uint16Array(rows),
  /** Work that its start-up has still to do, as of the last look at its node; the rate, in cores, since then, and when it is done at that rate. */
  left: new Float64Array(rows),
  rate: new Float64Array(rows),
  doneAtUs: new Float64Array(rows),
  /** From when on it would answer if there were no such work: `startup`. */
  answersFromUs: new Float64Array(rows),
})

/** One row per node. */
export const allocateNodeCpus = (rows: number) => ({
  /** Its containers that run are chained. */
  first: new Int32Array(rows).fill(-1),
  last: new Int32Array(rows).fill(-1),
  /** When shares were worked out last. */
  sinceUs: new Float64Array(rows),
  /** The newest instant for which that is scheduled; -1 = none was. */
  turnUs: new Float64Array(rows).fill(-1),
  /** When shares follow, or followed last, what requests ask for. */
  requestTurnUs: new Float64Array(rows).fill(Number.NEGATIVE_INFINITY),
  /** Live event of the next start-up whose work is done. */
  doneStamp: new Int32Array(rows),
  /** Its containers ask for all it has, and since when. */
  isSaturated: new Uint8Array(rows),
  saturatedSinceUs: new Float64Array(rows),
  /** Such time after the warm-up. */
  saturatedUs: new Float64Array(rows),
})

export type CpuTemplateTable = ReturnType<typeof allocateCpuTemplates>
export type CpuTable = ReturnType<typeof allocateCpus>
export type NodeCpuTable = ReturnType<typeof allocateNodeCpus>
