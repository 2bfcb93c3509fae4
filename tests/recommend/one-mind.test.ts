/** `validate --advice` and `recommend` are of one mind: what one warns of, the other calls harmful, and fixes or says that it stays. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Case, disagreements } from './one-mind.ts'

const test = suite('advice and recommend')

type Row = readonly [Case['handler'], Case['numbers'], string, string]
const rows: readonly Row[] = [
  ['httpGet', [10, 1, 3], 'calm', 'no fault'],
  ['httpGet', [10, 1, 3], 'one in 50 fails', 'no fault'],
  ['httpGet', [10, 1, 1], 'hardly ever late', 'no fault'],
  ['grpc', [10, 1, 3], 'a start of 60 s', 'no fault'],
  ['httpGet', [10, 1, 3], 'calm', 'a hang of 30 s'],
  // More than four times as late as now: neither takes a threshold by itself.
  ['httpGet', [10, 1, 1], 'calm', 'a hang of 30 s'],
  ['tcpSocket', [10, 1, 3], 'calm', 'a hang of 30 s'],
  // What notices no hang fails all the same while its database is away.
  ['tcpSocket', [10, 1, 3], 'calm', 'fails while a database refuses'],
  ['tcpSocket', [10, 1, 3], 'one in 50 fails', 'no fault'],
  // The process gives up asking after 5 s, before a timeout of 10 s: a shorter one would meet the outage.
  ['httpGet', [5, 10, 3], 'one in 50 fails', 'waits for a database that hangs'],
]
const cases = rows.map(
  ([handler, numbers, behavior, scenario]): Case => ({ handler, numbers, behavior, scenario, replicas: 3 }),
)

for (const each of cases)
  test(`of one mind: ${each.handler} ${each.numbers.join('/')}, ${each.behavior}, ${each.scenario}`, async () => {
    assert.equal(await disagreements(each), [])
  })

test.run()
