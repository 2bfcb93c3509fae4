/** The most container starts on a node within 10 s. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NodeStarts } from './node-starts.ts'

const test = suite('starts of a node')

const second = 1e6

/** Of the second of two nodes; the first has one start in every bucket. */
function burstOf(startsAtSeconds: readonly number[], intervalSeconds: number) {
  const buckets = 60 / intervalSeconds
  const starts = new NodeStarts(2, buckets, intervalSeconds * second)
  for (let bucket = 0; bucket < buckets; bucket++) starts.add(0, bucket * intervalSeconds * second)
  for (const at of startsAtSeconds) starts.add(1, at * second)
  return starts.burstOf(1)
}

const bursts: readonly {
  readonly what: string
  readonly at: readonly number[]
  readonly interval: number
  readonly starts: number
  readonly spanSeconds?: number
}[] = [
  { what: 'none', at: [], interval: 1, starts: 0 },
  { what: 'two in the first and the tenth second are at once', at: [0, 9], interval: 1, starts: 2 },
  { what: 'two in the first and the eleventh second are not', at: [0, 10], interval: 1, starts: 1 },
  { what: 'the most of several', at: [3, 20, 25, 29, 45, 47], interval: 1, starts: 3 },
  { what: 'the end of the run', at: [5, 55, 59], interval: 1, starts: 2 },
  { what: 'buckets of 5 s, two of them', at: [1, 9, 10, 14], interval: 5, starts: 3 },
  { what: 'buckets of 4 s: two whole ones', at: [1, 7, 8, 20], interval: 4, starts: 2, spanSeconds: 8 },
  { what: 'a bucket that is longer', at: [1, 19, 20], interval: 20, starts: 2, spanSeconds: 20 },
]

for (const { what, at, interval, starts, spanSeconds = 10 } of bursts) {
  test(`the most within 10 s: ${what}`, () => {
    assert.equal(burstOf(at, interval), { starts, spanUs: spanSeconds * second })
  })
}

test('each node has its own', () => {
  const starts = new NodeStarts(3, 4, 10 * second)
  for (const [node, at] of [
    [0, 39],
    [1, 0],
    [1, 9],
    [2, 0],
  ])
    starts.add(node, at * second)
  assert.equal(
    [0, 1, 2].map((node) => starts.burstOf(node).starts),
    [1, 2, 1],
  )
})

test.run()
