/** N5, N6: in which order nodes of a zone get their taint, and how far apart. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { TaintQueue, taintPassUs } from './taint-queue.ts'

const test = suite('taint queue')
const second = 1_000_000

/** When nodes have their turn, in seconds, if it is looked at every 100 ms; rates change as said. */
function turns(
  nodes: number,
  seconds: number,
  rates: readonly (readonly [at: number, rate: number])[] = [],
): number[] {
  const queue = new TaintQueue()
  for (let node = 0; node < nodes; node++) queue.add(node)
  const found: number[] = []
  for (let pass = 0; pass * 0.1 < seconds; pass++) {
    const nowUs = pass * taintPassUs
    for (const [at, rate] of rates) if (at * second === nowUs) queue.setRate(rate, nowUs)
    while (queue.head >= 0 && queue.accepts(nowUs)) {
      queue.take(queue.head)
      found.push(nowUs / second)
    }
  }
  return found
}

test('one at once, then one every 10 s (N6, E10)', () => {
  assert.equal(turns(10, 200), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
})

test('none while the rate is 0, and after it one has to wait first (N6)', () => {
  assert.equal(
    turns(4, 100, [
      [5, 0],
      [52, 0.1],
    ]),
    [0, 62, 72, 82],
  )
})

test('a slower rate counts from when it was set (N6)', () => {
  assert.equal(turns(5, 300, [[25, 0.01]]), [0, 10, 20, 125, 225])
})

test('the same rate again changes nothing (N6)', () => {
  assert.equal(turns(3, 100, [[15, 0.1]]), [0, 10, 20])
})

test('a node that has had its turn is not queued again before it is removed (N5)', () => {
  const queue = new TaintQueue()
  queue.add(7)
  assert.ok(queue.accepts(0))
  queue.take(7)
  queue.add(7)
  assert.is(queue.head, -1)
  queue.remove(7)
  queue.add(7)
  assert.is(queue.head, 7)
  queue.remove(7)
  assert.equal([queue.head, queue.nextUs], [-1, Infinity])
})

test('a node that is removed while it has its turn takes nobody else with it (N5)', () => {
  const queue = new TaintQueue()
  queue.add(7)
  queue.add(8)
  assert.ok(queue.accepts(0))
  queue.remove(7)
  queue.take(7)
  assert.is(queue.head, 8)
})

test.run()
