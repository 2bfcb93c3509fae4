/** Pages in a headless browser: what they draw, say and ask for. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Test } from 'uvu'
import * as assert from 'uvu/assert'

/** Where Debian's package `chromium` puts it; CHROMIUM names another place. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** A text that would run if it became markup. */
export const hostileText = '</script><img src=x onerror="window.ran=1"><script>window.ran=1</script>&"\''

export type Seen = { readonly messages: string[]; readonly requests: string[] }

export type OpenPage = (pieces: readonly string[]) => Promise<{ readonly page: Page; readonly seen: Seen }>

/** Defines tests that open pages; one that says so is skipped where there is no browser. */
export function inBrowser(test: Test, define: (open: OpenPage) => void): void {
  if (!existsSync(executablePath)) {
    test.skip(`is not looked at: there is no ${executablePath} here (apt-get install chromium)`)
    return
  }
  let browser: Browser
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-page-'))
  test.before(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  test.after(async () => {
    await browser.close()
    rmSync(directory, { recursive: true, force: true })
  })
  define(async (pieces) => {
    const path = join(directory, 'report.html')
    writeFileSync(path, pieces.join(''))
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
    const seen: Seen = { messages: [], requests: [] }
    page.on('console', (message) => seen.messages.push(message.text()))
    page.on('pageerror', (error) => seen.messages.push(String(error)))
    page.on('request', (request) => seen.requests.push(request.url()))
    await page.goto(pathToFileURL(path).href)
    return { page, seen }
  })
}

/** Nothing was said, nothing but the page itself was asked for, and no text of an input has run. */
export async function assertQuiet(page: Page, seen: Seen): Promise<void> {
  assert.equal(seen.messages, [])
  assert.is(seen.requests.length, 1)
  assert.is(await page.evaluate('window.ran'), undefined)
  assert.is(await page.$$eval('img', (all) => all.length), 0)
}

export async function assertFitsNarrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 700 })
  await page.waitForTimeout(100)
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  assert.ok(width <= 360, `${width}`)
}

/** The rules of axe-core, in light and dark, find nothing: names, contrasts, order. */
export async function assertAccessible(page: Page): Promise<void> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // The page's policy admits no script but its own; what the browser's tools evaluate is none of the page's.
    await page.evaluate(source)
    const found = await page.evaluate<string[]>(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((each) => each.html.slice(0, 200)).join(' | ')))",
    )
    assert.equal(found, [], colorScheme)
  }
}

/** Between the margins of A4, at 96 points an inch. */
const paperWidth = 720

/** What stands on paper: everything is open, and nothing is cut, neither below nor to the right. */
export async function assertPrintsAll(page: Page): Promise<void> {
  const viewport = page.viewportSize()!
  await page.setViewportSize({ width: paperWidth, height: viewport.height })
  await page.evaluate("dispatchEvent(new Event('beforeprint'))")
  await page.emulateMedia({ media: 'print' })
  const closed = await page.$$eval('details:not([open], .numbers)', (all) => all.length)
  assert.is(closed, 0)
  const cut = await page.evaluate<string[]>(
    "Array.from(document.querySelectorAll('.wide')).filter((each) => getComputedStyle(each).display !== 'none' && (each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1)).map((each) => each.scrollWidth + ' of ' + each.clientWidth + ': ' + each.textContent.slice(0, 80))",
  )
  assert.equal(cut, [])
  const beyond = await page.evaluate<string[]>(
    `Array.from(document.body.querySelectorAll('*')).filter((each) => each.getBoundingClientRect().right > ${paperWidth} + 1).map((each) => each.tagName + '.' + each.getAttribute('class') + ' to ' + each.getBoundingClientRect().right)`,
  )
  assert.equal(beyond, [])
  await page.evaluate("dispatchEvent(new Event('afterprint'))")
  await page.emulateMedia({ media: 'screen' })
  await page.setViewportSize(viewport)
}

/** What of the page is looked at, in the page's own words. */
type CanvasLike = {
  readonly width: number
  readonly height: number
  getContext(kind: '2d'): { getImageData(x: number, y: number, w: number, h: number): { data: Uint8Array } }
}

/** Per chart, the number of different colours drawn in the line's hue: 0 for an empty canvas. */
export function drawnPixels(page: Page): Promise<number[]> {
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
