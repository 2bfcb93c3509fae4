/** Waits for workers, beside the exact formulas of queues. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec } from '../../../contract/distribution-spec.ts'
import { DistributionBuilder } from '../../../kernel/distribution.ts'
import { meanTimeUs, meanWaitUs, serviceTimes, variabilityOf, waitLaw } from './waiting.ts'

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

test.run()
