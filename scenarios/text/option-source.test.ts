import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoadedScenario } from '../load-scenario.ts'
import { loadError, loadText, podWith, scenarioWith } from '../load-text.test.helper.ts'
import type { Overrides } from './option-source.ts'

const test = suite('options over a scenario')
const scenario = scenarioWith('duration: 10m', 'seed: "7"', 'workloads:', '  - behavior: {startup: 5s}')

const load = (overrides: Overrides, text = scenario): Promise<LoadedScenario> => loadText(text, { overrides })

test('win over the file', async () => {
  const { spec } = await load({
    seed: '42',
    replications: 3,
    durationText: '20m',
    kubernetesVersion: '1.33',
    sets: ['interval=1m'],
  })
  assert.equal(
    [spec.masterSeed, spec.replications, spec.durationUs, spec.kubernetesVersion, spec.intervalUs],
    ['42', 3, 1_200_000_000, '1.33', 60_000_000],
  )
})

test('work without a scenario', async () => {
  const { spec } = await load(
    { sets: ['spec.overheads=ideal', 'workloads[0].behavior.errorRate=0.1'] },
    podWith(),
  )
  assert.is(spec.overheads.ideal, true)
  assert.is(spec.workloads[0].pod.containers[0].behavior.errorRate, 0.1)
})

test('reach into lists and maps, one after the other, and leave the rest alone', async () => {
  const { spec } = await load({
    sets: [
      'workloads[0].behavior.errorRate=0.1',
      'workloads[0].behavior.crash={after: 1m}',
      'workloads[0].behavior.crash.exitCode=2',
    ],
  })
  const { behavior } = spec.workloads[0].pod.containers[0]
  assert.equal(
    [behavior.errorRate, behavior.crash.exitCode, behavior.startup[0]],
    [0.1, 2, { kind: 'constant', value: 5_000_000 }],
  )
})

test('reach into manifests and kubelets, by the paths of a sweep', async () => {
  const text = podWith('livenessProbe: {tcpSocket: {port: 80}}')
  const sets = ['pod/web container app livenessProbe.failureThreshold=5', 'kubelet maxPods=50', 'interval=1m']
  const { spec } = await load({ sets }, text)
  assert.is(spec.workloads[0].pod.containers[0].probes.liveness?.failureThreshold, 5)
  assert.is(spec.intervalUs, 60_000_000)
  for (const [slip, rule, message] of [
    ['pod/other spec.hostNetwork=true', 'parameter-path', /holds no pod\/other; expected pod\/web/],
    ['pod/web container other image=a', 'parameter-path', /no container "other"; expected app/],
    ['pod/web container app imag=a', 'unknown-field', /imag/],
    ['pod/web container app image', 'option-path', /no assignment; expected path=value/],
    ['pod/web container app image=', 'option-path', /has no value; expected one behind the =/],
    ['pod/web.spec.hostNetwork=true', 'parameter-path', /words are missing/],
  ] as const) {
    const [found] = (await loadError(load({ sets: [slip] }, text))).diagnostics
    assert.equal([found.rule, found.file], [rule, '--set'])
    assert.match(found.message, message)
  }
})

test('append to a list, and take a dot within a key as \\.', async () => {
  const { spec } = await load({
    sets: [
      'nodes=[{name: a, count: 1}]',
      'nodes[1].name=b',
      'nodes[1].count=2',
      'nodes[0].labels.example\\.com/zone=z1',
    ],
  })
  assert.equal(
    spec.nodes.map((node) => node.name),
    ['a-0', 'b-0', 'b-1'],
  )
  assert.is(spec.nodes[0].labels['example.com/zone'], 'z1')
})

test('need no quotes where a text is expected', async () => {
  const { spec } = await load({ sets: ['seed=0042', 'kubernetesVersion=1.31'] })
  assert.equal([spec.masterSeed, spec.kubernetesVersion], ['0042', '1.31'])
})

const bad: readonly [string, string, number, RegExp][] = [
  ['duratoin=10m', 'unknown-key', 1, /duratoin/],
  ['spec.duratoin=10m', 'unknown-key', 6, /duratoin/],
  ['duration=soon', 'duration-format', 10, /"soon"/],
  ['workloads[0].behavior.errorRate=2', 'number-range', 33, /errorRate is 2/],
  ['workloads[0].behaviour.errorRate=2', 'unknown-key', 14, /behaviour/],
  ['workloads[5].replicas=2', 'option-path', 10, /a list with at least 5 items/],
  ['duration.minutes=2', 'option-path', 10, /spec\.duration is "10m"; expected a map/],
  ['duration', 'option-path', 1, /no assignment/],
  ['duration=', 'option-path', 10, /has no value/],
  ['=5', 'option-path', 1, /no assignment/],
  ['a..b=5', 'option-path', 1, /no assignment/],
  ['duration=[1', 'yaml-syntax', 10, /not valid YAML/],
  [`duration=${'['.repeat(10_000)}`, 'yaml-syntax', 10, /nested too deeply/],
  ['duration=*a', 'yaml-syntax', 10, /unknown anchor 'a' referenced/],
]
for (const [set, rule, column, message] of bad) {
  test(`refuses --set ${set.slice(0, 40)} with its place`, async () => {
    const error = await loadError(load({ sets: [set] }))
    const [d] = error.diagnostics
    assert.equal([d.file, d.line, d.column, d.rule], ['--set', 1, column, rule], error.message)
    assert.match(d.message, message)
    assert.is(error.diagnostics.length, 1, error.message)
  })
}

test('name the option in errors', async () => {
  const error = await loadError(load({ durationText: '5 parsecs', kubernetesVersion: '2.0' }))
  assert.equal(
    error.diagnostics.map((d) => [d.file, d.sourceLine]),
    [
      ['--duration', '5 parsecs'],
      ['--kubernetes-version', '2.0'],
    ],
  )
})

test.run()
