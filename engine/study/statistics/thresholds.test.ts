import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Threshold, ThresholdState } from '../../contract/run-result.ts'
import { judge } from './thresholds.ts'

const test = suite('thresholds')

const base: Threshold = {
  text: '',
  aggregate: 'mean',
  share: null,
  metric: 'restarts_total',
  workload: '*',
  operator: '<',
  limit: 3,
}

type Case = {
  readonly does: string
  readonly asks: Partial<Threshold>
  readonly numbers: readonly (number | null)[]
  readonly value: number | null
  readonly state: ThresholdState
}

const cases: readonly Case[] = [
  { does: 'compares the mean', asks: {}, numbers: [1, 2, 4.5], value: 2.5, state: 'holds' },
  { does: 'leaves unknown numbers out of the mean', asks: {}, numbers: [null, 4], value: 4, state: 'fails' },
  { does: 'does not test what is unknown', asks: {}, numbers: [null], value: null, state: 'untested' },
  {
    does: 'takes the nearest rank',
    asks: { aggregate: 'percentile', share: 0.5 },
    numbers: [9, 1, 2, 3],
    value: 2,
    state: 'holds',
  },
  { does: 'takes the largest', asks: { aggregate: 'max' }, numbers: [1, 5, 2], value: 5, state: 'fails' },
  { does: 'takes the least', asks: { aggregate: 'min' }, numbers: [4, 1, 2], value: 1, state: 'holds' },
  {
    does: 'asks each, and shows the worst',
    asks: { aggregate: 'all' },
    numbers: [1, 7, 5],
    value: 7,
    state: 'fails',
  },
  {
    does: 'asks each from below',
    asks: { aggregate: 'all', operator: '>=' },
    numbers: [1, 7, 2],
    value: 1,
    state: 'fails',
  },
  {
    does: 'shows the one nearest to the limit',
    asks: { aggregate: 'all' },
    numbers: [1, 2, 0],
    value: 2,
    state: 'holds',
  },
  {
    does: 'does not test all where one is unknown',
    asks: { aggregate: 'all' },
    numbers: [1, null],
    value: 1,
    state: 'untested',
  },
  {
    does: 'fails all where one fails and another is unknown',
    asks: { aggregate: 'all' },
    numbers: [4, null],
    value: 4,
    state: 'fails',
  },
  {
    does: 'takes what only the last digits of a sum tell apart for equal',
    asks: { operator: '>=' },
    numbers: [3 - 1e-15],
    value: 3 - 1e-15,
    state: 'holds',
  },
  { does: 'holds equal numbers equal', asks: { operator: '==' }, numbers: [3, 3], value: 3, state: 'holds' },
  {
    does: 'knows no interval of one replication',
    asks: { aggregate: 'high' },
    numbers: [1],
    value: null,
    state: 'untested',
  },
  {
    does: 'takes the end of an interval',
    asks: { aggregate: 'high', limit: 2 },
    numbers: [1, 1],
    value: 1,
    state: 'holds',
  },
  { does: 'fails on what never ends', asks: {}, numbers: [1, Infinity], value: Infinity, state: 'fails' },
]

const troubled = new Set(['*', 'a/pod/b'])

for (const { does, asks, numbers, value, state } of cases) {
  test(does, () => {
    const verdict = judge({ ...base, ...asks }, numbers, troubled)
    assert.equal([verdict.value, verdict.state], [value, state])
  })
}

const calm: readonly [what: string, asks: Partial<Threshold>, state: ThresholdState][] = [
  ['restarts that hold', {}, 'untested'],
  ['restarts that fail', { limit: 0 }, 'fails'],
  ['failures', { metric: 'probe_failures_total' }, 'untested'],
  ['timeouts', { metric: 'probe_timeouts_total' }, 'untested'],
  ['detections', { metric: 'detections_missed_total' }, 'untested'],
  ['pooled detections', { metric: 'detection_seconds', aggregate: 'percentile', share: 0.99 }, 'untested'],
  ['pooled removals', { metric: 'removal_seconds', aggregate: 'max' }, 'untested'],
  ['removals', { metric: 'removal_seconds_p99' }, 'untested'],
  ['back-off', { metric: 'backoff_seconds_total' }, 'untested'],
  ['back-off at once', { metric: 'backoff_containers_peak', aggregate: 'all' }, 'untested'],
  ['availability', { metric: 'availability_ratio', operator: '>=', limit: 0 }, 'untested'],
  ['pods ready at least', { metric: 'ready_min', operator: '>=', limit: 0 }, 'untested'],
  ['time without a ready pod', { metric: 'zero_ready_seconds', aggregate: 'max' }, 'untested'],
  ['the largest of restarts', { aggregate: 'max' }, 'untested'],
  ['the rate of probes', { metric: 'probes_per_second_peak' }, 'holds'],
  ['the rate of writes', { metric: 'api_writes_per_second_peak', aggregate: 'all' }, 'holds'],
  ['attempts to start', { metric: 'start_attempts_per_second_peak' }, 'holds'],
  ['containers', { metric: 'containers', aggregate: 'min' }, 'holds'],
]

for (const [what, asks, state] of calm) {
  test(`where nothing could fail: ${what}: ${state}`, () => {
    assert.is(judge({ ...base, ...asks }, [0, 0], new Set()).state, state)
    assert.is(judge({ ...base, ...asks, workload: 'a/pod/c' }, [0, 0], troubled).state, state)
    if (state !== 'untested') return
    assert.is(judge({ ...base, ...asks, workload: 'a/pod/b' }, [0, 0], troubled).state, 'holds')
  })
}

test.run()
