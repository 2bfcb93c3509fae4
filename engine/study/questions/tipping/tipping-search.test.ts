import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TippingResult } from '../../../contract/tipping-result.ts'
import { coverageOf } from './coverage.test.helper.ts'
import { condition, type Made, normal, poisson, searchMade } from './tipping-samples.test.helper.ts'

const test = suite('search for a tipping point')

const atMostFive = condition('mean', 'restarts_total', '<=', 5)
const available = condition('mean', 'availability_ratio', '<', 0.99)

function foundOf({ found }: TippingResult): string {
  return found === null ? 'none' : `${found.from} ${found.to} ${found.becomes}`
}

type Row = Made & { readonly what: string; readonly is: string }

const rows: readonly Row[] = [
  {
    what: 'a mean that is certain turns between neighbouring steps',
    asked: atMostFive,
    lastStep: 1000,
    sampleOf: (step) => [step / 100],
    is: '500 501 fails',
  },
  {
    what: 'a condition that comes to hold is found as well',
    asked: available,
    lastStep: 777,
    sampleOf: (step) => [step < 321 ? 1 : 0.9],
    is: '320 321 holds',
  },
  {
    what: 'one step is a span',
    asked: atMostFive,
    lastStep: 1,
    sampleOf: (step) => [step * 10],
    is: '0 1 fails',
  },
  {
    what: 'what occurs in one of many replications occurs',
    asked: condition('mean', 'restarts_total', '>', 0),
    lastStep: 100,
    sampleOf: (step, chance) => [step > 42 && chance() < 0.3 ? 1 : 0],
    is: '42 43 holds',
  },
  {
    what: 'the largest of all replications is of those that are run',
    asked: condition('max', 'zero_ready_seconds', '<', 60),
    lastStep: 100,
    sampleOf: (step, chance) => [step * chance()],
    is: '61 62 fails',
  },
  {
    what: 'a percentile of hangs is pooled over replications',
    asked: condition('p50', 'detection_seconds', '<', 30),
    lastStep: 60,
    sampleOf: (step, chance) => Array.from({ length: 400 }, () => step + chance() - 0.5),
    is: '29 31 fails',
  },
  {
    what: 'a mean that one replication makes infinite is above every limit',
    asked: condition('mean', 'recovery_99_seconds', '<', 600),
    lastStep: 64,
    sampleOf: (step) => [step < 20 ? 30 : Infinity],
    is: '19 20 fails',
  },
  { what: 'always', asked: atMostFive, lastStep: 64, sampleOf: () => [1], is: 'none' },
  { what: 'never', asked: atMostFive, lastStep: 64, sampleOf: () => [9], is: 'none' },
  { what: 'unknown everywhere', asked: atMostFive, lastStep: 64, sampleOf: () => [], is: 'none' },
]

for (const { what, is, ...made } of rows)
  test(`${what}: ${is}`, async () => {
    assert.is(foundOf(await searchMade(made)), is)
  })

test('ends that are alike say so, and what is unknown is no state', async () => {
  const states = async (sample: readonly number[]): Promise<string[]> => {
    const { points } = await searchMade({ asked: atMostFive, lastStep: 8, sampleOf: () => sample })
    return [...new Set(points.map(({ state }) => state))]
  }
  assert.equal(await states([1]), ['holds'])
  assert.equal(await states([9]), ['fails'])
  assert.equal(await states([]), ['unknown'])
})

test('a few replications are enough far away, and the bounds of the answer have all', async () => {
  const { points, found } = await searchMade({
    asked: atMostFive,
    lastStep: 1024,
    sampleOf: (step, chance) => [step / 100 + normal(chance)],
  })
  const replicationsAt = (step: number) => points.find((point) => point.step === step)!.replications
  assert.ok(replicationsAt(1024) < 32)
  assert.is(replicationsAt(found!.from), 32)
  assert.is(replicationsAt(found!.to), 32)
  assert.ok(found!.from <= 500 && found!.to >= 500, JSON.stringify(found))
  const between = points.filter(({ step }) => step > found!.from && step < found!.to)
  assert.ok(between.every(({ state }) => state === 'undecided'))
})

test('more replications make the answer narrower', async () => {
  const widthOf = async (replicationsMax: number): Promise<number> => {
    const { found } = await searchMade({
      asked: atMostFive,
      lastStep: 1024,
      replicationsMax,
      sampleOf: (step, chance) => [step / 100 + 2 * normal(chance)],
    })
    return found!.to - found!.from
  }
  assert.ok((await widthOf(512)) < 0.5 * (await widthOf(16)))
})

test('a condition that turns back outside the answer is not monotone', async () => {
  const { turns } = await searchMade({
    asked: available,
    lastStep: 1000,
    sampleOf: (step) => [step < 700 && (step < 150 || step > 400) ? 1 : 0.5],
  })
  assert.equal(
    turns.map(({ becomes }) => becomes),
    ['holds', 'fails', 'holds'],
  )
})

test('an island between ends that are alike is found in their middle, and its first shore is narrowed', async () => {
  const { found, turns } = await searchMade({
    asked: available,
    lastStep: 1000,
    sampleOf: (step) => [step > 450 && step < 600 ? 0.5 : 1],
  })
  assert.equal(found, { from: 450, to: 451, becomes: 'holds' })
  assert.is(turns.length, 2)
})

test('no more steps are tried than were foreseen, however much is undecided', async () => {
  const { points } = await searchMade({
    asked: atMostFive,
    lastStep: 1_048_576,
    sampleOf: (step, chance) => [5 + (step / 1_048_576 - 0.5) * 4 + 2 * normal(chance)],
  })
  assert.ok(points.length <= 20 + 2 + 10 + 4, String(points.length))
})

test('the answer holds the tipping point in 95 of 100 studies, with common random numbers and without', async () => {
  for (const isCommon of [true, false])
    assert.ok((await coverageOf(60, isCommon)) >= 0.95, `common: ${isCommon}`)
})

test('counts of restarts are as sure as chance makes them', async () => {
  const { found } = await searchMade({
    asked: atMostFive,
    lastStep: 100,
    sampleOf: (step, chance) => [poisson(step / 10, chance)],
  })
  assert.ok(found!.from < 50 && found!.to >= 50, JSON.stringify(found))
})

test.run()
