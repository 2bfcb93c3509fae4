import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PhaseRuns } from './phase-runs.ts'

const test = suite('runs of a slow phase')

/** All outcomes of so many runs, one by one, with their probabilities. */
function* outcomes(
  runs: number,
  failure: number,
): Generator<readonly [failures: string, probability: number]> {
  for (let outcome = 0; outcome < 2 ** runs; outcome++) {
    const failures = outcome
      .toString(2)
      .padStart(runs, '0')
      .slice(-Math.max(runs, 0) || runs)
    const failed = [...failures].filter((each) => each === '1').length
    yield [failures, failure ** failed * (1 - failure) ** (runs - failed)]
  }
}

test('P9: a restart comes with so many failures in a row, as counting all outcomes finds', () => {
  for (let failureThreshold = 1; failureThreshold <= 4; failureThreshold++) {
    const phase = new PhaseRuns({ failureThreshold, calm: 0, slow: 0.3 })
    for (let runs = 0; runs <= 10; runs++) {
      let expected = 0
      for (const [failures, probability] of outcomes(runs, 0.3))
        if (failures.includes('1'.repeat(failureThreshold))) expected += probability
      const { mistakes } = phase.after(runs)
      assert.ok(Math.abs(mistakes - expected) < 1e-12, `${failureThreshold} of ${runs}: ${mistakes}`)
    }
  }
})

test('P6: a removal lasts until successes in a row', () => {
  const phase = new PhaseRuns({ failureThreshold: 2, successThreshold: 2, calm: 0, slow: 1 })
  // Without an answer: removed by the second run, and failed from then on.
  assert.equal(phase.after(2), { mistakes: 1, periods: 2, failedPeriods: 1, rows: [0, 0], failed: 1 })
  assert.equal(phase.after(5), { mistakes: 1, periods: 5, failedPeriods: 4, rows: [0, 0], failed: 1 })
})

test('a phase that is longer than any that is followed goes on as it did', () => {
  const phase = new PhaseRuns({ failureThreshold: 3, successThreshold: 1, calm: 0, slow: 0.1 })
  const [short, long] = [20_000, 200_000].map((runs) => phase.after(runs).mistakes)
  assert.ok(Math.abs(long / short / 10 - 1) < 1e-3)
  assert.is(new PhaseRuns({ failureThreshold: 3, calm: 0, slow: 0.1 }).after(1e6).mistakes, 1)
})

test('failures before the phase count too', () => {
  // Half of all runs fail at any time: of (1, 1/2, 1/4) two in a row are there already with a share of 1/7.
  const { mistakes, rows } = new PhaseRuns({ failureThreshold: 3, calm: 0.5, slow: 1 }).after(1)
  assert.ok(Math.abs(mistakes - 1 / 7) < 1e-12)
  assert.ok(Math.abs(rows[1] - 4 / 7) < 1e-12)
  assert.ok(Math.abs(rows[2] - 2 / 7) < 1e-12)
})

test.run()
