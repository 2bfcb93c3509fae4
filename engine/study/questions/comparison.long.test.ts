import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { moreRestartsFound } from '../../../tests/support/comparisons.ts'

const test = suite('comparison, long')

test('a lower failure threshold is found to restart more, in every one of a hundred studies', async () => {
  assert.is(await moreRestartsFound(100), 100)
})

test.run()
