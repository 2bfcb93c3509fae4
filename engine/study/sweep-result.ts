/** The output contract of a sweep: what it hands to reports, cell by cell and point by point. */
import type { Estimate, SummaryMetric, SummaryRow } from './run-result.ts'

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
  readonly eventsTotal: number
  /** Of the replication, as in `run`. */
  readonly fingerprint: string
}

export type SweepPlanPoint = {
  /** One for each parameter, as plain data. */
  readonly values: readonly unknown[]
  /** The same as numbers, durations in seconds; `null` for what is neither. */
  readonly numbers: readonly (number | null)[]
  /** `metadata.name` of the scenario. */
  readonly scenario: string
  readonly replications: number
  /** Of one replication: events that it is expected to take, roughly. */
  readonly cost: number
}

/** What is to be simulated, without the clusters themselves. */
export type SweepPlan = {
  readonly name: string
  readonly parameters: readonly string[]
  readonly points: readonly SweepPlanPoint[]
}

export type SweepResult = {
  readonly plan: SweepPlan
  /** By point, then replication; those that are missing were not finished. */
  readonly cells: readonly CellResult[]
  /** Of all workloads together (`*`), for each point that has a finished cell. */
  readonly points: readonly {
    readonly point: number
    readonly estimates: Readonly<Record<SummaryMetric, Estimate>>
  }[]
  readonly effects: readonly MainEffect[]
}

/** How much of what a metric varies between the points goes with one parameter. */
export type MainEffect = {
  readonly metric: SummaryMetric
  readonly parameter: string
  /** Share of the variance between point means that the levels of the parameter account for, [0, 1]. */
  readonly share: number
  /** The levels with the smallest and the largest mean. */
  readonly lowest: LevelMean
  readonly highest: LevelMean
}

/** The mean of a metric over the points of one level. */
export type LevelMean = { readonly level: string; readonly mean: number; readonly count: number }
