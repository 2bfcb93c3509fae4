/** The page of a run with the engine in it: silent until asked, and then as right as the command line. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../engine/index.ts'
import { exampleFacts } from '../reports/example-result.ts'
import { htmlReport } from '../reports/html-report.ts'
import { metricText } from '../reports/metric-text.ts'
import { assertAccessible, assertFitsNarrow, assertPrintsAll, inBrowser } from '../tests/support/browser.ts'
import { secretText, specOf } from './example-spec.test.helper.ts'
import { panelStudy, runPanel } from './run-panel.ts'

const test = suite('playground in the page of a run')

const spec = await specOf()
const study = panelStudy(spec)!
const result = await simulate(spec)
const pieces = htmlReport(result, exampleFacts, runPanel(study, []))
const period = 'shop/deployment/web|app|liveness.periodSeconds'

test('holds the checked spec, and nothing else of the manifests', () => {
  const text = pieces.join('')
  assert.match(text, 'Start the engine in this page')
  assert.match(text, /^\/\*! seedrandom$/m, 'licences can be read')
  assert.not.match(text, secretText)
})

test('is left out of the page of a large study', () => {
  const [web] = spec.workloads
  const sized = (replicas: number, hours: number) =>
    panelStudy({ ...spec, durationUs: hours * 3.6e9, workloads: [{ ...web!, replicas }] })
  assert.ok(sized(10_000, 0.5))
  assert.is(sized(1000, 24), undefined)
  assert.is(sized(150_000, 1), undefined)
})

inBrowser(test, (open) => {
  test('runs nothing until it is started, then finds what the engine finds here', async () => {
    const { page, seen } = await open(pieces)
    assert.equal(seen.requests.length, 1)
    assert.is(await page.isVisible('#play-panel'), false)
    const own = (await page.$$('.chart canvas')).length
    await page.click('#play-start')
    await page.waitForSelector(`#play-verdict[data-replications="${study.replications}"]`)
    assert.ok((await page.$$('.chart canvas')).length > own)
    const { mean } = (await simulate({ ...spec, replications: study.replications })).estimates[0]!.metrics
      .restarts_total
    const cell = await page.textContent('#outcome tr[data-metric="restarts_total"] td')
    assert.is(cell, metricText('restarts_total').text(mean!))
    await page.click('a[href="#time"]')
    await assertAccessible(page)
    await assertPrintsAll(page)
    await assertFitsNarrow(page)
    assert.equal(seen.messages, [])
    await page.close()
  })

  test('starts with an address that holds changes, and keeps them when a section is looked at', async () => {
    const { page } = await open(pieces)
    const hash = new URLSearchParams({ [period]: '3' }).toString()
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
    await page.reload()
    await page.waitForSelector('#outcome tr td:nth-child(3)')
    await page.evaluate("location.hash = 'time'")
    await page.waitForTimeout(50)
    const value = await page.$eval(
      `input[data-key="${period}"]`,
      (slider) => (slider as unknown as { value: string }).value,
    )
    assert.is(value, '3')
    await page.close()
  })

  test('says so where the browser is too old to inflate the engine', async () => {
    const { page, seen } = await open(pieces)
    await page.addInitScript('delete globalThis.DecompressionStream')
    await page.reload()
    await page.click('#play-start')
    await page.waitForSelector('#play-verdict:has-text("this browser is too old")')
    assert.equal(seen.messages, [])
    await page.close()
  })
})

test.run()
