/** A8: which events a pod causes, which of them the client library holds back, and how the API holds the others. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulated, stateAfter, summaryOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  nodeChoice,
  probe,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec, KubernetesVersion } from '../../../contract/cluster-spec.ts'
import { Connection, Outcome, PodEvent, ProbeType, podEvents, probeDetail } from '../../codes.ts'
import { sendEventsUntil } from './event-client.ts'
import { recordEvent } from './event-recorder.ts'

const test = suite('event recorder')

const hour = 3600

/** `reason x count` of every event in the API, in the order in which they first came. */
function eventsAfter(spec: ClusterSpec, seconds: number): string[] {
  const log = stateAfter(spec, seconds).eventLog!
  return Array.from({ length: log.length }, (_, row) => row)
    .filter((row) => log.count.at(row) > 0)
    .map((row) => `${podEvents[log.event.at(row)].reason} x${log.count.at(row)}`)
}

/** A pod that has run for long: nothing was told of it yet. */
const silentState = () => stateAfter(cluster([workload([container()])], 100, { initialState: 'running' }), 10)

const crashing = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }) })
const crashLoop = (hours: number, kubernetesVersion: KubernetesVersion = '1.35') =>
  cluster([workload([crashing])], hours * hour, { kubernetesVersion })
const started = ['Scheduled x1', 'Pulled x1', 'Created x1', 'Started x1']

const told: readonly { rule: string; spec: ClusterSpec; seconds: number; events: readonly string[] }[] = [
  { rule: 'a start', spec: cluster([workload([container()])], 100), seconds: 99, events: started },
  {
    rule: 'A1 an exit and a restart without a wait',
    spec: crashLoop(1),
    seconds: 1,
    events: ['Scheduled x1', 'Pulled x2', 'Created x2', 'Started x2'],
  },
  {
    rule: 'A2 a restart that waits: a BackOff for each refused start',
    spec: crashLoop(1),
    seconds: 12,
    events: ['Scheduled x1', 'Pulled x3', 'Created x3', 'Started x3', 'BackOff x1'],
  },
  {
    rule: 'A2, S7 retries every 10 s: a BackOff for each refused start, none for a container that runs',
    spec: cluster([workload([crashing, container({ name: 'side' })])], 100, { kubernetesVersion: '1.34' }),
    seconds: 70,
    events: [
      ...['Scheduled x1', 'Pulled x4', 'Created x4', 'Started x4', 'Pulled x1', 'Created x1', 'Started x1'],
      // At 2 s, at 13 and 23 s, and at 34, 44, 54 and 64 s.
      'BackOff x7',
    ],
  },
  {
    rule: 'A3 a kill by liveness',
    spec: cluster(
      [
        workload([
          container({
            probes: { liveness: probe() },
            behavior: behavior({ hang: { after: [constant(5), never], tcpOk: true } }),
          }),
        ]),
      ],
      100,
    ),
    seconds: 99,
    events: ['Scheduled x1', 'Pulled x2', 'Created x2', 'Started x2', 'Unhealthy x3', 'Killing x1'],
  },
  {
    rule: 'P13 a run that errs, three attempts as one',
    spec: cluster([workload([container({ probes: { liveness: probe({}, { portDefined: false }) } })])], 25),
    seconds: 24,
    events: [...started, 'Unhealthy x2'],
  },
  {
    rule: 'K4 a pod that is deleted: a Killing per container',
    spec: cluster([workload([container(), container({ name: 'side' })])], 60, {
      faults: [{ kind: 'delete', atUs: 20e6, workloads: [0], share: 'all', force: false }],
    }),
    seconds: 59,
    events: [
      'Scheduled x1',
      ...['Pulled x1', 'Created x1', 'Started x1', 'Pulled x1', 'Created x1', 'Started x1'],
      ...['Killing x1', 'Killing x1'],
    ],
  },
  {
    rule: 'a pod that finds no place',
    spec: cluster([workload([container()], { nodes: nodeChoice([]) })], 60),
    seconds: 59,
    events: ['FailedScheduling x1'],
  },
]

for (const { rule, spec, seconds, events } of told) {
  test(`tells of ${rule} (A8)`, () => {
    assert.equal(eventsAfter(spec, seconds), events)
  })
}

/**
 * Starts at 0, 1, 12, 33, 74, 155, 316, 617 s and then each 301 s (E4): three Normal events each, one of them per 300 s
 * passes once 25 have. Refusals at 2, 13, 34, ... are one Warning each, more where a wait is longer than 60 s.
 */
