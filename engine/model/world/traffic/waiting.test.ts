/** Waits for workers, beside the exact formulas of queues. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec } from '../../../contract/distribution-spec.ts'
import { DistributionBuilder } from '../../../kernel/distribution.ts'
import {
  lastingShare,
  meanTimeUs,
  meanWaitUs,
  noWait,
  serviceTimes,
  variabilityOf,
  waitLaw,
} from './waiting.ts'

const test = suite('waits for workers')

const isNear = (found: number, expected: number, share: number): void =>
  assert.ok(Math.abs(found - expected) <= share * expected, `${found} is not near ${expected}`)

for (const load of [0.1, 0.5, 0.9, 0.97]) {
  test(`one worker, load ${load}: the formulas for exponential and for equal service times hold`, () => {
    const exponential = (load / (1 - load)) * 1000
    isNear(meanWaitUs(waitLaw(load, 1000, 1, 1)), exponential, 1e-12)
    // Pollaczek and Khinchine.
    isNear(meanWaitUs(waitLaw(load, 1000, 1, 0.5)), exponential / 2, 1e-12)
  })
}

/** Erlang C: the share of requests that wait. */
function erlangC(load: number, workers: number): number {
  const offered = load * workers
  let term = 1
  let sum = 1
  for (let busy = 1; busy < workers; busy++) {
    term *= offered / busy
    sum += term
  }
  const all = (term * offered) / workers / (1 - load)
  return all / (sum + all)
}

/** The response is what counts: where hardly anybody waits, how long does not matter. */
for (const workers of [2, 5, 10, 100])
  for (const load of [0.3, 0.6, 0.8, 0.9]) {
    test(`${workers} workers, load ${load}: the mean response of M/M/c within 3 %`, () => {
      const exact = erlangC(load, workers) / (workers * (1 - load))
      isNear(1 + meanWaitUs(waitLaw(load, 1, workers, 1)), 1 + exact, 0.03)
    })
  }

test('no load, and workers without limit, make nobody wait', () => {
  assert.is(meanWaitUs(waitLaw(0, 1000, 4, 1)), 0)
  assert.is(meanWaitUs(waitLaw(0.9, 1000, Infinity, 1)), 0)
  assert.is(meanWaitUs(waitLaw(Infinity, 1000, 4, 1)), 0)
})

test('chance adds to a backlog what it adds at the inverse load', () => {
  assert.equal(waitLaw(2, 1000, 4, 1), waitLaw(0.5, 1000, 4, 1))
  assert.equal(waitLaw(0.99, 1000, 4, 1), waitLaw(1.01, 1000, 4, 1))
})

const laws: readonly [DistributionSpec, number, number][] = [
  [{ kind: 'constant', value: 500 }, 500, 0.5],
  [{ kind: 'exponential', mean: 500 }, 500, 1],
  [{ kind: 'uniform', low: 0, high: 600 }, 300, 2 / 3],
]

for (const [law, mean, variability] of laws) {
  test(`${law.kind}: mean and variability of the service time within 0.2 %`, () => {
    const builder = new DistributionBuilder()
    const row = builder.add(law)
    const times = serviceTimes(builder.build(), row, 4096)
    isNear(meanTimeUs(times), mean, 0.002)
    isNear(variabilityOf(times), variability, 0.002)
  })
}

// Request by request (`tests/naive-requests`): of probes of M/M/1 at 0.8, service 100 ms, that wait longer than 1 s, the next one 10 s later does so too with 0.13 to 0.18; at random 0.108 do.
test('a wait that is long lasts for a share of the time that it needs to go', () => {
  const law = waitLaw(0.8, 100_000, 1, 1)
  const longer = law.chance * Math.exp(-1_000_000 / law.spanUs)
  const lasting = lastingShare(law, 1_000_000, 10_000_000)
  assert.ok(lasting > 0.02 && lasting < 0.1, `${lasting}`)
  const next = lasting + (1 - lasting) * longer
  assert.ok(next > 0.115 && next < 0.2, `${next}`)
  // At once it is still there, and in the long run it is another one.
  assert.ok(lastingShare(law, 1_000_000, 1000) > 0.9)
  assert.ok(lastingShare(law, 1_000_000, 600_000_000) < 1e-6)
  const shares = [1, 3, 10, 30].map((seconds) => lastingShare(law, 1_000_000, seconds * 1_000_000))
  assert.equal(
    shares,
    shares.toSorted((a, b) => b - a),
  )
  assert.is(lastingShare(law, 0, 10_000_000), 0)
  assert.is(lastingShare(noWait, 1_000_000, 10_000_000), 0)
})

test.run()
