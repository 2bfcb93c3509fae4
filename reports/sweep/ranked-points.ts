/** The points of a sweep in order: by the metric that the parameters change most, those where a threshold fails last. */
import type { SummaryMetric } from '../../engine/contract/run-result.ts'
import type { PointResult, SweepResult } from '../../engine/contract/sweep-result.ts'
import { betterWhen, feltMetrics, metricsByInterest, metricText } from '../metric-text.ts'
import { lowerFirst } from '../readable.ts'
import { differingMetrics } from './sweep-picture.ts'

export type RankedPoint = {
  readonly point: number
  readonly estimates: PointResult['estimates']
  readonly isBase: boolean
  readonly fails: boolean
}

/** Of the metrics that a reader looks for first. */
const leadersMax = 13

/**
 * The metrics that differ between points, first the metric whose effect is the largest share of its value. What users feel comes before
 * what it costs: the cheapest point is seldom the best. What surely differs at some point comes before what may do so by chance.
 */
export function rankedMetrics(result: SweepResult): SummaryMetric[] {
  const metrics = differingMetrics(result)
  const sure = new Set(result.largest.map(({ metric }) => metric))
  const leaders = metrics.filter(
    (metric) => metricsByInterest.indexOf(metric) < leadersMax && betterWhen(metric) !== null,
  )
  const isFelt = (metric: SummaryMetric): boolean => feltMetrics.includes(metric)
  const isSure = (metric: SummaryMetric): boolean => sure.has(metric) || standsApart(result, metric)
  const known = preferred(preferred(leaders, isSure), isFelt)
  const [leader] = known.toSorted((a, b) => relativeEffect(result, b) - relativeEffect(result, a))
  const first = leader ?? metrics.find((metric) => betterWhen(metric) !== null)
  return first === undefined ? metrics : [first, ...metrics.filter((metric) => metric !== first)]
}

/** In which order `rankedPoints` has the points: `the best in restarts first`; of numbers that are neither good nor bad the least. */
export function orderText(metric: SummaryMetric): string {
  const label = lowerFirst(metricText(metric).label)
  return betterWhen(metric) === null ? `the least ${label} first` : `the best in ${label} first`
}

/** Those of which it is so, if there are any. */
function preferred(
  metrics: readonly SummaryMetric[],
  isRight: (metric: SummaryMetric) => boolean,
): readonly SummaryMetric[] {
  return metrics.some(isRight) ? metrics.filter(isRight) : metrics
}

/** Whether the intervals of two points have nothing in common; a sweep works out sure differences of some metrics only. */
function standsApart({ points }: SweepResult, metric: SummaryMetric): boolean {
  const known = points.flatMap(({ estimates }) => {
    const { ci95Low: low, ci95High: high } = estimates[metric]
    return low === null || high === null ? [] : [{ low, high }]
  })
  return Math.max(...known.map(({ low }) => low)) > Math.min(...known.map(({ high }) => high))
}

/** From 0, no effect, to 10: at some point it is nothing, or nearly so. Of equals the metric that readers look for first leads. */
function relativeEffect({ points }: SweepResult, metric: SummaryMetric): number {
  const means = points.flatMap(({ estimates }) => estimates[metric].mean ?? [])
  const [low, high] = [Math.min(...means), Math.max(...means)]
  if (high === Number.POSITIVE_INFINITY) return low === high ? 0 : 10
  return high > low ? Math.round((10 * (high - low)) / Math.max(Math.abs(high), Math.abs(low))) : 0
}

/** The best first; a point that does not know the metric stands last. */
export function rankedPoints({ plan, points }: SweepResult, metric: SummaryMetric): RankedPoint[] {
  const sign = betterWhen(metric) === 'more' ? -1 : 1
  const rows = points.map(({ point, estimates, verdicts }) => ({
    point,
    estimates,
    isBase: point === plan.base,
    fails: verdicts.some(({ state }) => state === 'fails'),
  }))
  return rows.sort((a, b) => {
    if (a.fails !== b.fails) return a.fails ? 1 : -1
    const [first, second] = [a, b].map(({ estimates }) => estimates[metric].mean)
    if (first === second) return a.point - b.point
    if (first == null) return 1
    if (second == null) return -1
    return sign * (first < second ? -1 : 1)
  })
}
