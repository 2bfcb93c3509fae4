/** What advice does not judge is named with a command that does, as a user would type it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { readOptions } from '../options.ts'
import { unjudged } from './unjudged.ts'

const test = suite('what advice does not judge')

const web = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: a:1, ports: [{ containerPort: 80 }], readinessProbe: { HANDLER } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: load }
spec:
  duration: 10m
SPEC
`

const front = web
  .slice(web.indexOf('apiVersion: v1'), web.indexOf('apiVersion: probestorm'))
  .replace('name: web', 'name: front')
  .replace('app: web', 'app: front')

const load = (spec: string, handler = 'httpGet: { port: 80 }') => {
  const text = (spec.includes('name: front') ? front : '') + web.replace('SPEC', spec)
  return loadScenario({ files: ['-'], readStdin: () => text.replace('HANDLER', handler) })
}
const options = readOptions({ filename: ['a b.yaml'], set: ['interval=1m'] })
const said = async (spec: string, handler?: string) => unjudged(await load(spec, handler), options)

/** A pod does 100 requests per second. */
const traffic = (rate: string, more = ''): string =>
  `  services:\n    - { name: web, ${rate}, perPod: { concurrency: 10, latency: { exponential: 100ms } } }${more}`

/** The pods can do 400 requests per second. */
const called = (own: number, calls: number): string =>
  `${traffic(`requestsPerSecond: ${own}`)}\n    - { name: front, requestsPerSecond: ${calls}, perPod: { latency: 10ms }, calls: [{ service: web }] }`

const find =
  "probestorm find-threshold -f 'a b.yaml' --set interval=1m --vary 'services[0].requestsPerSecond'"

const rows: readonly (readonly [
  when: string,
  spec: string,
  commands: readonly string[],
  handler?: string,
])[] = [
  ['nothing ties containers to each other', '', []],
  ['a load that one pod less bears well', traffic('requestsPerSecond: 100'), []],
  [
    'a load that probes wait with',
    traffic('requestsPerSecond: 300'),
    [`${find} --from 80 --to 600 --until 'availability_ratio < 90%'`],
  ],
  [
    'a load that no probe waits with',
    traffic('requestsPerSecond: 300'),
    [`${find} --from 80 --to 600 --until 'failed_requests_total > 18000'`],
    'tcpSocket: { port: 80 }',
  ],
  [
    'a fault that makes a load five times as large',
    traffic('requestsPerSecond: 100', '\n  faults: [{ kind: traffic, at: 1m, service: web, factor: 5 }]'),
    [`${find} --from 16 --to 200 --until 'availability_ratio < 90%'`],
  ],
  [
    'what requests call is away for a while',
    traffic(
      'requestsPerSecond: 100, calls: [{ service: db }]',
      '\n  external: [{ name: db, latency: 5ms }]\n  faults: [{ kind: outage, at: 1m, for: 1m, service: db, mode: slow, factor: 20 }]',
    ),
    [`${find} --from 50 --to 570 --until 'availability_ratio < 90%'`],
  ],
  [
    'calls of another Service leave it less than half of what its pods can do',
    called(5, 250),
    [`${find} --from 2.5 --to 230 --until 'availability_ratio < 90%'`],
  ],
  [
    'calls of another Service alone are more than its pods can do: no rate of its own is calm',
    called(5, 500),
    ["probestorm run -f 'a b.yaml' --set interval=1m --replications 10"],
  ],
  [
    'processors that starts share',
    '  workloads: [{ match: { name: web }, behavior: { cpu: { startup: 5s } } }]',
    ["probestorm run -f 'a b.yaml' --set interval=1m --replications 10"],
  ],
]
for (const [when, spec, commands, handler] of rows)
  test(`${commands.length === 0 ? 'is silent: ' : ''}${when}`, async () => {
    assert.equal(
      (await said(spec, handler)).map(({ command }) => command),
      commands,
    )
  })

test('why no rate is searched where calls alone are too much', async () => {
  const [{ about }] = await said(called(5, 500))
  assert.match(about, /; calls of other Services alone keep all workers busy, so no rate of its own is calm$/)
})

test('a circle of calls multiplies its own requests, so they fill the workers sooner', async () => {
  const circle = called(100, 0)
  const spec = circle.replace(
    'exponential: 100ms } }',
    'exponential: 100ms } }, calls: [{ service: front, perRequest: 0.5 }]',
  )
  const [{ command }] = await said(spec)
  // 1.5 requests of 105 ms for each of its own: 40 workers are busy at 254 of its own per second.
  assert.match(command!, /--from 50 --to 380 /)
})

test('a probe of pods that get no requests waits with none (R5)', async () => {
  const named = web
    .replace(
      'selector: { app: web }, ports: [{ port: 80 }]',
      'selector: { tier: t }, ports: [{ port: 80, targetPort: http }]',
    )
    .replace('labels: { app: web } }', 'labels: { app: web, tier: t } }')
  const other = `apiVersion: apps/v1
kind: Deployment
metadata: { name: other }
spec:
  replicas: 4
  selector: { matchLabels: { app: other } }
  template:
    metadata: { labels: { app: other, tier: t } }
    spec:
      containers: [{ name: app, image: a:1, ports: [{ name: http, containerPort: 80 }] }]
---
`
  const text =
    other +
    named.replace('SPEC', traffic('requestsPerSecond: 300')).replace('HANDLER', 'httpGet: { port: 80 }')
  const scenario = await loadScenario({ files: ['-'], readStdin: () => text })
  const [{ command }] = unjudged(scenario, options)
  assert.match(command!, /--until 'failed_requests_total > /)
})

test('what came from a pipe is gone, so it has no command', async () => {
  const scenario = await load(traffic('requestsPerSecond: 300'))
  assert.equal(
    unjudged(scenario, { ...options, filename: ['-'] }).map(({ command }) => command),
    [null],
  )
  assert.match(
    unjudged(scenario)[0]!.about,
    /where default\/web tips over: .* 75 % .* 100 % with one pod fewer/,
  )
})

test.run()
