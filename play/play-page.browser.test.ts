/** The playground in a browser: the engine runs there, finds what it finds here, and asks for nothing. */
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type SummaryMetric, simulate, tellStory } from '../engine/index.ts'
import { metricText } from '../reports/metric-text.ts'
import { storyLines } from '../reports/pod-story-text.ts'
import { formatDiagnostic } from '../scenarios/diagnostic.ts'
import { loadError, loadText } from '../scenarios/load-text.test.helper.ts'
import { assertAccessible, assertFitsNarrow, inBrowser } from '../tests/support/browser.ts'
import { secretText, specOf } from './example-spec.test.helper.ts'
import { playPage } from './play-page.ts'
import { withSettings } from './settings.ts'

const test = suite('playground in a browser')

const spec = await specOf()
const pieces = playPage(spec, { version: '1', notes: [] })
const replications = 5
const period = 'shop/deployment/web|app|liveness.periodSeconds'

test('holds the checked spec, and nothing else of the manifests', () => {
  assert.not.match(pieces.join(''), secretText)
})

const pasted = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: app
          image: app:1
          livenessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 4 }
---
apiVersion: v1
kind: Pod
metadata: { generateName: tool- }
spec: { containers: [{ name: app, image: "app:1", readinessProbe: { httpGet: { host: "10.0.0.1", port: 80 } } }] }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: pasted }
spec:
  duration: 5m
  workloads: [{ match: { name: api }, behavior: { errorRate: 0.3 } }]
  faults: [{ kind: crash, at: 1m, match: { name: api }, count: 1 }]
`

/** The cells of a figure. */
async function figure(page: Page, metric: SummaryMetric): Promise<(string | null)[]> {
  return page.$$eval(`#outcome tr[data-metric="${metric}"] td`, (cells) =>
    cells.map(({ textContent }) => textContent),
  )
}

const isDone = (page: Page) => page.waitForSelector(`#play-verdict[data-replications="${replications}"]`)

const compared = [
  'availability_ratio',
  'restarts_total',
  'false_restarts_total',
  'probe_failures_total',
  'detection_seconds_p99',
] as const

