/** The base of controllers: turns, steps, workers, retries (Z21, W6, W10). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cluster, container, second, workload } from '../../../tests/support/spec.ts'
import { EventTrace } from '../../kernel/event-trace.ts'
import { buildState } from '../build-state.ts'
import type { ClusterState } from '../cluster-state.ts'
import { dispatch } from '../dispatch.ts'
import { ApiClient } from './api-client.ts'
import { Controller, keepsNoPods, syncDone, syncFailed, wake } from './controller.ts'

const test = suite('controllers')

type Sync = (state: ClusterState, key: number, call: number) => number

/** A cluster of bare Pods with one controller; what it was called with, as `seconds:key`. */
function controlled(sync: Sync, workers = 2): { state: ClusterState; controller: Controller; log: string[] } {
  const state = buildState(cluster([workload([container()])], 1000), {
    replication: 0,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
    verifies: true,
  })
  const log: string[] = []
  const calls = new Map<number, number>()
  const rule = {
    ...keepsNoPods,
    name: 'test-controller',
    workers,
    sync: (at: ClusterState, _: Controller, key: number): number => {
      log.push(`${at.nowUs / second}:${key}`)
      const call = calls.get(key) ?? 0
      calls.set(key, call + 1)
      return sync(at, key, call)
    },
  }
  const controller = new Controller(0, rule, new ApiClient({ qps: 20, burst: 30 }))
  ;(state.controllers as Controller[])[0] = controller
  return { state, controller, log }
}

function runTo(state: ClusterState, seconds: number): void {
  state.events.runUntil(seconds * second, (...event) => dispatch(state, ...event), Infinity)
  state.nowUs = seconds * second
}

/** A sync that waits so long, once. */
const waits =
  (seconds: number): Sync =>
  (state, _, call) =>
    call % 2 === 0 ? state.nowUs + seconds * second : syncDone

test('keys that are woken at one instant have one sync each, in their order (Z21)', () => {
  const { state, controller, log } = controlled(() => syncDone)
  for (const key of [3, 1, 3]) wake(state, controller, key)
  runTo(state, 1)
  assert.equal(log, ['0:3', '0:1'])
})

test('a sync goes on when it said, and a key that is woken meanwhile has another after it (Z21)', () => {
  const { state, controller, log } = controlled(waits(5))
  wake(state, controller, 1)
  runTo(state, 2)
  wake(state, controller, 1)
  runTo(state, 60)
  assert.equal(log, ['0:1', '5:1', '5:1', '10:1'])
})

test('so many syncs run at once as there are workers (W6)', () => {
  const { state, controller, log } = controlled(waits(5))
  for (const key of [1, 2, 3]) wake(state, controller, key)
  runTo(state, 60)
  assert.equal(log, ['0:1', '0:2', '5:1', '5:3', '5:2', '10:3'])
})

test('a sync that failed is tried again after 5 ms, then 10 ms; a success begins anew (W10)', () => {
  const { state, controller, log } = controlled((_, __, call) => (call < 2 ? syncFailed : syncDone))
  wake(state, controller, 1)
  runTo(state, 1)
  assert.equal(log, ['0:1', '0.005:1', '0.015:1'])
})

test.run()
