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
  /** By workload (`*` first, then as in the base, then those of the head alone), then metric. */
  readonly metrics: readonly ComparedMetric[]
}
