/** What is counted of the calls of a client. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClientLoad } from './client-load.ts'

const test = suite('load of a client')

test('calls, the busiest interval, and what waited, after the warm-up and within the run', () => {
  const load = new ClientLoad(2)
  const times = { durationUs: 100, intervalUs: 10, warmUpUs: 15 }
  const calls: readonly (readonly [kind: number, at: number, waited: number])[] = [
    [0, 5, 0],
    [0, 16, 0],
    [0, 17, 0],
    [0, 18, 1],
    [0, 21, 3],
    [1, 22, 2],
    [0, 35, 0],
    [1, 100, 0],
  ]
  for (const [kind, at, waited] of calls) load.called(times, kind, at, waited)
  assert.equal([...load.calls], [5, 1, 6])
  assert.equal([...load.delayed], [2, 1, 3])
  assert.equal([...load.delayUs], [4, 2, 6])
  assert.equal([...load.delayUsMax], [3, 2, 3])
  // The interval from 10 to 20 lies partly before the end of the warm-up.
  assert.equal([...load.peak], [1, 1, 2])
})

test.run()
