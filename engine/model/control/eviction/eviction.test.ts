/** Z28: budgets, the eviction API, and what drains make of them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulated, stateAfter, summaryOf } from '../../../../tests/support/observe.ts'
import { app, script } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  node,
  nodeChoice,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { BudgetSpec, ClusterSpec, FaultSpec, PodAmount } from '../../../contract/cluster-spec.ts'
import { PodStage } from '../../codes.ts'
import { NodeMark } from '../nodes/node-object.ts'
import { type BudgetPods, budgetStatus } from './budget.ts'

const test = suite('evictions')

const pods = (count: number): PodAmount => ({ pods: count })
const percent = (share: number): PodAmount => ({ percent: share })

type Row = {
  readonly budget: Parameters<typeof budgetStatus>[0]
  readonly found: BudgetPods
  readonly desired: number
  readonly allowed: number
}
const rows: readonly Row[] = [
  { budget: { minAvailable: pods(5) }, found: { pods: 6, scale: 6, healthy: 6 }, desired: 5, allowed: 1 },
  { budget: { minAvailable: pods(5) }, found: { pods: 6, scale: 6, healthy: 5 }, desired: 5, allowed: 0 },
  { budget: { minAvailable: pods(5) }, found: { pods: 7, scale: 6, healthy: 4 }, desired: 5, allowed: 0 },
  { budget: { minAvailable: pods(0) }, found: { pods: 0, scale: 6, healthy: 0 }, desired: 0, allowed: 0 },
  { budget: { minAvailable: percent(50) }, found: { pods: 7, scale: 7, healthy: 7 }, desired: 4, allowed: 3 },
  { budget: { maxUnavailable: pods(1) }, found: { pods: 6, scale: 6, healthy: 6 }, desired: 5, allowed: 1 },
  {
    budget: { maxUnavailable: percent(30) },
    found: { pods: 7, scale: 7, healthy: 7 },
    desired: 4,
    allowed: 3,
  },
  { budget: { maxUnavailable: pods(9) }, found: { pods: 6, scale: 6, healthy: 2 }, desired: 0, allowed: 2 },
  {
    budget: { maxUnavailable: pods(1) },
    found: { pods: 6, scale: undefined, healthy: 6 },
    desired: 0,
    allowed: 0,
  },
  { budget: {}, found: { pods: 6, scale: 6, healthy: 6 }, desired: 0, allowed: 0 },
]
for (const { budget, found, desired, allowed } of rows) {
  test(`${JSON.stringify(budget)} of ${JSON.stringify(found)} allows ${allowed} (Z28)`, () => {
    const status = budgetStatus(budget, found)
    assert.equal([status.desired, status.allowed], [desired, allowed])
  })
}

const drainFault = (at: number, changes: Partial<FaultSpec> = {}): FaultSpec => ({
  kind: 'drain',
  atUs: at * second,
  nodes: [0],
  share: 'all',
  ...(changes as object),
})

/** 6 pods, 3 on each of two nodes; a new one is ready after 4 s, an old one ends after 2 s. */
function web(
  budget: Partial<BudgetSpec> | undefined,
  faults: readonly FaultSpec[],
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  const one = app({}, { start: [constant(4)], shutdown: { after: [constant(2)], exitCode: 0 } })
  const nodes = ['a', 'b', 'c'].map((name) => node({ name }))
  const covered = budget === undefined ? {} : { budgets: [0] }
  const six = workload([one], { kind: 'Deployment', replicas: 6, nodes: nodeChoice([0, 1]), ...covered })
  const daemons = workload([one], { kind: 'DaemonSet', name: 'z', replicas: 3 })
  const given = { namespace: 'default', name: 'web', alwaysAllowsUnhealthy: false, ...budget }
  return cluster([six, daemons], 120, {
    nodes,
    initialState: 'running',
    faults,
    ...(budget === undefined ? {} : { budgets: [given] }),
    ...changes,
  })
}
const startsOf = async (spec: ClusterSpec): Promise<number[]> =>
  (await simulated(spec)).starts.map(({ timeSeconds }) => timeSeconds)

