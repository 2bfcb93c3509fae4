/** Searches find the tipping points of closed forms, and of a fluid model with delays, within the bounds that they state. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runHere } from '../support/command.ts'

const test = suite('tipping points of closed forms')
const base = mkdtempSync(join(tmpdir(), 'probestorm-tipping-forms-'))
test.after(() => rmSync(base, { recursive: true, force: true }))

const deployment = (replicas: number, container: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: 'app:1'${container} }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: tipping }
spec:
`

async function boundsOf(
  name: string,
  input: string,
  vary: string,
  [from, to, tolerance]: readonly [string, string, string],
  until: string,
): Promise<readonly [number, number]> {
  const file = join(base, `${name}.yaml`)
  const out = join(base, name)
  writeFileSync(file, input)
  const span = ['--from', from, '--to', to, '--tolerance', tolerance]
  const { code } = await runHere([
    ...['find-threshold', '-f', file, '--vary', vary, ...span, '--until', until],
    ...['--quiet', '--out-dir', out],
  ])
  assert.is(code, 0)
  const found = JSON.parse(readFileSync(join(out, 'tipping-point.json'), 'utf8'))
  assert.is(found.outcome, 'found')
  assert.is(found.isMonotone, true)
  return [found.low.number, found.high.number]
}

function assertWithin([low, high]: readonly [number, number], expected: number): void {
  assert.ok(low <= expected && expected <= high, `${expected} is not between ${low} and ${high}`)
}

/** The value from which on a condition holds. */
function turnOf(holds: (value: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return low
}

/** Whether a surge of 30 s at six times the load still fails requests after 50 minutes: 400 per second can be done, clients try four times, each 3 s after the other. */
function outlives(perSecond: number): boolean {
  const step = 0.02
  const delay = Math.round(3 / step)
  const failed = Array.from({ length: 3 }, () => new Float64Array(delay))
  let backlog = 0
  for (let at = 0; at < 3600 / step; at++) {
    const seconds = at * step
    const tries = [
      perSecond * (seconds >= 60 && seconds < 90 ? 6 : 1),
      ...failed.map((line) => line[at % delay]!),
    ]
    const isLate = backlog / 400 >= 1.9
    if (isLate && seconds > 3000) return true
    failed.forEach((line, number) => {
      line[at % delay] = isLate ? tries[number]! : 0
    })
    backlog = Math.max(0, backlog + (tries.reduce((sum, rate) => sum + rate, 0) - 400) * step)
  }
  return false
}

test('retries keep an overload alive from the load on that a fluid model with delays has', async () => {
  const input = `${deployment(4, '')}
  duration: 1h
  warmUp: 50m
  services:
    - name: web
      requestsPerSecond: 80
      perPod: { concurrency: 10, latency: 100ms, timeout: 2s }
      retries: { max: 3, backoff: 1s }
  faults: [{ kind: traffic, service: web, at: 60s, for: 30s, factor: 6 }]
`
  const vary = 'services[0].requestsPerSecond'
  const bounds = await boundsOf('retries', input, vary, ['50', '120', '0.5'], 'failed_requests_total > 0')
  assertWithin(
    bounds,
    turnOf((perSecond) => outlives(perSecond), 50, 120),
  )
})

test('clients of M/M/1 give up as often as the law of its responses says', async () => {
  const input = `${deployment(1, '')}
  duration: 1h
  services:
    - { name: web, requestsPerSecond: 5, perPod: { concurrency: 1, latency: { exponential: 100ms }, timeout: 2s } }
`
  const vary = 'services[0].requestsPerSecond'
  const bounds = await boundsOf('tail', input, vary, ['3', '9', '0.1'], 'failed_requests_total > 200')
  // A response is longer than t with probability e^(-(1 - rho) t / S).
  const failed = (perSecond: number): number => 3600 * perSecond * Math.exp(-20 * (1 - perSecond / 10))
  assertWithin(
    bounds,
    turnOf((perSecond) => failed(perSecond) > 200, 3, 9),
  )
})

test('an outage restarts a quarter of the pods that need what is down when it lasts two periods and a quarter', async () => {
  const input = `${deployment(200, ', livenessProbe: { httpGet: { port: 80 } }')}
  duration: 6m
  overheads: ideal
  external: [{ name: db, latency: 5ms }]
  workloads: [{ match: { name: web }, behavior: { dependsOn: [{ service: db, effect: [failLiveness] }] } }]
  faults: [{ kind: outage, service: db, at: 2m, for: 20s, mode: refuse }]
`
  const bounds = await boundsOf(
    'outage',
    input,
    'faults[0].for',
    ['15s', '35s', '200ms'],
    'restarts_total > 50',
  )
  // Phases are even: the third failure is 20 s after the first, which comes 0 to 10 s after the onset.
  assertWithin(bounds, 20 + 10 * (50 / 200))
})

test.run()
