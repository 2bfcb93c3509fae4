/** The engine's requests, which are amounts, agree with requests that are events. */
import { suite } from 'uvu'
import { assertNear, type Case, countsOf, drainTimes, meanResponses } from './fluid.ts'

const test = suite('amounts and requests one by one')

const cases: readonly Case[] = [
  { kind: 'exponential', workers: 1, load: 0.6 },
  { kind: 'constant', workers: 1, load: 0.7 },
  { kind: 'exponential', workers: 10, load: 0.85 },
  { kind: 'exponential', workers: 100, load: 0.85 },
  { kind: 'constant', workers: Infinity, cores: 1, load: 0.6 },
]
for (const one of cases) {
  const { kind, workers, cores, load } = one
  const who = cores === undefined ? `${workers} workers` : `${cores} shared core`
  test(`mean responses of ${who} at ${load} of their capacity, ${kind} times, are within 10 %`, () => {
    const { fluid, naive } = meanResponses(one, 30_000)
    assertNear(fluid, naive, 0.1, 'mean response')
  })
}

test('a backlog of ten workers is gone after as long, within 5 %', () => {
  const surge = { kind: 'exponential', workers: 10, load: 0.5, overload: 1.5, seconds: 100 } as const
  const { fluid, naive } = drainTimes(surge, 4)
  assertNear(fluid, naive, 0.05, 'time to drain')
})

test('what clients that give up and try again make of an overload is within 10 %', async () => {
  const surge = { kind: 'exponential', workers: 10, load: 0.5, overload: 1.5, seconds: 60 } as const
  const { fluid, naive } = await countsOf(surge, { max: 2, backoff: 0.5, budget: Infinity }, 250, 1)
  for (const what of ['tries', 'failed', 'retried'] as const) assertNear(fluid[what], naive[what], 0.1, what)
})

test.run()
