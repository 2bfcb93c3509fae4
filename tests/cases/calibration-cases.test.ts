/** Observations whose laws came out wrong once. The true laws are known: what is fitted must be near them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fitted, observe, scenarioOf } from '../../scenarios/calibrate/observed.test.helper.ts'
import { loadError } from '../../scenarios/load-text.test.helper.ts'
import { repository } from '../support/cli.ts'

const test = suite('calibration cases')

const text = (name: string): string => readFileSync(join(repository, 'tests/cases/sizing', name), 'utf8')

// Lognormal 300 ms, sigma 1, timeout 1 s: 11.43 % late. Standard errors of 100,000 runs: 0.3 % of each parameter.
test('5: durations of successes end at the timeout: the law is fitted with the failed runs (Z10)', async () => {
  const observations = await observe({ prometheus: text('05-successes-only.json') })
  const { law } = fitted(observations.samples[0]).fit.chosen
  assert.ok(law.kind === 'lognormal', law.kind)
  assert.ok(Math.abs(law.median / 300e3 - 1) < 0.01, `${law.median}`)
  assert.ok(Math.abs(law.sigma - 1) < 0.01, `${law.sigma}`)
  const scenario = scenarioOf(observations)
  assert.not.match(scenario, 'errorRate')
  assert.match(scenario, 'taken to be late ones')
})

test('13: a histogram of the last bucket alone says nothing: an error', async () => {
  const { diagnostics } = await loadError(observe({ prometheus: text('13-inf-only.json') }))
  assert.is(diagnostics[0].rule, 'calibration-values')
  assert.match(diagnostics[0].message, /stands alone/)
})

test.run()
