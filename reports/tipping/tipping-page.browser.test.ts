/** The page of a search in a browser: the picture of it, and that it is as silent as other pages. */
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
import { exampleTipping, tippingFacts, triedPoint } from './example-tipping.test.helper.ts'
import { tippingPage } from './tipping-page.ts'

const test = suite('page of a search in a browser')

inBrowser(test, (open) => {
  test('draws each value that was tried, the limit, and the band in which the condition turns', async () => {
    const { page, seen } = await open(tippingPage(exampleTipping({ path: hostileText }), tippingFacts))
    const count = (selector: string): Promise<number> => page.$$eval(`.plot ${selector}`, (all) => all.length)
    assert.equal(
      await Promise.all(['.tried', '.tried.holds', '.interval', '.limit', '.turn'].map(count)),
      [4, 2, 4, 1, 1],
    )
    const spoken = await page.$$eval('.plot .tried title', (all) => all.map(({ textContent }) => textContent))
    assert.is(
      spoken[2],
      '10: mean 98 % (97.9 % to 98.1 %) of 32 replications, the condition holds; 32 of 32 replications meet it by themselves',
    )
    await assertAccessible(page)
    await assertTablesFit(page)
    await assertPrintsAll(page)
    await assertFitsNarrow(page)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('draws what is never reached at the upper edge, and nothing where nothing was measured', async () => {
    const points = [triedPoint(0, 5, 'holds'), triedPoint(10, Infinity, 'fails')]
    const turn = { from: 0, to: 10, becomes: 'fails' } as const
    const never = exampleTipping({}, { found: turn, turns: [turn], points })
    const { page, seen } = await open(tippingPage(never, tippingFacts))
    assert.match((await page.textContent('.legend')) ?? '', 'at the upper edge: never within the run')
    await assertQuiet(page, seen)
    await page.close()
    const unknown = exampleTipping({}, { found: null, turns: [], points: [triedPoint(0, null, 'unknown')] })
    const { page: empty, seen: silent } = await open(tippingPage({ ...unknown, lastStep: 0 }, tippingFacts))
    assert.is(await empty.$('#picture'), null)
    await assertQuiet(empty, silent)
    await empty.close()
  })
})

test.run()