test('a drain cordons its node and evicts all pods that no budget covers at once, but those of DaemonSets (Z28)', async () => {
  const spec = web(undefined, [drainFault(10)])
  assert.equal(await startsOf(spec), [14, 14, 14])
  const state = stateAfter(spec, 60)
  assert.is(state.nodeHealth.apiMark[0] & NodeMark.Cordoned, NodeMark.Cordoned)
  assert.is(state.nodeHealth.apiMark[0] & NodeMark.UnschedulableNoSchedule, NodeMark.UnschedulableNoSchedule)
  assert.is(state.drains.isRunning, false)
  const there = Array.from(state.pod.node.subarray(0, state.pod.count)).filter(
    (at, pod) => at === 0 && state.pod.stage[pod] === PodStage.Bound,
  )
  assert.is(there.length, 1)
  assert.is(summaryOf(await simulated(spec), 'evictions_total'), 3)
})

test('with a budget of one, one pod goes at a time: the others ask again after 5 s (Z28)', async () => {
  const spec = web({ minAvailable: pods(5) }, [drainFault(10)])
  // Calls take no time, so that none reads the budget while another takes from it.
  assert.equal(await startsOf(spec), [14, 19, 24])
  assert.is(summaryOf(await simulated(spec), 'ready_min', 'default/deployment/web'), 5)
})

test('a budget that has nothing to give holds a drain up to its end, and pods are placed there again after it (Z28)', async () => {
  const spec = web({ maxUnavailable: pods(0) }, [drainFault(10, { forUs: 30 * second })])
  assert.equal(await startsOf(spec), [])
  const state = stateAfter(spec, 41)
  assert.equal([state.drains.isRunning, state.nodeHealth.apiMark[0]], [false, NodeMark.Ready])
})

test('an eviction takes from the budget at once, which is free again when the replacement is Ready (Z28)', () => {
  const spec = web({ minAvailable: pods(5) }, [drainFault(10)])
  const allowed = [9, 11, 13.9, 14.1].map((at) => stateAfter(spec, at).budgets[0].api.allowed)
  assert.equal(allowed, [1, 0, 0, 1])
})

test('the grace period of a drain is that of the pods, unless it says another (Z28, K1)', () => {
  const stuck = app({}, { shutdown: { after: [constant(Infinity)], exitCode: 0 } })
  const one = (changes: object): number => {
    const alone = workload([stuck], { kind: 'Deployment', pod: { terminationGraceUs: 20 * second } })
    const spec = cluster([alone], 120, {
      nodes: [node({ name: 'a' }), node({ name: 'b' })],
      initialState: 'running',
      faults: [drainFault(10, changes), drainFault(10, { nodes: [1], ...changes })],
    })
    return stateAfter(spec, 100).container.exitedAtUs[0] / second
  }
  assert.equal([one({}), one({ gracePeriodUs: 5 * second })], [30, 15])
})

const unhealthy: readonly { readonly always: boolean; readonly healthy: number; readonly evicted: number }[] =
  [
    // Two of four are not ready, and three are to be: nobody may go, the unready ones neither.
    { always: false, healthy: 3, evicted: 0 },
    { always: true, healthy: 3, evicted: 2 },
    // As many are ready as are to be: those that are not may go.
    { always: false, healthy: 2, evicted: 2 },
  ]
for (const { always, healthy, evicted } of unhealthy) {
  test(`pods that are not ready, at least ${healthy} of 4, ${always ? 'AlwaysAllow' : 'IfHealthyBudget'}: ${evicted} go (Z28)`, () => {
    const readiness = { readiness: probe({ period: 5 }, { failureThreshold: 1 }) }
    const sick = app(readiness, { script: [script(1, 'fail')] })
    const well = app(readiness)
    const nodes = ['a', 'b'].map((name) => node({ name }))
    const two = { kind: 'Deployment', replicas: 2, nodes: nodeChoice([0]), budgets: [0] } as const
    const spec = cluster(
      [workload([sick], { ...two, name: 'sick' }), workload([well], { ...two, name: 'well' })],
      30,
      {
        nodes,
        initialState: 'running',
        budgets: [
          { namespace: 'default', name: 'x', minAvailable: pods(healthy), alwaysAllowsUnhealthy: always },
        ],
        faults: [drainFault(12)],
      },
    )
    const state = stateAfter(spec, 13)
    const gone = [0, 1, 2, 3].filter((pod) => state.pod.stage[pod] >= PodStage.Deleting)
    assert.equal(gone, [0, 1].slice(0, evicted))
  })
}

test.run()
