/** Answers up to a timeout: the law comes back, whether what failed was late or wrong. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CutFit, DistributionSpec } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { fitCutSample } from './cut-sample.ts'
import { bucketsOf, drawn } from './drawn.test.helper.ts'

const test = suite('fit of a sample that ends at a limit')

/** Of the kubelet's `prober_probe_duration_seconds`. */
const bounds = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000].map((ms) => ms * 1000)
const law: DistributionSpec = { kind: 'lognormal', median: 300_000, sigma: 1 }

/** What a probe with this timeout leaves of `n` runs, a share of them wrong whatever they took. */
function probed(n: number, wrongShare: number, limitUs: number, seed: number): CutFit {
  const values = drawn(law, n, seed)
  const right = values.subarray(0, Math.round(n * (1 - wrongShare)))
  const inTime = right.filter((us) => us < limitUs)
  return fitCutSample(bucketsOf(inTime, bounds), { limitUs, failed: n - inTime.length })
}

const cases = [
  ['late runs only', 0, 1e6],
  ['late and wrong runs', 0.2, 1e6],
  ['a timeout within a bucket', 0, 2e6],
] as const
for (const [what, wrongShare, limitUs] of cases) {
  test(`recovers a law from ${what}, without bias`, () => {
    const n = 20_000
    const fits = Array.from({ length: 20 }, (_, seed) => probed(n, wrongShare, limitUs, seed + 1))
    const found = fits.map(({ fit }) => {
      const lognormal = fit.fits.find(({ family }) => family === 'lognormal')!
      assert.ok(lognormal.law.kind === 'lognormal')
      return lognormal.law
    })
    const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length
    // Standard errors of one truncated fit are below 3 % (0.7 % censored): of the mean of 20 below 0.7 %.
    assert.ok(Math.abs(meanOf(found.map(({ median }) => median / 300_000)) - 1) < 0.02)
    assert.ok(Math.abs(meanOf(found.map(({ sigma }) => sigma)) - 1) < 0.02)
    const wrong = meanOf(fits.map((each) => each.wrong! / n))
    assert.ok(Math.abs(wrong - wrongShare) < 0.01, `${wrong} wrong instead of ${wrongShare}`)
  })
}

test('without the failed runs the law is truncated: the upper end is not that of the seen ones', () => {
  const inTime = drawn(law, 100_000, 3).filter((us) => us < 1e6)
  const { fit, wrong } = fitCutSample(bucketsOf(inTime, bounds), { limitUs: 1e6, failed: null })
  assert.is(wrong, null)
  assert.is(fit.cutUs, 1e6)
  const above = lawOf(fit.chosen.law).probabilityAtLeast(1e6)
  assert.ok(Math.abs(above - 0.1143) < 0.03, `${above}`)
})

test('fast answers with errors beside them: none is late', () => {
  const fast = drawn({ kind: 'lognormal', median: 5000, sigma: 0.5 }, 2000, 5)
  const { fit, wrong } = fitCutSample(bucketsOf(fast, bounds), { limitUs: 1e6, failed: 40 })
  assert.ok(Math.abs(wrong! - 40) < 0.01, `${wrong}`)
  assert.ok(lawOf(fit.chosen.law).probabilityAtLeast(1e6) < 1e-6)
})

test('nothing failed: the sample is whole', () => {
  const fast = bucketsOf(drawn({ kind: 'lognormal', median: 5000, sigma: 0.5 }, 2000, 5), bounds)
  const { fit, wrong } = fitCutSample(fast, { limitUs: 1e6, failed: 0 })
  assert.is(wrong, 0)
  assert.is(fit.cutUs, undefined)
})

test.run()
