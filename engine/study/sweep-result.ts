/** The output contract of a sweep: what it hands to reports, cell by cell and point by point. */
import type { Estimate, PooledQuantity, SummaryMetric, SummaryRow, Threshold, Verdict } from './run-result.ts'

/** One replication of one point: what is simulated, kept and dealt to shards as a whole. */
export type SweepCell = {
  /** From 1. */
  readonly point: number
  /** From 1. */
  readonly replication: number
}

export type CellResult = SweepCell & {
  /** `*` first, then workloads in entity order. */
  readonly summary: readonly SummaryRow[]
  /** As of a replication. */
  readonly troubled: readonly string[]
  readonly eventsTotal: number
  /** Of the replication, as in `run`. */
  readonly fingerprint: string
  /** What thresholds pool, and nothing else. */
  readonly rows: readonly CellRows[]
}

/** A quantity that has a number for each hang, of one workload or of all (`*`). */
export type RowsName = { readonly quantity: PooledQuantity; readonly workload: string }

/** `seconds` ascend. */
export type CellRows = RowsName & { readonly seconds: readonly number[] }

export type SweepPlanPoint = {
  /** One for each parameter, as plain data. */
  readonly values: readonly unknown[]
  /** The same as numbers, durations in seconds; `null` for what is neither. */
  readonly numbers: readonly (number | null)[]
  /** `metadata.name` of the scenario. */
  readonly scenario: string
  /** Points with one seed share their random streams. */
  readonly seed: string
  readonly replications: number
  /** Of one replication: events that it is expected to take, roughly. */
  readonly cost: number
}

/** What is to be simulated, without the clusters themselves. */
export type SweepPlan = {
  readonly name: string
  readonly parameters: readonly string[]
  readonly points: readonly SweepPlanPoint[]
  /** The number of the point that the others are compared with. */
  readonly base: number
  /** What must hold at every point. */
  readonly thresholds: readonly Threshold[]
}

export type SweepResult = {
  readonly plan: SweepPlan
  /** By point, then replication; those that are missing were not finished. */
  readonly cells: readonly CellResult[]
  /** Each point that has a finished cell. */
  readonly points: readonly PointResult[]
  readonly effects: readonly MainEffect[]
  readonly largest: readonly LargestDifferences[]
}

/** Numbers are those of all workloads together (`*`). */
export type PointResult = {
  readonly point: number
  readonly estimates: Readonly<Record<SummaryMetric, Estimate>>
  /** `null` while the base has no finished cell. */
  readonly differences: PointDifferences | null
  /** On each threshold of the plan; none while a replication of the point is missing. */
  readonly verdicts: readonly Verdict[]
}

/** A point against the base, replication by replication; the base against itself is 0. */
export type PointDifferences = {
  /** Replications that both have. */
  readonly pairs: number
  readonly metrics: Readonly<Record<SummaryMetric, PairedDifference>>
}

export type PairedDifference = {
  /** Point - base. */
  readonly difference: Estimate
  /**
   * Variance of the difference of a pair in shares of what it is without common random numbers, the sum of the variances of
   * both: 0 = all chance is common, 1 = none is. `null` = nothing varies, or there are no two pairs.
   */
  readonly varianceRatio: number | null
}

/** Of one metric, the points that surely differ most from the base: their intervals do not hold 0. */
export type LargestDifferences = {
  readonly metric: SummaryMetric
  /** The point that is farthest below the base; `null` = none surely is. */
  readonly less: DifferingPoint | null
  readonly more: DifferingPoint | null
  /** Median over the points that have one; `null` = none has. */
  readonly varianceRatio: number | null
}

export type DifferingPoint = { readonly point: number; readonly difference: Estimate }

/** How much of what a metric varies between the points goes with one parameter. */
export type MainEffect = {
  readonly metric: SummaryMetric
  readonly parameter: string
  /** Share of the variance between point means that the levels of the parameter account for, [0, 1]; those that always change together have one. */
  readonly share: number
  /** The levels with the smallest and the largest mean. */
  readonly lowest: LevelMean
  readonly highest: LevelMean
}

/** The mean of a metric over the points of one level. */
export type LevelMean = { readonly level: string; readonly mean: number; readonly count: number }
