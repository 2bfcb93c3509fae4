/** Observations that cannot be read: every error has its place, what was found, what was expected and how to mend it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError } from '../load-text.test.helper.ts'
import { samplesMax } from '../text/input-limits.ts'
import { type Files, observe, podList, podObject, prometheusAnswer } from './observed.test.helper.ts'

const test = suite('bad observations')

const bucket = (le: string, value: number | string): object => ({
  labels: { __name__: 'x_seconds_bucket', le },
  value,
})
const answer = (...series: readonly object[]): string => prometheusAnswer(series)
const withStatus = (status: object): string =>
  podList([{ ...podObject(), status: { ...(podObject() as { status: object }).status, ...status } }])

/** @param by the option. */
type Case = readonly [
  what: string,
  files: Files,
  rule: string,
  message: RegExp,
  line?: number | undefined,
  by?: string,
]
const cases: readonly Case[] = [
  [
    'another kind',
    { pods: '{"apiVersion":"apps/v1","kind":"Deployment"}' },
    'calibration-format',
    /expected Pods/,
    1,
  ],
  [
    'manifests',
    { pods: podList([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }]) },
    'calibration-values',
    /no pod has a status/,
  ],
  ['no object', { pods: '[1]' }, 'object-kind', /a list/],
  ['broken JSON', { pods: '{"a": ' }, 'yaml-syntax', /./],
  [
    'a time that is none',
    { pods: withStatus({ startTime: 'today' }) },
    'calibration-format',
    /startTime is "today"/,
  ],
  [
    'a name that is none',
    { pods: podList([podObject({ owner: { kind: 'Job', name: 'x\u001b[2J' } })]) },
    'name-format',
    /Invalid value/,
  ],
  ['no answer of a query', { prometheus: '{"a": 1}' }, 'calibration-format', /data.resultType is missing/, 1],
  ['a failed query', { prometheus: '{"status": "error", "error": "boom"}' }, 'calibration-format', /"boom"/],
  [
    'a scalar',
    { prometheus: '{"data": {"resultType": "scalar", "result": [1, "2"]}}' },
    'calibration-format',
    /"scalar"/,
  ],
  [
    'another metric',
    { prometheus: answer({ labels: { __name__: 'up' }, value: 1 }) },
    'calibration-values',
    /series are of up/,
  ],
  ['a sample that is no number', { prometheus: answer(bucket('1', 'NaN')) }, 'calibration-format', /"NaN"/],
  ['a negative count', { prometheus: answer(bucket('1', -2)) }, 'calibration-format', /"-2"/],
  ['no last bucket', { prometheus: answer(bucket('1', 5)) }, 'calibration-values', /le="\+Inf" is missing/],
  ['the last bucket alone', { prometheus: answer(bucket('+Inf', 5)) }, 'calibration-values', /stands alone/],
  ['a bound that is none', { prometheus: answer(bucket('x', 5)) }, 'calibration-values', /le is "x"/],
  [
    'rates',
    { prometheus: answer(bucket('1', 0.01), bucket('+Inf', 0.02)) },
    'calibration-values',
    /counts, not rates/,
  ],
  [
    'falling counts',
    { prometheus: answer(bucket('1', 50), bucket('+Inf', 20)) },
    'calibration-values',
    /fewer than the one below/,
  ],
  ['an empty table', { csv: '\n' }, 'calibration-values', /no lines with values/],
  ['a header alone', { csv: 'latency_ms\n' }, 'calibration-values', /no values/],
  ['a word among values', { csv: 'ms\n5\nslow\n' }, 'calibration-format', /the value is "slow"/, 3],
  ['a negative value', { csv: '5\n-1\n' }, 'calibration-format', /"-1"/, 2],
  ['part of a count', { csv: 'ms,count\n5,1.5\n' }, 'calibration-format', /the count is "1.5"/, 2],
  ['a missing count', { csv: 'ms,count\n5\n' }, 'calibration-format', /the count is missing/, 2],
  [
    'a time that is none in a table',
    { csv: 'time,ms\nsoon,5\n' },
    'calibration-format',
    /the time is "soon"/,
    2,
  ],
  [
    'two columns of values',
    { csv: 'latency_ms,duration_ms\n5,6\n' },
    'calibration-format',
    /could all be the values/,
    1,
  ],
  ['three columns without a header', { csv: '1,2,3\n' }, 'calibration-format', /3 columns and no header/, 1],
  [
    'times of several services as one',
    { csv: 'service,ms\nweb,5\ncart,6\n' },
    'calibration-format',
    /column "service" holds 2 values, such as "web"; expected times of one workload/,
    1,
  ],
  [
    'values with and without a unit',
    { csv: '12ms\n0.5\n7ms\n' },
    'calibration-format',
    /1 values have no unit, such as "0.5", and 2 have one/,
    2,
  ],
  ['no such column', { csv: 'app,ms\nweb,5\n' }, 'calibration-format', /no column "service"/, 1, 'service'],
  ['no header', { csv: 'web,5\n' }, 'calibration-format', /there is no header/, 1, 'service'],
  [
    'a service that is no name',
    { csv: 'service,ms\nweb,5\nA B,5\n' },
    'calibration-format',
    /the service is "A B"/,
    3,
    'service',
  ],
  [
    'no such label',
    { prometheus: answer(bucket('1', 5), bucket('+Inf', 5)) },
    'calibration-values',
    /no series has the label "service"/,
    undefined,
    'service',
  ],
  ['too many rows', { csv: '1\n'.repeat(samplesMax + 3) }, 'calibration-values', /expected 1 to 1000000/],
]
for (const [what, files, rule, message, line, by] of cases) {
  test(`${what}: ${rule}`, async () => {
    const { diagnostics } = await loadError(
      observe(files, by === undefined ? {} : { csvOptions: { subject: {}, quantity: 'latency', by } }),
    )
    const [first] = diagnostics
    assert.is(first.rule, rule, first.message)
    assert.match(first.message, message)
    assert.match(first.message, /expected|not valid|must consist/)
    assert.ok(first.fix.length > 5)
    if (line !== undefined) assert.is(first.line, line)
  })
}

test('what is wrong in several files comes at once', async () => {
  const { diagnostics } = await loadError(observe({ csv: 'ms\nx\ny\n', prometheus: '{"a": 1}' }))
  assert.is(diagnostics.length, 3)
})

test.run()
