/** Z25: podFailurePolicy, successPolicy and the text of indexes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FailureRuleSpec, SuccessRuleSpec } from '../../../contract/job-spec.ts'
import { type FailedPod, indexesText, matchFailure, successRule } from './job-policies.ts'

const test = suite('job policies')

const pod = (...codes: number[]): FailedPod => ({
  ended: codes.map((exitCode, place) => ({ name: `c${place}`, exitCode, container: place })),
  conditions: [{ type: 'DisruptionTarget', status: 'True' }],
})
const codes = (
  action: FailureRuleSpec['action'],
  operator: 'In' | 'NotIn',
  values: number[],
  container?: string,
): FailureRuleSpec => ({
  action,
  onExitCodes: { operator, values, ...(container !== undefined && { container }) },
})
const condition = (type: string, status = 'True'): FailureRuleSpec => ({
  action: 'Ignore',
  onPodConditions: [{ type, status }],
})

const matches: readonly [
  what: string,
  rules: FailureRuleSpec[],
  failed: FailedPod,
  action: string | undefined,
][] = [
  ['a code in the list', [codes('FailJob', 'In', [42])], pod(42), 'FailJob'],
  ['a code out of the list', [codes('FailJob', 'In', [42])], pod(1), undefined],
  ['a code that is not in the list', [codes('Count', 'NotIn', [42])], pod(1), 'Count'],
  ['exit code 0, which no rule sees', [codes('FailJob', 'NotIn', [42])], pod(0), undefined],
  ['another container', [codes('FailJob', 'In', [42], 'c1')], pod(42), undefined],
  ['the container', [codes('FailIndex', 'In', [42], 'c1')], pod(0, 42), 'FailIndex'],
  ['a condition', [condition('DisruptionTarget')], pod(1), 'Ignore'],
  ['a condition that is not so', [condition('DisruptionTarget', 'False')], pod(1), undefined],
  ['two rules: the first', [codes('Ignore', 'In', [1]), codes('FailJob', 'In', [1])], pod(1), 'Ignore'],
]

for (const [what, rules, failed, action] of matches) {
  test(`podFailurePolicy meets ${what} (Z25)`, () => {
    assert.is(matchFailure(rules, failed)?.action, action)
  })
}

const successes: readonly [what: string, rules: SuccessRuleSpec[], done: number[], rule: number][] = [
  ['a leader', [{ indexes: [[0, 0]], count: 1 }], [0], 0],
  ['not the leader', [{ indexes: [[0, 0]] }], [1, 2], -1],
  ['all of a range', [{ indexes: [[1, 3]] }], [1, 2, 3], 0],
  ['some of a range', [{ indexes: [[1, 3]], count: 2 }], [1, 3], 0],
  ['too few of a range', [{ indexes: [[1, 3]], count: 2 }], [0, 3], -1],
  ['any of them, by the second rule', [{ indexes: [[0, 0]] }, { count: 2 }], [1, 2], 1],
  ['none', [{ count: 0 }], [], -1],
]

for (const [what, rules, done, rule] of successes) {
  test(`successPolicy meets ${what} (Z25)`, () => {
    assert.is(
      successRule(rules, done.length, (index) => done.includes(index)),
      rule,
    )
  })
}

test('indexes are written as ranges, two neighbours apart (Z25)', () => {
  const text = (...indexes: number[]): string => indexesText(9, (index) => indexes.includes(index))
  assert.is(text(), '')
  assert.is(text(0, 2, 3), '0,2,3')
  assert.is(text(1, 2, 3, 5, 7, 8), '1-3,5,7,8')
})

test.run()
