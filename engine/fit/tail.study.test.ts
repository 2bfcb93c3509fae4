import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { blurredOf, bucketsOf, drawn } from './drawn.test.helper.ts'
import { fitSample } from './sample-fit.ts'
import { spansOfValues } from './spans.ts'
import { tailOf } from './tail.ts'

const test = suite('upper end of a fit')

const law: DistributionSpec = { kind: 'lognormal', median: 60e6, sigma: 0.5 }
const truth = lawOf(law).quantile(0.999)
const bounds = Array.from({ length: 20 }, (_, step) => 10e6 * Math.exp(step / 4))

/** Of 100 samples from the lognormal law, by how much their bounds are above the true quantile, the least first. */
function boundsOf(n: number, spansOf: (values: Float64Array, seed: number) => Spans): number[] {
  return Array.from({ length: 100 }, (_, seed) => {
    const spans = spansOf(drawn(law, n, seed + 1), seed + 1)
    const fit = fitSample(spans)
    const lognormal = fit.fits.find(({ family }) => family === 'lognormal')!
    return tailOf(spans, { ...fit, chosen: lognormal }).upperUs! / truth
  }).sort((a, b) => a - b)
}

const samples: readonly (readonly [string, number, (values: Float64Array, seed: number) => Spans])[] = [
  ['20 values', 20, spansOfValues],
  ['20 starts behind a probe', 20, (values, seed) => blurredOf(values, 10e6, seed)],
  ['a histogram of 100', 100, (values) => bucketsOf(values, bounds)],
]
for (const [what, n, spansOf] of samples)
  test(`is bounded with 95 %, and not far above: by ${what}`, () => {
    const ratios = boundsOf(n, spansOf)
    // Of 100 bounds that hold with 95 % at least 88 do, but for a chance of 0.4 %.
    assert.ok(ratios[12] >= 1, `${ratios[12]}`)
    // The bound lies 1.645 standard errors above the estimate; for 20 values Student's distribution makes it more.
    const typical = Math.exp(1.645 * 0.5 * Math.sqrt((1 + (3.0902 * 3.0902) / 2) / n))
    assert.ok(ratios[50] < typical * 1.35, `${ratios[50]} and ${typical}`)
  })

test('comes with the number of observations that would bring the bound within 10 %', () => {
  const boundOf = (n: number): { ratio: number; neededN: number } => {
    const spans = spansOfValues(drawn(law, n, 3))
    const { quantileUs, upperUs, neededN } = tailOf(spans, fitSample(spans))
    return { ratio: upperUs! / quantileUs, neededN }
  }
  const few = boundOf(50)
  assert.ok(few.ratio > 1.2)
  const { ratio } = boundOf(few.neededN)
  assert.ok(ratio > 1.05 && ratio < 1.15, `${few.neededN}: ${ratio}`)
})

test('without a family is bounded by order alone, from 2,995 observations on', () => {
  const empirical = (n: number): Spans =>
    spansOfValues(
      Float64Array.from({ length: n }, (_, index) => 1e6 * (1 + (index % 2) * 9) + (index / n) * 1e3),
    )
  const few = empirical(200)
  assert.equal([tailOf(few, fitSample(few)).upperUs, tailOf(few, fitSample(few)).neededN], [null, 2995])
  const many = empirical(3000)
  assert.ok(tailOf(many, fitSample(many)).upperUs! > 10e6)
})

test.run()
