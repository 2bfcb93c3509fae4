/** The page of a comparison in a browser: it draws both runs, and is as silent as that of one. */
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
import { comparisonWith, exampleRow } from '../tests/support/example-comparison.ts'
import { type ComparedSide, comparisonPage } from './comparison-page.ts'
import { exampleFacts, exampleResult } from './example-result.ts'

const test = suite('page of a comparison in a browser')

const plain: ComparedSide = { scenario: 'example', seed: '1', version: '0.0.0', kubernetesVersion: '1.35' }
const drawn: ComparedSide = { ...plain, page: { result: exampleResult(), facts: exampleFacts } }
const facts = { base: 'out/base', head: 'out/head', notes: [], verdicts: [] }
const comparison = comparisonWith(exampleRow('*', 'more', 2), exampleRow('shop/deployment/web', 'more', 2))

inBrowser(test, (open) => {
  test('draws both over time, and shows another workload', async () => {
    const { page, seen } = await open(comparisonPage(comparison, facts, drawn, drawn))
    const pixels = await drawnPixels(page)
    assert.is(pixels.length, 8)
    for (const count of pixels) assert.ok(count > 50, `${pixels}`)
    await page.click('#table-restarts summary')
    // The table is filled when it opens, which a page hears of a moment later.
    await page.waitForSelector('#table-restarts td')
    const cells = () => page.$$eval('#table-restarts td', (all) => all.map(({ textContent }) => textContent))
    const before = await cells()
    assert.is(before.length, 3 * 3)
    await page.selectOption('#workload', { index: 1 })
    assert.not.equal(await cells(), before)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('does without time series', async () => {
    const { page, seen } = await open(comparisonPage(comparison, facts, plain, plain))
    assert.is((await page.$$('svg.forest.sure')).length, 1)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('shows text of inputs as text', async () => {
    const result = exampleResult({ workload: hostileText })
    const side = { ...plain, scenario: hostileText, seed: hostileText, page: { result, facts: exampleFacts } }
    const named = { ...facts, base: hostileText, head: hostileText, notes: [hostileText] }
    const { page, seen } = await open(
      comparisonPage(comparisonWith(exampleRow(hostileText, 'more', 2)), named, side, side),
    )
    assert.ok((await page.textContent('h1'))!.includes(hostileText))
    assert.ok((await page.textContent('#workload'))!.includes(hostileText))
    await assertQuiet(page, seen)
    await page.close()
  })

  test('prints everything, is accessible, and fits a narrow window', async () => {
    const { page } = await open(comparisonPage(comparison, facts, drawn, drawn))
    await assertPrintsAll(page)
    await assertAccessible(page)
    await assertTablesFit(page)
    await assertFitsNarrow(page)
    await page.close()
  })
})

test.run()
