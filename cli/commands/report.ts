/** `report DIR`: a result directory once more, in the form that a flag names: printed, or as the page in the directory. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { summarizeSweep } from '../../engine/index.ts'
import { runPanel } from '../../play/run-panel.ts'
import { markedFaults } from '../../reports/charts/marked-faults.ts'
import { htmlReport } from '../../reports/html-report.ts'
import { openMetrics } from '../../reports/openmetrics/open-metrics.ts'
import { readPage } from '../../reports/page-reader.ts'
import { lostAgainNotes } from '../../reports/recovery-text.ts'
import { reportFile } from '../../reports/result-record.ts'
import { markdownMeans } from '../../reports/summary-formats.ts'
import { readSweep } from '../../reports/sweep/sweep-directory.ts'
import { sweepPage } from '../../reports/sweep/sweep-page.ts'
import { junitXml } from '../../reports/threshold-report.ts'
import { chromeTrace } from '../../reports/trace/chrome-trace.ts'
import { readTracedRows } from '../../reports/trace/traced-rows.ts'
import type { Positionals } from '../command-row.ts'
import { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import { writePage } from '../output-file.ts'
import { holdsSweep, openResult } from '../stored-result.ts'
import type { Output } from '../streams.ts'
import { directoryError, withDirectory } from '../sweep/directory-error.ts'
import { UsageError } from '../usage-error.ts'

export async function report(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const directory = words.get('directory')![0]!
  // Flags here, texts for other commands.
  const [asksJunit, asksHtml] = [Boolean(options.junit), Boolean(options.html)]
  const asksTrace = [options.trace].flat().some(Boolean)
  if ([options.markdown, asksJunit, asksHtml, options.openmetrics, asksTrace].filter(Boolean).length !== 1)
    throw new UsageError('report needs one of --markdown, --junit, --html, --openmetrics and --trace')
  if (asksHtml) {
    const path = join(directory, reportFile)
    withDirectory(directory, () => writePage(path, pageOf(directory)))
    output.out(`${path}\n`)
    return ExitCode.Done
  }
  if (holdsSweep(directory))
    throw directoryError(
      directory,
      'not-a-result',
      `${directory} is the directory of a sweep; expected that of a run`,
      'write the page of the sweep with --html, or name the directory of a run',
    )
  if (options.openmetrics || asksTrace) {
    for (const piece of withDirectory(directory, () => seriesOf(directory, asksTrace))) output.out(piece)
    return ExitCode.Done
  }
  const result = openResult(directory)
  output.out(
    asksJunit
      ? junitXml(result.scenario, result.thresholds)
      : markdownMeans(result.estimates, { ...result, notes: [...lostAgain(directory), ...result.notes] }),
  )
  return ExitCode.Done
}

/** What the run has said beside its notes, if the directory still has its time series. */
function lostAgain(directory: string): string[] {
  if (!existsSync(join(directory, 'timeseries.csv'))) return []
  const { result, facts } = withDirectory(directory, () => readPage(directory))
  return lostAgainNotes(result, facts.counts.pods, markedFaults(facts.outline))
}

/** What other programs read: nothing of it is printed before all of it has been read. */
function seriesOf(directory: string, isTrace: boolean | undefined): Iterable<string> {
  const { result } = readPage(directory)
  return isTrace ? chromeTrace(result, readTracedRows(directory)) : openMetrics(result)
}

/** The page that a run or a sweep writes into its directory. */
function pageOf(directory: string): string[] {
  const sweep = readSweep(directory)
  if (sweep !== undefined) return sweepPage(summarizeSweep(sweep.plan, sweep.cells), sweep.plan.version)
  const { result, facts, play } = readPage(directory)
  return htmlReport(result, facts, play && runPanel(play, markedFaults(facts.outline)))
}
