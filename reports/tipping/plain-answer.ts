/** The answer of a search in plain words, and that an edge is no margin. */
import { type SummaryMetric, summaryMetrics, type Threshold } from '../../engine/contract/run-result.ts'
import { metricText } from '../metric-text.ts'
import { lowerFirst, percent, readable, safeText } from '../readable.ts'
import { type ReportedTipping, settingText } from './reported-tipping.ts'
import { isPercent, unitAfter } from './tipping-value.ts'

/**
 * The answer without paths and signs: `At 550 requests per second the availability is on average not below 50 %; at 660 it is.` Nothing
 * where there is no turn.
 */
export function plainAnswer(tipping: ReportedTipping): string[] {
  const { result, path } = tipping
  const { found, condition } = result
  if (found === null) return []
  const [name] = /\w+$/.exec(path) ?? ['']
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  const [low, high] = [settingText(tipping, found.from), settingText(tipping, found.to)]
  const isRate = /Per(?:Second|Minute)$/.test(name)
  const at = (setting: string): string =>
    isRate ? `${setting} ${words}` : `${words || 'a value'} ${setting}`
  const isSo = (holds: boolean): string => `is ${holds ? '' : 'not '}${relationText(condition)}`
  return [
    `In words: at ${safeText(at(low))}, ${subjectText(condition)} ${isSo(found.becomes !== 'holds')}; at ${safeText(at(high))}, it ${found.becomes === 'holds' ? 'is' : 'is not'}.`,
    ...edgeText(tipping, low, high),
  ]
}

/** Neighbouring whole numbers are as narrow as an answer can be, which is no margin. */
function edgeText({ result, settingAt }: ReportedTipping, low: string, high: string): string[] {
  const { from, to } = result.found!
  const [below, above] = [settingAt(from).value, settingAt(to).value]
  if (typeof below !== 'number' || typeof above !== 'number' || above - below !== 1) return []
  return [
    `${low} and ${high} are neighbours: this is the edge, not a setting with margin, and what is simulated a little differently from your cluster moves it.`,
  ]
}

/** `the availability of shop/deployment/web, on average,` */
function subjectText({ aggregate, share, metric, workload }: Threshold): string {
  const of = workload === '*' ? '' : ` of ${safeText(workload)}`
  const label = isSummaryMetric(metric) ? lowerFirst(metricText(metric).label) : metric
  const how = {
    mean: 'on average',
    min: 'in the smallest case',
    max: 'in the largest case',
    all: 'in every case',
    low: 'at least',
    high: 'at most',
    percentile: `at percentile ${Number(((share ?? 0) * 100).toPrecision(12))}`,
  }[aggregate]
  return `${label}${of} ${how}`
}

function isSummaryMetric(metric: Threshold['metric']): metric is SummaryMetric {
  return (summaryMetrics as readonly string[]).includes(metric)
}

function relationText(condition: Threshold): string {
  const { operator, limit } = condition
  const relation = {
    '<': 'below',
    '<=': 'at most',
    '>': 'above',
    '>=': 'at least',
    '==': 'exactly',
    '!=': 'other than',
  }[operator]
  return `${relation} ${isPercent(condition) ? percent(limit) : `${readable(limit)}${unitAfter(condition)}`}`
}
