/** The contract of fitting: what was observed, and what was fitted to it. Plain data; times in microseconds. */
import type { DistributionSpec } from './distribution-spec.ts'

export type { DistributionSpec } from './distribution-spec.ts'

/**
 * What was observed, span by span, ascending and each span once (`orderedSpans` sees to that):
 * - `values`: the values themselves, above 0, low = high;
 * - `buckets`: a histogram; disjoint, the first may begin at 0 and the last end at `Infinity`;
 * - `blurred`: a value somewhere between low and high, uniformly off; spans may overlap.
 */
export type Spans = {
  readonly kind: 'values' | 'buckets' | 'blurred'
  readonly low: Float64Array
  readonly high: Float64Array
  /** Observations per span, above 0. */
  readonly count: Float64Array
}

/** Observations in the order of time. */
export type Series = {
  /** Ascending. */
  readonly timeUs: Float64Array
  /** Above 0. */
  readonly valueUs: Float64Array
}

/** Runs by bucket from scrape to scrape: the order that a histogram alone does not hold. */
export type CountSeries = {
  /** Buckets, ascending; the last may end at `Infinity`. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** The last bucket holds failed runs: those that took longer than the one before ends, and wrong ones. */
  readonly hasFailed: boolean
  /** Members are sums over several containers: the phases of each cannot be seen. */
  readonly areSums: boolean
  /** One for each container that was watched. */
  readonly members: readonly {
    /** From one scrape to the next. */
    readonly widthUs: Float64Array
    /** Runs of each interval by bucket. */
    readonly counts: Float64Array
  }[]
}

export type FamilyName = 'constant' | 'uniform' | 'lognormal' | 'weibull' | 'gamma' | 'mixture' | 'empirical'

/** How far a law is from what was observed; null where it is not defined. */
export type Goodness = {
  /** Kolmogorov-Smirnov distance; of buckets the largest at their bounds, so a lower limit. */
  readonly ks: number | null
  /** Of that distance under the fitted law, parameters fitted anew to each draw (parametric bootstrap). */
  readonly ksP: number | null
  /** Anderson-Darling statistic; of values only. */
  readonly ad: number | null
  /** Pearson's statistic over buckets joined to at least five expected observations. */
  readonly chiSquare: number | null
  readonly chiSquareDf: number | null
  readonly chiSquareP: number | null
}

export type FamilyFit = Goodness & {
  readonly family: FamilyName
  readonly law: DistributionSpec
  /** Numbers that were fitted; null for an empirical law, which is not compared. */
  readonly parameters: number | null
  /** Of densities per microsecond, or of probabilities of spans; null for an empirical law or a constant. */
  readonly logLikelihood: number | null
  readonly aic: number | null
  readonly bic: number | null
}

/** A sample with every family that was tried, the chosen one marked. */
export type SampleFit = {
  /** Observations. */
  readonly n: number
  /** In the order of their BIC; those without one last. */
  readonly fits: readonly FamilyFit[]
  readonly chosen: FamilyFit
  /** Percentiles of the chosen law. */
  readonly p50Us: number
  readonly p99Us: number
  /** Why this one, in a sentence without a full stop. */
  readonly reason: string
  /** Where observations end: laws are compared below it. Absent: nowhere. */
  readonly cutUs?: number
}

/** How far the upper end of a fit is known. */
export type Tail = {
  /** Of the quantile, such as 0.999. */
  readonly share: number
  readonly quantileUs: number
  /** The quantile is below this with 95 %; null if there are too few observations to say. */
  readonly upperUs: number | null
  /** Observations that would bring the bound within 10 % of the quantile; without a family, to have any. */
  readonly neededN: number
}

/** Where observations end, and how many did not get there: runs of a probe, its timeout, and those that failed. */
export type Cut = {
  readonly limitUs: number
  /** Late or wrong; null if nobody counted them. */
  readonly failed: number | null
}

/** A fit to observations that end at a limit. */
export type CutFit = {
  readonly fit: SampleFit
  /** What it was fitted to: below the limit, and the late ones beyond it if the failed ones were late. */
  readonly spans: Spans
  /** Failed for another reason than being late; null if failed ones were not counted. */
  readonly wrong: number | null
  /** The other account, if the data hardly tell the two apart (BIC within 10), with its chance. */
  readonly other: {
    readonly fit: SampleFit
    readonly spans: Spans
    readonly wrong: number
    readonly chance: number
  } | null
}

/** How long something lasts. */
export type LengthLaw = {
  /** Exponential unless that is rejected. */
  readonly law: DistributionSpec
  /** Chance that lengths of an exponential law would depart from it as much; null if there are too few, or if they are seen too roughly. */
  readonly exponentialP: number | null
  /** The lengths that were seen. */
  readonly spans: Spans
}

/** Two states, normal and slow, that take turns; latencies of the slow one are multiplied. */
export type SlowPhases = {
  /** Mean gap between slow phases, and their mean length. */
  readonly everyUs: number
  readonly forUs: number
  /** Laws of both. */
  readonly every: LengthLaw
  readonly for: LengthLaw
  /** Above 1. */
  readonly factor: number
  /** Standard error of its logarithm. */
  readonly logFactorError: number
  /** No run of a slow phase was in time, so that the factor is known from below only. */
  readonly isFactorLeast: boolean
  /** Slow phases that were seen. */
  readonly phases: number
  /** What was observed outside slow phases. */
  readonly calm: Spans
}

