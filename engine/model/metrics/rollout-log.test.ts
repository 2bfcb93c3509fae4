/** The log of rollouts: what it makes of pods and levels that come. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RolloutLog } from './rollout-log.ts'

const test = suite('log of rollouts')

test('a rollout has the least ready pods and the largest surge from its beginning to its end', () => {
  const log = new RolloutLog(2)
  for (let pod = 0; pod < 4; pod++) log.podCreated(1, false, 4)
  log.begins(1, 10, 4, 4)
  log.podCreated(1, true, 4)
  log.podDeletionBegins(1)
  log.wereReady(1, 3, 10)
  log.podCreated(1, true, 4)
  log.podCreated(1, true, 4)
  log.completes(1, 50)
  log.wereReady(1, 2, 40)
  log.wereReady(1, 0, 50)
  log.wereReady(1, 0, 60)
  assert.equal([log.readyMin, log.surgeMax, log.completeUs], [[2], [2], [50]])
  assert.equal([...log.podsCreated], [0, 3])
  assert.not.ok(log.isUnderway(1))
})

test('a rollout that another one follows is never complete, and one that takes too long says so', () => {
  const log = new RolloutLog(1)
  log.begins(0, 10, 2, 2)
  log.isLate(0)
  log.begins(0, 90, 2, 2)
  log.completes(0, 99)
  assert.equal(log.completeUs, [Number.NaN, 99])
  assert.equal(log.isOverdue, [true, false])
})

test.run()
