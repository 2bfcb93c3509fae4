/** The page of a sweep in a browser: which picture it draws, and that it is as silent as that of a run. */
import type { Page } from 'playwright-core'
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
import { exampleSweep, grid } from '../../tests/support/example-sweep.ts'
import { sweepPage } from './sweep-page.ts'

const test = suite('page of a sweep in a browser')

const pageOf = (...example: Parameters<typeof exampleSweep>): string[] =>
  sweepPage(exampleSweep(...example), '1.2.3')

const texts = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (all) => all.map(({ textContent }) => textContent ?? ''))

const gridPage = pageOf(
  grid({ period: [5, 10], threshold: [2, 3, 6] }).filter(
    ({ period, threshold }) => period === 5 || threshold !== 6,
  ),
  ({ period, threshold }) => Number(period) * 100 + Number(threshold),
  { isFinished: (point: number) => point !== 2 },
)

/** One metric against another: at one point it is never, at another unknown; thresholds limit both. */
const tradeOffPage = tradeOff()

function tradeOff(): string[] {
  const sweep = exampleSweep(grid({ value: [0, 1, 2, 3, 4] }), ({ value }) => 10 * Number(value))
  const times = [1, 2, 3, Infinity, null]
  const points = sweep.points.map((point, index) => {
    const recovery = { ...point.estimates.restarts_total, mean: times[index]!, ci95Low: null, ci95High: null }
    return { ...point, estimates: { ...point.estimates, recovery_seconds: recovery } }
  })
  const limitOf = (metric: 'restarts_total' | 'recovery_seconds', limit: number) =>
    ({ text: '', aggregate: 'mean', share: null, metric, workload: '*', operator: '<', limit }) as const
  const thresholds = [limitOf('restarts_total', 12), limitOf('recovery_seconds', 2.5)]
  return sweepPage({ ...sweep, points, plan: { ...sweep.plan, thresholds } }, '1.2.3')
}

/** As many values as a design that draws has points. */
const drawnPage = pageOf(
  Array.from({ length: 40 }, (_, index) => ({ errors: 0.001 * 1.1 ** index, factor: (index * 7) % 40 })),
  ({ factor }) => (factor === 0 ? Infinity : Number(factor)),
)

inBrowser(test, (open) => {
  test('shows two parameters as a heat map, with what is skipped and what is missing', async () => {
    const { page, seen } = await open(gridPage)
    assert.is(await page.textContent('#picture-title'), 'Restarts over period and threshold')
    const cells = await texts(page, '#picture td')
    assert.equal(cells, ['503±31', '1,003±44', '…', '1,004±44', '507±31', '·'])
    const legend = await page.textContent('.legend')
    assert.match(legend!, 'the sweep has no such point')
    assert.match(legend!, 'not simulated yet')
    assert.is((await page.$$('#picture td.heat-6')).length, 2)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('draws a metric over one parameter, for one value of the other', async () => {
    const { page, seen } = await open(gridPage)
    await page.selectOption('#up', 'metric')
    assert.is((await page.$$('#picture circle')).length, 4)
    assert.is((await page.$$('#picture polyline')).length, 0)
    assert.is(await page.textContent('#picture-about'), 'threshold: all 3 values')
    await page.selectOption('#fixed-1', { label: '2' })
    assert.is(await page.textContent('#picture-about'), 'threshold 2')
    assert.is((await page.$$('#picture circle')).length, 2)
    assert.is((await page.$$('#picture polyline')).length, 1)
    assert.is((await page.$$('#picture polygon')).length, 1)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('draws what has many values as points', async () => {
    const { page, seen } = await open(drawnPage)
    assert.is((await page.$$('#picture circle.dot')).length, 39)
    assert.match((await page.textContent('.legend'))!, '1 of the points are not drawn')
    await page.selectOption('#up', { label: 'errors' })
    assert.is((await page.$$('#picture circle.spot')).length, 40)
    assert.match((await texts(page, '#picture title'))[0]!, /^point 1: errors 0\.001, factor 0\nmean never/)
    await assertQuiet(page, seen)
    await page.close()
  })

  test('draws a trade-off with its limits by name, and tells never from unknown', async () => {
    const { page, seen } = await open(tradeOffPage)
    const [metric, other] = ['restarts_total', 'recovery_seconds']
    await page.selectOption('#metric', { label: `Restarts (${metric})` })
    await page.selectOption('#across', { label: 'trade-off: Recovery' })
    assert.is((await page.$$('#picture circle.dot')).length, 3, other)
    assert.equal(await texts(page, '#picture .limit-name'), ['limit 12', 'limit 2.5 s'])
    const legend = (await page.textContent('.legend'))!
    assert.match(legend, '1 of the points are not drawn: in one of their replications it is never')
    assert.match(legend, '1 of the points are not drawn: not simulated yet, or unknown')
    await assertQuiet(page, seen)
    await page.close()
  })

  test('shows text of inputs as text', async () => {
    const values = [hostileText, 'plain']
    const { page, seen } = await open(
      pageOf(grid({ value: values, other: values }), ({ value }) => values.indexOf(String(value)), {
        name: hostileText,
      }),
    )
    assert.ok((await page.textContent('h1'))!.includes(hostileText))
    assert.ok((await page.textContent('#picture'))!.includes(hostileText))
    await page.selectOption('#up', 'metric')
    await assertQuiet(page, seen)
    await page.close()
  })

  test('prints everything, is accessible, and fits a narrow window', async () => {
    for (const pieces of [gridPage, drawnPage]) {
      const { page } = await open(pieces)
      await assertPrintsAll(page)
      await assertAccessible(page)
      await assertTablesFit(page)
      await assertFitsNarrow(page)
      await page.close()
    }
  })
})

test.run()
