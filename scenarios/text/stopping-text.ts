/** When a study has enough replications, from its text: `ci(restarts_total) < 5%`. */
import { type StoppingRule, type SummaryMetric, summaryMetrics } from '../../engine/contract/run-result.ts'
import { type ExpressionProblem, parseThreshold } from './threshold-text.ts'

const form = /^(\s*ci\s*\()(.*)\)\s*(<=?)\s*([^<>=]*)$/i

export function parseStoppingRule(text: string): StoppingRule | ExpressionProblem {
  const match = form.exec(text)
  const problem = (message: string): ExpressionProblem => ({
    column: 1,
    message,
    fix: 'write it as "ci(restarts_total) < 5%" (of the mean), or "ci(restarts_total) < 0.5"',
  })
  if (match === null) {
    return problem(
      `${JSON.stringify(text.slice(0, 80))} is no stopping rule; expected ci of a metric, < or <=, and half a width of the interval`,
    )
  }
  const [, before, inner, operator, limit] = match
  const parsed = parseThreshold(`${inner} ${operator} ${limit}`)
  if ('fix' in parsed) return { ...parsed, column: before!.length + parsed.column }
  const { metric, workload, aggregate } = parsed
  if (aggregate !== 'mean' || !isColumn(metric)) {
    return problem(
      `${JSON.stringify(inner!.trim())} in ${JSON.stringify(text.slice(0, 80))} has another interval; expected a column of summary.csv`,
    )
  }
  if (!(parsed.limit > 0)) return problem(`a width of ${limit} cannot be reached; expected one above 0`)
  return {
    text: text.trim(),
    metric,
    workload,
    operator: operator as StoppingRule['operator'],
    isRelative: limit!.includes('%'),
    limit: parsed.limit,
  }
}

function isColumn(metric: string): metric is SummaryMetric {
  return (summaryMetrics as readonly string[]).includes(metric)
}
