/** Which lane an event belongs to, and until when the cluster leaves nodes alone. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crashFault, hangFault } from '../../tests/support/faults.ts'
import { behavior, cluster, constant, container, node, second, workload } from '../../tests/support/spec.ts'
import type { ClusterSpec } from '../contract/cluster-spec.ts'
import { EventTrace } from '../kernel/event-trace.ts'
import { buildState } from './build-state.ts'
import type { ClusterState } from './cluster-state.ts'
import { dispatch } from './dispatch.ts'
import { EventKind } from './event-table.ts'
import { horizonUs, laneCount, laneOf, schedule, sendToCluster } from './lanes.ts'

const test = suite('lanes')

const nodes = [node({ podsMax: 2 }), node({ name: 'node-1', podsMax: 2 })]

function stateAt(spec: ClusterSpec, seconds: number): ClusterState {
  const options = { replication: 1, trace: new EventTrace(), sink: undefined, keepsStarts: false }
  const state = buildState(spec, { ...options, isQuiet: true, verifies: true })
  state.events.runUntil(seconds * second, (...event) => dispatch(state, ...event), Infinity)
  return state
}

const web = workload([container()], { kind: 'Deployment', name: 'web', replicas: 4 })
const task = workload([container({ behavior: behavior({ complete: { after: [constant(5)] } }) })], {
  kind: 'Job',
  name: 'task',
  replicas: 1,
  createdAtUs: 20 * second,
  job: { parallelism: 1, completions: 1, backoffLimit: 6 },
  pod: { restartPolicy: 'Never' },
})

const horizons: readonly [what: string, spec: ClusterSpec, at: number, horizon: number][] = [
  ['nothing is to come', cluster([web], 100, { nodes }), 1, Infinity],
  ['a fault begins', cluster([web], 100, { nodes, faults: [crashFault(30)] }), 1, 30],
  ['a fault ends', cluster([web], 100, { nodes, faults: [hangFault(30, 10)] }), 31, 40],
  ['a workload is created', cluster([web, task], 100), 1, 20],
  ['a Job is live', cluster([web, task], 100), 22, 22],
  ['a Job is over', cluster([web, task], 100), 30, Infinity],
  ['a pod waits for a place', cluster([{ ...web, replicas: 5 }], 100, { nodes }), 1, 1],
]

for (const [what, spec, at, horizon] of horizons) {
  test(`the horizon where ${what}`, () => {
    assert.is(horizonUs(stateAt(spec, at), at * second), horizon * second)
  })
}

test('pods are lanes, and the cluster is the last', () => {
  const state = stateAt(cluster([web, task], 100, { nodes }), 1)
  const last = state.pod.node.length
  assert.is(laneCount(state), last + 1)
  assert.is(laneOf(state, EventKind.PodSync, 2), 2)
  assert.is(laneOf(state, EventKind.ContainerExit, 3), 3)
  assert.is(laneOf(state, EventKind.WorkloadCreate, 1), last)
})

test('nodes are lanes where their pods share the puller', () => {
  const always = workload([container({ imagePullPolicy: 'Always' })], { kind: 'Deployment', replicas: 5 })
  const state = stateAt(cluster([always], 100, { nodes }), 1)
  assert.is(laneCount(state), 3)
  const lanes = [0, 1, 2, 3].map((pod) => laneOf(state, EventKind.PodSync, pod))
  assert.equal(lanes, Array.from(state.pod.node.subarray(0, 4)))
  // The cluster has the one that waits for a place.
  assert.is(laneOf(state, EventKind.PodSync, 4), 2)
})

test('what a node sends within a window comes when all nodes are through; what is for another lane is a broken invariant', () => {
  const spec = cluster([web, task], 100, { nodes })
  const walk = (rule: (state: ClusterState) => void): number[] => {
    const state = stateAt(spec, 1)
    const kinds: number[] = []
    for (const pod of [0, 1]) schedule(state, EventKind.PodGone, pod, 2 * second + pod, 0)
    state.events.openWindow(10 * second, laneCount(state))
    state.events.walk((kind, _entity, _stamp, timeUs, eventClass) => {
      state.nowUs = timeUs
      state.eventClass = eventClass
      kinds.push(kind)
      if (kind === EventKind.PodGone || kind === EventKind.ControllerWake) rule(state)
    }, Infinity)
    return kinds
  }
  const { PodGone, ControllerWake } = EventKind
  let sent = 0
  const kinds = walk((state) => {
    if (sent++ < 2) sendToCluster(state, ControllerWake, 1, state.nowUs, 0)
  })
  const own = [PodGone, ControllerWake] as number[]
  assert.equal(
    kinds.filter((kind) => own.includes(kind)),
    [PodGone, PodGone, ControllerWake, ControllerWake],
  )
  assert.throws(
    () => walk((state) => schedule(state, PodGone, 3, state.nowUs, 0)),
    /belongs to owner 3, and is scheduled for owner 0/,
  )
  assert.throws(
    () => walk((state) => schedule(state, ControllerWake, 1, state.nowUs, 0)),
    /event kind \d+ of entity 1 belongs to owner \d+, and is scheduled for owner 0/,
  )
})

test('an event of an entity that is not there, with an old stamp, or in the past is a broken invariant', () => {
  const state = stateAt(cluster([web], 100, { nodes }), 5)
  const [stamp, nowUs] = [state.pod.stepStamp[0], state.nowUs]
  assert.throws(() => schedule(state, EventKind.PodStep, 9, nowUs, 0), /PodStep of entity 9/)
  assert.throws(() => schedule(state, EventKind.PodStep, 0, nowUs, stamp - 1), /the newest stamp is/)
  assert.throws(() => schedule(state, EventKind.PodStep, 0, nowUs - 1, stamp), /broken invariant/)
})

test.run()
