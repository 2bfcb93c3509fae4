/** What advice takes from the input beside the spec: endpoints, what a scenario sets, places, annotations. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../load-scenario.ts'
import { inDirectory, loadText, podWith } from '../load-text.test.helper.ts'
import { containerFacts } from './container-facts.ts'
import { findingPlace } from './finding-place.ts'
import { readIgnoreAnnotations } from './ignore-annotations.ts'
import { unknownTimes } from './unknown-times.ts'

const test = suite('what advice takes from the input')
const first = { workload: 0, container: 0 }

const endpoints: readonly (readonly [liveness: string, readiness: string, isSame: boolean])[] = [
  ['httpGet: { port: 80 }', 'httpGet: { port: 80, path: /, scheme: HTTP, host: "" }', true],
  [
    'httpGet: { path: /a, port: 80 }',
    'httpGet: { port: 80, path: /a, httpHeaders: [{ name: a, value: b }] }',
    true,
  ],
  ['httpGet: { path: /a, port: 80 }', 'httpGet: { path: /b, port: 80 }', false],
  ['httpGet: { port: 80 }', 'httpGet: { port: 81 }', false],
  ['httpGet: { port: 80 }', 'tcpSocket: { port: 80 }', false],
  ['exec: { command: [a, b] }', 'exec: { command: [a, b] }', true],
  ['exec: { command: [a, b] }', 'exec: { command: [b, a] }', false],
  ['grpc: { port: 80 }', 'grpc: { port: 80, service: "" }', true],
  ['grpc: { port: 80, service: a }', 'grpc: { port: 80 }', false],
]
for (const [liveness, readiness, isSame] of endpoints) {
  test(`${liveness} and ${readiness} are ${isSame ? '' : 'not '}the same endpoint`, async () => {
    const { places } = await loadText(
      podWith(`livenessProbe: { ${liveness} }`, `readinessProbe: { ${readiness}, periodSeconds: 7 }`),
    )
    assert.is(containerFacts(places, first).sharesEndpoint, isSame)
  })
}

const withBehavior = (behavior: string): string =>
  `apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nspec:\n  workloads: [{ match: { container: app }, behavior: ${behavior} }]\n---\n${podWith('livenessProbe: { tcpSocket: { port: 80 } }')}    - { name: other, image: a:1 }\n`

const settings: readonly (readonly [
  behavior: string,
  liveness: boolean,
  readiness: boolean,
  exec: boolean,
])[] = [
  ['{ latency: 5ms }', true, true, false],
  ['{ latency: { liveness: 5ms } }', true, false, false],
  ['{ latency: { lognormal: { p50: 5ms, p99: 50ms } }, cpu: { perProbe: { exec: 4ms } } }', true, true, true],
  ['{ cpu: { perProbe: { grpc: 1ms } } }', false, false, false],
]
for (const [behavior, liveness, readiness, exec] of settings) {
  test(`knows what ${behavior} sets, and for which container`, async () => {
    const { places } = await loadText(withBehavior(behavior))
    const { setsLatency, setsExecCpu } = containerFacts(places, first)
    assert.equal([setsLatency.liveness, setsLatency.readiness, setsExecCpu], [liveness, readiness, exec])
    const other = containerFacts(places, { workload: 0, container: 1 })
    assert.equal([other.setsLatency.liveness, other.setsExecCpu], [false, false])
  })
}

test('counts containers with probes of which no time is known', async () => {
  const { spec, places } = await loadText(withBehavior('{ startup: 5s }'))
  assert.equal(unknownTimes(spec, places), { probed: 1, startup: 0, latency: 1 })
})

test('finds places in JSON, within a List too', async () => {
  const container =
    '{"name":"app","image":"a","livenessProbe":{"tcpSocket":{"port":80},\n"timeoutSeconds":9}}'
  const pod = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[${container}]}}`
  const list = `{"apiVersion":"v1","kind":"List","items":[${pod}]}`
  await inDirectory({ 'list.json': list }, async (directory) => {
    const { places } = await loadScenario({ files: [`${directory}/list.json`] })
    const { line, column } = findingPlace(places, first, 'liveness', 'timeoutSeconds')
    assert.equal([line, column], [2, 18])
    assert.is(findingPlace(places, first, 'liveness', 'periodSeconds').line, 1)
  })
})

test('reads the annotations of a Pod once, and leaves others alone', async () => {
  const text = podWith().replace(
    '{name: web}',
    '{name: web, annotations: {probestorm.dev/ignore-exec-cost: " fine ", ignore-exec-cost: x, other/ignore-exec-cost: x}}',
  )
  const { places } = await loadText(text)
  assert.equal(readIgnoreAnnotations(places), {
    silences: [{ workload: 0, rule: 'exec-cost', reason: 'fine' }],
    warnings: [],
  })
})

test.run()
