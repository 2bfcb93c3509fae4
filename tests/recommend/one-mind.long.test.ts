/** The same as `one-mind.test.ts` over the whole grid of handlers, numbers, behaviors and scenarios. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { behaviors, type Case, disagreements, scenarios } from './one-mind.ts'

const test = suite('advice and recommend, everywhere')

const numbers = [
  [10, 1, 3],
  [10, 1, 1],
  [5, 5, 2],
  [2, 1, 15],
  [1, 1, 3],
  [5, 10, 3],
  [30, 5, 3],
] as const

const cases: Case[] = (['httpGet', 'tcpSocket'] as const).flatMap((handler) =>
  numbers.flatMap((each) =>
    Object.keys(behaviors).flatMap((behavior) =>
      Object.keys(scenarios)
        // Faults are met by a container that is well, or fails now and then.
        .filter((scenario) => scenario === 'no fault' || ['calm', 'one in 50 fails'].includes(behavior))
        .flatMap((scenario) =>
          [1, 300].map((replicas) => ({ handler, numbers: each, behavior, scenario, replicas })),
        ),
    ),
  ),
)

test(`advice and recommend are of one mind in ${cases.length} cases`, async () => {
  const found: string[] = []
  for (const each of cases) {
    const { handler, numbers: of, behavior, scenario, replicas } = each
    for (const text of await disagreements(each))
      found.push(`${handler} ${of.join('/')}, ${behavior}, ${scenario}, ${replicas} pods: ${text}`)
  }
  assert.equal(found, [])
})

test.run()
