/** The output contract of a comparison of two results: what reports get. */
import type { Estimate, SummaryMetric } from './run-result.ts'

/**
 * `equal`: no replication differs. `more`, `less`: the interval of the difference does not hold 0. `unclear`: it does,
 * or there is none. `unknown`: one side does not know the number.
 */
export type Finding = 'equal' | 'more' | 'less' | 'unclear' | 'unknown'

export type ComparedMetric = {
  readonly workload: string
  readonly metric: SummaryMetric
  readonly base: Estimate
  readonly head: Estimate
  /** Head - base. */
  readonly difference: Estimate
  /** Of each pair; none if the results are independent. */
  readonly pairs: readonly (number | null)[]
  readonly finding: Finding
}

export type Comparison = {
  readonly isPaired: boolean
  /** Replications that were compared: those in common, if paired. */
  readonly replications: readonly [base: number, head: number]
  /** Workloads that had trouble on either side: elsewhere nothing was tested. */
  readonly troubled: ReadonlySet<string>
  /** By workload (`*` first, then as in the base, then those of the head alone), then metric. */
  readonly metrics: readonly ComparedMetric[]
}

/** Two sweeps, each point compared as two results are. */
export type SweepComparison = {
  readonly parameters: readonly string[]
  /** How many points each sweep has. */
  readonly pointCounts: readonly [base: number, head: number]
  /** Those in common, in the order of the base. */
  readonly points: readonly ComparedPoint[]
  /** Of all workloads together (`*`), in the order of metrics. */
  readonly metrics: readonly MetricOverPoints[]
}

export type ComparedPoint = {
  /** One for each parameter. */
  readonly values: readonly unknown[]
  readonly comparison: Comparison
}

export type MetricOverPoints = {
  readonly metric: SummaryMetric
  /** How many points there are of each finding. */
  readonly counts: Readonly<Record<Finding, number>>
  /** The largest difference among those that are `more` or `less`; `null` = there is none. */
  readonly largest: { readonly values: readonly unknown[]; readonly difference: Estimate } | null
}
