/** The end of a sweep or of a merge: tables, provenance, verdicts, summary. */
import type { SweepResult } from '../../engine/index.ts'
import { machineFacts } from '../../reports/provenance.ts'
import { flatThresholds, pointThresholds } from '../../reports/sweep/point-thresholds.ts'
import type { KeptPlan, SweepDirectory } from '../../reports/sweep/sweep-directory.ts'
import { sweepText } from '../../reports/sweep/sweep-text.ts'
import { junitXml } from '../../reports/threshold-report.ts'
import { ExitCode } from '../exit-code.ts'
import { type OptionName, type Options, recordedOptions } from '../options.ts'
import { nameWithin, writeOutputFile } from '../output-file.ts'
import { takesColor } from '../streams.ts'
import { exitOfThresholds } from '../threshold-exit.ts'
import { version } from '../version.ts'
import { withDirectory } from './directory-error.ts'
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
  directory: SweepDirectory,
  plan: KeptPlan,
  shard: Shard,
  result: SweepResult,
  end: SweepEnd,
): ExitCode {
  const { options, interrupted, wallSeconds } = end
  const isWhole = shard.shards === 1
  const provenance = {
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
  }
  const thresholds = pointThresholds(result)
  // A part of a sweep judges nothing: that is for merge, which has all of it.
  const junit =
    options.junit === undefined || interrupted || !isWhole
      ? undefined
      : { path: options.junit, text: junitXml(`sweep ${plan.name}`, flatThresholds(thresholds)) }
  const name = junit === undefined ? undefined : nameWithin(junit.path, directory.path)
  const beside = name === undefined ? {} : { [name]: junit!.text }
  const files = withDirectory('--out-dir', () => directory.finish(result, provenance, beside))
  process.stdout.write(
    sweepText(result, {
      version: version(),
      cellsTotal: end.cellsTotal,
      skippedCount: end.skippedCount,
      ...(isWhole ? {} : { shard: `${shard.shard}/${shard.shards}` }),
      notes: end.notes,
      interrupted,
      directory: directory.path,
      files,
      ...(wallSeconds === undefined ? {} : { wallSeconds }),
      color: takesColor(options['no-color'], process.stdout, process.env),
    }),
  )
  if (interrupted) return ExitCode.Interrupted
  if (!isWhole) return ExitCode.Done
  if (junit !== undefined && name === undefined) writeOutputFile('--junit', junit.path, [junit.text])
  return exitOfThresholds(flatThresholds(thresholds), options.strict)
}
