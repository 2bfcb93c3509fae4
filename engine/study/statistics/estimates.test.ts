import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coverageOfFailedProbes } from '../../../tests/support/comparisons.ts'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { behavior, constant, probe } from '../../../tests/support/spec.ts'
import { createStreams, nextUniform, purposeKey, seedStream } from '../../kernel/random-stream.ts'
import { simulate } from '../run/experiment.ts'
import {
  estimateColumn,
  estimateColumnDifference,
  estimateMean,
  estimatePercentile,
  percentileRanks,
} from './estimates.ts'

const test = suite('estimates')

/** Whether two numbers agree to the decimals of a printed table. */
function near(actual: number | null, expected: number): boolean {
  return actual !== null && Math.abs(actual - expected) < 1e-3
}

test("gives the mean with Student's interval", () => {
  const { mean, sd, ci95Low, ci95High, replications, basis } = estimateMean([4, 6, 8])
  assert.equal([mean, sd, replications, basis], [6, 2, 3, 'student'])
  // 6 -+ 4.3027 * 2 / sqrt(3)
  assert.ok(near(ci95Low, 1.0317) && near(ci95High, 10.9683))
})

test('says nothing of the spread of one replication, or of one that never ends', () => {
  assert.equal(estimateMean([7]), {
    mean: 7,
    sd: null,
    ci95Low: null,
    ci95High: null,
    replications: 1,
    basis: null,
  })
  assert.equal(estimateMean([7, Infinity]).mean, Infinity)
  assert.is(estimateMean([7, Infinity]).sd, null)
  assert.is(estimateMean([]).mean, null)
})

test('leaves out replications that do not know the number', () => {
  const { mean, replications } = estimateMean([null, 4, 8])
  assert.equal([mean, replications], [6, 2])
})

test('pairs replications, so that what they have in common cancels', () => {
  const { mean, sd, replications } = estimateColumnDifference(
    'recovery_seconds',
    [100, 900, 5, null],
    [101, 901, 6, 3],
  )
  assert.equal([mean, sd, replications], [1, 0, 3])
  assert.is(estimateColumnDifference('recovery_seconds', [Infinity], [Infinity]).mean, 0)
})

test('counts are no surer than chance allows, and never below 0; what is the same surely has no interval', () => {
  const ends = (values: number[]) => {
    const { ci95Low, ci95High, basis } = estimateColumn('restarts_total', values)
    return [ci95Low!.toFixed(3), ci95High!.toFixed(3), basis]
  }
  // Garwood's interval of 6, over three replications.
  assert.equal(ends([2, 2, 2]), ['0.734', '4.353', 'counts'])
  assert.equal(ends([1000, 1000, 1000]), ['1000.000', '1000.000', 'counts'])
  assert.equal(ends([0, 0, 0]), ['0.000', '0.999', 'zero-events'])
  assert.ok(Number(ends([0, 0, 9, 0])[0]) >= 0)
  assert.is(estimateColumn('restarts_total', [5]).ci95Low, null)
  assert.is(estimateColumn('restarts_total', [5, Infinity]).mean, Infinity)
  assert.is(estimateColumn('unready_seconds_total', [2, 2, 2]).basis, 'student')
})

test('bounds a percentile by the ranks that tables of order statistics give', () => {
  // Conover, Practical Nonparametric Statistics, table A3: two-sided 95 % for the median.
  assert.equal(percentileRanks(10, 0.5), { lowRank: 2, highRank: 9 })
  assert.equal(percentileRanks(20, 0.5), { lowRank: 6, highRank: 15 })
  const rows = Array.from({ length: 20 }, (_, row) => row + 1)
  const { mean, ci95Low, ci95High } = estimatePercentile(rows, 0.5, 4)
  assert.equal([mean, ci95Low, ci95High], [10, 6, 15])
})

test('has no upper bound of a 99th percentile below 368 rows', () => {
  // 0.99 ** n falls to 0.025 there.
  assert.is(percentileRanks(367, 0.99).highRank, 368)
  assert.is(percentileRanks(368, 0.99).highRank, 368)
  assert.is(estimatePercentile([1, 2, 3], 0.99, 1).ci95High, null)
  assert.is(estimatePercentile([], 0.5, 1).mean, null)
})

test('covers the true median at least 95 times in 100', () => {
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey('7', 1, 'rows'), 'row')
  let covered = 0
  for (let study = 0; study < 2000; study++) {
    const rows = Array.from({ length: 41 }, () => nextUniform(streams, 0)).sort((a, b) => a - b)
    const { ci95Low, ci95High } = estimatePercentile(rows, 0.5, 1)
    if (ci95Low! <= 0.5 && ci95High! >= 0.5) covered++
  }
  // The ranks that hold it with 95 % or more hold it with 97.2 %: the 14th and the 28th of 41.
  assert.ok(covered >= 0.94 * 2000 && covered <= 0.985 * 2000, `${covered}`)
})

test('covers the true mean of failed probes about 95 times in 100', async () => {
  // Of 100 studies; four standard deviations of a binomial number below and above.
  const coverage = await coverageOfFailedProbes(100)
  assert.ok(coverage >= 0.86, `${coverage}`)
})

test('bounds restarts that never came by the rule of three', async () => {
  const spec = deployed(app({ liveness: probe() }), 86_400, { replicas: 5, replications: 2 })
  const { metrics } = (await simulate(spec)).estimates[1]
  const rate = metrics.false_restarts_per_container_day
  assert.equal([rate.mean, rate.ci95Low, rate.basis], [0, 0, 'zero-events'])
  // -ln 0.05 over ten container days, and over two replications.
  assert.ok(near(rate.ci95High, 0.29957))
  assert.ok(near(metrics.restarts_total.ci95High, 1.49787))
  assert.is(metrics.probes_total.basis, 'student')
})

test('pools the rows of all replications for a percentile', async () => {
  const hung = app({ liveness: probe() }, { hang: behavior().hang })
  const spec = deployed(
    { ...hung, behavior: { ...hung.behavior, hang: { after: [constant(100)], tcpOk: true } } },
    200,
    { replicas: 20, replications: 3 },
  )
  const result = await simulate(spec)
  const rows = result.replications
    .flatMap(({ detections }) => detections.map((row) => row.noticedSeconds! - row.onsetSeconds))
    .sort((a, b) => a - b)
  assert.is(rows.length, 60)
  const median = result.estimates[1].percentiles.find(({ metric }) => metric === 'p50(detection_seconds)')!
  // Nearest rank 30; binomial ranks 22 and 39 (Conover, table A3).
  assert.equal(
    [median.estimate.mean, median.estimate.ci95Low, median.estimate.ci95High],
    [rows[29], rows[21], rows[38]],
  )
  assert.equal(result.estimates[0].percentiles, result.estimates[1].percentiles)
})

test.run()
