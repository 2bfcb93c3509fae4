import seedrandom from 'seedrandom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Clusters,
  indifference,
  type LimitAnswer,
  lookConfidence,
  looksMax,
  testLimit,
} from './limit-test.ts'

const test = suite('limits tested one setting after the other')

const limit = 1
const clusters = 40

/** A Poisson number. */
function poisson(mean: number, next: () => number): number {
  let count = -1
  for (let waited = 0; waited < mean; count++) waited -= Math.log(1 - next())
  return count
}

/**
 * Clusters of so many events on average, in clumps of a geometric number with mean `clump`. Settings with one seed meet the same clumps, and
 * make events of a share of them: streams are paired.
 */
function clustersOf(rate: number, clump: number, look: number, seed: string): Clusters {
  const next = seedrandom(seed)
  // So long that the last look is narrow enough.
  const exposure = 8 * clump
  const most = 4
  const counts = Array.from({ length: clusters * 2 ** (look - 1) }, () => {
    let count = 0
    for (let left = poisson((most * exposure) / clump, next); left > 0; left--) {
      const size = clump === 1 ? 1 : 1 + Math.floor(Math.log(1 - next()) / Math.log(1 - 1 / clump))
      if (next() < rate / most) count += size
    }
    return count
  })
  return { counts, exposures: counts.map(() => exposure) }
}

async function answerOf(rate: number, clump: number, tried: number, seed: string): Promise<LimitAnswer> {
  return testLimit(limit, tried, async (look) => clustersOf(rate, clump, look, seed))
}

/** The first of the settings that is answered to keep the limit: near it, by what was counted. */
async function chosen(rates: readonly number[], clump: number, seed: string): Promise<number | undefined> {
  for (const [index, rate] of rates.entries()) {
    const { side, interval } = await answerOf(rate, clump, index + 1, seed)
    if (side === 'below') return rate
    if (side === 'near' && (interval.low + interval.high) / 2 <= limit) return rate
  }
  return undefined
}

/** Share of studies, a seed each, that choose the first setting that keeps the limit. */
async function rightlyChosen(rates: readonly number[], clump: number, studies: number): Promise<number> {
  const right = rates.find((rate) => rate <= limit)
  let count = 0
  for (let study = 1; study <= studies; study++)
    if ((await chosen(rates, clump, `study ${study}`)) === right) count++
  return count / studies
}

// Outside of the zone, two settings just so, and tried in the order of preference.
const rates = [1.6, 1 + 2 * indifference, 1 + 2.5 * indifference, 1 - 2 * indifference, 0.5]

for (const clump of [1, 2.5, 7])
  test(`the first setting that keeps the limit is chosen at least 95 times in 100, clumps of ${clump}`, async () => {
    const share = await rightlyChosen(rates, clump, 200)
    assert.ok(share >= 0.95 - 2 * Math.sqrt((0.95 * 0.05) / 200), `${share}`)
  })

test('intervals of all settings and looks together hold with 95 %', () => {
  let error = 0
  for (let tried = 1; tried <= 10_000; tried++) error += looksMax * (1 - lookConfidence(tried))
  assert.ok(error <= 0.05 && error > 0.0499, `${error}`)
})

test('what lies far off is known at the first look, and what is at the limit is near it', async () => {
  const looks: number[] = []
  const far = await testLimit(limit, 1, async (look) => {
    looks.push(look)
    return clustersOf(3, 1, look, 'far')
  })
  assert.equal([far.side, looks], ['above', [1]])
  const at = await answerOf(limit, 1, 1, 'at')
  assert.is(at.side, 'near')
  assert.ok(at.interval.low <= limit && at.interval.high >= limit)
})

test('a study that may not grow says that it does not know', async () => {
  const { side, interval } = await testLimit(limit, 1, async (look) =>
    look > 1 ? undefined : clustersOf(limit, 7, look, 'short'),
  )
  assert.is(side, 'unknown')
  assert.ok(interval.low < limit && interval.high > limit)
})

test.run()
