/** The studies of the storm library, as they are, give what was measured. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Measured, measure, storms } from './measure.ts'
import { measuredFile } from './section.ts'

const test = suite('storms as measured')

const measured = JSON.parse(readFileSync(measuredFile, 'utf8')) as Measured

for (const study of storms) {
  test(`${study} gives what docs/validation.md shows`, async () => {
    for (const [figure, value] of Object.entries(await measure(study)))
      assert.is(value, measured[figure], figure)
  })
}

test.run()
