/** N2, Z26: when the monitor has been where, and sees a renewal. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Passes } from './passes.ts'

const test = suite('monitor passes')
const second = 1_000_000
const passes = (): Passes => new Passes(2 * second, 5 * second, 0)

test('passes without work are a grid, before and after (N2, E10)', () => {
  const idle = passes()
  assert.equal(
    [0, 2, 2.1, 100].map((at) => idle.firstVisitUs(0, at * second) / second),
    [2, 2, 7, 102],
  )
  assert.is(idle.nextUs(53 * second), 57 * second)
})

test('the next pass begins 5 s after the one before was through, however long it was (N2, Z26)', () => {
  const monitor = passes()
  monitor.begin(52 * second, 2)
  monitor.visited(0, 52 * second)
  monitor.visited(1, 60 * second)
  assert.is(monitor.end(70 * second), 75 * second)
  monitor.rest()
  assert.is(monitor.nextUs(76 * second), 80 * second)
})

test('in a long pass each node has its own turn, and a renewal after it waits for the next (Z26)', () => {
  const monitor = passes()
  monitor.begin(52 * second, 2)
  monitor.visited(0, 52 * second)
  const seen = (node: number, at: number): number => monitor.firstVisitUs(node, at * second) / second
  assert.equal([seen(0, 51), seen(0, 53), seen(1, 53)], [52, Infinity, Infinity])
  monitor.visited(1, 60 * second)
  monitor.end(70 * second)
  assert.equal([seen(1, 53), seen(1, 61)], [60, Infinity])
  monitor.begin(75 * second, 0)
  assert.equal([seen(0, 53), seen(1, 61)], [75, 75])
  // Before the first that was made they were on the grid.
  assert.equal([seen(0, 46), seen(0, 47.1)], [47, 52])
})

test('a pass that has nothing to do takes a little time (N2)', () => {
  const slow = new Passes(0, 5 * second, 400)
  slow.begin(0, 0)
  assert.is(slow.end(0), 5 * second + 400)
})

test.run()
