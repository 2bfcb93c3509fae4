import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ReplicationQueue } from './replication-queue.ts'

const test = suite('the queue of replications')

test('each is given once, whichever thread asks', () => {
  const here = new ReplicationQueue(3)
  const there = new ReplicationQueue(3, here.memory)
  assert.equal([here.take(), there.take(), here.take(), there.take()], [0, 1, 2, -1])
})

test('what other threads have simulated is known here', () => {
  const here = new ReplicationQueue(2)
  const there = new ReplicationQueue(2, here.memory)
  there.advanced(1.5e6)
  here.advanced(0.5e6)
  there.handledEvents(7)
  there.finishedOne()
  assert.equal([here.simulatedUs, here.eventsTotal, here.finishedCount], [2e6, 7, 1])
})

test.run()
