/** Made-up samples with a tipping point that is known: a mean that moves with the step, and noise. */
import seedrandom from 'seedrandom'
import type { Threshold } from '../../../contract/run-result.ts'
import type { TippingResult } from '../../../contract/tipping-result.ts'
import { normalQuantile } from '../../../kernel/normal.ts'
import type { Sample } from './point-decision.ts'
import { findTurn } from './tipping-search.ts'

/** `[mean, restarts_total, <, 5]`, as its parts; `p90` is a percentile. */
export function condition(
  aggregate: string,
  metric: Threshold['metric'],
  operator: Threshold['operator'],
  limit: number,
): Threshold {
  const percentile = /^p(\d+)$/.exec(aggregate)
  return {
    text: `${aggregate}(${metric}) ${operator} ${limit}`,
    aggregate: percentile === null ? (aggregate as Threshold['aggregate']) : 'percentile',
    share: percentile === null ? null : Number(percentile[1]) / 100,
    metric,
    workload: '*',
    operator,
    limit,
  }
}

/** What a replication of a step says; `chance` draws from (0, 1). */
export type SampleOf = (step: number, chance: () => number) => Sample

export type Made = {
  readonly asked: Threshold
  readonly lastStep: number
  readonly sampleOf: SampleOf
  readonly replicationsMin?: number
  readonly replicationsMax?: number
  readonly seed?: string
  /** Steps share the random numbers of a replication. */
  readonly isCommon?: boolean
}

export function searchMade(made: Made): Promise<TippingResult> {
  const {
    asked,
    lastStep,
    sampleOf,
    replicationsMin = 4,
    replicationsMax = 32,
    seed = '1',
    isCommon = true,
  } = made
  return findTurn({
    condition: asked,
    lastStep,
    middle: (low, high) => (low + high) >> 1,
    replicationsMin,
    replicationsMax,
    async sample(needed) {
      return needed.map(({ step, first, last }) =>
        Array.from({ length: last - first + 1 }, (_, index) =>
          sampleOf(step, seedrandom(`${seed} ${first + index}${isCommon ? '' : ` ${step}`}`)),
        ),
      )
    },
  })
}

export function normal(chance: () => number): number {
  return normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, chance())))
}

/** A Poisson number by its definition. */
export function poisson(mean: number, chance: () => number): number {
  let count = 0
  for (let product = chance(); product > Math.exp(-mean); product *= chance()) count++
  return count
}
