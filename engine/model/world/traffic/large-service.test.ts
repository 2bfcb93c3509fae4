/** Services with so many pods that one more or less is little to the others: these are not worked on, and amounts are exact all the same. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { served, traffic, website } from '../../../../tests/support/requests.ts'
import { behavior, container, node, probe, second } from '../../../../tests/support/spec.ts'
import type { ClusterSpec, FaultSpec } from '../../../contract/cluster-spec.ts'
import { EventTrace } from '../../../kernel/event-trace.ts'
import { buildState } from '../../build-state.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { dispatch } from '../../dispatch.ts'
import { waitRung } from '../ladder.ts'
import { endTraffic } from './service-levels.ts'

const test = suite('large Services')

const replicas = 2000
/** Requests per second that a pod can do. */
const capacity = 100
const nodes = Array.from({ length: 20 }, () => node())

const hang = (atSeconds: number): FaultSpec => ({
  kind: 'hang',
  atUs: atSeconds * second,
  containers: [{ workload: 0, container: 0 }],
  share: { count: 1 },
})

/** By the quiet engine, in the order of time. */
function stateAfter(spec: ClusterSpec, seconds: number): ClusterState {
  const state = buildState(spec, {
    replication: 1,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
    isQuiet: true,
  })
  state.events.runUntil(
    seconds * second,
    (kind, entity, stamp, timeUs, eventClass) => dispatch(state, kind, entity, stamp, timeUs, eventClass),
    Infinity,
  )
  state.nowUs = seconds * second
  return state
}

/** Pods that hang are ready no more within half a minute, and nothing restarts them. */
function hanging(load: number, times: readonly number[], seconds: number): ClusterSpec {
  const app = container({ probes: { readiness: probe() }, behavior: behavior({ probes: 'apart' }) })
  const endless = traffic({ requestsPerSecond: load * capacity * replicas, perPod: { timeoutUs: Infinity } })
  return website(endless, seconds, { nodes, faults: times.map(hang) }, served(app, { replicas }))
}

test('a pod that goes is nothing to the others as long as they get about the same', () => {
  const state = stateAfter(hanging(0.5, [100], 1000), 300)
  const load = state.traffic!.loads[0]
  assert.is(load.spread.known, replicas - 1)
  const [cohort] = load.cohorts
  assert.is(cohort.members.size, replicas - 1)
  // It was worked on when the pod left it, and not when the rules of proxies changed.
  assert.is(cohort.settledUs, 100 * second)
})

test('what targets are sent is exact though rates are a little out of date', () => {
  const state = stateAfter(hanging(0.5, [100, 200, 300], 1000), 1000)
  const load = state.traffic!.loads[0]
  endTraffic(state)
  const sent = 0.5 * capacity * replicas * 1000
  // From the hang to the change of the rules what is sent to a pod that hangs is not taken: at most half a minute of its requests each.
  assert.ok(load.taken <= sent && load.taken > sent - 3 * 40 * 0.51 * capacity, `${load.taken} of ${sent}`)
  assert.ok(Math.abs(load.taken - load.worked) < 1e-6 * sent)
})

test('a backlog is noticed though it grows by less than what is as good as the same', () => {
  // One pod less, and 0.02 % more comes to each than it can do.
  const state = stateAfter(hanging(0.9997, [100], 4000), 4000)
  const [cohort] = state.traffic!.loads[0].cohorts
  const { rung } = cohort
  endTraffic(state)
  const perSecond = (0.9997 * replicas * capacity) / (replicas - 1) - capacity
  assert.ok(perSecond > 0.015 && perSecond < 0.025)
  const expected = perSecond * (4000 - 130)
  assert.ok(Math.abs(cohort.backlog - expected) < 0.02 * expected, `${cohort.backlog}, not ${expected}`)
  assert.is(rung, waitRung(cohort.backlogUs))
})

test.run()
