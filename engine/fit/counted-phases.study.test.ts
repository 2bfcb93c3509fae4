import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CountSeries, DistributionSpec } from '../contract/fit-result.ts'
import { countedPhasesOf, dispersionOf } from './counted-phases.ts'
import { countsOf } from './drawn.test.helper.ts'
import { fitObserved } from './observed-fit.ts'

const test = suite('slow phases in counts from scrape to scrape')

/** p50 6 ms, p99 32 ms. */
const law: DistributionSpec = { kind: 'lognormal', median: 6000, sigma: Math.log(32 / 6) / 2.3263 }
const phases = { everyUs: 840e6, forUs: 40e6, factor: 157 }
/** Of ten containers, four hours. */
const [members, runs] = [10, 1440]

const scrapes: readonly (readonly [string, Parameters<typeof countsOf>[4]])[] = [
  ['scraped each 15 s', { scrapeUs: 15e6 }],
  ['scraped each 30 s', { scrapeUs: 30e6 }],
  ['of successes, with those that failed', { scrapeUs: 30e6, timeoutUs: 1e6 }],
  ['of successes, with late runs and wrong ones', { scrapeUs: 15e6, timeoutUs: 1e6, wrong: 0.01 }],
]
for (const [what, options] of scrapes) {
  test(`are found with gap, length and factor: ${what}`, () => {
    const { found } = countedPhasesOf(countsOf(law, members, runs, phases, { ...options, seed: 2 }))
    const expected = (members * runs * 10e6) / (phases.everyUs + phases.forUs)
    for (const key of ['everyUs', 'forUs'] as const)
      assert.ok(Math.abs(found![key] / phases[key] - 1) < 3 / Math.sqrt(expected), `${key} ${found![key]}`)
    assert.ok(
      Math.abs(Math.log(found!.factor / phases.factor)) < 3 * found!.logFactorError,
      `${found!.factor}`,
    )
    assert.ok(found!.logFactorError < 0.05, `${found!.logFactorError}`)
    // Half of the phases last no longer than a scrape or two: nothing is said of their law.
    assert.is(found!.for.exponentialP, null)
  })
}

test('are none where slow runs come one by one, whatever their share', () => {
  const mixed: DistributionSpec = {
    kind: 'mixture',
    parts: [
      { weight: 0.954, of: law },
      { weight: 0.046, of: { ...law, median: 942e3 } },
    ],
  }
  for (const seed of [1, 2]) {
    const counts = countsOf(mixed, members, runs, null, { timeoutUs: 1e6, seed })
    assert.is(countedPhasesOf(counts).found, null)
    assert.ok(Math.abs(dispersionOf(counts)! - 1) < 0.1, `${dispersionOf(counts)}`)
  }
})

test('show in the variance over mean of what failed, of sums over containers too', () => {
  const counts = countsOf(law, members, runs, phases, { timeoutUs: 1e6 })
  assert.ok(dispersionOf(counts)! > 1.3, `${dispersionOf(counts)}`)
  const summed: CountSeries = {
    ...counts,
    areSums: true,
    members: [{ widthUs: counts.members[0].widthUs, counts: sumOf(counts) }],
  }
  assert.ok(dispersionOf(summed)! > 1.3, `${dispersionOf(summed)}`)
  const spans = { kind: 'buckets', low: counts.low, high: counts.high, count: pooled(counts) } as const
  assert.is(fitObserved({ spans: withRuns(spans), counts: summed }, 'web').phases, null)
})

test('in which no run is in time have a factor that is known from below: half of the draws are pauses', () => {
  const counts = countsOf(law, members, runs, { ...phases, factor: 1e5 }, { timeoutUs: 1e6 })
  const spans = { kind: 'buckets', low: counts.low, high: counts.high, count: pooled(counts) } as const
  const limit = { limitUs: 1e6, failed: pooled(counts)[counts.low.length - 1] }
  const made = fitObserved({ spans: withRuns(spans), cut: limit, counts }, 'web')
  assert.ok(made.phases!.found!.isFactorLeast)
  assert.is(made.draws.filter(({ pause }) => pause !== undefined).length, 20)
})

function sumOf({ members: all, low }: CountSeries): Float64Array {
  const length = Math.min(...all.map(({ widthUs }) => widthUs.length)) * low.length
  return Float64Array.from({ length }, (_, cell) => all.reduce((sum, { counts }) => sum + counts[cell], 0))
}

function pooled({ members: all, low }: CountSeries): Float64Array {
  return low.map((_, bucket) =>
    all.reduce(
      (sum, { counts }) =>
        sum + counts.reduce((own, each, cell) => own + (cell % low.length === bucket ? each : 0), 0),
      0,
    ),
  )
}

function withRuns({
  kind,
  low,
  high,
  count,
}: {
  kind: 'buckets'
  low: Float64Array
  high: Float64Array
  count: Float64Array
}) {
  const kept = Array.from(count.keys()).filter((bucket) => count[bucket] > 0)
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (bucket) => column[bucket])
  return { kind, low: pick(low), high: pick(high), count: pick(count) }
}

test.run()
