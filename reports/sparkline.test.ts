import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleResult } from './example-result.ts'
import { sparkLines } from './sparkline.ts'

const test = suite('a run in a few lines of text')

/** The example with these buckets of all workloads together. */
function resultWith(ready: readonly number[], restarts: readonly number[]) {
  const example = exampleResult()
  const [first] = example.replications
  const timeseries = {
    timeSeconds: Float64Array.from(ready.keys(), (bucket) => bucket * 10),
    workloads: ['*'],
    columns: {
      ...first!.timeseries.columns,
      ready: Float64Array.from(ready),
      restarts: Float64Array.from(restarts),
    },
  }
  return { ...example, durationSeconds: ready.length * 10, replications: [{ ...first!, timeseries }] }
}

test('draws ready pods between their least and their most, restarts from 0', () => {
  assert.equal(sparkLines(resultWith([10, 3, 10], [0, 7, 0]), []), [
    '  ready      █▁█ 3 to 10',
    '  restarts   ▁█▁ 0 to 7',
    '             0 to 30s, a column stands for 10s',
  ])
})

test('marks faults where they are, and the first of those that share a column', () => {
  const faults = [
    { mark: 'A', kind: 'hang', target: '', from: 10, to: 30 },
    { mark: 'B', kind: 'crash', target: '', from: 12, to: null },
  ]
  assert.is(
    sparkLines(resultWith([1, 1, 0, 1], [0, 0, 0, 0]), faults)[1],
    '  faults      A·  A hang, B crash',
  )
})

test('keeps the lowest of what it joins, and adds up restarts', () => {
  const ready = Array.from({ length: 120 }, (_, bucket) => (bucket === 61 ? 0 : 9))
  const restarts = ready.map((value) => (value === 0 ? 2 : 1))
  const [first, second, last] = sparkLines(resultWith(ready, restarts), [])
  assert.is(first!.indexOf('▁'), 13 + 30)
  assert.match(second!, '0 to 3')
  assert.match(last!, 'a column stands for 20s')
})

test('is silent where there is nothing to see', () => {
  assert.equal(sparkLines(resultWith([5, 5], [0, 0]), []), [])
})

test.run()
