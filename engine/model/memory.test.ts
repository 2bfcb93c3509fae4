import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anySpec } from '../../tests/support/arbitrary-spec.ts'
import { app, deployed } from '../../tests/support/one-workload.ts'
import { probe, second } from '../../tests/support/spec.ts'
import type { ClusterSpec } from '../contract/cluster-spec.ts'
import { EventTrace } from '../kernel/event-trace.ts'
import { buildState } from './build-state.ts'
import type { ClusterState } from './cluster-state.ts'
import { bytesHeld, replicationMemory } from './memory.ts'
import type { ProbeRowSink } from './metrics/probe-row-sink.ts'

const test = suite('memory')

/** What every state has, whatever the spec: first buckets of the event list, empty logs, a few distributions, controllers with their queues and clients. */
const slackBytes = 64_000

function stateOf(spec: ClusterSpec, sink?: ProbeRowSink): ClusterState {
  return buildState(spec, {
    replication: 1,
    trace: new EventTrace(),
    sink,
    keepsStarts: false,
    isQuiet: true,
  })
}

function countedBytes(spec: ClusterSpec, tracesProbes = false): number {
  return replicationMemory(spec, tracesProbes).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Large enough for every table to matter. */
const large: ClusterSpec = {
  ...deployed(app({ liveness: probe(), readiness: probe() }), 3600, { replicas: 20_000 }),
  intervalUs: second,
}

test('what is counted is what the tables of a state take, table by table', () => {
  const state = stateOf(large)
  assert.ok(Math.abs(countedBytes(large) - bytesHeld(state)) < slackBytes)
  const parts = new Map(replicationMemory(large, false).map((part) => [part.what, part]))
  assert.is(parts.get('pod')!.count, 20_000)
  assert.is(
    parts.get('pod')!.bytes,
    bytesHeld(state.pod) + bytesHeld([state.streams.overhead, state.streams.requeue]),
  )
})

test('what buckets take is counted to the byte', () => {
  const counted = replicationMemory(large, false).find(({ what }) => what === 'bucket')!
  assert.is(counted.count, 3600)
  assert.is(counted.bytes, bytesHeld({ ...stateOf(large).metrics, state: undefined }))
})

test('traced probes take more, and are counted', () => {
  const sink = { row() {} }
  assert.ok(Math.abs(countedBytes(large, true) - bytesHeld(stateOf(large, sink))) < slackBytes)
  assert.is(countedBytes(large, true) - countedBytes(large), 40_000 * 16)
})

test('it holds of any spec', () => {
  fc.assert(
    fc.property(anySpec, (spec) => {
      assert.ok(Math.abs(countedBytes(spec) - bytesHeld(stateOf(spec))) < slackBytes)
    }),
    { numRuns: 30 },
  )
})

test('bytes of a value: each buffer once, however often it is reached', () => {
  const column = new Float64Array(10)
  assert.is(bytesHeld({ column, again: [column, column.subarray(5)], text: 'x', none: null }), 80)
})

test.run()
