import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { moreRestartsFound, pairedVarianceShares, withThreshold } from '../../../tests/support/comparisons.ts'
import { type SummaryMetric, type SummaryRow, summaryMetrics } from '../../contract/run-result.ts'
import { simulate } from '../run/experiment.ts'
import { compareResults } from './comparison.ts'

const test = suite('comparison')

/** So many seconds in back-off, and as many restarts, in each replication. */
function result(seed: string, restarts: readonly (number | null)[], workload = '*') {
  return {
    seed,
    replications: restarts.map((restarts_total, index) => {
      const values = {} as Record<SummaryMetric, number | null>
      for (const metric of summaryMetrics) values[metric] = null
      const summary: SummaryRow[] = [
        { workload, values: { ...values, restarts_total, backoff_seconds_total: restarts_total } },
      ]
      return { replication: index + 1, summary, troubled: [] }
    }),
  }
}

function differenceOf(
  base: ReturnType<typeof result>,
  head: ReturnType<typeof result>,
  metric: SummaryMetric = 'backoff_seconds_total',
) {
  return compareResults(base, head).metrics.find((row) => row.metric === metric)!
}

test('a run compared with itself has no difference', async () => {
  const run = { ...(await simulate(withThreshold(2, '1', 3))), seed: '1' }
  const { metrics, isPaired } = compareResults(run, run)
  assert.ok(isPaired)
  assert.equal(new Set(metrics.map(({ finding }) => finding)), new Set(['equal']))
})

test('pairs replications of equal seeds, so that a small change is seen', () => {
  const { difference, finding, pairs } = differenceOf(result('1', [10, 90, 40]), result('1', [11, 92, 41]))
  assert.equal(pairs, [1, 2, 1])
  assert.ok(Math.abs(difference.mean! - 4 / 3) < 1e-12)
  assert.is(finding, 'unclear')
  assert.is(differenceOf(result('1', [10, 90, 40, 5]), result('1', [11, 92, 41, 6])).finding, 'more')
  assert.is(differenceOf(result('1', [11, 92, 41, 6]), result('1', [10, 90, 40, 5])).finding, 'less')
})

test("takes results of other seeds for independent, with Welch's interval", () => {
  const { difference, finding, pairs } = differenceOf(
    result('1', [10, 90, 40, 5]),
    result('2', [11, 92, 41, 6]),
  )
  assert.equal(pairs, [])
  assert.is(finding, 'unclear')
  // Variances 1522.92 and 1546.33 over 4 each, 6 degrees of freedom (5.99... rounded down to 5: t = 2.5706).
  assert.ok(Math.abs(difference.ci95High! - (1.25 + 2.5706 * Math.sqrt((1522.9167 + 1543) / 4))) < 0.5)
})

test('restarts that only one side has are chance until they are too many for it: five of none are not, six are', () => {
  const restarts = (base: number[], head: number[], seed = '1') =>
    differenceOf(result('1', base), result(seed, head), 'restarts_total')
  assert.is(restarts([10, 90, 40, 5], [11, 92, 41, 6]).finding, 'unclear')
  assert.is(restarts([10, 90, 40, 5], [12, 92, 41, 6]).finding, 'more')
  assert.is(restarts([12, 92, 41, 6], [10, 90, 40, 5]).finding, 'less')
  assert.is(restarts([10, 90, 40, 5], [10, 90, 40, 5]).finding, 'equal')
  // Of independent studies 2 and 6 are within chance, although each side agrees with itself; 20 and 60 are not.
  assert.is(restarts([1, 1], [3, 3], '2').finding, 'unclear')
  assert.is(restarts([10, 10], [30, 30], '2').finding, 'more')
})

test('compares the replications that both have', () => {
  const comparison = compareResults(result('1', [1, 2, 3]), result('1', [1, 2]))
  assert.equal(comparison.replications, [2, 2])
})

test('knows what one side does not know, and what never ended', () => {
  assert.is(differenceOf(result('1', [null]), result('1', [3])).finding, 'unknown')
  assert.is(differenceOf(result('1', [null]), result('1', [null])).finding, 'equal')
  assert.is(differenceOf(result('1', [5]), result('1', [Infinity])).finding, 'more')
  assert.is(differenceOf(result('1', [Infinity]), result('1', [Infinity])).finding, 'equal')
  assert.is(differenceOf(result('1', [5]), result('1', [6])).finding, 'unclear')
})

test('keeps workloads that one side alone has', () => {
  const { metrics } = compareResults(result('1', [1], 'a/pod/x'), result('1', [1], 'a/pod/y'))
  assert.is(metrics.length, 2 * summaryMetrics.length)
  assert.is(metrics.find(({ metric }) => metric === 'restarts_total')!.finding, 'unknown')
})

test('common random numbers take four fifths of the variance of a difference away, or more', async () => {
  for (const [metric, share] of await pairedVarianceShares()) assert.ok(share <= 0.2, `${metric}: ${share}`)
})

test('a lower failure threshold is found to restart more, in every one of five studies', async () => {
  assert.is(await moreRestartsFound(5), 5)
})

test.run()
