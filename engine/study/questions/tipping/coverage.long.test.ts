import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coverageOf } from './coverage.test.helper.ts'

const test = suite('coverage of tipping points')

for (const isCommon of [true, false])
  test(`95 of 100 answers hold the tipping point in 3,000 studies, ${isCommon ? 'with' : 'without'} common random numbers`, async () => {
    assert.ok((await coverageOf(3_000, isCommon)) >= 0.95)
  })

test.run()
