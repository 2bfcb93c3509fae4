import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText, podWith } from '../load-text.test.helper.ts'

const test = suite('several Scenarios of one input')

const head = 'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\n'
const scenario = (...spec: readonly string[]): string =>
  `${head}spec:\n${spec.map((line) => `  ${line}\n`).join('')}`
const input = (...scenarios: readonly string[]): string => [...scenarios, podWith()].join('---\n')
const entry = (behavior: string): string => `workloads: [{match: {name: "*"}, behavior: ${behavior}}]`

test('are one: keys of each, entries of all, those of the same match joined', async () => {
  const { spec, warnings } = await loadText(
    input(
      scenario('replications: 3', entry('{startup: 7s}')),
      scenario('duration: 10m', entry('{latency: 3ms, startup: 7s}')),
      head,
    ),
  )
  assert.is(spec.replications, 3)
  assert.is(spec.durationUs, 600e6)
  const { behavior } = spec.workloads[0].pod.containers[0]
  assert.equal(behavior.startup, [{ kind: 'constant', value: 7e6 }])
  assert.equal(behavior.latency.liveness, { kind: 'constant', value: 3000 })
  assert.equal(warnings, [])
})

test('say nothing by a key without a value, in whichever of them', async () => {
  const [empty, full] = [scenario('workloads:', 'thresholds:'), scenario(entry('{startup: 7s}'))]
  for (const scenarios of [
    [empty, full],
    [full, empty],
    [empty, empty, full],
  ]) {
    const { spec } = await loadText(input(...scenarios))
    assert.equal(spec.workloads[0].pod.containers[0].behavior.startup, [{ kind: 'constant', value: 7e6 }])
  }
})

test('say the same thing twice without harm', async () => {
  const { spec } = await loadText(input(scenario('duration: 10m'), scenario('duration: 10m')))
  assert.is(spec.durationUs, 600e6)
})

/** What contradicts; the second Scenario after `spec: {duration: 1m, workloads: ...}`; the line that is named. */
const contradictions: readonly (readonly [string, string, RegExp])[] = [
  ['a key', scenario('duration: 2m'), /^spec.duration contradicts .*:4;/],
  [
    'a behavior of the same match',
    scenario(entry('{startup: 2s}')),
    /workloads\[0\].behavior.startup contradicts .*:5;/,
  ],
  ['what has paths, in two of them', scenario('faults: []'), /^spec.faults contradicts/],
]
for (const [what, second, message] of contradictions) {
  test(`are an error where they contradict each other: ${what}`, async () => {
    const first = scenario('duration: 1m', entry('{startup: 1s}'), 'faults: []')
    const { diagnostics } = await loadError(loadText(input(first, second)))
    assert.is(diagnostics.length, 1)
    assert.is(diagnostics[0].rule, 'scenario-twice')
    assert.match(diagnostics[0].message, message)
    assert.ok(diagnostics[0].line > 7)
  })
}

test('name the place of what is wrong in any of them', async () => {
  const { diagnostics } = await loadError(
    loadText(input(scenario('duration: 1m'), scenario('seed: a', entry('{startup: soon}')))),
  )
  assert.is(diagnostics[0].rule, 'duration-format')
  assert.is(diagnostics[0].line, 10)
})

test.run()
