/** The page of a run in a browser: it draws, stays silent, asks for nothing, and runs nothing that an input says. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  assertFitsNarrow,
  assertQuiet,
  drawnPixels,
  hostileText,
  inBrowser,
} from '../tests/support/browser.ts'
import { exampleFacts, exampleResult } from './example-result.ts'
import { htmlReport } from './html-report.ts'

const test = suite('page of a run in a browser')
const example = htmlReport(exampleResult(), exampleFacts)

inBrowser(test, (open) => {
  test('draws every chart, without a message and without asking for anything but itself', async () => {
    const { page, seen } = await open(example)
    const pixels = await drawnPixels(page)
    assert.is(pixels.length, 6)
    for (const count of pixels) assert.ok(count > 50, `${pixels}`)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('shows another workload, and the numbers of a chart as a table', async () => {
    const { page, seen } = await open(example)
    await page.click('#table-restarts summary')
    // As for a comparison: it is filled a moment after it opens.
    await page.waitForSelector('#table-restarts td')
    const cells = () => page.$$eval('#table-restarts td', (all) => all.map(({ textContent }) => textContent))
    const before = await cells()
    assert.is(before.length, 3 * 4)
    await page.selectOption('#workload', { index: 1 })
    assert.not.equal(await cells(), before)
    assert.equal(seen.messages, [])
    await page.close()
  })

  test('shows text of inputs as text', async () => {
    const facts = { ...exampleFacts, notes: [hostileText], seed: hostileText }
    const { page, seen } = await open(htmlReport(exampleResult({ workload: hostileText }), facts))
    assert.ok((await page.textContent('#workload'))!.includes(hostileText))
    assert.ok((await page.textContent('header'))!.includes(`seed “${hostileText}”`))
    await assertQuiet(page, seen)
    await page.close()
  })

  test('fits a narrow window', async () => {
    const { page } = await open(example)
    await assertFitsNarrow(page)
    await page.close()
  })
})

test.run()
