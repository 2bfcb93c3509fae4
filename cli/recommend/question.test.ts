/** Options of `recommend`: what they mean, and what is said of those that mean nothing. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LimitName, objectives } from '../../engine/index.ts'
import type { Options } from '../options.ts'
import { UsageError } from '../usage-error.ts'
import { questionOf } from './question.ts'

const test = suite('question of recommend')

const defaults = {
  objective: 'probe-load',
  'false-restarts-per-month': '1',
  'startup-kill-probability': '0.001',
}

function ask(changes: Readonly<Record<string, string>>) {
  return questionOf({ ...defaults, ...changes } as unknown as Options)
}

const good: readonly (readonly [LimitName, text: string, value: number])[] = [
  ['detect-within', '30s', 30],
  ['detect-within', ' 1m30s ', 90],
  ['remove-within', '1s', 1],
  ['false-restarts-per-month', '0.1', 0.1],
  ['false-removals-per-month', '1e-3', 0.001],
  ['false-removals-per-month', '1e3', 1000],
  ['startup-kill-probability', '0.1%', 0.001],
  ['outlast', '45s', 45],
  ['max-probes-per-node', '50', 50],
  ['max-probe-cpu', '1 %', 0.01],
]
for (const [name, text, value] of good)
  test(`--${name} ${JSON.stringify(text)} is ${value}`, () => {
    assert.is(ask({ [name]: text }).limits[name], value)
  })

const bad: readonly (readonly [LimitName, text: string])[] = [
  ['detect-within', '30'],
  ['detect-within', '999ms'],
  ['detect-within', 'never'],
  ['remove-within', '-5s'],
  ['remove-within', ''],
  ['false-restarts-per-month', '0'],
  ['false-restarts-per-month', '-1'],
  ['false-restarts-per-month', 'Infinity'],
  ['false-removals-per-month', '1,5'],
  ['startup-kill-probability', '1'],
  ['startup-kill-probability', '100%'],
  ['startup-kill-probability', '0'],
  ['max-probes-per-node', '0x10'],
  ['max-probe-cpu', '150%'],
]
for (const [name, text] of bad)
  test(`--${name} ${JSON.stringify(text)} is refused, with what to write`, () => {
    assert.throws(
      () => ask({ [name]: text }),
      (error: Error) =>
        error instanceof UsageError &&
        error.message.startsWith(`--${name} is ${JSON.stringify(text)}; expected `) &&
        error.message.includes('such as'),
    )
  })

test('what is not asked for is no limit, and all that is wrong is said at once', () => {
  const { limits } = ask({})
  assert.equal([limits['detect-within'], limits['max-probe-cpu']], [null, null])
  assert.throws(() => ask({ 'detect-within': 'x', 'max-probe-cpu': 'y' }), /detect-within.*\n.*max-probe-cpu/)
})

for (const objective of objectives)
  test(`the objective ${objective}`, () => assert.is(ask({ objective }).objective, objective))

test.run()
