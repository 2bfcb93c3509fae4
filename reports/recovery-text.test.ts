/** What is said of the worst moment and of the way back: as much as is known. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SummaryMetric } from '../engine/contract/run-result.ts'
import { estimatesOfExample, exampleResult } from './example-result.ts'
import { wayBack, worstMoment } from './recovery-text.ts'

const test = suite('recovery in words')

type Changes = Partial<Record<SummaryMetric, number | null>>

/** A result of as many replications as are given, each with these values of all workloads together. */
function resultOf(readyAtEnd: number, ...each: readonly Changes[]) {
  const [first] = exampleResult().replications
  const replications = each.map((changes) => {
    const [all, ...others] = first!.summary
    const ready = Float64Array.of(0, 0, 0, 0, 0, 0, readyAtEnd, 0, 0)
    const columns = { ...first!.timeseries.columns, ready }
    return {
      ...first!,
      summary: [{ ...all!, values: { ...all!.values, ...changes } }, ...others],
      timeseries: { ...first!.timeseries, columns },
    }
  })
  // As means go: one that is infinite makes the mean so.
  const [all] = replications[0]!.summary
  const values = { ...all!.values }
  for (const metric of Object.keys(each[0]!) as SummaryMetric[]) {
    const known = each.map((changes) => changes[metric]!)
    values[metric] = known.includes(null as never)
      ? null
      : known.reduce((sum, value) => sum + value, 0) / each.length
  }
  return {
    intervalSeconds: 10,
    durationSeconds: 300,
    replications,
    estimates: estimatesOfExample([{ ...all!, values }]),
  }
}

const seconds = ({ mean }: { readonly mean: number | null }): string => `${mean} s`
const back = (a: number, b: number, c: number): Changes => ({
  recovery_90_seconds: a,
  recovery_99_seconds: b,
  recovery_seconds: c,
})

const sentences: readonly [rule: string, readyAtEnd: number, each: readonly Changes[], text: string][] = [
  ['all came back', 10, [back(62, 70, 95)], '90 % back after 62 s, 99 % after 70 s, all after 95 s'],
  ['nothing was lost', 10, [back(0, 0, 0)], 'as many ready as before once the last fault had ended'],
  ['a few were lost', 10, [back(0, 0, 95)], '99 % ready at once, all back after 95 s'],
  [
    'some did not come back',
    8,
    [back(62, Infinity, Infinity)],
    '90 % back after 62 s, not 99 % within the run, 8 of 10 ready at the end of the run',
  ],
  [
    'the last straggler did not come back',
    9,
    [back(62, 70, Infinity)],
    '90 % back after 62 s, 99 % after 70 s, not all within the run, 9 of 10 ready at the end of the run',
  ],
  [
    'none came back',
    0,
    [back(Infinity, Infinity, Infinity)],
    'not 90 % within the run, 0 of 10 ready at the end of the run',
  ],
  [
    'the fault lasted beyond the end, and nothing is missing',
    10,
    [back(0, 0, Infinity)],
    '99 % ready at once, all 10 ready at the end of the run, when the last fault still lasted',
  ],
  [
    'some replications came back',
    9,
    [back(1, 2, 3), back(1, 2, Infinity), back(1, 2, 3)],
    '90 % back after 1 s, 99 % after 2 s, all within the run in 2 of 3 replications, 9 of 10 ready at the end of the run',
  ],
]

for (const [rule, readyAtEnd, each, text] of sentences) {
  test(`the way back: ${rule}`, () =>
    assert.is(wayBack(resultOf(readyAtEnd, ...each), 10, [], seconds), text))
}

test('a hang that no probe notices goes on: in so many containers, less those that are over', () => {
  const { replications, ...beside } = resultOf(10, { ...back(0, 0, Infinity), detections_missed_total: 1 })
  const [first] = replications
  const [noticed] = first!.detections
  const unnoticed = new Array(9).fill({ ...noticed!, noticedSeconds: null, killedSeconds: null })
  const result = { ...beside, replications: [{ ...first!, detections: [noticed!, ...unnoticed] }] }
  assert.match(
    wayBack(result, 10, [], seconds)!,
    'when the last fault still lasted in 8 containers that no liveness probe noticed',
  )
})

for (const [rule, faults, ready, text] of [
  [
    'a fault that ended',
    [{ from: 1, to: 2, kind: 'slow' }],
    10,
    'as many ready as before once the last fault had ended',
  ],
  [
    'a hang is over when what it hit is gone',
    [{ from: 1, to: null, kind: 'hang' }],
    10,
    'as many ready as before once the last fault had ended',
  ],
  [
    'a node that stays down',
    [{ from: 1, to: null, kind: 'nodeDown' }],
    10,
    'as many ready as before right after the last fault',
  ],
  [
    'fewer pods are wanted',
    [{ from: 1, to: null, kind: 'scale' }],
    5,
    'as many ready as are wanted right after the last fault',
  ],
] as const)
  test(`nothing was lost: ${rule}`, () =>
    assert.is(wayBack(resultOf(ready, back(0, 0, 0)), 10, faults, seconds), text))

