/** S5, S6: what is asked for while a sync runs, or waits for fresh state. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, runTo, stateAfter, timesOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import { WorkerStage } from '../../codes.ts'
import { relistFromUs, requestSync } from './sync-queue.ts'

const test = suite('requests for syncs')

/** A relist of 20 ms each 1.02 s, syncs of 1 ms. */
const overheads: ClusterSpec['overheads'] = {
  ...idealOverheads,
  ideal: false,
  relistCostUs: constant(0.02),
  syncUs: constant(0.001),
}

/** A request: when it is made, and when it arrives if that is later. */
type Request = number | readonly [madeAt: number, arrivesAt: number]

/**
 * Ends of the syncs of a pod that asks for nothing by itself, in milliseconds since 100 ms after a relist has started. Requests are in
 * milliseconds, too.
 */
function syncsAfter(requests: readonly Request[], changes: Partial<ClusterSpec> = {}): number[] {
  const state = stateAfter(cluster([workload([container()])], 60, { overheads, ...changes }), 20)
  const beginUs = relistFromUs(state, 0, 20 * second) + 100_000
  const ends: number[] = []
  const runOn = (untilMs: number): void => {
    for (let ms = (state.nowUs - beginUs) / 1000; ms < untilMs; ms += 0.5) {
      runTo(state, (beginUs + ms * 1000) / second)
      const endMs = (state.pod.lastSyncEndUs[0] - beginUs) / 1000
      if (endMs > (ends.at(-1) ?? 0)) ends.push(endMs)
    }
    state.nowUs = beginUs + untilMs * 1000
  }
  for (const request of requests) {
    const [madeAt, arrivesAt] = typeof request === 'number' ? [request, request] : request
    runOn(madeAt)
    requestSync(state, 0, beginUs + arrivesAt * 1000)
  }
  runOn(5000)
  return ends
}

/** Ends of syncs that wait for the relists that begin at 920 ms and at 1,940 ms. */
const [first, second_, third] = [1, 941, 1961]

const cases: readonly {
  readonly rule: string
  readonly requests: readonly Request[]
  readonly syncs: readonly number[]
  readonly isIdeal?: boolean
}[] = [
  { rule: 'S6 one that finds fresh state runs at once', requests: [0], syncs: [first] },
  { rule: 'S6 the next waits for a relist', requests: [0, 200], syncs: [first, second_] },
  {
    rule: 'S5 what comes while it waits makes one more after it',
    requests: [0, 200, 201],
    syncs: [first, second_, third],
  },
  {
    rule: 'S5 and only one',
    requests: [0, 200, 201, 300, 800],
    syncs: [first, second_, third],
  },
  { rule: 'S5 what comes with it is part of it', requests: [0, 200, 200], syncs: [first, second_] },
  {
    rule: 'S5 what comes while a sync runs makes one more after it',
    requests: [0, 0.5, 0.7],
    syncs: [first, second_],
  },
  {
    rule: 'S5 and what comes while that waits, another one',
    requests: [0, 0.5, 2],
    syncs: [first, second_, third],
  },
  {
    rule: 'S5 what arrives while an earlier one waits makes one more',
    requests: [0, [100, 500], 200],
    syncs: [first, second_, third],
  },
  {
    rule: 'S7 what was to come after an earlier sync is replaced by it',
    requests: [0, [100, 1500], 200],
    syncs: [first, second_],
  },
  {
    rule: 'S5 with ideal overheads nothing waits',
    requests: [10, 200, 201],
    syncs: [10, 200, 201],
    isIdeal: true,
  },
]

for (const { rule, requests, syncs, isIdeal } of cases) {
  test(rule, () => {
    assert.equal(syncsAfter(requests, isIdeal ? { overheads: idealOverheads } : {}), syncs)
  })
}

test('S9: a sync that acts on nothing ends as it begins', () => {
  const state = stateAfter(cluster([workload([container()])], 60, { overheads }), 20)
  state.nowUs = 20 * second
  requestSync(state, 0, state.nowUs)
  runTo(state, 20)
  assert.equal([state.pod.workerStage[0], state.pod.lastSyncEndUs[0]], [WorkerStage.Idle, 20.001 * second])
})

test('S5, S8: a start with a readiness probe causes three syncs, each of which triggers an unready neighbor (P6)', async () => {
  const restarting = container({
    name: 'restarting',
    probes: { readiness: probe() },
    behavior: behavior({
      latency: { startup: constant(0), readiness: constant(0.003), liveness: constant(0) },
      crash: { after: [constant(23), never], exitCode: 1 },
    }),
  })
  const unready = container({
    name: 'unready',
    probes: { readiness: probe({ period: 100 }) },
    behavior: behavior({ errorRate: 1 }),
  })
  for (const kubernetesVersion of ['1.34', '1.35', '1.36', '1.37'] as const) {
    const spec = cluster([workload([restarting, unready])], 60, { overheads, kubernetesVersion })
    const calls = timesOf(await observe(spec), 'readiness', 'unready')
    // The relist that sees the exit, the one that sees the start, the Failure of the new instance, its Success.
    assert.is(calls.filter((time) => time > 23 && time < 30).length, 4, kubernetesVersion)
  }
})

test.run()
