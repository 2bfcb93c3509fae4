/**
 * What runs of probes leave behind: processes and sockets, by `row * 2 + Left`. No rows where nothing is left. Amounts are averages, and no whole numbers; times
 * are those of a clock that stands still while the node has no more of the kind.
 */

/** What is left. */
export const Left = { Process: 0, Socket: 1 } as const
export const leftKinds = 2

export const allocateLeakTemplates = (rows: number) => ({
  /** Left per microsecond by the probes that run before and after the container has started. */
  before: new Float64Array(rows * leftKinds),
  after: new Float64Array(rows * leftKinds),
})

/** One row per container. */
export const allocateContainerLeaks = (rows: number) => ({
  /** Its process runs. */
  isOn: new Uint8Array(rows),
  /** Left until this time of the clock, and from then on per microsecond of it. */
  amount: new Float64Array(rows * leftKinds),
  sinceClockUs: new Float64Array(rows * leftKinds),
  rate: new Float64Array(rows * leftKinds),
})

/** One row per node. */
export const allocateNodeLeaks = (rows: number) => ({
  /** Left of all its containers, up to `sinceUs`, and per microsecond of the clock from then on. */
  amount: new Float64Array(rows * leftKinds),
  rate: new Float64Array(rows * leftKinds),
  clockUs: new Float64Array(rows * leftKinds),
  sinceUs: new Float64Array(rows),
  /** There are no more. */
  isOut: new Uint8Array(rows * leftKinds),
  /** When that was first; Infinity = never so far. */
  outAtUs: new Float64Array(rows).fill(Infinity),
  stamp: new Int32Array(rows),
})

export type LeakTemplateTable = ReturnType<typeof allocateLeakTemplates>
export type ContainerLeakTable = ReturnType<typeof allocateContainerLeaks>
export type NodeLeakTable = ReturnType<typeof allocateNodeLeaks>
