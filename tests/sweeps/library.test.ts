/** The sweeps of the library, with fewer replications, still give the answers on their pages. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { normalUpperTail } from '../../engine/kernel/normal.ts'
import type { CsvRow } from '../support/cli.ts'
import { sweepTables } from '../support/library-sweep.ts'

const test = suite('sweeps of the library')

/** The rows of `points.csv`. */
async function sweepOf(study: string, replications: number): Promise<CsvRow[]> {
  return (await sweepTables(study, replications)).points
}

/**
 * False restarts per second of a container with slow minutes: in one, runs fail independently with `probability`.
 * @param gapSeconds mean time between two slow minutes.
 */
function slowMinuteRate(period: number, threshold: number, probability: number, gapSeconds: number): number {
  const runs = 60 / period
  /** By the failures in a row so far: the probability of being there without a kill. */
  let rows = [1, ...new Array<number>(threshold - 1).fill(0)]
  let killed = 0
  let slowSeconds = 0
  for (let run = 0; run < runs; run++) {
    const kills = rows[threshold - 1] * probability
    killed += kills
    slowSeconds += kills * (run + 0.5) * period
    const alive = rows.reduce((sum, share) => sum + share, 0)
    rows = [alive * (1 - probability), ...rows.slice(0, -1).map((share) => share * probability)]
  }
  slowSeconds += (1 - killed) * 60
  return killed / (gapSeconds + slowSeconds)
}

/** Within five standard deviations of a Poisson number, and the two per cent that a kill's exact time may matter. */
function assertCount(found: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(found - expected) <= 5 * Math.sqrt(expected) + 0.02 * expected + 1,
    `${what}: ${found} instead of ${expected}`,
  )
}

test('tune-liveness: false restarts follow the closed form, detection follows P20', async () => {
  const failsWhenSlow: Readonly<Record<string, number>> = { 1: 0.5, 2: 0.2419, 4: 0.0807 }
  const points = await sweepOf('tune-liveness', 1)
  assert.is(points.length, 27)
  for (const point of points) {
    const [period, timeout, threshold] = [point['period'], point['timeout'], point['threshold']].map(Number)
    const what = `${period}/${timeout}/${threshold}`
    const rate = slowMinuteRate(period, threshold, failsWhenSlow[timeout], 29 * 60)
    const found = Number(point['false_restarts_total_mean'])
    assertCount(found, rate * Number(point['container_seconds_mean']), what)
    const noticed = Number(point['detection_seconds_max_mean'])
    assert.ok(noticed >= (threshold - 1) * period + timeout, `${what}: noticed after ${noticed} s`)
    assert.ok(noticed <= threshold * period + timeout + 0.5, `${what}: noticed after ${noticed} s`)
  }
})

test('backoff-cap: a cap of 60 s costs three restarts more and saves minutes of recovery', async () => {
  const [standard, low] = await sweepOf('backoff-cap', 1)
  assert.is(standard['cap'], '300s')
  assert.is(Number(standard['restarts_total_mean']), 8 * 500)
  assert.ok(Number(low['restarts_total_mean']) > 11 * 500)
  assert.ok(Number(low['restarts_total_mean']) < 11.5 * 500)
  assert.ok(Number(standard['recovery_seconds_mean']) > 240)
  assert.ok(Number(low['recovery_seconds_mean']) < 65)
  assert.ok(Number(standard['zero_ready_seconds_mean']) > 600 + 120)
  assert.ok(Number(low['zero_ready_seconds_mean']) < 600)
})

test('correlated-failures: the formula for independent failures holds for these, and not for slow minutes', async () => {
  const [period, share] = [10, 0.02]
  for (const point of await sweepOf('correlated-failures', 2)) {
    const threshold = Number(point['threshold'])
    const seconds = Number(point['container_seconds_mean']) * 2
    const found = Number(point['false_restarts_total_mean']) * 2
    const mean = (period * (1 - share ** threshold)) / ((1 - share) * share ** threshold)
    const isIndependent = point['errors'] !== '0'
    const rate = isIndependent ? 1 / mean : slowMinuteRate(period, threshold, 0.5, 24 * 60)
    assertCount(found, rate * seconds, `${isIndependent ? 'independent' : 'slow'}, ${threshold} in a row`)
    if (!isIndependent) assert.ok(found > (10 * seconds) / mean, 'an order of magnitude at least')
  }
})

/** P(X > seconds), X lognormal with p50 8 s and p99 20 s. */
function startsAfter(seconds: number): number {
  const sigma = Math.log(20 / 8) / 2.3263478740408408
  return normalUpperTail(Math.log(seconds / 8) / sigma)
}

test('readiness-period: the closed form, the same crashes at every point, and pairs that vary little', async () => {
  const { points, differences } = await sweepTables('readiness-period', 10)
  assert.is(points.length, 5)
  for (const point of points) {
    const period = Number(point['period'])
    const readyAfter = (gridBegins: number): number => {
      const ticks = Array.from({ length: 100 }, (_, index) => startsAfter(gridBegins + index * period))
      return gridBegins + period * ticks.reduce((sum, share) => sum + share, 0)
    }
    // Z4: 2 % of the triggers are lost, and the first run comes a period after the start.
    const seconds = 0.2 + 0.98 * readyAfter(0.82) + 0.02 * readyAfter(period) + 0.01 + 0.14
    const found = Number(point['unready_seconds_total_mean']) / Number(point['restarts_total_mean'])
    // Five standard errors over 10 replications with 200 crashes each, of a time with a deviation of 4.5 s or less.
    assert.ok(Math.abs(found - seconds) < (5 * 4.5) / Math.sqrt(2000), `${period}: ${found}, not ${seconds}`)
  }
  for (const point of differences.filter((row) => row['is_base'] === 'false')) {
    assert.equal(
      [point['restarts_total_difference_ci95_low'], point['restarts_total_difference_ci95_high']],
      ['0', '0'],
    )
    const ratio = Number(point['unready_seconds_total_variance_ratio'])
    assert.ok(ratio <= 0.2, `period ${point['period']}: a paired difference has ${ratio} of the variance`)
  }
})

test.run()
