/** The studies of the storm library, as they are, give what was measured, and meet what is published. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { figures } from './figures.ts'
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

test('published numbers are met within 25 %, or the figure says why not', () => {
  for (const { study, what, published, isExplained } of figures) {
    if (published === undefined || isExplained === true) continue
    const value = measured[`${study}: ${what}`]
    assert.ok(
      Math.abs(value - published) <= 0.25 * published,
      `${study}: ${what}: ${value}, not ${published}`,
    )
  }
})

test.run()
