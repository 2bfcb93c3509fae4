/** What the page of a sweep says first: whether the thresholds hold, and which point is best. */
import type { SummaryMetric, ThresholdState } from '../../engine/contract/run-result.ts'
import type { SweepResult } from '../../engine/contract/sweep-result.ts'
import { html } from '../html.ts'
import { betterWhen, metricText } from '../metric-text.ts'
import { stateOf, type Verdict } from '../page-verdict.ts'
import { counted, lowerFirst, readable } from '../readable.ts'
import { thresholdMarks } from '../threshold-report.ts'
import { parameterUnits, settingsText } from './parameter-text.ts'
import { heldText, pointThresholds, thresholdsOverPoints } from './point-thresholds.ts'
import { type RankedPoint, rankedPoints } from './ranked-points.ts'

/** At how many points every threshold holds; undefined without thresholds. */
export function sweepVerdict(result: SweepResult): Verdict | undefined {
  const over = thresholdsOverPoints(pointThresholds(result))
  if (over.length === 0) return undefined
  const judged = result.points.filter(({ verdicts }) => verdicts.length > 0)
  const count = (state: ThresholdState): number =>
    judged.filter(({ verdicts }) => stateOf(verdicts) === state).length
  const lines = over.map(
    (each) =>
      html`<span class="sign ${each.state}">${thresholdMarks[each.state]}</span> <code>${each.threshold}</code> ${heldText(each)}`,
  )
  const [held, failed, untested] = [count('holds'), count('fails'), count('untested')]
  const left = result.plan.points.length - judged.length
  const rest = [
    ...(untested > 0 ? [`${readable(untested)} ${untested === 1 ? 'does' : 'do'} not test all`] : []),
    ...(left > 0 ? [`${readable(left)} ${left === 1 ? 'is' : 'are'} not simulated yet`] : []),
  ]
  const of = `${held === 0 ? 'none' : readable(held)} of ${counted(result.plan.points.length, 'point')}`
  const text = `Every threshold holds at ${[held === result.plan.points.length ? 'every point' : of, ...rest].join('; ')}`
  const state =
    held + failed === 0
      ? 'untested'
      : held === 0
        ? 'fails'
        : failed + untested + left === 0
          ? 'holds'
          : 'untested'
  return { state, text, lines }
}

/** The best point, and what the base is beside it; several points may be equally good. */
export function bestText(result: SweepResult, [metric]: readonly SummaryMetric[]): string[] {
  if (metric === undefined || betterWhen(metric) === null || result.points.length < 2) return []
  const ranked = rankedPoints(result, metric)
  const [best] = ranked
  const { mean } = best!.estimates[metric]
  if (mean === null) return []
  const { label, text } = metricText(metric)
  const equals = ranked.filter(
    ({ estimates, fails }) => estimates[metric].mean === mean && fails === best!.fails,
  )
  const base = ranked.find(({ isBase }) => isBase)
  const fails = best!.fails ? ', though a threshold fails there as everywhere' : ''
  if (base !== undefined && equals.includes(base))
    return [`No point is better than the base in ${lowerFirst(label)}: ${text(mean)}${fails}.`]
  const { parameters, points } = result.plan
  const setting = settingsText(parameters, points[best!.point - 1]!.values, parameterUnits(result.plan))
  const others =
    equals.length > 1
      ? ` and at ${readable(equals.length - 1)} more ${equals.length === 2 ? 'point' : 'points'}`
      : ''
  const of = base?.estimates[metric].mean
  const beside = of == null ? '' : `; the base has ${text(of)}`
  const worst = worstOf(ranked, metric)
  const end =
    worst === undefined || worst.isBase || worst === best
      ? ''
      : `; the worst is ${text(worst.estimates[metric].mean!)} at ${settingsText(parameters, points[worst.point - 1]!.values, parameterUnits(result.plan))}`
  return [
    `Best in ${lowerFirst(label)}: ${text(mean)} at ${setting} (point ${best!.point})${others}${beside}${end}${fails}.${priceText(result.plan, metric, best!, base)}`,
  ]
}

/** The worst of those that know the metric, whatever their thresholds say. */
function worstOf(ranked: readonly RankedPoint[], metric: SummaryMetric): RankedPoint | undefined {
  const isMore = betterWhen(metric) === 'more'
  const known = ranked.filter(({ estimates }) => estimates[metric].mean !== null)
  return known.toSorted((a, b) => {
    const [first, second] = [a.estimates[metric].mean!, b.estimates[metric].mean!]
    return first === second ? 0 : first < second === isMore ? -1 : 1
  })[0]
}

/** What the best point costs, or gives besides, where that differs: what users feel is not all there is to choose by. */
function priceText(
  { paths = [] }: SweepResult['plan'],
  leader: SummaryMetric,
  best: RankedPoint,
  base: RankedPoint | undefined,
): string {
  // Where no probe is set, as many probe runs as pods are well are no price.
  const setsProbes = paths.length === 0 || paths.some((path) => path.includes('Probe'))
  const parts = priced.flatMap(([metric, words]) => {
    const { text } = metricText(metric)
    const [own, before] = [best, base].map((point) => point?.estimates[metric].mean)
    if (!setsProbes || metric === leader || own == null || before == null || text(own) === text(before))
      return []
    return [words(text(own), text(before))]
  })
  return parts.length === 0 ? '' : ` The best point ${parts.join(', and ')}.`
}

const priced: readonly (readonly [SummaryMetric, (own: string, before: string) => string])[] = [
  ['probes_per_second_mean', (own, before) => `takes ${own} probe runs a second instead of ${before}`],
  ['detection_seconds_p99', (own, before) => `notices 99 % of the hangs within ${own} instead of ${before}`],
]
