/** A search that is worth threads, with one and with three. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runHere } from '../../tests/support/command.ts'

const test = suite('find-threshold in threads')
const base = mkdtempSync(join(tmpdir(), 'probestorm-find-threshold-threads-'))
test.after(() => rmSync(base, { recursive: true, force: true }))

const input = join(base, 'in.yaml')
writeFileSync(
  input,
  `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1000
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: 'app:1'
          livenessProbe: { httpGet: { port: 80 } }
          readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5 }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: slow }
spec:
  duration: 15m
  nodes: [{ name: n, count: 10 }]
  workloads:
    - match: { name: web }
      behavior: { errorRate: 0.02, startup: 1s, latency: { lognormal: { p50: 20ms, p99: 100ms } } }
  faults: [{ kind: slow, at: 5m, for: 5m, factor: 2, match: { name: web } }]
`,
)

async function filesOf(workers: string): Promise<string[]> {
  const out = join(base, workers)
  const { code } = await runHere([
    ...['find-threshold', '-f', input, '--quiet', '--out-dir', out, '--workers', workers],
    ...['--vary', 'faults[0].factor', '--from', '1', '--to', '50', '--tolerance', '2'],
    ...['--until', 'availability_ratio < 99%', '--max-replications', '8'],
  ])
  assert.is(code, 0)
  return ['points.csv', 'tipping-point.json', 'report.html'].map((name) =>
    readFileSync(join(out, name), 'utf8'),
  )
}

test('writes the same bytes', async () => {
  assert.equal(await filesOf('3'), await filesOf('1'))
})

test.run()