/** A fault from 15 to 20 s; ready at the ends of buckets of 10 s. */
const fault = [{ from: 15, to: 20 }]
type Relapsed = readonly [seconds: number, ready: readonly number[], wanted?: readonly number[]]
function relapsed(...each: readonly Relapsed[]) {
  const result = resultOf(10, ...each.map(([after]) => back(after, after, after)))
  const replications = result.replications.map((replication, index) => {
    const [, ready, wanted = ready.map(() => 10)] = each[index]!
    const unready = Float64Array.from(ready, (count, bucket) => wanted[bucket]! - count)
    const timeSeconds = Float64Array.from(ready, (_, bucket) => bucket * 10)
    const columns = { ...replication.timeseries.columns, ready: Float64Array.from(ready), unready }
    return { ...replication, timeseries: { timeSeconds, workloads: ['*'], columns } }
  })
  return { ...result, durationSeconds: each[0]![1].length * 10, replications }
}

const relapses: readonly [rule: string, each: readonly Relapsed[], text: string][] = [
  [
    'what came back stayed',
    [[12, [10, 2, 5, 10, 9]]],
    '90 % back after 12 s, 99 % after 12 s, all after 12 s',
  ],
  [
    'it collapsed again',
    [[12, [10, 2, 5, 10, 8, 2]]],
    '90 % back after 12 s, 99 % after 12 s, all after 12 s, but fewer than 90 % again from 50s on: 2 of 10 ready at the end of the run',
  ],
  [
    'it collapsed as soon as the fault was over',
    [[0, [10, 10, 10, 8, 2]]],
    'as many ready as before once the last fault had ended, but fewer than 90 % again from 40s on: 2 of 10 ready at the end of the run',
  ],
  [
    'an autoscaler wants fewer pods, and later a few more',
    [[12, [10, 2, 5, 10, 2, 2, 5], [10, 10, 10, 10, 2, 5, 5]]],
    '90 % back after 12 s, 99 % after 12 s, all after 12 s',
  ],
  [
    'it comes and goes',
    [[12, [10, 2, 5, 10, 8, 10, 2]]],
    '90 % back after 12 s, 99 % after 12 s, all after 12 s, but fewer than 90 % again at times from 50s on: 2 of 10 ready at the end of the run',
  ],
  [
    'it was over a second time',
    [[12, [10, 2, 5, 10, 8, 2, 10]]],
    '90 % back after 12 s, 99 % after 12 s, all after 12 s, but fewer than 90 % again until 1m10s',
  ],
  [
    'some replications collapsed',
    [
      [12, [10, 2, 5, 10, 8, 2]],
      [12, [10, 2, 5, 10, 10, 10]],
    ],
    '90 % back after 12 s, 99 % after 12 s, all after 12 s, but fewer than 90 % again in 1 of 2 replications: 6 of 10 ready at the end of the run',
  ],
]

for (const [rule, each, text] of relapses)
  test(`after the way back: ${rule}`, () => assert.is(wayBack(relapsed(...each), 10, fault, seconds), text))

test('where fewer were ready before the fault than there were, nothing is told as recovered', () => {
  const text = (...each: readonly Relapsed[]) => wayBack(relapsed(...each), 10, fault, seconds)
  assert.is(
    text([0, [0, 0, 0, 0]]),
    'recovery is not known: only 0 of 10 pods were ready before the first fault',
  )
  assert.is(
    text([12, [3, 2, 2, 3]]),
    '90 % back after 12 s, 99 % after 12 s, all after 12 s; only 3 of 10 pods were ready before the first fault',
  )
  assert.match(text([0, [0, 0, 0, 0]], [0, [10, 10, 10, 10]])!, 'in 1 of 2 replications, at the least')
})

test('while pods that a hang without an end hit are killed, nothing has come back yet', () => {
  const result = relapsed([2, [10, 10, 10, 5, 5, 10, 10]])
  const [first] = result.replications
  const detections = [{ ...first!.detections[0]!, killedSeconds: 55 }]
  const hung = { ...result, replications: [{ ...first!, detections }] }
  assert.match(wayBack(hung, 10, [{ from: 15, to: null }], seconds)!, /all after 2 s$/)
})

test('without a fault there is no way back, and a worst moment all the same', () => {
  const result = resultOf(10, { recovery_seconds: null, ready_min: 7, ready_min_at_seconds: 62.5 })
  assert.is(wayBack(result, 10, [], seconds), undefined)
  assert.is(worstMoment(result, 10), 'at worst 7 of 10 ready (at 1m2.5s)')
})

test('the worst moment of several replications is an average', () => {
  const result = resultOf(
    10,
    { ready_min: 7, ready_min_at_seconds: 60 },
    { ready_min: 8, ready_min_at_seconds: 70 },
  )
  assert.is(worstMoment(result, 1000), 'at worst 7.5 of 1,000 ready (at 1m5s on average)')
})

test('where more pods came than were wanted at first, no number is a part of these', () => {
  const result = resultOf(10, { ready_min: 9, ready_min_at_seconds: 60 })
  assert.is(worstMoment(result, 6), 'at worst 9 ready, where 6 were wanted at first (at 1m)')
})

test('a run that nobody watched has no worst moment', () => {
  assert.is(worstMoment(resultOf(10, { ready_min: null, ready_min_at_seconds: null }), 10), undefined)
})

test.run()
