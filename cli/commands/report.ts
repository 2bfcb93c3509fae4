/** `report DIR`: a result directory once more, in the forms that the flags name, on standard output. */
import { markdownMeans } from '../../reports/summary-formats.ts'
import { junitXml } from '../../reports/threshold-report.ts'
import type { Positionals } from '../command-table.ts'
import { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import { openResult } from '../stored-result.ts'
import { UsageError } from '../usage-error.ts'

export async function report(options: Options, words: Positionals): Promise<ExitCode> {
  const [directory] = words.get('directory')!
  // A flag here, the path of a file for the commands that measure.
  const asksJunit = Boolean(options.junit)
  if (options.markdown === asksJunit) throw new UsageError('report needs one of --markdown and --junit')
  const result = openResult(directory!)
  process.stdout.write(
    asksJunit
      ? junitXml(result.scenario, result.thresholds)
      : markdownMeans(result.estimates, result.thresholds),
  )
  return ExitCode.Done
}
