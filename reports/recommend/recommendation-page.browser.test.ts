/** The page of a recommendation in a browser: as silent as that of a run, and as narrow. */
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
import { exampleRecommendation } from '../../tests/support/example-recommendation.ts'
import { recommendationPage } from './recommendation-page.ts'

const test = suite('page of a recommendation in a browser')

const { recommendation, facts } = await exampleRecommendation(hostileText)
const pieces = recommendationPage(recommendation, facts)

inBrowser(test, (open) => {
  test('shows settings, reasons and pictures, and text of inputs as text', async () => {
    const { page, seen } = await open(pieces)
    assert.ok((await page.textContent('h1'))!.includes(hostileText))
    assert.is((await page.$$('section[aria-labelledby="settings"] tbody tr')).length, 4)
    assert.is((await page.$$('svg.front')).length, 3)
    assert.is((await page.$$('svg.front .mark.recommended')).length, 3)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('prints every reason, is accessible, and fits a narrow window with every reason open', async () => {
    const { page } = await open(pieces)
    await assertPrintsAll(page)
    await assertAccessible(page)
    await page.$$eval('details', (all) => {
      for (const each of all) each.setAttribute('open', '')
    })
    await assertTablesFit(page)
    const lines = await page.evaluate<number[]>(
      "Array.from(document.querySelectorAll('#settings ~ .wide td')).filter((each) => /^(Probe|Severity|Sure by)$/.test(each.dataset.title) && !each.textContent.trim().includes(' ')).map((each) => { const range = document.createRange(); range.selectNodeContents(each.firstChild); return range.getClientRects().length })",
    )
    assert.ok(lines.length > 8 && lines.every((count) => count === 1), 'a word of ours is broken')
    await assertFitsNarrow(page)
    const compared = await page.$$(
      '#settings ~ .wide tr:first-child td:is([data-title="Now"], [data-title="Recommended"])',
    )
    const boxes = await Promise.all(compared.map((cell) => cell.boundingBox()))
    assert.is(boxes.length, 2)
    assert.is(boxes[0]!.y, boxes[1]!.y)
    assert.ok(boxes[0]!.x + boxes[0]!.width <= boxes[1]!.x && boxes[1]!.x + boxes[1]!.width <= 360)
    await page.close()
  })
})

test.run()
