/** The thresholds of a study: those of the scenario, then those of the command line. */
import type { Threshold } from '../../engine/study/run-result.ts'
import type { Located } from '../text/located.ts'
import type { NamedPlace, Report } from '../text/report.ts'
import { nearestWord } from '../text/suggestion.ts'
import { parseThreshold } from '../text/threshold-text.ts'
import type { Placed } from './shape.ts'

/** @param workloads that a selector may name, as `summary.csv` does; not given: any. */
export function readThresholds(
  written: readonly Placed<string>[],
  options: readonly string[],
  workloads: readonly string[] | undefined,
  report: Report,
): Threshold[] {
  const texts = [...written, ...options.map((value) => ({ value, at: undefined }))]
  return texts.flatMap(({ value, at }) => {
    const parsed = parseThreshold(value)
    const place = (column: number): Located | NamedPlace =>
      at ?? { name: '--threshold', line: 1, column, sourceLine: value }
    if ('fix' in parsed) {
      report.error('threshold', place(parsed.column), parsed.message, parsed.fix)
      return []
    }
    const { workload } = parsed
    if (workload !== '*' && workloads !== undefined && !workloads.includes(workload)) {
      const near = nearestWord(workload, workloads)
      report.error(
        'threshold',
        place(value.indexOf(workload) + 1),
        `the threshold ${JSON.stringify(parsed.text)} selects the workload ${JSON.stringify(workload)}, which the input does not hold; expected one such as ${workloads[0]}`,
        near === undefined ? 'write namespace/kind/name as in summary.csv' : `write ${near}`,
      )
      return []
    }
    return [parsed]
  })
}
