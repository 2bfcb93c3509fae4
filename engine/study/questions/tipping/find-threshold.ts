/** A search for a tipping point by simulation: the steps of a span are clusters, and each replication of one is a sample. */
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import type { ReplicationLimits, Threshold } from '../../../contract/run-result.ts'
import type { CellResult, RowsName } from '../../../contract/sweep-result.ts'
import type { TippingResult } from '../../../contract/tipping-result.ts'
import type { EngineName } from '../../run/replication.ts'
import { isPooled } from '../../statistics/thresholds.ts'
import { CellThreads } from '../sweep/sweep.ts'
import { replicationCost } from '../sweep/sweep-cost.ts'
import type { Sample } from './point-decision.ts'
import { findTurn, type Needed, type TippingQuestion } from './tipping-search.ts'

export type TippingProgress = {
  /** Steps that have been tried. */
  readonly points: number
  readonly replications: number
  readonly events: number
}

export type TippingOptions = {
  readonly engine: EngineName
  readonly verify: boolean
  /** Threads at most. */
  readonly workers: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: TippingProgress) => void
}

export type SimulatedQuestion = Omit<TippingQuestion, 'sample'> & {
  /** The cluster of a step. Called once for each that is tried. */
  readonly specOf: (step: number) => Promise<ClusterSpec>
}

export type SimulatedTipping = {
  readonly result: TippingResult
  readonly replications: number
  readonly events: number
  /** By step: what its replications leave out, in their order. */
  readonly limits: ReadonlyMap<number, readonly ReplicationLimits[]>
}

/**
 * All steps share their random numbers.
 * @throws what aborted the signal; what `specOf` throws.
 */
export async function findThreshold(
  { specOf, ...question }: SimulatedQuestion,
  { engine, verify, workers, signal, onProgress }: TippingOptions,
): Promise<SimulatedTipping> {
  const { condition } = question
  const rows: RowsName[] = isPooled(condition.metric)
    ? [{ quantity: condition.metric, workload: condition.workload }]
    : []
  const specs = new Map<number, ClusterSpec>()
  const limits = new Map<number, ReplicationLimits[]>()
  let cells = new Map<string, CellResult>()
  let points = 0
  let replications = 0
  let events = 0
  const threads = new CellThreads({
    engine,
    verify,
    rows,
    workers,
    ...(signal === undefined ? {} : { signal }),
    onCell(result) {
      cells.set(`${result.point} ${result.replication}`, result)
      replications++
      events += result.eventsTotal
      onProgress?.({ points, replications, events })
    },
  })
  const sample = async (needed: readonly Needed[]): Promise<Sample[][]> => {
    for (const { step } of needed) if (!specs.has(step)) specs.set(step, await specOf(step))
    points = specs.size
    cells = new Map()
    const planned = needed.flatMap(({ step, first, last }) =>
      numbersFrom(first, last).map((replication) => ({
        point: step,
        replication,
        cost: replicationCost(specs.get(step)!, engine),
      })),
    )
    await threads.simulate(planned, (step) => specs.get(step)!)
    signal?.throwIfAborted()
    return needed.map(({ step, first, last }) => {
      const own = numbersFrom(first, last).map((replication) => cells.get(`${step} ${replication}`)!)
      limits.set(step, [...(limits.get(step) ?? []), ...own.map((cell) => cell.limits)])
      return own.map((cell) => sampleOf(cell, condition))
    })
  }
  try {
    const result = await findTurn({ ...question, sample })
    return { result, replications, events, limits }
  } finally {
    await threads.close()
  }
}

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** What a replication says of the number that a condition compares. */
function sampleOf({ summary, rows }: CellResult, { metric, workload }: Threshold): Sample {
  if (isPooled(metric)) return rows[0].seconds
  const value = summary.find((row) => row.workload === workload)?.values[metric] ?? null
  return value === null ? [] : [value]
}