inBrowser(test, (open) => {
  test('finds what the engine finds here, for the scenario and for what is changed', async () => {
    const { page, seen } = await open(pieces)
    await isDone(page)
    const now = await simulate({ ...spec, replications })
    for (const metric of compared) {
      const { mean } = now.estimates[0]!.metrics[metric]
      assert.equal(await figure(page, metric), [mean === null ? '–' : metricText(metric).text(mean)], metric)
    }
    await page.$eval(`input[data-key="${period}"]`, (slider) => {
      for (const value of ['8', '5', '3']) {
        ;(slider as unknown as { value: string }).value = value
        slider.dispatchEvent(new Event('input'))
      }
    })
    await page.waitForSelector('#outcome tr td:nth-child(3)')
    await isDone(page)
    const changed = await simulate(withSettings({ ...spec, replications }, { [period]: 3 }))
    for (const metric of compared) {
      const { mean } = changed.estimates[0]!.metrics[metric]
      const cells = await figure(page, metric)
      assert.is(cells[1], mean === null ? '–' : metricText(metric).text(mean), metric)
    }
    assert.equal(seen.messages, [])
    assert.equal(seen.requests.filter((url) => !url.startsWith('blob:')).length, 1)
    await page.close()
  })

  test('keeps what is changed in its address, and goes back', async () => {
    const { page } = await open(pieces)
    await isDone(page)
    await page.evaluate(
      `location.hash = ${JSON.stringify(new URLSearchParams({ [period]: '20' }).toString())}`,
    )
    await page.waitForSelector('#outcome tr td:nth-child(3)')
    assert.is(
      await page.$eval(
        `input[data-key="${period}"]`,
        (slider) => (slider as unknown as { value: string }).value,
      ),
      '20',
    )
    await page.click('#play-reset')
    assert.is(await page.evaluate('location.hash'), '')
    await page.waitForSelector('#outcome thead th:nth-child(2):last-child')
    await page.close()
  })

  test('takes over replications from its address, as many as the scenario has, and invents no time', async () => {
    const { page } = await open(playPage({ ...spec, replications: 60 }, { version: '1', notes: [] }))
    const replicationsOf = () =>
      page.$eval('#replications', (input) => (input as unknown as { value: string; max: string }).value)
    assert.is(await replicationsOf(), '60')
    await page.evaluate("location.hash = 'replications=3'")
    await page.waitForSelector('#play-verdict[data-replications="3"]')
    assert.is(await replicationsOf(), '3')
    await page.evaluate("location.hash = 'replications=500'")
    await page.waitForTimeout(100)
    assert.is(await replicationsOf(), '60')
    await page.evaluate("location.hash = 'replications=3'")
    await page.waitForSelector('#play-verdict[data-replications="3"]')
    const before = await page.textContent('#play-verdict')
    await page.selectOption('#play-workload', { index: 0 })
    assert.is(await page.textContent('#play-verdict'), before)
    await page.close()
  })

  test('starts at a workload that has a probe', async () => {
    const [web] = spec.workloads
    const containers = web!.pod.containers.map((container) => ({ ...container, probes: {} }))
    const worker = { ...web!, name: 'a-worker', pod: { ...web!.pod, containers } }
    const { page } = await open(playPage({ ...spec, workloads: [worker, web!] }, { version: '1', notes: [] }))
    await isDone(page)
    const chosen = await page.$eval(
      '#play-workload',
      (select) => (select as unknown as { value: string }).value,
    )
    assert.is(chosen, 'shop/deployment/web')
    await page.close()
  })

  test('tells the life of a pod in the words of explain, up to a moment', async () => {
    const { page, seen } = await open(pieces)
    await isDone(page)
    await page.click('#life summary')
    await page.waitForSelector('#life-lines tbody tr')
    const pod = await page.$eval('#life-pod', (select) => (select as unknown as { value: string }).value)
    const story = tellStory(spec, 'shop', pod.slice('shop/'.length), spec.durationUs)!
    const said = await page.$$eval('#life-lines tbody tr', (rows) =>
      rows.map((row) =>
        Array.from(
          row.querySelectorAll('td') as Iterable<{ textContent: string }>,
          (cell) => cell.textContent,
        ),
      ),
    )
    assert.equal(
      said,
      storyLines(story).map(({ time, who, what, rules }) => [time, who, what, rules]),
    )
    const before = await page.textContent('#life-now')
    await page.click('#life-after')
    assert.is.not(await page.textContent('#life-now'), before)
    assert.is((await page.$$('#life-lines tr.now')).length, 1)
    await assertAccessible(page)
    await assertFitsNarrow(page)
    assert.equal(seen.messages, [])
    await page.close()
  })

  test('reads pasted manifests as the command line does, and says what is wrong with others', async () => {
    const { page, seen } = await open(pieces)
    await page.click('#paste summary')
    await page.fill('#paste-text', pasted)
    await page.click('#paste-read')
    await page.waitForSelector('h1:text-is("pasted")')
    await isDone(page)
    const { spec: own } = await loadText(pasted)
    const { mean } = (await simulate({ ...own, replications })).estimates[0]!.metrics.restarts_total
    await page.selectOption('#play-workload', { label: 'shop/deployment/api' })
    assert.equal(await figure(page, 'restarts_total'), [metricText('restarts_total').text(mean!)])
    assert.match(
      (await page.textContent('#play-faults'))!,
      'A: crash of 1 of 2 containers of shop/deployment/api at 1m',
    )
    assert.is(await page.$eval('#play-faults', (place) => place.querySelectorAll('b').length), 0)
    await page.fill('#paste-text', pasted.replace('periodSeconds: 4', 'periodSeconds: <b>'))
    await page.click('#paste-read')
    await page.waitForSelector('#paste-news pre')
    const problem = await loadError(loadText(pasted.replace('periodSeconds: 4', 'periodSeconds: <b>')))
    assert.is(await page.textContent('#paste-news pre'), formatDiagnostic(problem.diagnostics[0]!))
    await page.fill(
      '#paste-text',
      'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nspec: { manifests: [a.yaml] }',
    )
    await page.click('#paste-read')
    await page.waitForSelector('#paste-news pre:has-text("reads no files")')
    await assertAccessible(page)
    await assertFitsNarrow(page)
    assert.equal(seen.messages, [])
    assert.equal(seen.requests.filter((url) => !url.startsWith('blob:')).length, 1)
    await page.close()
  })

  test('is accessible, and has now and changed beside each other in a narrow window', async () => {
    const { page } = await open(pieces)
    await page.evaluate(
      `location.hash = ${JSON.stringify(new URLSearchParams({ [period]: '20' }).toString())}`,
    )
    await page.waitForSelector('#outcome tr td:nth-child(3)')
    await isDone(page)
    await assertAccessible(page)
    await assertFitsNarrow(page)
    const cells = await page.$$('#outcome tbody tr:first-child td:nth-child(-n + 3)')
    const boxes = await Promise.all(cells.slice(0, 2).map((cell) => cell.boundingBox()))
    assert.ok(boxes.every((box) => box !== null && box.x >= 0 && box.x + box.width <= 360))
    await page.close()
  })
})

test.run()
