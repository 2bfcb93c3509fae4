/** `sweep`: load every point, simulate what is not simulated yet, write the tables, say which parameters matter. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type CellResult,
  cellKey,
  cellsOf,
  cellsOfShard,
  type EngineName,
  rowsOfPlan,
  simulateCells,
  summarizeSweep,
} from '../../engine/index.ts'
import { InUseError } from '../../reports/folder-lock.ts'
import { type KeptPlan, SweepDirectory } from '../../reports/sweep/sweep-directory.ts'
import { planTable } from '../../reports/sweep/sweep-text.ts'
import type { LoadedSweep } from '../../scenarios/sweep/load-sweep.ts'
import { defaultDirectory } from '../default-directory.ts'
import { ExitCode } from '../exit-code.ts'
import { loadSweepInput, pathsOf } from '../input.ts'
import { stopOnSignal } from '../interrupt.ts'
import { checkMemory } from '../memory-limit.ts'
import type { Options } from '../options.ts'
import { checkOutputFile } from '../output-file.ts'
import { describeSweep, showProgress } from '../progress.ts'
import { takesColor } from '../streams.ts'
import { directoryError, withDirectory } from '../sweep/directory-error.ts'
import { finishSweep } from '../sweep/finish.ts'
import { jobManifest } from '../sweep/job.ts'
import { limitsOfCells } from '../sweep/limits.ts'
import { planOf } from '../sweep/plan.ts'
import { readShard, type Shard } from '../sweep/shard.ts'
import { UsageError } from '../usage-error.ts'

export async function sweep(options: Options): Promise<ExitCode> {
  const shard = options['print-job'] ? undefined : readShard(options.shard, options.shards, process.env)
  if (options.junit !== undefined && (shard?.shards ?? 1) > 1)
    throw directoryError(
      '--junit',
      'option-refused',
      'a part of a sweep judges no thresholds; expected it of the whole',
      'give --junit to merge',
    )
  const loaded = await loadSweepInput(options)
  const plan = planOf(loaded, options.engine as EngineName)
  if (shard === undefined) return printJob(loaded, options)
  if (options.plan) return printPlan(plan, shard, options)
  return simulateSweep(loaded, plan, shard, options)
}

async function simulateSweep(
  loaded: LoadedSweep,
  plan: KeptPlan,
  shard: Shard,
  options: Options,
): Promise<ExitCode> {
  const workers = options.workers ?? availableParallelism()
  checkMemoryOf(loaded, plan, workers, options['max-memory'])
  const path = directoryOf(loaded.name, shard, options)
  const inputs = pathsOf(loaded.inputs)
  checkOutputFile('--junit', options.junit, path, inputs)
  const open = () => new SweepDirectory(path, plan, shard, options.resume, inputs)
  const directory = options.resume ? await whenFree(open, options.quiet) : withDirectory('--out-dir', open)
  const cells = cellsOfShard(plan, shard.shard, shard.shards)
  const finished = new Map<string, CellResult>(directory.finished.map((cell) => [cellKey(cell), cell]))
  const left = cells.filter((cell) => !finished.has(cellKey(cell)))
  const costTotal = left.reduce((sum, { cost }) => sum + cost, 0)
  const costs = new Map(left.map((cell) => [cellKey(cell), cell.cost]))
  const interrupt = stopOnSignal(() => {}, 'cells that are finished are kept')
  const progress = await showProgress(process.stderr, options.quiet, describeSweep)
  const startedAt = new Date().toISOString()
  const startedAtMs = performance.now()
  let count = 0
  let cost = 0
  try {
    try {
      await simulateCells(left, (point) => loaded.points[point - 1]!.spec, {
        engine: options.engine as EngineName,
        verify: options.verify,
        rows: rowsOfPlan(plan),
        workers,
        signal: interrupt.signal,
        onCell(result) {
          withDirectory('--out-dir', () => directory.append(result))
          finished.set(cellKey(result), result)
          count++
          cost += costs.get(cellKey(result))!
          progress.update({ cells: count, cost, cellsTotal: left.length, costTotal })
        },
      })
    } finally {
      progress.stop()
      interrupt.end()
    }
    return finishSweep(directory, plan, shard, summarizeSweep(plan, [...finished.values()]), {
      options,
      inputs: loaded.inputs,
      notes: [
        ...loaded.notes,
        ...limitsOfCells(plan, finished.values(), (point) => loaded.points[point - 1]!.spec),
      ],
      skippedCount: loaded.skippedCount,
      cellsTotal: cells.length,
      interrupted: finished.size < cells.length,
      startedAt,
      wallSeconds: Math.round(performance.now() - startedAtMs) / 1000,
    })
  } finally {
    directory.close()
  }
}

/**
 * A pod that takes the place of another one comes before anybody knows whether that still lives: it waits until the other has
 * ended, or has been silent for a minute, and goes on behind it.
 */
async function whenFree(open: () => SweepDirectory, quiet: boolean): Promise<SweepDirectory> {
  for (let isSaid = false; ; isSaid = true) {
    try {
      return open()
    } catch (error) {
      if (!(error instanceof InUseError && error.isElsewhere))
        return withDirectory('--out-dir', () => {
          throw error
        })
      if (!isSaid && !quiet) process.stderr.write(`${error.message}; waiting until it has ended\n`)
      await wait(1000)
    }
  }
}

/** Each shard has a directory of its own within the one that is named. */
function directoryOf(name: string, { shard, shards }: Shard, options: Options): string {
  const base = options['out-dir'] ?? defaultDirectory('sweep', name)
  return shards === 1 ? base : join(base, `shard-${shard}-of-${shards}`)
}

/** Every thread may come to simulate the largest point. */
function checkMemoryOf(
  { points }: LoadedSweep,
  plan: KeptPlan,
  workers: number,
  maxMemory: string | undefined,
): void {
  const threads = Math.min(workers, cellsOf(plan).length)
  for (const { spec } of points)
    checkMemory({ ...spec, replications: threads }, { workers: threads }, maxMemory)
}

function printPlan(plan: KeptPlan, { shard, shards }: Shard, options: Options): ExitCode {
  if (options.format === 'json') {
    const cells = cellsOfShard(plan, shard, shards).sort(
      (a, b) => a.point - b.point || a.replication - b.replication,
    )
    process.stdout.write(`${JSON.stringify({ ...plan, cells }, null, 2)}\n`)
  } else process.stdout.write(planTable(plan, takesColor(options['no-color'], process.stdout, process.env)))
  return ExitCode.Done
}

function printJob(loaded: LoadedSweep, options: Options): ExitCode {
  const { shards, image, shard } = options
  if (shards === undefined || image === undefined)
    throw new UsageError('--print-job needs --shards N and --image IMAGE')
  if (shard !== undefined) throw new UsageError('--print-job prints all shards; expected no --shard')
  process.stdout.write(jobManifest(loaded, shards, image, options))
  return ExitCode.Done
}
