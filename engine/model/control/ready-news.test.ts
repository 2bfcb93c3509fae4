import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault, hangFault, scaleFault } from '../../../tests/support/faults.ts'
import {
  behavior,
  cluster,
  container,
  idealOverheads,
  node,
  probe,
  workload,
} from '../../../tests/support/spec.ts'
import { type ClusterSpec, controlPlaneDefaults } from '../../contract/cluster-spec.ts'
import type { ReplicationResult } from '../../contract/run-result.ts'
import { Replication } from '../../study/run/replication.ts'
import type { ClusterState } from '../cluster-state.ts'
import { ReadyNews } from './ready-news.ts'

const test = suite('news of ready pods')

/** Takes the news until that time; returns pods, each with 1000 times what it is. */
function taken(news: ReadyNews, untilUs: number): number[] {
  const found: number[] = []
  news.countUntil(untilUs, {} as ClusterState, (_, pod, mark) => {
    found.push(pod + 1000 * mark)
    return 0
  })
  return found
}

test('are taken in order, up to a time', () => {
  const news = new ReadyNews()
  assert.is(news.nextUs, Infinity)
  for (const [timeUs, pod, mark] of [
    [10, 5, 1],
    [20, 4, 2],
    [20, 3, 1],
    [30, 5, 2],
  ])
    news.add(timeUs, pod, mark)
  assert.is(news.nextUs, 10)
  assert.equal(taken(news, 9), [])
  assert.equal(taken(news, 20), [1005, 2004, 1003])
  assert.is(news.nextUs, 30)
})

test('of several pods at one time the herald is of the first', () => {
  const news = new ReadyNews()
  for (const pod of [7, 3, 5]) news.add(10, pod, 1)
  news.add(11, 1, 1)
  assert.is(news.nextPod, 3)
})

test('find room, wherever the line begins', () => {
  const news = new ReadyNews()
  for (let pod = 0; pod < 60; pod++) news.add(pod, pod, 0)
  taken(news, 39)
  for (let pod = 60; pod < 400; pod++) news.add(pod, pod, 0)
  assert.equal(
    taken(news, Infinity),
    Array.from({ length: 360 }, (_, index) => index + 40),
  )
})

/** @param tells each controller is told of each pod at once, as those of other kinds are. */
function outcome(spec: ClusterSpec, isOrdered: boolean, tells: boolean): ReplicationResult {
  const run = new Replication(spec, {
    replication: 1,
    keepsStarts: true,
    verify: true,
    engine: 'quiet',
    isOrdered,
  })
  const { state } = run as unknown as { readonly state: ClusterState }
  assert.ok(state.workload.countsReady.includes(1))
  if (tells) state.workload.countsReady.fill(0)
  while (run.advance(10_000));
  const result = run.result()
  return { ...result, counters: { ...result.counters, eventsTotal: 0, listOperationsTotal: 0 } }
}

const flapping = container({
  probes: { readiness: probe({ period: 2 }, { failureThreshold: 1 }), liveness: probe({ period: 3 }) },
  behavior: behavior({ errorRate: 0.05 }),
})
const deployments = ['a', 'b'].map((name) => workload([flapping], { kind: 'Deployment', name, replicas: 40 }))
const nodes = ['n1', 'n2', 'n3', 'n4'].map((name) => node({ name }))
/** Calls and watches take a while, so that news wait, some of them for others. */
const overheads = {
  ...idealOverheads,
  apiRoundTripUs: { kind: 'exponential', mean: 4_000 },
  watchUs: { kind: 'exponential', mean: 20_000 },
} as const
const storm = cluster(deployments, 300, {
  nodes,
  overheads,
  controlPlane: controlPlaneDefaults,
  initialState: 'running',
})

test('change nothing but when they are counted: a storm, its ReplicaSets and the load on the API (W1, Z21)', () => {
  for (const isOrdered of [false, true])
    assert.equal(outcome(storm, isOrdered, false), outcome(storm, isOrdered, true))
})

test('and so they do while pods are deleted and replaced, and Deployments are scaled', () => {
  const faults = [
    hangFault(20, 40, { fraction: 0.5 }),
    deleteFault(60, { share: { fraction: 0.3 } }),
    scaleFault(100, 20),
    scaleFault(160, 45),
  ]
  const spec = { ...storm, faults }
  assert.equal(outcome(spec, false, false), outcome(spec, false, true))
})

test.run()
