/** R1, A8 iv and A1-A6: what kubelets write to the API, and how their limits stretch it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, seriesOf, simulated, stateAfter, summaryOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  image,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  type ContainerSpec,
  type KubeletSpec,
  kubeletDefaults,
} from '../../../contract/cluster-spec.ts'
import type { Dispatch } from '../../../kernel/event-loop.ts'
import { dispatch } from '../../dispatch.ts'
import { EventKind } from '../../event-table.ts'
import { Change, noteNews } from './status-writer.ts'

const test = suite('writes to the API')

/** A relist each second, a start of 0.2 s, nothing else takes time. */
const plainOverheads: ClusterSpec['overheads'] = { ...idealOverheads, ideal: false }

const restarting = (changes: Partial<ContainerSpec['behavior']>, probes: ContainerSpec['probes'] = {}) =>
  container({ probes, behavior: behavior({ start: [constant(0.2)], ...changes }) })
const crashing = (...afterSeconds: readonly number[]) =>
  restarting({ crash: { after: [...afterSeconds.map(constant), never], exitCode: 1 } })
const answersIn50Ms = {
  latency: { startup: constant(0), readiness: constant(0.05), liveness: constant(0) },
}
const hanging = { hang: { after: [constant(25), never], tcpOk: false } }

const writes: readonly { rule: string; app: ContainerSpec; ideal?: boolean; statuses: number }[] = [
  { rule: 'A5 a start: creating, running', app: crashing(), statuses: 2 },
  {
    rule: 'A5 a start with a readiness probe: creating, running, ready',
    app: restarting(answersIn50Ms, { readiness: probe() }),
    statuses: 3,
  },
  { rule: 'A1 an exit and a restart without a wait: terminated, running', app: crashing(20), statuses: 4 },
  {
    rule: 'A1 both within one write',
    app: { ...crashing(20), behavior: behavior({}) },
    ideal: true,
    statuses: 1,
  },
  {
    rule: 'A2 and one that waits: terminated, CrashLoopBackOff, running',
    app: crashing(20, 5),
    statuses: 7,
  },
  {
    rule: 'A3 a kill by liveness and a restart: the new instance',
    app: restarting(hanging, { liveness: probe() }),
    statuses: 3,
  },
  {
    rule: 'A3 with a readiness probe: unready, the new instance, ready',
    app: restarting(
      { ...hanging, ...answersIn50Ms },
      {
        liveness: probe({}, { failureThreshold: 5 }),
        readiness: probe({}, { failureThreshold: 1 }),
      },
    ),
    statuses: 6,
  },
]

for (const { rule, app, ideal, statuses } of writes) {
  test(`writes the status as the rule counts: ${rule} (R1)`, async () => {
    const overheads = ideal ? idealOverheads : plainOverheads
    const result = await observe(cluster([workload([app])], 120, { overheads }))
    assert.is(result.nodes.columns.status_writes_total![0], statuses)
    const events = summaryOf(result, 'events_emitted_total')!
    assert.is(summaryOf(result, 'api_writes_total'), statuses + events)
  })
}

/** Moments at which the status in the status manager changes, with nothing that takes time. */
const changes: readonly { rule: string; app: ContainerSpec; at: number }[] = [
  {
    rule: 'L3 another instance, where only that changes',
    app: container({
      probes: { liveness: probe({}, { failureThreshold: 1 }) },
      behavior: behavior({ hang: { after: [constant(15), never], tcpOk: true } }),
    }),
    at: 21,
  },
  {
    rule: 'L3 another reason of a container that waits',
    app: container({ behavior: behavior({ image: image({ present: false, fails: true }) }) }),
    at: 10,
  },
]

for (const { rule, app, at } of changes) {
  test(`the status changes: ${rule} (R1)`, () => {
    const state = stateAfter(cluster([workload([app])], 60), at)
    assert.is(state.pod.statusChangedAtUs[0], at * second)
  })
}

test('the first status is a change, before anything has been made (A5, R1)', () => {
  const init = container({ name: 'init', behavior: behavior({ start: [constant(3)] }) })
  const pod = workload([container()], { createdAtUs: 5 * second, pod: { initContainers: [init] } })
  const state = stateAfter(cluster([pod], 60, { overheads: plainOverheads }), 5)
  assert.is(state.pod.statusChangedAtUs[0], 5 * second)
})

