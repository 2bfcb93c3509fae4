/**
 * What a threshold says, from its text: `restarts_total < 1`, `p99(detection_seconds) <= 30`,
 * `max(restarts_total{workload:shop/deployment/web}) < 5`. What it cannot mean comes back with the place in the text.
 */
import { pooledQuantities, summaryMetrics, type Threshold } from '../../engine/contract/run-result.ts'
import { nearestWord } from './suggestion.ts'

export type ExpressionProblem = {
  /** From 1. */
  readonly column: number
  /** What was found; what was expected. */
  readonly message: string
  readonly fix: string
}

const functionNames = ['mean', 'min', 'max', 'all', 'low', 'high']
const form =
  /^(\s*)(?:([A-Za-z][\w.]*)\s*\(\s*)?([A-Za-z_]\w*)\s*(?:\{\s*workload\s*[:=]\s*"?([^{}"]+?)"?\s*\}\s*)?(\)?)\s*(<=|>=|==|!=|<|>)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(\s*%)?\s*$/i
const example = 'p99(detection_seconds) < 30'

export function parseThreshold(text: string): Threshold | ExpressionProblem {
  const match = form.exec(text)
  const [, indent, name, metric, workload, close, operator, digits, percent] = match ?? []
  if (match === null || (name === undefined) !== (close === '')) {
    return {
      column: 1,
      message: `${JSON.stringify(short(text))} is no threshold; expected a metric or a function of one, a comparison and a number, such as ${example}`,
      fix: `write it as ${example}, or restarts_total{workload:shop/deployment/web} <= 2`,
    }
  }
  const functionName = name?.toLowerCase() ?? 'mean'
  const percentile = /^p(\d{1,2}(?:\.\d+)?)$/.exec(functionName)
  if (percentile === null ? !functionNames.includes(functionName) : Number(percentile[1]) === 0) {
    return unknownWord(text, indent!.length, name!, 'function', [...functionNames, 'p50', 'p99'])
  }
  const limit = percent === undefined ? Number(digits) : Number((Number(digits) / 100).toPrecision(15))
  if (!Number.isFinite(limit)) {
    return {
      column: text.lastIndexOf(digits!) + 1,
      message: `${short(digits!)} in ${JSON.stringify(short(text))} is too large; expected a number below 1.8e308`,
      fix: 'write a smaller number',
    }
  }
  const column =
    indent!.length + (name === undefined ? 0 : text.slice(indent!.length).indexOf(metric!, name.length))
  const isPooled = (pooledQuantities as readonly string[]).includes(metric!)
  if (!isPooled && !(summaryMetrics as readonly string[]).includes(metric!)) {
    return unknownWord(text, column, metric!, 'metric', [...summaryMetrics, ...pooledQuantities])
  }
  if (isPooled && (name === undefined || functionName === 'low' || functionName === 'high')) {
    return {
      column: column + 1,
      message: `${metric} has a number for each hang, not one for each replication; expected p50, p99, mean, min, max or all of it`,
      fix: `write p99(${metric}), or the metric ${metric}_p99 for the mean over replications`,
    }
  }
  return {
    text: text.trim(),
    aggregate: percentile === null ? (functionName as Threshold['aggregate']) : 'percentile',
    share: percentile === null ? null : Number(percentile[1]) / 100,
    metric: metric as Threshold['metric'],
    workload: workload ?? '*',
    operator: operator as Threshold['operator'],
    limit,
  }
}

function unknownWord(
  text: string,
  from: number,
  word: string,
  noun: string,
  known: readonly string[],
): ExpressionProblem {
  const near = nearestWord(word, known)
  return {
    column: from + 1,
    message: `${JSON.stringify(short(word))} in ${JSON.stringify(short(text))} is no ${noun}; expected ${known.length < 10 ? known.join(', ') : `a column of summary.csv, or ${pooledQuantities.join(' or ')}`}`,
    fix: near === undefined ? `write a threshold such as ${example}` : `write ${near}`,
  }
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
