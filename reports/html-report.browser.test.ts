/** The page of a run in a browser: it draws, stays silent, asks for nothing, and runs nothing that an input says. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  assertAccessible,
  assertFitsNarrow,
  assertPrintsAll,
  assertQuiet,
  assertTablesFit,
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
    assert.is(pixels.length, 9)
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

  test('zooms all charts over time at once, and back', async () => {
    const { page, seen } = await open(example)
    const read = () => page.$$eval('#chart-restarts + .readout', ([line]) => line!.textContent)
    const worst = await read()
    assert.match(worst!, /^mean: highest [\d.,]+ at /)
    const over = page.locator('#chart-ready .u-over')
    const box = (await over.boundingBox())!
    await page.mouse.move(box.x + 2, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.04, box.y + 40, { steps: 5 })
    await page.mouse.up()
    assert.ok(await page.isVisible('#zoom-reset'))
    await page.mouse.move(0, 0)
    assert.not.equal(await read(), worst)
    await over.dblclick()
    await page.mouse.move(0, 0)
    assert.ok(!(await page.isVisible('#zoom-reset')))
    assert.equal(await read(), worst)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('sorts the workloads by a column', async () => {
    const { page } = await open(example)
    const first = () =>
      page.$eval('section[aria-labelledby="workloads"] tbody th', (head) => head.textContent)
    const before = await first()
    const button = page.locator('section[aria-labelledby="workloads"] th button', { hasText: 'Workload' })
    await button.click()
    assert.is(await first(), 'shop/deployment/db')
    await button.click()
    assert.is(await first(), 'shop/deployment/web')
    assert.is(before, 'shop/deployment/web')
    await page.close()
  })

  test('prints everything, and is accessible', async () => {
    const { page } = await open(example)
    await assertPrintsAll(page)
    await assertAccessible(page)
    await page.close()
  })

  test('fits a narrow window', async () => {
    const { page } = await open(example)
    await assertTablesFit(page)
    await assertFitsNarrow(page)
    await page.close()
  })
})

test.run()
