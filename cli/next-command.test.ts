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

const commands = (filename: string[], mean = 0): string[] =>
  nextCommands(withFalseRestarts(mean), [], { filename, seed: undefined }).map(({ command }) => command)

test('explains a pod that was restarted, and recommends where healthy containers were', () => {
  assert.equal(commands(['app.yaml']), ['probestorm explain -f app.yaml -n shop --pod web-0'])
  assert.is(commands(['app.yaml'], 2)[0], 'probestorm recommend -f app.yaml')
})

test('is one that a shell takes as it is meant', () => {
  assert.is(commands(["a b'; rm x"], 1)[0], "probestorm recommend -f 'a b'\\''; rm x'")
})

test('is none where the input came from a pipe', () => {
  assert.equal(commands(['-'], 1), [])
})

test.run()
