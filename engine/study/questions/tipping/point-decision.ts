/**
 * What some replications of one value say of a condition: it holds, it does not, or chance leaves both open. An interval of the number that the condition
 * compares lies on one side of the limit, or it does not. What speaks of the very replications - the largest, the smallest, all of them - and what is at the end of
 * the numbers that there can be - more than 0 - has no interval: one replication may prove it, and all of them have to be there to deny it.
 */
import { eventCounts } from '../../../contract/columns.ts'
import type { PooledQuantity, SummaryMetric, Threshold } from '../../../contract/run-result.ts'
import { basisOf, type ConditionState, endOfRange } from '../../../contract/tipping-result.ts'
import { rankOf, studentT } from '../../../kernel/statistics.ts'
import { countInterval, type Interval } from '../../statistics/count-interval.ts'
import { estimateMean, percentileRanks } from '../../statistics/estimates.ts'
import { compares, isPooled } from '../../statistics/thresholds.ts'

/** The numbers that a replication has: one, or one for each hang; none where it does not know. */
export type Sample = readonly number[]

export type PointDecision = {
  readonly state: ConditionState
  readonly value: number | null
  /** The interval that decides; `null` where none does. */
  readonly interval: Interval | null
}

/**
 * @param samples one for each replication.
 * @param level probability with which the interval has to hold.
 * @param isWhole no replication is left that could be added.
 */
export function decidePoint(
  condition: Threshold,
  samples: readonly Sample[],
  level: number,
  isWhole: boolean,
): PointDecision {
  const numbers = samples.flat()
  if (numbers.length === 0) return { state: isWhole ? 'unknown' : 'undecided', value: null, interval: null }
  if (basisOf(condition) === 'replications') return decideByReplications(condition, numbers, isWhole)
  const value = comparedValue(condition, numbers)
  const interval = intervalOf(condition, samples, value, level)
  const [low, high] = [compares(interval.low, condition), compares(interval.high, condition)]
  const isSure = low === high && clustersAgree(condition, samples, level)
  return { state: isSure ? stateOf(low) : 'undecided', value, interval }
}

/** Replications that meet the condition by themselves, and those that know the number that it compares. */
export function countMeeting(
  condition: Threshold,
  samples: readonly Sample[],
): { readonly knowing: number; readonly meeting: number } {
  const known = samples.filter((sample) => sample.length > 0)
  return {
    knowing: known.length,
    meeting: known.filter((sample) => holdsOf(condition, sample)).length,
  }
}

function decideByReplications(
  condition: Threshold,
  numbers: readonly number[],
  isWhole: boolean,
): PointDecision {
  const state = stateOf(holdsOf(condition, numbers))
  const isSure = isWhole || state === provenByOne(condition)
  return { state: isSure ? state : 'undecided', value: comparedValue(condition, numbers), interval: null }
}

/** The state that one replication can prove, whatever the others say; undefined if it takes all of them. */
function provenByOne(condition: Threshold): ConditionState | undefined {
  const { aggregate, operator } = condition
  if (aggregate === 'all') return 'fails'
  if (aggregate === 'mean')
    return stateOf(compares(endOfRange(condition) === 0 ? Infinity : -Infinity, condition))
  if (operator === '==' || operator === '!=') return undefined
  return stateOf((aggregate === 'max') === operator.startsWith('>'))
}

function holdsOf(condition: Threshold, numbers: readonly number[]): boolean {
  if (condition.aggregate === 'all') return numbers.every((each) => compares(each, condition))
  return compares(comparedValue(condition, numbers), condition)
}

function stateOf(holds: boolean): 'holds' | 'fails' {
  return holds ? 'holds' : 'fails'
}

/** What is compared with the limit; of `all` the worst. */
function comparedValue({ aggregate, share, operator }: Threshold, numbers: readonly number[]): number {
  if (aggregate === 'mean') return numbers.reduce((sum, each) => sum + each, 0) / numbers.length
  const sorted = numbers.toSorted((a, b) => a - b)
  if (aggregate === 'percentile') return sorted[rankOf(share!, sorted.length) - 1]
  const isLeast = aggregate === 'min' || (aggregate === 'all' && operator.startsWith('>'))
  return isLeast ? sorted[0] : sorted[sorted.length - 1]
}

const unbounded: Interval = { low: -Infinity, high: Infinity }

function intervalOf(
  { aggregate, share, metric }: Threshold,
  samples: readonly Sample[],
  value: number,
  level: number,
): Interval {
  // One replication that never recovers makes the mean infinite, for sure.
  if (!Number.isFinite(value) && aggregate === 'mean') return { low: value, high: value }
  const numbers = samples.flat()
  if (aggregate === 'percentile') {
    const sorted = numbers.toSorted((a, b) => a - b)
    const { lowRank, highRank } = percentileRanks(sorted.length, share!, level)
    return {
      low: lowRank < 1 ? -Infinity : sorted[lowRank - 1],
      high: highRank > sorted.length ? Infinity : sorted[highRank - 1],
    }
  }
  if (isPooled(metric)) return pooledMean(samples, value, level)
  return meanInterval(metric, numbers, level)
}

function meanInterval(
  metric: Exclude<SummaryMetric, PooledQuantity>,
  numbers: readonly number[],
  level: number,
): Interval {
  if (eventCounts.includes(metric)) {
    const counts = countInterval(numbers, level)
    if (counts !== null) return { low: counts.low / numbers.length, high: counts.high / numbers.length }
  }
  const { ci95Low, ci95High } = estimateMean(numbers, level)
  if (ci95Low === null || ci95High === null) return unbounded
  // No metric is negative, and no share above 1.
  return { low: Math.max(0, ci95Low), high: metric.endsWith('_ratio') ? Math.min(1, ci95High) : ci95High }
}

/** Of a ratio of sums over clusters: the mean of what each is off by has Student's interval. */
function pooledMean(samples: readonly Sample[], value: number, level: number): Interval {
  const offs = samples.map((sample) => sample.reduce((sum, each) => sum + each - value, 0))
  const { ci95Low, ci95High } = estimateMean(offs, level)
  if (ci95Low === null || ci95High === null) return unbounded
  const perCluster = samples.flat().length / samples.length
  return { low: value + ci95Low / perCluster, high: value + ci95High / perCluster }
}

/**
 * Rows of one replication are not independent, which the interval of a percentile takes for granted: whether the replications say the same, by the share of their
 * rows that complies, less the share that has to.
 */
function clustersAgree(condition: Threshold, samples: readonly Sample[], level: number): boolean {
  const { aggregate, metric, share, operator } = condition
  if (aggregate !== 'percentile' || !isPooled(metric)) return true
  const needed = operator.startsWith('<') ? share! : 1 - share!
  const count = samples.length
  if (count < 2) return false
  const offs = samples.map((sample) =>
    sample.reduce((sum, each) => sum + (compares(each, condition) ? 1 : 0) - needed, 0),
  )
  const { mean, sd } = estimateMean(offs, level)
  return Math.abs(mean!) >= (studentT(level, count - 1) * sd!) / Math.sqrt(count)
}
