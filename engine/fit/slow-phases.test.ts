import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawn, type Phases, seriesOf } from './drawn.test.helper.ts'
import type { DistributionSpec, Spans } from './fit-result.ts'
import { fitSample } from './sample-fit.ts'
import { slowPhasesOf } from './slow-phases.ts'

const test = suite('slow phases')

type Lognormal = Extract<DistributionSpec, { readonly kind: 'lognormal' }>
const lognormal: Lognormal = { kind: 'lognormal', median: 5000, sigma: 0.5 }
const gamma: DistributionSpec = { kind: 'gamma', mean: 5000, cv: 0.6 }

/** The relative standard error of a mean over k exponential times is 1 / sqrt(k); three of them are let through. */
const cases: readonly (readonly [string, DistributionSpec, number, Phases, object])[] = [
  ['every second', lognormal, 8000, { everyUs: 120e6, forUs: 15e6, factor: 8 }, { seed: 1 }],
  [
    'at irregular times',
    lognormal,
    8000,
    { everyUs: 120e6, forUs: 20e6, factor: 5 },
    { seed: 2, stepUs: 3e6, jitter: true },
  ],
  ['of a gamma law', gamma, 8000, { everyUs: 200e6, forUs: 30e6, factor: 6 }, { seed: 3 }],
]
for (const [what, law, n, phases, options] of cases) {
  test(`are found in latencies ${what}: gap, length and factor, and what is calm`, () => {
    const { found } = slowPhasesOf(seriesOf(law, n, phases, options))
    assert.ok(found !== null)
    const tolerance = 3 / Math.sqrt(found.phases)
    for (const key of ['everyUs', 'forUs'] as const)
      assert.ok(Math.abs(found[key] / phases[key] - 1) < tolerance, `${key} ${found[key]}, +- ${tolerance}`)
    assert.ok(Math.abs(found.factor / phases.factor - 1) < 0.1, `${found.factor}`)
    if (law.kind === 'lognormal') assertCalm(law, found.calm)
  })
}

/** What is left without the phases. */
function assertCalm({ median, sigma }: Lognormal, calm: Spans): void {
  const { law } = fitSample(calm).fits.find(({ family }) => family === 'lognormal')!
  assert.ok(law.kind === 'lognormal')
  assert.ok(Math.abs(law.median / median - 1) < 0.05, `${law.median}`)
  assert.ok(Math.abs(law.sigma / sigma - 1) < 0.05, `${law.sigma}`)
}

test('are found in none of 20 series of one state, whatever its law', () => {
  const laws: DistributionSpec[] = [
    lognormal,
    gamma,
    { kind: 'weibull', scale: 5000, shape: 0.7 },
    {
      kind: 'mixture',
      parts: [
        { weight: 0.9, of: lognormal },
        { weight: 0.1, of: { kind: 'lognormal', median: 80_000, sigma: 0.4 } },
      ],
    },
  ]
  for (let seed = 0; seed < 20; seed++)
    assert.is(slowPhasesOf(seriesOf(laws[seed % 4], 1000, null, { seed: 100 + seed })).found, null, `${seed}`)
})

test('are not looked for in little, in what never varies, and in no time at all', () => {
  const valueUs = drawn(lognormal, 200, 1)
  const timeUs = valueUs.map((_, index) => index * 1e6)
  for (const series of [
    { timeUs: timeUs.subarray(0, 50), valueUs: valueUs.subarray(0, 50) },
    { timeUs, valueUs: valueUs.map(() => 5000) },
    { timeUs: timeUs.map(() => 7), valueUs },
  ])
    assert.is(slowPhasesOf(series).found, null)
})

test.run()
