/** `compare` of two sweeps: point by point, each as two runs are compared. */
import { type ComparedSweep, cellsOf, compareSweeps, type SweepComparison } from '../../engine/index.ts'
import { flatThresholds } from '../../reports/sweep/point-thresholds.ts'
import {
  type SweepComparisonFacts,
  sweepComparisonJson,
  sweepComparisonMarkdown,
  sweepComparisonText,
} from '../../reports/sweep/sweep-comparison-report.ts'
import { type KeptPlan, notASweep, readSweep } from '../../reports/sweep/sweep-directory.ts'
import { painter } from '../../reports/text-blocks.ts'
import { junitXml } from '../../reports/threshold-report.ts'
import { parseThresholds } from '../../scenarios/load-scenario.ts'
import { judgeDifferences } from '../difference-thresholds.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import { writeOutputFile } from '../output-file.ts'
import { takesColor } from '../streams.ts'
import { exitOfThresholds } from '../threshold-exit.ts'
import { UsageError } from '../usage-error.ts'
import { directoryError, withDirectory } from './directory-error.ts'

export function compareSweepsIn(basePath: string, headPath: string, options: Options): ExitCode {
  if (options.html !== undefined)
    throw new UsageError('--html draws two runs; the report.html of each sweep shows its points')
  const base = openSweep(basePath)
  const head = openSweep(headPath)
  const comparison = compareSweeps(base, head)
  if (comparison.points.length === 0) throw nothingInCommon(basePath, headPath, base.plan, head.plan)
  const every = comparison.points.flatMap(({ comparison: { metrics } }) => metrics)
  const workloads = [...new Set(every.map(({ workload }) => workload))]
  const limits = parseThresholds(options.threshold, workloads)
  const thresholds = {
    parameters: comparison.parameters,
    points: comparison.points.map(({ values, comparison: own }) => ({
      values,
      rows: judgeDifferences(own, limits),
    })),
  }
  const facts = { base: basePath, head: headPath, notes: notesOf(base.plan, head.plan), thresholds }
  process.stdout.write(textOf(comparison, facts, options))
  if (options.junit !== undefined)
    writeOutputFile('--junit', options.junit, [
      junitXml(`compare ${head.plan.name}`, flatThresholds(thresholds)),
    ])
  return exitOfThresholds(flatThresholds(thresholds), options.strict)
}

function textOf(comparison: SweepComparison, facts: SweepComparisonFacts, options: Options): string {
  switch (options.format) {
    case 'json':
      return sweepComparisonJson(comparison, facts)
    case 'markdown':
      return sweepComparisonMarkdown(comparison, facts)
    default:
      return sweepComparisonText(
        comparison,
        facts,
        painter(takesColor(options['no-color'], process.stdout, process.env)),
      )
  }
}

/** @throws InputError unless the directory holds all cells of a sweep. */
function openSweep(directory: string): ComparedSweep & { readonly plan: KeptPlan } {
  const sweep = withDirectory(directory, () => {
    const found = readSweep(directory)
    if (found === undefined) throw notASweep()
    return found
  })
  const cellCount = cellsOf(sweep.plan).length
  if (sweep.cells.length < cellCount)
    throw directoryError(
      directory,
      'sweep-unfinished',
      `it has ${sweep.cells.length} of ${cellCount} cells; expected a finished sweep`,
      'go on with sweep --resume',
    )
  return sweep
}

function nothingInCommon(basePath: string, headPath: string, base: KeptPlan, head: KeptPlan): Error {
  const found = [base, head].map(
    ({ parameters, points }) => `${points.length} points over ${parameters.join(', ')}`,
  )
  return directoryError(
    headPath,
    'compare-points',
    `it has ${found[1]}, and ${basePath} ${found[0]}: none in common; expected points with the same values of the same parameters`,
    'compare sweeps that share parameters and values',
  )
}

function notesOf(base: KeptPlan, head: KeptPlan): string[] {
  const notes: string[] = []
  const differs = (what: string, from: unknown, to: unknown): void => {
    if (from !== to) notes.push(`${what} differs: ${String(from)} and ${String(to)}`)
  }
  differs('the version of probestorm', base.version, head.version)
  differs('the sweep', base.name, head.name)
  const pointsOf = ({ parameters, points }: KeptPlan): string =>
    JSON.stringify([parameters, points.map(({ values }) => values)])
  if (base.inputs !== head.inputs && pointsOf(base) === pointsOf(head))
    notes.push(
      'what equal points simulate is not the same: their inputs, or options such as --duration, --set and --kubernetes-version, differ; "inputs" and "options" of both provenance.json say how',
    )
  return notes
}
