import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { scaleFault } from '../../tests/support/faults.ts'
import { app } from '../../tests/support/one-workload.ts'
import { cluster, probe, workload } from '../../tests/support/spec.ts'
import type { ClusterSpec } from '../contract/cluster-spec.ts'
import { EventTrace } from '../kernel/event-trace.ts'
import { nextUniform } from '../kernel/random-stream.ts'
import { buildState } from './build-state.ts'

const test = suite('probe order')

const probes = { liveness: probe({ period: 10 }), readiness: probe({ period: 3 }) }
const web = workload([app(probes)], { kind: 'Deployment', replicas: 50 })
const running = cluster([web], 60, { initialState: 'running', faults: [scaleFault(30, 60)] })

function build(spec: ClusterSpec, isQuiet: boolean) {
  return buildState(spec, {
    replication: 1,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
    isQuiet,
  })
}

test('rows of what runs from before ascend by period, then by phase, in the exact engine', () => {
  const { probe: rows, probeTemplate } = build(running, false)
  const keys = Array.from({ length: 100 }, (_, row) => {
    const spanUs = probeTemplate.periodUs[rows.template[row]]
    return spanUs + rows.anchorUs[row] / spanUs
  })
  assert.equal(
    keys,
    keys.toSorted((a, b) => a - b),
  )
})

test('rows of pods that may come later follow in entity order', () => {
  const { place } = build(running, false).probe
  assert.equal(
    [...place.subarray(100)],
    Array.from({ length: place.length - 100 }, (_, index) => 100 + index),
  )
})

test('a probe keeps container, template, phase and streams, whatever its row', () => {
  const quiet = build(running, true)
  const exact = build(running, false)
  for (let place = 0; place < quiet.probe.rowAt.length; place++) {
    const row = exact.probe.rowAt[place]
    assert.is(exact.probe.place[row], place)
    for (const column of ['container', 'template', 'anchorUs', 'node', 'exists'] as const)
      assert.is(exact.probe[column][row], quiet.probe[column][place], column)
    for (const purpose of ['probe', 'phase'] as const)
      assert.is(nextUniform(exact.streams[purpose], row), nextUniform(quiet.streams[purpose], place))
  }
})

test('rows are places in the quiet engine, and where nothing runs from before', () => {
  const created = { ...running, initialState: 'created' } as const
  for (const { probe: rows } of [build(running, true), build(created, false)])
    assert.equal(rows.rowAt, rows.place)
})

test.run()
