import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunResult } from '../engine/index.ts'
import { exampleResult } from '../reports/example-result.ts'
import { nextCommands } from './next-command.ts'

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
  nextCommands(withFalseRestarts(mean), [], { filename, seed: undefined }, spec).map(({ command }) => command)

test('explains a pod that was restarted, and recommends where healthy containers were', () => {
  assert.equal(commands(['app.yaml']), ['probestorm explain -f app.yaml -n shop --pod web-0'])
  assert.is(commands(['app.yaml'], 2)[0], 'probestorm recommend -f app.yaml')
})

const dependent = { pod: { containers: [{ behavior: { dependsOn: [{}] } }] } }
const coupled: readonly Spec[] = [
  { services: [{ traffic: {} as never }], workloads: [] },
  { services: [], workloads: [dependent] },
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
  const options = { filename: ['k8s'], seed: undefined, recursive: true }
  const [next] = nextCommands(withFalseRestarts(1), [], options, uncoupled)
  assert.is(next!.command, 'probestorm recommend -R -f k8s')
})

test('is the recommendation where restarts were in vain, whatever ties pods to each other', () => {
  const options = { filename: ['a.yaml'], seed: undefined }
  const found = nextCommands(withFalseRestarts(0), [], options, coupled[1]!, true)
  assert.ok(found.some(({ command }) => command === 'probestorm recommend -f a.yaml'))
})

test('is none where the input came from a pipe', () => {
  assert.equal(commands(['-'], 1), [])
})

test.run()
