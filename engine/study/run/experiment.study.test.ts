import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { probe } from '../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import { type Progress, simulate } from './experiment.ts'
import { runInThreads } from './replication-pool.ts'
import { ReplicationQueue } from './replication-queue.ts'

const test = suite('experiment')

/** Some 36,000 events a replication: six of them are worth a second thread. */
const flapping = (replications: number): ClusterSpec => {
  const container = app({ liveness: probe({ period: 1 }, { failureThreshold: 1000 }) }, { errorRate: 0.5 })
  return deployed(container, 600, { replicas: 120, replications })
}

test('two threads give the bytes of one, and in the same order', async () => {
  const alone = await simulate(flapping(6), { workers: 1 })
  const together = await simulate(flapping(6), { workers: 2 })
  assert.equal(
    together.replications.map(({ replication }) => replication),
    [1, 2, 3, 4, 5, 6],
  )
  assert.ok(JSON.stringify(together) === JSON.stringify(alone))
  assert.ok(alone.replications.reduce((sum, { counters }) => sum + counters.eventsTotal, 0) > 150_000)
})

test('progress counts the replications and events of all threads', async () => {
  const heard: Progress[] = []
  const { replications } = await simulate(flapping(6), {
    workers: 2,
    onProgress: (progress) => heard.push(progress),
  })
  const events = replications.reduce((sum, { counters }) => sum + counters.eventsTotal, 0)
  heard.forEach((progress, index) => {
    const before = heard[index - 1]
    assert.ok(before === undefined || progress.events >= before.events)
    assert.ok(progress.replication >= 1 && progress.replication <= 6)
    assert.ok(progress.events <= events)
  })
  assert.ok(heard.length > 1)
})

test('progress never goes back, and its last word is that all is done', async () => {
  const heard: Progress[] = []
  await simulate(flapping(2), { workers: 1, onProgress: (progress) => heard.push(progress) })
  const done = heard.map(
    ({ replication, simulatedSeconds, durationSeconds }) =>
      replication - 1 + simulatedSeconds / durationSeconds,
  )
  for (let index = 1; index < done.length; index++)
    assert.ok(done[index]! >= done[index - 1]!, done.join(' '))
  assert.is(done.at(-1), 2)
})

for (const workers of [1, 2]) {
  test(`an interrupt keeps what has finished and drops the rest, ${workers} thread(s)`, async () => {
    const stop = new AbortController()
    const { replications } = await simulate(flapping(1000), {
      workers,
      signal: stop.signal,
      onProgress: ({ replication }) => {
        if (replication > 3) stop.abort()
      },
    })
    assert.ok(replications.length >= 3 && replications.length < 1000)
    const { replications: whole } = await simulate(flapping(replications.at(-1)!.replication))
    for (const one of replications)
      assert.equal(one.counters, whole[one.replication - 1].counters, `replication ${one.replication}`)
  })
}

test('a run that is stopped before it begins has no replications', async () => {
  const { replications } = await simulate(flapping(6), { signal: AbortSignal.abort() })
  assert.equal(replications, [])
})

test('a fault in another thread surfaces', async () => {
  const broken = { ...flapping(1), overheads: undefined } as unknown as ClusterSpec
  const options = { replication: 1, keepsStarts: false, verify: false, engine: 'quiet' } as const
  const queue = new ReplicationQueue(1).memory
  let failure: unknown
  await runInThreads({ spec: broken, replications: [options], queue }, 1).catch((error) => {
    failure = error
  })
  assert.instance(failure, Error)
})

test('a queue gives each replication once, to whoever shares its memory, until it is empty or closed', () => {
  const queue = new ReplicationQueue(3)
  const same = new ReplicationQueue(3, queue.memory)
  assert.equal([queue.take(), same.take(), queue.waitingCount], [0, 1, 1])
  assert.equal([queue.take(), same.take(), queue.take(), same.waitingCount], [2, -1, -1, 0])
  const closed = new ReplicationQueue(3)
  closed.close()
  assert.is(closed.take(), -1)
})

test.run()
