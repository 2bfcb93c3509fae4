/** The page in a browser: it draws, stays silent, asks for nothing, and fits a narrow window. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { calibrationPage } from './calibration-page.ts'
import { exampleSample } from './example-samples.test.helper.ts'

/** Where Debian's package `chromium` puts it; CHROMIUM names another place. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

const test = suite('page of a calibration in a browser')

if (existsSync(executablePath)) {
  test('draws, without a message and without asking for anything but itself, in windows of any width', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'probestorm-page-'))
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    try {
      const path = join(directory, 'report.html')
      writeFileSync(
        path,
        calibrationPage([exampleSample('shop/web/app latency')], [], 'kind: Scenario\n', '1').join(''),
      )
      const page = await browser.newPage()
      const messages: string[] = []
      const requests: string[] = []
      page.on('console', (message) => messages.push(message.text()))
      page.on('pageerror', (error) => messages.push(String(error)))
      page.on('request', (request) => requests.push(request.url()))
      await page.goto(pathToFileURL(path).href)
      const stroke = await page.$eval('svg .chosen', (line) => {
        const look = (globalThis as unknown as { getComputedStyle(of: unknown): { stroke: string } })
          .getComputedStyle
        return look(line).stroke
      })
      assert.match(stroke, /^rgb/)
      await page.setViewportSize({ width: 360, height: 700 })
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 360)
      assert.equal(messages, [])
      assert.is(requests.length, 1)
    } finally {
      await browser.close()
      rmSync(directory, { recursive: true, force: true })
    }
  })
} else {
  test.skip(`is not looked at: there is no ${executablePath} here (apt-get install chromium)`)
}

test.run()
