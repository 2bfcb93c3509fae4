/** P8, P9 step 8: the initial delay counts whole seconds from a start that is cut to the whole second. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import { ProcessState } from '../../engine/model/codes.ts'
import { decide, Step } from '../../engine/model/node/prober/do-probe.ts'
import { generateStatus } from '../../engine/model/node/status/pod-status.ts'
import { appendPod } from '../../engine/model/pod-rows.ts'
import { cluster, container, probe, second, workload } from '../support/spec.ts'

type Row = [
  initialDelay: number,
  startedFraction: number,
  nowFraction: number,
  age: number,
  elapsedInCall: number,
  probed: number,
]

const { rows } = JSON.parse(
  readFileSync(new URL('initial_delay_truncation.json', import.meta.url), 'utf8'),
) as { rows: Row[] }

/** Samples closer than this to a whole second were measured too coarsely to tell. */
const marginSeconds = 0.005

function probes([initialDelay, startedFraction, , age]: Row): boolean {
  const spec = cluster([workload([container({ probes: { liveness: probe({ initialDelay }) } })])], 3600)
  const state = buildState(spec, {
    replication: 1,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
  })
  const startedUs = Math.round((100 + startedFraction) * second)
  appendPod(state, 0, 0, 0)
  state.pod.node[0] = 0
  state.nowUs = startedUs + Math.round(age * second)
  state.container.incarnation[0] = 0
  state.container.seenState[0] = ProcessState.Running
  state.container.seenIncarnation[0] = 0
  state.container.seenStartedAtUs[0] = startedUs
  generateStatus(state, 0)
  return decide(state, 0) === Step.Call
}

const test = suite('initial delay against the real gate')

const clear = rows.filter(([, startedFraction, , age]) => {
  const fraction = (startedFraction + age) % 1
  return Math.min(fraction, 1 - fraction) > marginSeconds
})

test(`agrees with the ${clear.length} of ${rows.length} samples whose margin is over 5 ms (P8, P9.8)`, () => {
  assert.ok(clear.length > 150)
  for (const row of clear) assert.is(probes(row), row[5] === 1, `sample ${JSON.stringify(row)}`)
})

test('opens before the real age reaches the delay when the start is cut to its second', () => {
  const early = clear.filter(([initialDelay, , , age, , probed]) => probed === 1 && age < initialDelay)
  assert.ok(early.length > 10)
})

test.run()
