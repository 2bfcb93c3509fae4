import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunResult } from '../engine/index.ts'
import { exampleResult } from '../reports/example-result.ts'
import { nextCommands } from './next-command.ts'
import { readOptions } from './options.ts'

const test = suite('the next command')

const withFalseRestarts = (mean: number): RunResult => {
  const result = exampleResult()
  const [all, ...others] = result.estimates
  const metrics = {
    ...all!.metrics,
    false_restarts_total: { ...all!.metrics.false_restarts_total, mean },
  }
  return { ...result, estimates: [{ ...all!, metrics }, ...others] } as RunResult
}

type Spec = Parameters<typeof nextCommands>[3]
const uncoupled: Spec = { services: [], workloads: [] }

const commands = (filename: string[], mean = 0, spec = uncoupled): string[] =>
  nextCommands(withFalseRestarts(mean), [], readOptions({ filename }), spec).map(({ command }) => command)

test('explains a pod that was restarted, and recommends where healthy containers were', () => {
  assert.equal(commands(['app.yaml']), ['probestorm explain -f app.yaml -n shop --pod web-0'])
  assert.is(commands(['app.yaml'], 2)[0], 'probestorm recommend -f app.yaml')
})

const dependent = { pod: { containers: [{ behavior: { dependsOn: [{}] } }] } }
const coupled: readonly Spec[] = [
  { services: [{ traffic: {} as never }], workloads: [] },
  { services: [], workloads: [dependent] },
  { services: [], workloads: [{ pod: { containers: [{ behavior: { cpu: {} } }] } }] },
]

for (const spec of coupled)
  test(`is the advice where pods are coupled: ${JSON.stringify(spec)}`, () => {
    const explained = 'probestorm explain -f app.yaml -n shop --pod web-0'
    assert.equal(commands(['app.yaml'], 2, spec), ['probestorm validate -f app.yaml --advice', explained])
    assert.equal(commands(['app.yaml'], 0, spec), ['probestorm validate -f app.yaml --advice', explained])
  })

test('is one that a shell takes as it is meant', () => {
  assert.is(commands(["a b'; rm x"], 1)[0], "probestorm recommend -f 'a b'\\''; rm x'")
})

test('reads the same folders', () => {
  const [next] = nextCommands(
    withFalseRestarts(1),
    [],
    readOptions({ filename: 'k8s', recursive: true }),
    uncoupled,
  )
  assert.is(next!.command, 'probestorm recommend -f k8s -R')
})

test('is the recommendation where restarts were in vain, whatever ties pods to each other', () => {
  const options = readOptions({ filename: 'a.yaml' })
  const found = nextCommands(withFalseRestarts(0), [], options, coupled[1]!, true)
  assert.ok(found.some(({ command }) => command === 'probestorm recommend -f a.yaml'))
})

test('keeps what was set of the input, each command what it takes', () => {
  const options = readOptions({
    filename: 'app.yaml',
    set: ['workloads[0].behavior={ startup: 5s }', "nodes[0].count=it's"],
    seed: 'a b',
    replications: '3',
    'kubernetes-version': '1.34',
  })
  const sets = "--set 'workloads[0].behavior={ startup: 5s }' --set 'nodes[0].count=it'\\''s'"
  const next = nextCommands(withFalseRestarts(2), [], options, uncoupled).map(({ command }) => command)
  assert.equal(next, [
    `probestorm recommend -f app.yaml --seed 'a b' --replications 3 --kubernetes-version 1.34 ${sets}`,
    `probestorm explain -f app.yaml --seed 'a b' --kubernetes-version 1.34 ${sets} -n shop --pod web-0`,
  ])
  const briefs = nextCommands(withFalseRestarts(2), [], options, uncoupled).map(({ brief }) => brief)
  assert.equal(briefs, ['probestorm recommend', 'probestorm explain -n shop --pod web-0'])
  const advice = nextCommands(withFalseRestarts(0), [], options, coupled[0]!)[0]!
  assert.is(advice.command, `probestorm validate -f app.yaml --kubernetes-version 1.34 ${sets} --advice`)
})

test('keeps the part of the input that was simulated, and explains no pod of it: explain simulates everything', () => {
  const options = readOptions({ filename: 'app.yaml', namespace: 'shop', selector: 'app=web' })
  const next = nextCommands(withFalseRestarts(2), [], options, uncoupled).map(({ command }) => command)
  assert.equal(next, ['probestorm recommend -f app.yaml -n shop -l app=web'])
})

test('is none where the input came from a pipe', () => {
  assert.equal(commands(['-'], 1), [])
})

test.run()
