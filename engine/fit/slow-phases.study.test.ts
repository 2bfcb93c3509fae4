import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec, Series, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { drawn, oneState, type Phases, seriesOf } from './drawn.test.helper.ts'
import { fitSample } from './sample-fit.ts'
import { slowPhasesOf } from './slow-phases.ts'

const test = suite('slow phases')

type Lognormal = Extract<DistributionSpec, { readonly kind: 'lognormal' }>
const lognormal: Lognormal = { kind: 'lognormal', median: 5000, sigma: 0.5 }
const gamma: DistributionSpec = { kind: 'gamma', mean: 5000, cv: 0.6 }

/** The relative standard error of a mean over k exponential times is 1 / sqrt(k); three of them are let through. */
const cases: readonly (readonly [string, DistributionSpec, number, Phases, object])[] = [
  ['every second', lognormal, 3000, { everyUs: 120e6, forUs: 15e6, factor: 8 }, { seed: 1 }],
  [
    'at irregular times',
    lognormal,
    3000,
    { everyUs: 120e6, forUs: 20e6, factor: 5 },
    { seed: 2, stepUs: 3e6, jitter: true },
  ],
  ['of a gamma law', gamma, 4000, { everyUs: 200e6, forUs: 30e6, factor: 6 }, { seed: 3 }],
]
for (const [what, law, n, phases, options] of cases) {
  test(`are found in latencies ${what}: gap, length and factor, and what is calm`, () => {
    const { found, drift } = slowPhasesOf(seriesOf(law, n, phases, options))
    assert.ok(found !== null)
    assert.is(drift, undefined)
    const seconds = (n * ((options as { stepUs?: number }).stepUs ?? 1e6)) / 1e6
    const expected = (seconds * 1e6) / (phases.everyUs + phases.forUs)
    const tolerance = 3 / Math.sqrt(expected)
    assert.ok(Math.abs(found.phases - expected) < 3 * Math.sqrt(expected), `${found.phases} of ${expected}`)
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

test('that all last the same are no exponential ones: another law stands for them', () => {
  const phases = { everyUs: 300e6, forUs: 45e6, factor: 20, areConstant: true }
  const { found } = slowPhasesOf(seriesOf(lognormal, 3500, phases, { seed: 7 }))
  assert.ok(found!.for.exponentialP! < 0.001)
  assert.ok(found!.every.exponentialP! < 0.001)
  const { quantile } = lawOf(found!.for.law)
  assert.ok(quantile(0.05) > 40e6 && quantile(0.95) < 50e6, `${quantile(0.05)} to ${quantile(0.95)}`)
})

test('too few to know their lengths are none, but values that stand together do not come one by one', () => {
  const calm = seriesOf(lognormal, 2000, null, { stepUs: 10e6, seed: 9 })
  const valueUs = calm.valueUs.map((us, index) => us * (index >= 1530 && index < 1533 ? 5000 : 1))
  const { found, few } = slowPhasesOf({ ...calm, valueUs })
  assert.is(found, null)
  assert.equal(few, { values: 3, phases: 1 })
  const apart = calm.valueUs.map((us, index) => us * (index % 500 === 250 ? 5000 : 1))
  assert.is(slowPhasesOf({ ...calm, valueUs: apart }).few, undefined)
  assert.is(slowPhasesOf(calm).few, undefined)
})

/** Latencies every minute that are slower by day. */
function daily(phases: Phases | null, seed: number): Series {
  const { timeUs, valueUs } = seriesOf(lognormal, 3 * 720, phases, { stepUs: 120e6, seed })
  return {
    timeUs,
    valueUs: valueUs.map(
      (us, index) => us * Math.exp(0.8 * Math.sin((2 * Math.PI * timeUs[index]) / 86_400e6)),
    ),
  }
}

test('are not a day of which the noon is slower: that is a drift, and is said so', () => {
  const { found, drift } = slowPhasesOf(daily(null, 1))
  assert.is(found, null)
  assert.ok(Math.abs(drift!.periodUs / 86_400e6 - 1) < 0.05, `${drift!.periodUs}`)
  assert.ok(Math.abs(drift!.factor / Math.exp(1.6) - 1) < 0.1, `${drift!.factor}`)
})

test('are found over a day of which the noon is slower', () => {
  const { found } = slowPhasesOf(daily({ everyUs: 10_800e6, forUs: 600e6, factor: 20 }, 2))
  assert.ok(found !== null)
  assert.ok(Math.abs(found.everyUs / 10_800e6 - 1) < 3 / Math.sqrt(found.phases), `${found.everyUs}`)
  assert.ok(Math.abs(found.factor / 20 - 1) < 0.1, `${found.factor}`)
})

test('are found in no series of one state, whatever its law', () => {
  for (const [seed, law] of oneState.entries())
    assert.is(slowPhasesOf(seriesOf(law, 400, null, { seed: 100 + seed })).found, null, law.kind)
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
