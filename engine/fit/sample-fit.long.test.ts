/** The study behind docs/calibration.md: how often the right family is chosen. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rightChoices } from './family-choice.test.helper.ts'
import { spansOfValues } from './spans.ts'

const test = suite('choice of a family')

test('is right in at least 95 of 100 samples of each family', () => {
  const right = rightChoices(100, 7, spansOfValues)
  console.log(`right family: ${right} of 300`)
  assert.ok(right >= 285, `${right} of 300`)
})

test.run()
