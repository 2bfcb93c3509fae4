/** Contract 5: the worst moment, and how long until 90 %, 99 % and all are ready again, from levels of ready pods. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LeastReady } from './least-ready.ts'
import { Recovery, recoveryPercents } from './recovery.ts'

const test = suite('recovery')

/** From when on so many are ready; the last lasts until the end of the run at 100. */
type Path = readonly (readonly [fromUs: number, readyCount: number])[]

const endUs = 100
const faultUs = 10

/** One row: 200 ready before the fault, which ends at `overUs`; NaN = not within the run. */
function recovered(path: Path, overUs: number, readyBefore = 200): number[] {
  const recovery = new Recovery(1)
  recovery.expect(1)
  recovery.wereReady(0, readyBefore, 0, faultUs)
  recovery.faultBegins(Float64Array.of(readyBefore), Float64Array.of(readyBefore))
  for (const [index, [fromUs, count]] of path.entries()) {
    const untilUs = path[index + 1]?.[0] ?? endUs
    if (overUs < untilUs && Number.isNaN(recovery.overUs)) recovery.ended(overUs)
    recovery.wereReady(0, count, fromUs, untilUs)
  }
  return recoveryPercents.map((_, share) => recovery.recoveryUs(0, share))
}

const paths: readonly [rule: string, path: Path, overUs: number, found: readonly number[]][] = [
  ['nothing was lost', [[10, 200]], 30, [0, 0, 0]],
  [
    'all came back before the fault ended',
    [
      [10, 200],
      [12, 0],
      [20, 200],
    ],
    30,
    [0, 0, 0],
  ],
  [
    'less than the share was lost',
    [
      [10, 200],
      [12, 190],
      [50, 200],
    ],
    30,
    [0, 20, 20],
  ],
  [
    'one by one',
    [
      [10, 200],
      [12, 5],
      [40, 180],
      [45, 197],
      [50, 198],
      [60, 200],
    ],
    30,
    [10, 20, 30],
  ],
  [
    'the last straggler is missing',
    [
      [10, 100],
      [40, 199],
    ],
    30,
    [10, 10, Infinity],
  ],
  ['none comes back', [[10, 0]], 10, [Infinity, Infinity, Infinity]],
  [
    'what a fault of an instant takes shows later',
    [
      [10, 200],
      [11, 0],
      [15, 200],
    ],
    10,
    [5, 5, 5],
  ],
  [
    'what a fault takes after its end is waited for',
    [
      [10, 200],
      [32, 0],
      [47, 200],
    ],
    30,
    [17, 17, 17],
  ],
  [
    'a larger share is not back before a smaller one',
    [
      [10, 195],
      [20, 200],
      [30, 0],
      [40, 200],
    ],
    10,
    [30, 30, 30],
  ],
  [
    'what is lost again later does not count',
    [
      [10, 0],
      [40, 200],
      [60, 0],
    ],
    30,
    [10, 10, 10],
  ],
  [
    'ready at the very end of the fault',
    [
      [10, 0],
      [30, 200],
    ],
    30,
    [0, 0, 0],
  ],
]

for (const [rule, path, overUs, found] of paths)
  test(`recovery: ${rule}`, () => assert.equal(recovered(path, overUs), found))

test('shares are rounded up to whole pods', () => {
  assert.equal(
    recovered(
      [
        [10, 2],
        [20, 3],
      ],
      10,
      3,
    ),
    [10, 10, 10],
  )
  assert.equal(
    recovered(
      [
        [10, 8],
        [20, 9],
        [30, 10],
      ],
      10,
      10,
    ),
    [10, 20, 20],
  )
})

test('a fault without an end: shares that were never missed are known, others are not', () => {
  assert.equal(
    recovered(
      [
        [10, 190],
        [20, 200],
      ],
      Number.NaN,
    ),
    [0, Infinity, Infinity],
  )
})

test('a larger share takes at least as long, whatever the path', () => {
  const path = fc
    .array(fc.tuple(fc.integer({ min: 11, max: 99 }), fc.integer({ min: 0, max: 220 })), { maxLength: 12 })
    .map((steps): Path => [[10, 200], ...new Map([...steps].sort((a, b) => a[0] - b[0]))])
  fc.assert(
    fc.property(path, fc.integer({ min: 10, max: 99 }), (steps, overUs) => {
      const [ninety, ninetyNine, all] = recovered(steps, overUs)
      assert.ok(ninety! <= ninetyNine! && ninetyNine! <= all!, `${ninety}, ${ninetyNine}, ${all}`)
    }),
  )
})

function leastOf(path: Path, sinceUs: number): [number, number] {
  const least = new LeastReady(1, sinceUs)
  for (const [index, [fromUs, count]] of path.entries())
    least.wereReady(0, count, fromUs, path[index + 1]?.[0] ?? endUs)
  return [least.readyCount[0]!, least.atUs[0]!]
}

test('the worst moment is the first one with the least number ready', () => {
  assert.equal(
    leastOf(
      [
        [0, 9],
        [20, 4],
        [30, 6],
        [40, 4],
      ],
      10,
    ),
    [4, 20],
  )
})

test('what was worse before it counts is not the worst moment', () => {
  assert.equal(
    leastOf(
      [
        [0, 1],
        [10, 9],
        [50, 8],
      ],
      10,
    ),
    [8, 50],
  )
  assert.equal(
    leastOf(
      [
        [0, 3],
        [20, 9],
      ],
      10,
    ),
    [3, 10],
  )
})

test('where fewer are wanted than were ready, these are enough, from then on', () => {
  // Two workloads of 100 and 50, and their sum.
  const recovery = new Recovery(3)
  recovery.expect(1)
  recovery.faultBegins(Float64Array.of(100, 50, 150), Float64Array.of(100, 50, 150))
  recovery.wants(0, 60)
  recovery.ended(10)
  recovery.wereReady(0, 60, 10, 90)
  recovery.wereReady(1, 50, 10, 90)
  recovery.wereReady(2, 110, 10, 90)
  const found = () => [0, 1, 2].map((row) => recovery.recoveryUs(row, 2))
  assert.equal(found(), [0, 0, 0])
  recovery.wereReady(1, 20, 90, 95)
  recovery.wereReady(2, 80, 90, 95)
  assert.equal(found(), [0, Infinity, Infinity])
  // More than before is not asked for.
  recovery.wants(1, 20)
  recovery.wants(0, 300)
  recovery.wereReady(1, 20, 95, 99)
  recovery.wereReady(2, 80, 95, 97)
  assert.equal(found(), [0, 85, Infinity])
  recovery.wereReady(2, 120, 97, 99)
  assert.equal(found(), [0, 85, 87])
})

test.run()