for (const [version, statuses] of [
  ['1.34', 2],
  ['1.35', 2],
  ['1.36', 3],
  ['1.37', 3],
] as const) {
  test(`Z5: ${version} writes ${statuses} statuses until Ready, one more with a readiness probe (A5, L2)`, async () => {
    const spec = (app: ContainerSpec) =>
      cluster([workload([app])], 60, {
        overheads: { ...plainOverheads, syncUs: constant(0.003) },
        kubernetesVersion: version,
      })
    const plain = await observe(spec(crashing()))
    assert.is(plain.nodes.columns.status_writes_total![0], statuses)
    const probed = await observe(spec(restarting(answersIn50Ms, { readiness: probe() })))
    assert.is(probed.nodes.columns.status_writes_total![0], statuses + 1)
  })
}

test('Z5: a deletion writes at its start, at its end, and then deletes (A6, K6)', async () => {
  const faults: ClusterSpec['faults'] = [
    { kind: 'delete', atUs: 30 * second, workloads: [0], share: 'all', force: false },
  ]
  const app = crashing()
  const slow = { ...app, behavior: { ...app.behavior, shutdown: { after: [constant(5)], exitCode: 0 } } }
  const late = await observe(
    cluster([workload([slow])], 60, { overheads: plainOverheads, faults, intervalUs: second }),
  )
  const writes = seriesOf(late, 'api_writes').map((count, at) => count - seriesOf(late, 'events')[at])
  assert.equal(writes.slice(30, 35), [1, 0, 0, 0, 0], 'at 30 s that it has seen the deletion')
  assert.is(
    writes.slice(35, 38).reduce((sum, count) => sum + count),
    2,
    'then the end, and the DELETE',
  )
  const result = await observe(cluster([workload([slow])], 60, { overheads: plainOverheads, faults }))
  assert.is(result.nodes.columns.status_writes_total![0], 4)
  // Scheduled, Pulled, Created, Started, Killing.
  assert.is(summaryOf(result, 'api_writes_total'), 4 + 5 + 1)
})

/** So many pods, running from before, on one node; all of them exit at these seconds. */
function outage(
  pods: number,
  atSeconds: readonly number[],
  limits: Partial<KubeletSpec> = {},
  overheads: ClusterSpec['overheads'] = idealOverheads,
): ClusterSpec {
  const kubelet = { ...kubeletDefaults, ...limits }
  return cluster([workload([container()], { kind: 'Deployment', replicas: pods })], 20, {
    initialState: 'running',
    intervalUs: second,
    overheads,
    nodes: [{ name: 'node-0', pool: 'node', labels: {}, podsMax: 1000, kubelet }],
    faults: atSeconds.map((at) => ({
      kind: 'crash',
      atUs: at * second,
      exitCode: 1,
      containers: [{ workload: 0, container: 0 }],
      share: 'all',
    })),
  })
}

/** Nonzero buckets of 1 s, from 10 s on. */
function from10(result: Parameters<typeof seriesOf>[0], metric: 'events' | 'api_writes'): number[] {
  const series = seriesOf(result, metric).slice(10)
  while (series.at(-1) === 0) series.pop()
  return series
}

test('writes 50 statuses at once and 25 per second, 100 events and 50 (R1, A8 iv)', async () => {
  const result = await simulated(outage(100, [10]))
  const events = [149, 50, 50, 50, 1]
  const statuses = [74, 25, 1, 0, 0]
  assert.equal(from10(result, 'events'), events)
  assert.equal(
    from10(result, 'api_writes'),
    events.map((count, bucket) => count + statuses[bucket]),
  )
  assert.is(summaryOf(result, 'api_writes_per_second_peak'), 149 + 74)
})

test('writes changes that come before their turn once (R1)', async () => {
  // At 11 s, 26 writes of what happened at 10 s still wait, with the statuses of then: all pods are written once more.
  const result = await simulated(outage(100, [10, 11]))
  assert.is(result.nodes.columns.status_writes_total![0], 200)
})

test('writes one status after another (R1)', async () => {
  const overheads = { ...idealOverheads, apiRoundTripUs: constant(1) }
  const result = await simulated(outage(3, [10], { eventQps: 1, eventBurst: 9 }, overheads))
  assert.equal(from10(result, 'api_writes'), [9 + 1, 0, 1, 0, 1])
})

test('drops events when 1000 wait (A8 iv)', async () => {
  const result = await simulated(outage(400, [10], { eventQps: 1, eventBurst: 1 }))
  assert.is(summaryOf(result, 'events_dropped_total'), 1200 - 1001)
  assert.equal(from10(result, 'events'), Array(10).fill(1))
})