/** Times in which the process stands still, and answers wait for their end. */
export type Pauses = {
  /** Mean gap from the end of one to the next, and their mean length. */
  readonly everyUs: number
  readonly forUs: number
  readonly every: LengthLaw
  readonly for: LengthLaw
  readonly pauses: number
  /** Those that more than one answer met. */
  readonly shared: number
  /** What was observed outside. */
  readonly calm: Spans
}

/** Whether long answers waited for a common end. */
export type PauseStudy = {
  /** BIC of pauses less that of slow answers, over the long ones. */
  readonly bicGap: number
  /** Whether times are when answers start, or when they end. */
  readonly stamp: 'begin' | 'end'
  /** Unknown: answers lie too far apart to meet one pause twice, or do not tell. */
  readonly verdict: 'pauses' | 'slow' | 'unknown'
  readonly found: Pauses | null
}

/** Gaps in regular times: values are missing, or the process stood still. */
export type Gaps = { readonly count: number; readonly longestUs: number; readonly usualUs: number }

export type SlowPhaseStudy = {
  /** BIC of one state; of two that are drawn anew for each value; of two that last, over the drift if there is one. Lower is better. */
  readonly bicOne: number
  readonly bicMixed: number
  readonly bicLasting: number
  /** Of a wave without states, such as that of a day, if it is better than one state. */
  readonly drift?: {
    readonly bic: number
    readonly periodUs: number
    /** The highest median of the wave over the lowest. */
    readonly factor: number
  }
  /** Null if two lasting states are not warranted. */
  readonly found: SlowPhases | null
  /** Slow values that stand together, in phases too few to say how often they come and how long they last. */
  readonly few?: { readonly values: number; readonly phases: number }
  /** Values that were looked at: the first of the series. */
  readonly n: number
  /** Absent where few answers were long, or none were looked at one by one. */
  readonly pauses?: PauseStudy
  readonly gaps?: Gaps
}

/** A share of the observations, [0, 1], up to a time. */
export type SharePoint = { readonly atUs: number; readonly share: number }

/** What charts of a sample are drawn from; times in microseconds, above 0. */
export type FitCurves = {
  readonly kind: Spans['kind']
  /** Of buckets, the shares up to their ends. */
  readonly observed: readonly SharePoint[]
  /** Of every family that was tried, at the same times, the chosen one first. */
  readonly laws: readonly { readonly family: FamilyName; readonly points: readonly SharePoint[] }[]
  /** Shares of the observations between two times, and what the chosen law expects there. */
  readonly bars: readonly {
    readonly lowUs: number
    readonly highUs: number
    readonly share: number
    readonly expected: number
  }[]
  /** Quantiles of the chosen law beside those observed. */
  readonly quantiles: readonly { readonly lawUs: number; readonly observedUs: number }[]
}

/** One sample, with what is known beside its values. */
export type Observed = {
  /** At least one observation; in any order. */
  readonly spans: Spans
  /** Where they end, of a histogram that holds successes only. */
  readonly cut?: Cut
  /** The same values in the order of time, if that is known. */
  readonly series?: Series
  /** The same as counts from scrape to scrape, if those are known. */
  readonly counts?: CountSeries
  /** Other readings of the same observations, with their chances, the first of all of them. */
  readonly doubts?: readonly { readonly spans: Spans; readonly chance: number }[]
}

/** One of equally likely accounts of a sample. */
export type Draw = {
  readonly law: DistributionSpec
  /** Of failed runs, those that failed for another reason than being late. */
  readonly wrong?: number
  readonly slow?: {
    readonly every: DistributionSpec
    readonly for: DistributionSpec
    readonly factor: number
  }
  readonly pause?: { readonly every: DistributionSpec; readonly for: DistributionSpec }
}

export type ObservedFit = {
  /** Of the calm latency, if slow phases were found. */
  readonly fit: SampleFit
  /** What it is of. */
  readonly spans: Spans
  readonly tail: Tail
  /** Null if the order of the observations is not known. */
  readonly phases: SlowPhaseStudy | null
  /** Variance over mean of failed runs, or of slow ones, in equal times; 1 if they come one by one. Of values in order only where they do not. */
  readonly dispersion?: number
  /** Of a sample that ends at a limit: what the failed runs were. */
  readonly cut?: CutFit
  /** The step of values that were rounded. */
  readonly roundedUs?: number
  /** Observations of which only a bound is known. */
  readonly censored: number
  /** Observations that were seen because they were below a limit: others were not. */
  readonly truncated: number
  /** In the order drawn. */
  readonly draws: readonly Draw[]
  /** Between which the tail's quantile lies by the middle 90 % of the draws. */
  readonly tailDrawnUs: readonly [number, number]
}

/** Equally likely accounts of what was counted, as many as a sample has; equal counts under equal names give equal ones. */
export type CountDraws = {
  /** Mean times between events, of which `count` came with this mean. */
  means(meanUs: number, count: number, name: string): number[]
  /** Shares, of which so many of the total were hits; `hits` by draw, begun again where they end. */
  shares(hits: readonly number[], total: number, name: string): number[]
}
