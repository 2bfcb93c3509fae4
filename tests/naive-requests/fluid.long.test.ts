/** As `fluid.test.ts`, for all workers, loads and laws, with as many requests as it takes to know. */
import { suite } from 'uvu'
import { assertNear, countsOf, drainTimes, meanResponses } from './fluid.ts'

const test = suite('amounts and requests one by one, at length')

const kinds = ['exponential', 'constant'] as const

for (const workers of [1, 10, 100])
  for (const load of [0.3, 0.6, 0.8, 0.89])
    for (const kind of kinds) {
      test(`mean responses of ${workers} workers at ${load}, ${kind} times, are within 10 %`, () => {
        const { fluid, naive } = meanResponses({ kind, workers, load }, 1_000_000)
        assertNear(fluid, naive, 0.1, 'mean response')
      })
    }

for (const cores of [1, 2, 4, 10])
  for (const load of [0.3, 0.6, 0.8, 0.89])
    for (const kind of kinds) {
      test(`mean responses of ${cores} shared cores at ${load}, ${kind} times, are within 10 %`, () => {
        const { fluid, naive } = meanResponses({ kind, workers: Infinity, cores, load }, 500_000)
        assertNear(fluid, naive, 0.1, 'mean response')
      })
    }

const surges = [
  [0.5, 1.5],
  [0.7, 1.2],
  [0.85, 1.3],
] as const
for (const [workers, runs] of [
  [1, 200],
  [10, 30],
  [100, 6],
] as const)
  for (const [load, overload] of surges)
    for (const kind of kinds) {
      test(`a backlog of ${workers} workers, ${overload} and then ${load}, ${kind} times, is gone after as long, within 5 %`, () => {
        const { fluid, naive } = drainTimes({ kind, workers, load, overload, seconds: 200 }, runs)
        assertNear(fluid, naive, 0.05, 'time to drain')
      })
    }

for (const [workers, runs] of [
  [1, 30],
  [10, 4],
] as const)
  for (const [max, budget] of [
    [0, Infinity],
    [2, Infinity],
    [2, 0.1],
  ] as const)
    for (const load of [0.5, 0.8]) {
      test(`what clients of ${workers} workers at ${load} with ${max} retries and a budget of ${budget} make of an overload is within 10 %`, async () => {
        const surge = { kind: 'exponential', workers, load, overload: 1.5, seconds: 60 } as const
        const { fluid, naive } = await countsOf(surge, { max, backoff: 0.5, budget }, 400, runs)
        for (const what of ['tries', 'failed', 'retried'] as const)
          assertNear(fluid[what], naive[what], 0.1, what)
      })
    }

test.run()