const filtered: readonly { version: KubernetesVersion; hours: number; emittedMax: number }[] = [
  { version: '1.31', hours: 2, emittedMax: 25 + 2 * 12 },
  { version: '1.32', hours: 2, emittedMax: 2 * (25 + 2 * 12) },
  { version: '1.35', hours: 10, emittedMax: 2 * (25 + 10 * 12) },
]

for (const { version, hours, emittedMax } of filtered) {
  test(`lets ${emittedMax} events of a crash loop pass in ${hours} h, and one of the scheduler (A8 iii, ${version})`, async () => {
    const result = await simulated(crashLoop(hours, version))
    const emitted = summaryOf(result, 'events_emitted_total')! - 1
    assert.ok(emitted <= emittedMax, `${emitted} events`)
    assert.ok(emitted > emittedMax - 6, `${emitted} events`)
    assert.ok(summaryOf(result, 'events_dropped_total')! > 0)
  })
}

test('lets 25 events pass at once, and one more each 300 s (A8 iii)', () => {
  const state = silentState()
  const { api } = state.metrics
  for (let index = 0; index < 30; index++) recordEvent(state, 0, 0, PodEvent.Started)
  sendEventsUntil(state, 20e6)
  assert.equal([api.events[0], api.eventsDropped[0]], [25, 5])
  for (let index = 0; index < 30; index++) recordEvent(state, 0, 0, PodEvent.BackOffRestart)
  sendEventsUntil(state, 30e6)
  assert.equal([api.events[0], api.eventsDropped[0]], [50, 10])
  const log = state.eventLog!
  assert.equal([log.count.at(0), log.count.at(1)], [25, 25])
})

test('makes one event of the 10th and further different messages (A8 i)', () => {
  const state = silentState()
  const log = state.eventLog!
  for (let detail = 0; detail < 12; detail++) recordEvent(state, 0, 0, PodEvent.ProbeFailed, detail)
  recordEvent(state, 0, 0, PodEvent.ProbeFailed, 3)
  const rows = Array.from({ length: log.length }, (_, row) => row)
  assert.equal(
    rows.map((row) => log.count.at(row)),
    [1, 1, 1, 2, 1, 1, 1, 1, 1, 3],
  )
  assert.equal(
    rows.map((row) => log.isCombined.at(row)),
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  )
})

test('begins anew after a kubelet restart (A8, L8)', () => {
  const fault = { kind: 'kubeletRestart' as const, atUs: 5e6, nodes: [0], share: 'all' as const }
  const spec = cluster([workload([crashing])], 20, { faults: [fault] })
  assert.equal(eventsAfter(spec, 13), [
    'Scheduled x1',
    ...['Pulled x2', 'Created x2', 'Started x2', 'BackOff x1'],
    ...['Pulled x1', 'Created x1', 'Started x1', 'BackOff x1'],
  ])
})

test('says which probe failed, and how', () => {
  const app = container({
    probes: { readiness: probe({}, { failureThreshold: 1 }) },
    behavior: behavior({
      script: [
        { probe: 'all', afterUs: 15e6, answer: 'refused', ill: false },
        { probe: 'all', afterUs: 25e6, answer: 'hang', ill: false },
      ],
    }),
  })
  const log = stateAfter(cluster([workload([app])], 60), 35).eventLog!
  const details = Array.from({ length: log.length }, (_, row) => row)
    .filter((row) => log.event.at(row) === PodEvent.ProbeFailed)
    .map((row) => log.detail.at(row))
  assert.equal(details, [
    probeDetail(ProbeType.Readiness, Outcome.Failure, Connection.Refused),
    probeDetail(ProbeType.Readiness, Outcome.Timeout, Connection.Made),
  ])
})

test('the bucket of the spam filter gains an event each 300 s, and never holds more than 25 (A8 iii)', () => {
  const state = silentState()
  const { api } = state.metrics
  const dropped = (times: number, atSeconds: number): number => {
    const before = api.eventsDropped[0]
    for (let index = 0; index < times; index++) recordEvent(state, 0, 0, PodEvent.Started, 0, atSeconds * 1e6)
    return api.eventsDropped[0] - before
  }
  assert.is(dropped(26, 10), 1)
  assert.is(dropped(1, 309), 1)
  assert.is(dropped(2, 310), 1)
  assert.is(dropped(3, 910), 1)
  assert.is(dropped(30, 100_000), 5)
})

test.run()
