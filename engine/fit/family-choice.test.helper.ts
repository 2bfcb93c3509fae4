/** For tests: how often the family that values were drawn from is chosen. */

import type { DistributionSpec, Spans } from '../contract/fit-result.ts'
import { drawn } from './drawn.test.helper.ts'
import { fitSample } from './sample-fit.ts'

/** Shapes that are clearly apart: near sigma 0.1 or shape 3.5, or near an exponential law, families nearly coincide. */
const clearlyApart: readonly DistributionSpec[] = [
  { kind: 'lognormal', median: 8000, sigma: 0.9 },
  { kind: 'weibull', scale: 20_000, shape: 2.5 },
  { kind: 'gamma', mean: 20_000, cv: 0.5 },
]

/** Of `each` samples of 2,000 values per law, those for which its family is chosen. */
export function rightChoices(each: number, seed: number, spansOf: (values: Float64Array) => Spans): number {
  let right = 0
  for (const law of clearlyApart) {
    for (let sample = 0; sample < each; sample++) {
      const { chosen } = fitSample(spansOf(drawn(law, 2000, 1000 * seed + sample)))
      if (chosen.family === law.kind) right++
    }
  }
  return right
}
