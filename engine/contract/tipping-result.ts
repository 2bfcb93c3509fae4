/** The output contract of a search for a tipping point: where one parameter makes a condition turn. */
import type { Threshold } from './run-result.ts'

/** What is known of the condition at a value. `undecided`: chance leaves both open; `unknown`: the metric has no number there. */
export type ConditionState = 'holds' | 'fails' | 'undecided' | 'unknown'

/** A value of the parameter that was tried. Steps count from 0, the first value of the span, to its last. */
export type TriedPoint = {
  readonly step: number
  /** When it was first tried, from 1. */
  readonly order: number
  readonly replications: number
  /** Replications that know the compared number, and those of them that meet the condition by themselves, as if each were the only one. */
  readonly knowing: number
  readonly meeting: number
  /** What the condition compares with its limit; `null` = no replication knows it. */
  readonly value: number | null
  /** Ends of the interval that decides; infinite where the replications give no bound, `null` where no interval decides. */
  readonly low: number | null
  readonly high: number | null
  readonly state: ConditionState
}

/** Between two values the condition turns; at every tried value between them it is undecided or unknown. */
export type Turn = {
  /** Steps: the condition has one state surely at `from`, the other at `to`, and `from` is below `to`. */
  readonly from: number
  readonly to: number
  /** The state at `to`. */
  readonly becomes: 'holds' | 'fails'
}

export type TippingResult = {
  readonly condition: Threshold
  /** Ascending steps. */
  readonly points: readonly TriedPoint[]
  /** Each turn between values that are sure, ascending; more than one: the condition is not monotone. */
  readonly turns: readonly Turn[]
  /** The turn that was narrowed down. `null` = there is none between values that are sure. */
  readonly found: Turn | null
  /** All tried values that could be narrowed further were: nothing was left for lack of tries. */
  readonly isNarrow: boolean
  /**
   * `interval`: the states are of what the replications are a sample of, all of them right with probability 0.95. `replications`: they are of the
   * replications that were run, as of `max`, `min`, `all`, and of what occurs or does not.
   */
  readonly basis: 'interval' | 'replications'
  /** At most, of each point. */
  readonly replicationsMax: number
}

/** Whether a state is of the replications themselves; see `TippingResult`. */
export function basisOf(condition: Threshold): TippingResult['basis'] {
  const { aggregate } = condition
  const isOfSample = aggregate === 'mean' || aggregate === 'percentile'
  return isOfSample && endOfRange(condition) === undefined ? 'interval' : 'replications'
}

/** The limit, where no mean can be beyond it: 0, as no metric is negative, and 1 of a share. */
export function endOfRange({ aggregate, metric, limit }: Threshold): 0 | 1 | undefined {
  if (aggregate !== 'mean') return undefined
  if (limit === 0) return 0
  return limit === 1 && metric.endsWith('_ratio') ? 1 : undefined
}
