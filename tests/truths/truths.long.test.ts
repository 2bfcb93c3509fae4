/** Recommendations from samples, judged by truths that they have not seen. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allVerdicts, scoreOf } from './truths-table.ts'

const test = suite('30 truths')

test('of settings called safe at least 85 % keep the limit, and of those left at most 10 % do harm', async () => {
  const { changed, left, kept, harmful } = scoreOf(await allVerdicts())
  assert.ok(kept >= 0.85 * (changed + left), `${kept} of ${changed + left} keep the limit`)
  assert.ok(harmful <= 0.1 * left, `${harmful} of ${left} do harm`)
  // Who always says that nothing is known is never wrong.
  assert.ok(changed + left >= 30, `${changed + left} of 90 answers`)
})

test.run()
