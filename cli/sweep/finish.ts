/** The end of a sweep or of a merge: tables, provenance, verdicts, summary. */
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SweepResult } from '../../engine/index.ts'
import { machineFacts } from '../../reports/provenance.ts'
import { provenanceFile } from '../../reports/result-directory.ts'
import { flatThresholds, pointThresholds } from '../../reports/sweep/point-thresholds.ts'
import { type KeptPlan, replaceFile, sweepFiles, writeSweep } from '../../reports/sweep/sweep-directory.ts'
import { sweepText } from '../../reports/sweep/sweep-text.ts'
import { junitXml } from '../../reports/threshold-report.ts'
import { ExitCode } from '../exit-code.ts'
import { type OptionName, type Options, recordedOptions } from '../options.ts'
import { takesColor } from '../streams.ts'
import { exitOfThresholds } from '../threshold-exit.ts'
import { version } from '../version.ts'
import type { Shard } from './shard.ts'

export type SweepEnd = {
  readonly options: Options
  readonly inputs: readonly unknown[]
  readonly notes: readonly string[]
  readonly skippedCount: number
  readonly cellsTotal: number
  readonly interrupted: boolean
  readonly startedAt: string
  /** Absent for a merge, which simulates nothing. */
  readonly wallSeconds?: number
}

/** Options that a result depends on, beside those of the input. */
const ownOptions = ['threshold', 'engine'] as const satisfies readonly OptionName[]

export function finishSweep(
  path: string,
  plan: KeptPlan,
  shard: Shard,
  result: SweepResult,
  end: SweepEnd,
): ExitCode {
  const { options, interrupted, wallSeconds } = end
  const isWhole = shard.shards === 1
  writeSweep(path, plan, shard, result)
  const files = sweepFiles(plan, isWhole)
  const provenance = {
    tool: 'probestorm',
    version: version(),
    sweep: plan.name,
    plan: plan.hash,
    shard: `${shard.shard}/${shard.shards}`,
    inputs: end.inputs,
    options: recordedOptions(options, ownOptions),
    interrupted,
    startedAt: end.startedAt,
    machine: machineFacts(),
    wallSeconds: wallSeconds ?? null,
    cells: result.cells.length,
    simulatedEvents: result.cells.reduce((sum, { eventsTotal }) => sum + eventsTotal, 0),
    files,
  }
  replaceFile(path, provenanceFile, `${JSON.stringify(provenance, null, 2)}\n`)
  const written = [...files, provenanceFile].map((name) => ({ name, bytes: statSync(join(path, name)).size }))
  process.stdout.write(
    sweepText(result, {
      version: version(),
      cellsTotal: end.cellsTotal,
      skippedCount: end.skippedCount,
      ...(isWhole ? {} : { shard: `${shard.shard}/${shard.shards}` }),
      notes: end.notes,
      interrupted,
      directory: path,
      files: written,
      ...(wallSeconds === undefined ? {} : { wallSeconds }),
      color: takesColor(options['no-color'], process.stdout, process.env),
    }),
  )
  if (interrupted) return ExitCode.Interrupted
  // A part of a sweep judges nothing: that is for merge, which has all of it.
  if (!isWhole) return ExitCode.Done
  const rows = flatThresholds(pointThresholds(result))
  if (options.junit !== undefined) writeFileSync(options.junit, junitXml(`sweep ${plan.name}`, rows))
  return exitOfThresholds(rows, options.strict)
}
