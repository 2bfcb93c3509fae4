/** H2, H3, P13: what only httpGet meets: redirects that are not followed, and bodies that come late. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventCount, observe, startTimes, stateAfter } from '../../../../tests/support/observe.ts'
import { app, script } from '../../../../tests/support/one-workload.ts'
import { cluster, constant, probe, workload } from '../../../../tests/support/spec.ts'
import type { ScriptAnswer } from '../../../contract/cluster-spec.ts'
import { PodEvent } from '../../codes.ts'

const test = suite('answers of HTTP')

const answering = (answer: ScriptAnswer, period = 5, after = 0) =>
  cluster(
    [
      workload([
        app(
          {
            readiness: probe({ period, timeout: 1 }, { failureThreshold: 1 }),
            liveness: probe({ period, timeout: 1 }, { failureThreshold: 1 }),
          },
          { script: [script(after, answer)] },
        ),
      ]),
    ],
    60,
  )

test('a redirect that is not followed is a warning, and succeeds (H3)', async () => {
  const spec = answering('redirect')
  const observed = await observe(spec)
  assert.equal(startTimes(observed), [0])
  assert.ok(observed.runs.every(({ result, duration }) => result === 'warning' && duration === 0))
  assert.ok(observed.runs.some(({ probe, published }) => probe === 'readiness' && published === 'success'))
  const state = stateAfter(spec, 30)
  assert.is(state.pod.isReady[0], 1)
  assert.is(observed.summary[0].values.probe_failures_total, 0)
})

test('a late body is an error: three calls of one timeout each, thrown away; liveness never kills (H2, P13)', async () => {
  const observed = await observe(answering('slowBody', 5, 7))
  assert.equal(startTimes(observed), [0])
  const liveness = observed.runs.filter(({ probe, time }) => probe === 'liveness' && time >= 7)
  assert.equal(
    liveness.map(({ time, duration, result, published }) => [time, duration, result, published]).slice(0, 2),
    [
      [10, 3, 'error', ''],
      [15, 3, 'error', ''],
    ],
  )
  // What was published before stays so.
  assert.is(stateAfter(answering('slowBody', 5, 7), 59).pod.isReady[0], 1)
})

test('late bodies of a probe whose period is shorter run back to back (P4, P13)', async () => {
  const { runs } = await observe(answering('slowBody', 2))
  const begins = runs.filter(({ probe }) => probe === 'liveness').map(({ time }) => time)
  assert.equal(begins.slice(0, 3), [2, 5, 8])
})

test('a redirect that comes after the timeout is a timeout (H2)', async () => {
  const one = app(
    { liveness: probe({ period: 5, timeout: 1 }, { failureThreshold: 1 }) },
    { script: [script(0, 'redirect', { latencyUs: constant(2) })] },
  )
  const observed = await observe(cluster([workload([one])], 30))
  assert.is(observed.runs[0].result, 'timeout')
  assert.equal(startTimes(observed), [0, 6])
})

test('each is told of in an event, once per run (P13, P14)', async () => {
  for (const [answer, event] of [
    ['redirect', PodEvent.ProbeWarned],
    ['slowBody', PodEvent.ProbeErrored],
  ] as const) {
    // Both probes, at 10, 20, ..., 50; and readiness once at the start (P6).
    assert.is(eventCount(stateAfter(answering(answer, 10), 58), event), 11)
  }
})

test.run()
