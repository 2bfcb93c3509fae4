/**
 * The cells of a sweep, in this thread or over worker threads. Each depends on its spec and its number only, so neither the
 * order nor the thread matters; a caller that keeps each result as it comes loses nothing when it is stopped.
 */

import type { Tinypool } from 'tinypool'
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import type { CellResult, RowsName } from '../../../contract/sweep-result.ts'
import { usToSeconds } from '../../../kernel/time.ts'
import { type EngineName, Replication } from '../../run/replication.ts'
import { openPool } from '../../run/replication-pool.ts'
import { poolRows } from '../../statistics/estimates.ts'
import type { PlannedCell } from './sweep-plan.ts'

export type SweepOptions = {
  readonly engine: EngineName
  /** Checks the invariants of the model while it runs. */
  readonly verify: boolean
  /** What is kept of single hangs. */
  readonly rows: readonly RowsName[]
  /** Threads at most. */
  readonly workers: number
  /** Stops soon; cells that were not finished are dropped. */
  readonly signal?: AbortSignal
  /** Called once for each finished cell, in the order in which they finish. */
  readonly onCell: (result: CellResult) => void
}

/** What a worker thread gets. */
export type CellWork = {
  readonly cell: PlannedCell
  readonly spec: ClusterSpec
  readonly engine: EngineName
  readonly verify: boolean
  readonly rows: readonly RowsName[]
}

/** Costs up to which threads are not worth their start. Above it even one is: this thread has to hear of an interrupt. */
const costBeforeThreads = 300_000

/** @param specOf the cluster of a point, by its number. */
export async function simulateCells(
  cells: readonly PlannedCell[],
  specOf: (point: number) => ClusterSpec,
  options: SweepOptions,
): Promise<void> {
  const threads = new CellThreads({ ...options, workers: Math.min(options.workers, cells.length) })
  try {
    await threads.simulate(cells, specOf)
  } finally {
    await threads.close()
  }
}

type Works = readonly (() => CellWork)[]

/** Simulates cells as often as it is asked to; threads are started once, when they are worth it. */
export class CellThreads {
  private readonly options: SweepOptions
  private pool: Promise<Tinypool> | undefined
  private readonly stop = (): void => void this.close()
  /** Events of the cells so far: a storm has many more than its cost foresees. */
  private eventsTotal = 0

  constructor(options: SweepOptions) {
    const { onCell } = options
    this.options = {
      ...options,
      onCell: (result) => {
        this.eventsTotal += result.eventsTotal
        onCell(result)
      },
    }
    options.signal?.addEventListener('abort', this.stop)
  }

  /** @param specOf as above. */
  async simulate(cells: readonly PlannedCell[], specOf: (point: number) => ClusterSpec): Promise<void> {
    const { engine, verify, rows } = this.options
    const cost = cells.reduce((sum, cell) => sum + cell.cost, 0)
    const works = cells.map((cell) => () => ({ cell, spec: specOf(cell.point), engine, verify, rows }))
    const isLarge = (): boolean => Math.max(cost, this.eventsTotal) >= costBeforeThreads
    const left = await simulateHere(works, this.options, isLarge)
    if (left.length > 0) await this.simulateInThreads(left)
  }

  /** As many cells under way as there are threads, so that a study that stops has little to drop. */
  private async simulateInThreads(works: Works): Promise<void> {
    const { workers, signal, onCell } = this.options
    this.pool ??= openPool('questions/sweep/sweep-worker', workers)
    const pool = await this.pool
    let next = 0
    const takeTurns = async (): Promise<void> => {
      while (next < works.length && !signal?.aborted) {
        const result: CellResult = await pool.run(works[next++]())
        onCell(result)
      }
    }
    try {
      await Promise.all(Array.from({ length: Math.min(workers, works.length) }, takeTurns))
    } catch (error) {
      // A thread that is stopped fails its cell.
      if (!signal?.aborted) throw error
    }
  }

  /** Ends the threads, with what they have under way. */
  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.stop)
    await (await this.pool)?.destroy()
  }
}

/** One after the other, until the work turns out large; resolves to what is left then. */
async function simulateHere(
  works: Works,
  { signal, onCell }: SweepOptions,
  isLarge: () => boolean,
): Promise<Works> {
  for (const [index, work] of works.entries()) {
    if (isLarge()) return works.slice(index)
    const run = new CellRun(work())
    for (let isOver = false; !isOver; ) {
      isOver = run.advance()
      await breathe()
      if (signal?.aborted) return []
    }
    onCell(run.result())
  }
  return []
}

/** One cell, a slice at a time. */
export class CellRun {
  private readonly cell: PlannedCell
  private readonly run: Replication
  private readonly rows: readonly RowsName[]
  private readonly warmUpSeconds: number

  constructor({ cell, spec, engine, verify, rows }: CellWork) {
    this.cell = cell
    this.rows = rows
    this.warmUpSeconds = usToSeconds(spec.warmUpUs)
    this.run = new Replication(spec, { replication: cell.replication, keepsStarts: false, verify, engine })
  }

  /** True when the run is over. */
  advance(): boolean {
    return !this.run.advanceSlice()
  }

  result(): CellResult {
    const { point, replication } = this.cell
    const result = this.run.result()
    const { eventsTotal, fingerprint } = result.counters
    const pooled = this.rows.length === 0 ? undefined : poolRows([result], this.warmUpSeconds)
    const rows = this.rows.map(({ quantity, workload }) => ({
      quantity,
      workload,
      seconds: pooled?.[quantity].get(workload) ?? [],
    }))
    const { summary, troubled, limits } = result
    return { point, replication, summary, troubled, limits, eventsTotal, fingerprint, rows }
  }
}

/** Lets signals and output have their turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
