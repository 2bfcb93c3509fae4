/** The page in a browser: it draws, stays silent, asks for nothing, and runs nothing that an input says. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleFacts, exampleResult } from './example-result.ts'
import { htmlReport } from './html-report.ts'

/** Where Debian's package `chromium` puts it; CHROMIUM names another place. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

const test = suite('page in a browser')

const hostile = '</script><img src=x onerror="window.ran=1"><script>window.ran=1</script>&"\''

type Seen = { readonly messages: string[]; readonly requests: string[] }

/** What of the page is looked at, in the page's own words. */
type CanvasLike = {
  readonly width: number
  readonly height: number
  getContext(kind: '2d'): { getImageData(x: number, y: number, w: number, h: number): { data: Uint8Array } }
}

/** Per chart, the number of different colours drawn in the line's hue: 0 for an empty canvas. */
function drawnPixels(page: Page): Promise<number[]> {
  return page.$$eval('.chart canvas', (canvases) =>
    (canvases as unknown as CanvasLike[]).map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      let drawn = 0
      for (let index = 0; index < data.length; index += 4) {
        const [red, green, blue, alpha] = data.subarray(index, index + 4)
        if (alpha! > 128 && Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!) > 60) drawn++
      }
      return drawn
    }),
  )
}

async function open(
  browser: Browser,
  directory: string,
  workload?: string,
): Promise<{ page: Page; seen: Seen }> {
  const path = join(directory, 'report.html')
  const result = exampleResult(workload === undefined ? {} : { workload })
  const facts = workload === undefined ? exampleFacts : { ...exampleFacts, notes: [workload], seed: workload }
  writeFileSync(path, htmlReport(result, facts).join(''))
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  const seen: Seen = { messages: [], requests: [] }
  page.on('console', (message) => seen.messages.push(message.text()))
  page.on('pageerror', (error) => seen.messages.push(String(error)))
  page.on('request', (request) => seen.requests.push(request.url()))
  await page.goto(pathToFileURL(path).href)
  return { page, seen }
}

if (existsSync(executablePath)) {
  let browser: Browser
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-page-'))

  test.before(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  test.after(async () => {
    await browser.close()
    rmSync(directory, { recursive: true, force: true })
  })

  test('draws every chart, without a message and without asking for anything but itself', async () => {
    const { page, seen } = await open(browser, directory)
    const pixels = await drawnPixels(page)
    assert.is(pixels.length, 6)
    for (const count of pixels) assert.ok(count > 50, `${pixels}`)
    assert.equal(seen.messages, [])
    assert.is(seen.requests.length, 1)
    await page.close()
  })

  test('shows another workload, and the numbers of a chart as a table', async () => {
    const { page, seen } = await open(browser, directory)
    await page.click('#table-restarts summary')
    const cells = () => page.$$eval('#table-restarts td', (all) => all.map(({ textContent }) => textContent))
    const before = await cells()
    assert.is(before.length, 3 * 4)
    await page.selectOption('#workload', { index: 1 })
    assert.not.equal(await cells(), before)
    assert.equal(seen.messages, [])
    await page.close()
  })

  test('shows text of inputs as text', async () => {
    const { page, seen } = await open(browser, directory, hostile)
    assert.is(await page.evaluate('window.ran'), undefined)
    assert.is(await page.$$eval('img', (all) => all.length), 0)
    assert.ok((await page.textContent('#workload'))!.includes(hostile))
    assert.ok((await page.textContent('main'))!.includes(`seed “${hostile}”`))
    assert.equal(seen.messages, [])
    assert.is(seen.requests.length, 1)
    await page.close()
  })

  test('fits a narrow window', async () => {
    const { page } = await open(browser, directory)
    await page.setViewportSize({ width: 360, height: 700 })
    await page.waitForTimeout(100)
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    assert.ok(width <= 360, `${width}`)
    await page.close()
  })
} else {
  test.skip(`is not looked at: there is no ${executablePath} here (apt-get install chromium)`)
}

test.run()
