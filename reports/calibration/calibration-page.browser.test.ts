/** The page in a browser: it draws, stays silent, asks for nothing, and fits windows of any width. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  assertAccessible,
  assertFitsNarrow,
  assertPrintsAll,
  assertQuiet,
  assertTablesFit,
  hostileText,
  inBrowser,
} from '../../tests/support/browser.ts'
import { calibrationPage } from './calibration-page.ts'
import { exampleSample } from './example-samples.test.helper.ts'

const test = suite('page of a calibration in a browser')

const pieces = calibrationPage(
  [exampleSample(hostileText)],
  [hostileText],
  `kind: Scenario # ${hostileText}\n`,
  '1',
)

inBrowser(test, (open) => {
  test('draws its charts, and text of inputs as text', async () => {
    const { page, seen } = await open(pieces)
    const stroke = await page.$eval('svg .chosen', (line) => {
      const look = (globalThis as unknown as { getComputedStyle(of: unknown): { stroke: string } })
        .getComputedStyle
      return look(line).stroke
    })
    assert.match(stroke, /^rgb/)
    assert.ok((await page.textContent('pre'))!.includes(hostileText))
    await assertQuiet(page, seen)
    await page.close()
  })

  test('prints everything, is accessible, and fits windows of any width', async () => {
    const { page } = await open(pieces)
    await assertPrintsAll(page)
    await assertAccessible(page)
    await assertTablesFit(page)
    await assertFitsNarrow(page)
    await page.close()
  })
})

test.run()
