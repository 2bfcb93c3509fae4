import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coverageOfFailedProbes } from '../../../tests/support/comparisons.ts'

const test = suite('coverage, long')

test('95 % intervals of means hold the truth in 93 to 97 of 100 studies of ten replications', async () => {
  const coverage = await coverageOfFailedProbes(1000)
  assert.ok(coverage >= 0.93 && coverage <= 0.97, `${coverage}`)
})

test.run()
