/** The output contract of a sweep: what it hands to reports, cell by cell and point by point. */
import type {
  Estimate,
  PooledQuantity,
  ReplicationLimits,
  SummaryMetric,
  SummaryRow,
  Threshold,
  Verdict,
} from './run-result.ts'

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
  readonly limits: ReplicationLimits
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
  /** Where each parameter leads, as the sweep says it: what its values mean, and their unit, follow from it. */
  readonly paths?: readonly string[]
  readonly points: readonly SweepPlanPoint[]
  /** The number of the point that the others are compared with. */
  readonly base: number
  /** The points are a latin hypercube: the values of each parameter are spread as its law is. */
  readonly isStratified?: true
  /** What must hold at every point. */
  readonly thresholds: readonly Threshold[]
}

export type SweepResult = {
  readonly plan: SweepPlan
  /** By point, then replication; those that are missing were not finished. */
  readonly cells: readonly CellResult[]
  /** Each point that has a finished cell. */
  readonly points: readonly PointResult[]
  /** Of each metric of interest that varies, in their order. */
  readonly shares: readonly MetricShares[]
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
  /** Its sign, if that is sure together with what is sure of all other points; else 0. */
  readonly sure: -1 | 0 | 1
  /**
   * Variance of the difference of a pair in shares of what it is without common random numbers, the sum of the variances of
   * both: 0 = all chance is common, 1 = none is. `null` = nothing varies, or there are no two pairs.
   */
  readonly varianceRatio: number | null
}

/** Of one metric, the points that differ most from the base of those that surely do, all together. */
export type LargestDifferences = {
  readonly metric: SummaryMetric
  /** The point that is farthest below the base; `null` = none surely is. */
  readonly less: DifferingPoint | null
  readonly more: DifferingPoint | null
  /** Median over the points that have one; `null` = none has. */
  readonly varianceRatio: number | null
}

export type DifferingPoint = { readonly point: number; readonly difference: Estimate }

/** A share of the variance between the points, in [0, 1], and its 95 % interval; ends are `null` where nothing tells how sure it is. */
export type VarianceShare = {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** What a parameter does to a metric; parameters that always change together do the same. */
export type MainEffect = {
  readonly metric: SummaryMetric
  readonly parameter: string
  /** First order: by itself. `null` = unknown. */
  readonly first: VarianceShare | null
  /** Total order: with all that it does together with others. `null` = unknown. */
  readonly total: VarianceShare | null
  /** The levels with the smallest and the largest mean. */
  readonly lowest: LevelMean
  readonly highest: LevelMean
}

/** What parameters do to each other: the share that none of them has by itself. */
export type Interaction = { readonly parameters: readonly string[]; readonly share: VarianceShare }

/**
 * How shares were found. `anova`: exactly, over a full grid. `polynomial`: from a polynomial that fits drawn points. Else why they are not
 * known: `missing`: points of the grid are left out or not finished; `unknown-numbers`: a point does not know the metric, or it is infinite; `chance`:
 * the points differ by no more than chance; `dependent`: drawn parameters that change together; `few-points`: too few for a
 * polynomial; `rough`: none fits.
 */
export type ShareBasis =
  | 'anova'
  | 'polynomial'
  | 'missing'
  | 'unknown-numbers'
  | 'chance'
  | 'dependent'
  | 'few-points'
  | 'rough'

/** How the variance of one metric between the points divides. */
export type MetricShares = {
  readonly metric: SummaryMetric
  readonly basis: ShareBasis
  /** Of each parameter with two levels or more, the largest total order first. */
  readonly effects: readonly MainEffect[]
  /** Between two parameters, the largest share first. */
  readonly interactions: readonly Interaction[]
  /** Of three parameters or more; with three, it is that of all three. `null` = there are no three, or it is not known. */
  readonly rest: VarianceShare | null
  /** Share that no polynomial explains: of interactions, or of what is not smooth. 0 of a full grid. */
  readonly unexplained: number
}

/** The mean of a metric over the points of one level. */
export type LevelMean = { readonly level: string; readonly mean: number; readonly count: number }
