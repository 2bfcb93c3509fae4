/** The thresholds of a study: those of the scenario, then those of the command line. */
import type { StoppingRule, Threshold } from '../../engine/contract/run-result.ts'
import { basisOf } from '../../engine/contract/tipping-result.ts'
import type { Located } from '../text/located.ts'
import type { NamedPlace, Report } from '../text/report.ts'
import { parseStoppingRule } from '../text/stopping-text.ts'
import { nearestWord } from '../text/suggestion.ts'
import { parseThreshold } from '../text/threshold-text.ts'
import type { Placed } from './shape.ts'

/** @param workloads that a selector may name, as `summary.csv` does. */
export function readThresholds(
  written: readonly Placed<string>[],
  options: readonly string[],
  workloads: readonly string[],
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
    checkWorkload(parsed, workloads, place(value.indexOf(parsed.workload) + 1), report)
    return [parsed]
  })
}

/** The rule of --until. */
export function readStoppingRule(
  text: string,
  workloads: readonly string[],
  report: Report,
): StoppingRule | undefined {
  const parsed = parseStoppingRule(text)
  const place = (column: number): NamedPlace => ({ name: '--until', line: 1, column, sourceLine: text })
  if ('fix' in parsed) {
    report.error('threshold', place(parsed.column), parsed.message, parsed.fix)
    return undefined
  }
  checkWorkload(parsed, workloads, place(text.indexOf(parsed.workload) + 1), report)
  return parsed
}

/** The condition of a search, behind --until. */
export function readCondition(text: string, report: Report): Threshold | undefined {
  const parsed = parseThreshold(text)
  const place = (column: number): NamedPlace => ({ name: '--until', line: 1, column, sourceLine: text })
  if ('fix' in parsed) {
    report.error('threshold', place(parsed.column), parsed.message, parsed.fix)
    return undefined
  }
  const { aggregate, operator, metric } = parsed
  if (aggregate === 'low' || aggregate === 'high') {
    report.error(
      'threshold',
      place(1),
      `${JSON.stringify(text)} asks for an end of an interval, which depends on the number of replications; expected a mean, a percentile, min, max or all: the search adds replications until it is sure`,
      `write ${metric} instead of ${aggregate}(${metric})`,
    )
    return undefined
  }
  if ((operator === '==' || operator === '!=') && basisOf(parsed) === 'interval') {
    report.error(
      'threshold',
      place(text.lastIndexOf(operator) + 1),
      `${JSON.stringify(text)} compares a number that is known by its interval with ${operator}; expected <, <=, > or >=`,
      `write ${operator === '==' ? '<=' : '>'}`,
    )
    return undefined
  }
  return parsed
}

/** What a condition speaks of has to be in the input. */
export function checkCondition(condition: Threshold, workloads: readonly string[], report: Report): void {
  const { text, workload } = condition
  const place = { name: '--until', line: 1, column: text.indexOf(workload) + 1, sourceLine: text }
  checkWorkload(condition, workloads, place, report)
}

function checkWorkload(
  { text, workload }: { readonly text: string; readonly workload: string },
  workloads: readonly string[],
  at: Located | NamedPlace,
  report: Report,
): void {
  if (workload === '*' || workloads.includes(workload)) return
  const near = nearestWord(workload, workloads)
  report.error(
    'threshold',
    at,
    `${JSON.stringify(text)} selects the workload ${JSON.stringify(workload)}, which the input does not hold; expected one such as ${workloads[0]}`,
    near === undefined ? 'write namespace/kind/name as in summary.csv' : `write ${near}`,
  )
}