test('has no limit on events with eventRecordQPS 0 (A8 iv)', async () => {
  const result = await simulated(outage(400, [10], { eventQps: Infinity }))
  assert.equal(from10(result, 'events'), [1200])
})

/** Pods of a Deployment on one node whose Ready flips then, and what the API hears: pod, second, Ready. A write takes 1 s. */
const flips: readonly {
  rule: string
  at: readonly [pod: number, second: number][]
  written: readonly [pod: number, second: number, isReady: number][]
  writes: number
  limits?: Partial<KubeletSpec>
}[] = [
  {
    rule: 'one at a time',
    at: [
      [0, 1],
      [1, 1],
    ],
    written: [
      [0, 2, 0],
      [1, 3, 0],
    ],
    writes: 2,
  },
  {
    rule: 'what changes while it is busy waits',
    at: [
      [0, 1],
      [1, 1.5],
    ],
    written: [
      [0, 2, 0],
      [1, 3, 0],
    ],
    writes: 2,
  },
  {
    rule: 'as it is when the writer looks, ready since later than before',
    at: [
      [0, 1],
      [1, 1.2],
      [1, 1.4],
    ],
    written: [
      [0, 2, 0],
      [1, 3, 1],
    ],
    writes: 2,
  },
  {
    rule: 'as it was when the writer looked',
    at: [
      [0, 1],
      [1, 1],
      [1, 1.5],
    ],
    written: [
      [0, 2, 0],
      [1, 3, 0],
      [1, 4, 1],
    ],
    writes: 3,
  },
  {
    rule: 'several changes cost one write',
    at: [
      [0, 1],
      [1, 1.1],
      [1, 1.2],
      [1, 1.3],
    ],
    written: [
      [0, 2, 0],
      [1, 3, 0],
    ],
    writes: 2,
  },
  {
    rule: 'two calls take two tokens',
    at: [
      [0, 1],
      [1, 1],
    ],
    written: [
      [0, 2, 0],
      [1, 4, 0],
    ],
    writes: 2,
    limits: { apiQps: 1, apiBurst: 2 },
  },
]

for (const { rule, at, written, writes, limits } of flips) {
  test(`a status comes into the API with the write that took it: ${rule} (R1)`, () => {
    const overheads = { ...idealOverheads, ideal: false, apiRoundTripUs: constant(0.5) }
    const state = stateAfter(outage(2, [], limits, overheads), 0)
    const heard: [number, number, number][] = []
    const handle: Dispatch = (kind, entity, stamp, timeUs, eventClass) => {
      if (kind !== EventKind.WriterTurn && kind !== EventKind.StatusWritten) return
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
      if (kind === EventKind.StatusWritten)
        heard.push([entity, timeUs / second, state.pod.apiIsReady[entity]])
    }
    for (const [pod, seconds] of at) {
      state.events.runUntil(seconds * second, handle, Infinity)
      state.nowUs = seconds * second
      state.pod.isReady[pod] ^= 1
      noteNews(state, pod, Change.ReadyFlips)
    }
    state.events.runUntil(20 * second, handle, Infinity)
    assert.equal(heard, written)
    assert.is(state.metrics.api.nodeStatusWrites[0], writes)
  })
}

test('a ReplicaSet counts pods that are ready in the API, a write and a watch after the kubelet (R1, Z21)', () => {
  const overheads = { ...idealOverheads, ideal: false, apiRoundTripUs: constant(1), watchUs: constant(0.5) }
  const spec = outage(2, [10], {}, overheads)
  const seenAfter = (seconds: number) => {
    const { replicaSet, pod } = stateAfter(spec, seconds)
    return [pod.isReady[0] + pod.isReady[1], pod.apiIsReady[0] + pod.apiIsReady[1], replicaSet.seenReady[0]]
  }
  const [kubelet, api, controller] = [0, 1, 2].map((level) => {
    let first = 9
    while (seenAfter(first)[level] === 2) first += 0.25
    return first
  })
  assert.ok(kubelet < api && api < controller, `${kubelet}, ${api}, ${controller}`)
})

test('a writer that is behind has one turn for each of its looks, however many pods wait (R1)', () => {
  const state = stateAfter(outage(60, [2, 3, 4, 5], { apiQps: 10, apiBurst: 2 }), 8)
  assert.ok(state.podsWithNews.length > 0)
  assert.ok(state.writerTurns < 60, String(state.writerTurns))
})

test.run()
