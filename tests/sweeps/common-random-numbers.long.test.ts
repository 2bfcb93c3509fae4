/** What common random numbers are worth in the sweeps of the library: the figures of `docs/estimates.md`. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CsvRow } from '../support/cli.ts'
import { sweepTables } from '../support/library-sweep.ts'

const test = suite('common random numbers')
const replications = 40

/** `differences.csv` without the base. */
async function differencesOf(study: string): Promise<CsvRow[]> {
  return (await sweepTables(study, replications)).differences.filter((row) => row['is_base'] === 'false')
}

function ratio(row: CsvRow, metric: string): number {
  return Number(row[`${metric}_variance_ratio`])
}

/**
 * A ratio within four standard errors: with standard deviations alike it is 1 - correlation, and a correlation rho of n pairs has
 * a standard error of (1 - rho^2) / sqrt(n - 1).
 */
function assertRatio(found: number, expected: number, what: string): void {
  const error = (1 - (1 - expected) ** 2) / Math.sqrt(replications - 1)
  assert.ok(Math.abs(found - expected) <= 4 * error + 0.01, `${what}: ${found} instead of ${expected}`)
}

test('readiness-period: pairs have at most a fifth of the variance, in the median over the points', async () => {
  const points = await differencesOf('readiness-period')
  const metrics = [
    'restarts_total',
    'unready_seconds_total',
    'backoff_seconds_total',
    'api_writes_total',
    'probes_per_second_mean',
  ]
  for (const metric of metrics) {
    const ratios = points.map((row) => ratio(row, metric)).sort((a, b) => a - b)
    const median = ratios[Math.ceil(ratios.length / 2) - 1]!
    assert.ok(median <= 0.2, `${metric}: ${median} of ${ratios}`)
  }
})

test('tune-liveness: detection has what its common phases give, false restarts what their rows of failures allow', async () => {
  const points = await differencesOf('tune-liveness')
  assert.is(points.length, 26)
  // Medians: a failure of a slow minute that a hang follows counts for it, and takes a period off a detection of one point only. At one point
  // of a low threshold a few replications with that weigh more than all others.
  for (const period of ['5', '10', '20']) {
    const ratios = points
      .filter((row) => row['period'] === period)
      .map((row) => ratio(row, 'detection_seconds_p99'))
      .sort((a, b) => a - b)
    // Seconds scale with the period: perfect correlation with standard deviations of 1 to 2 leaves (1 - 2)^2 / (1 + 2^2).
    assertRatio(ratios[Math.floor(ratios.length / 2)]!, period === '10' ? 0 : 0.2, `period ${period}`)
  }
  // One of two nested events, with probabilities p > q: (p (1 - p) + q (1 - q) - 2 q (1 - p)) / (p (1 - p) + q (1 - q)).
  const nested: readonly (readonly [threshold: string, ratio: number])[] = [
    ['2', 0.53],
    ['6', 0.907],
  ]
  for (const [threshold, expected] of nested) {
    const row = points.find(
      (each) => `${each['period']}/${each['timeout']}/${each['threshold']}` === `10/1/${threshold}`,
    )!
    assertRatio(ratio(row, 'false_restarts_total'), expected, `10/1/${threshold}`)
  }
})

test.run()
