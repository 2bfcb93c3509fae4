import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec } from '../contract/fit-result.ts'
import { drawn, pausedSeriesOf, seriesOf } from './drawn.test.helper.ts'
import { fitObserved } from './observed-fit.ts'
import { pauseStudyOf, timeGapsOf } from './pauses.ts'
import { spansOfValues } from './spans.ts'

const test = suite('pauses')

/** p50 20 ms, p99 400 ms. */
const law: DistributionSpec = { kind: 'lognormal', median: 20e3, sigma: Math.log(20) / 2.3263 }
const dayOfRuns = 8640

for (const stamp of ['begin', 'end'] as const) {
  test(`are told from slow phases by answers that end together, whose times are those of the ${stamp}`, () => {
    const pauses = { everyUs: 3600e6, forUs: 45e6, areConstant: true }
    const study = pauseStudyOf(pausedSeriesOf(law, dayOfRuns, pauses, { stamp }))!
    assert.is(study.verdict, 'pauses')
    assert.is(study.stamp, stamp)
    const { found } = study
    // A day holds 24 of a gap and a pause each, and none is missed.
    assert.is(found!.pauses, 24)
    assert.ok(Math.abs(found!.everyUs / 3600e6 - 1) < 3 / Math.sqrt(24), `${found!.everyUs}`)
    // All last the same: no exponential law.
    assert.ok(found!.for.exponentialP! < 0.001)
    assert.ok(found!.for.law.kind === 'constant' && Math.abs(found!.for.law.value / 45e6 - 1) < 0.02)
  })
}

test('of exponential length are found with their mean, though short ones pass between two answers', () => {
  const ratios = [1, 2, 3, 4].map((seed) => {
    const pauses = { everyUs: 3600e6, forUs: 60e6 }
    const { found } = pauseStudyOf(pausedSeriesOf(law, 3 * dayOfRuns, pauses, { seed }))!
    assert.is(found!.for.law.kind, 'exponential')
    return [found!.everyUs / 3600e6, found!.forUs / 60e6, found!.pauses]
  })
  const count = ratios.reduce((sum, [, , pauses]) => sum + pauses, 0)
  const expected = (ratios.length * 3 * dayOfRuns * 10) / 3660
  // By two answers, 10 s apart, e^(-1/6) of those that one meets, and one meets 6 (1 - e^(-1/6)) of all.
  const metOnce = 6 * -Math.expm1(-1 / 6) * expected
  const metTwice = Math.exp(-1 / 6) * metOnce
  assert.ok(count > metTwice - 3 * Math.sqrt(metTwice), `${count} of ${metTwice} or more`)
  assert.ok(count < metOnce + 3 * Math.sqrt(metOnce), `${count} of ${metOnce} or less`)
  for (const which of [0, 1]) {
    const mean = ratios.reduce((sum, ratio) => sum + ratio[which], 0) / ratios.length
    assert.ok(Math.abs(mean - 1) < 3 / Math.sqrt(expected), `${mean}`)
  }
})

/** Slow phases: gap, length, factor, step. */
const slowPhases: readonly (readonly [number, number, number, number])[] = [
  [3600e6, 45e6, 1000, 10e6],
  [600e6, 45e6, 1000, 1e6],
]
for (const [everyUs, forUs, factor, stepUs] of slowPhases) {
  test(`are not slow phases whose answers overlap: each takes its own time, x ${factor} each ${stepUs} us`, () => {
    const study = pauseStudyOf(seriesOf(law, dayOfRuns, { everyUs, forUs, factor }, { stepUs }))!
    assert.is(study.verdict, 'slow')
    assert.is(study.found, null)
  })
}

test('are not known where each is met by one answer: slow answers would look the same', () => {
  const pauses = { everyUs: 300e6, forUs: 9e6, areConstant: true }
  const { verdict, found } = pauseStudyOf(pausedSeriesOf(law, dayOfRuns, pauses, {}))!
  assert.is(verdict, 'unknown')
  assert.is(found, null)
})

test('are no slow phases beside: the law is of what was calm, the draws hold pauses', () => {
  const series = pausedSeriesOf(
    law,
    dayOfRuns,
    { everyUs: 3600e6, forUs: 45e6, areConstant: true },
    { seed: 5 },
  )
  const { fit, phases, draws } = fitObserved({ spans: spansOfValues(series.valueUs), series }, 'web')
  assert.is(phases!.found, null)
  assert.ok(fit.chosen.law.kind === 'lognormal' && Math.abs(fit.chosen.law.median / 20e3 - 1) < 0.05)
  assert.ok(draws.every(({ pause, slow }) => pause !== undefined && slow === undefined))
})

test('may be behind gaps in regular times, where no answer tells', () => {
  const valueUs = drawn(law, 1000, 1)
  const timeUs = valueUs.map((_, index) => (index + (index > 500 ? 40 : 0)) * 1e6)
  assert.equal(timeGapsOf({ timeUs, valueUs }), { count: 1, longestUs: 41e6, usualUs: 1e6 })
  assert.is(timeGapsOf({ timeUs: timeUs.subarray(0, 400), valueUs: valueUs.subarray(0, 400) }), undefined)
})

test.run()
