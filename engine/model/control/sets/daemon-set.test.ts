/** The DaemonSet controller within the model: a pod on each node, replacement, updates, back-off (W3, Z24). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SetRun } from '../../../../tests/support/set-run.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  type ContainerSpec,
  controlPlaneDefaults,
  type DaemonSetSpec,
  type DaemonUpdateSpec,
  daemonSetDefaults,
} from '../../../contract/cluster-spec.ts'

const test = suite('DaemonSet controller')

const nodes = (count: number) =>
  Array.from({ length: count }, (_, index) => node({ name: `n${String(index).padStart(3, '0')}` }))

const app = (startup: number): ContainerSpec =>
  container({
    probes: { readiness: probe({ period: 1 }) },
    behavior: behavior({
      startup: [Number.isFinite(startup) ? constant(startup) : never],
      shutdown: { after: [constant(5)], exitCode: 0 },
    }),
  })

const rolling = (update: Partial<DaemonUpdateSpec>): Partial<DaemonSetSpec> => ({
  update: { maxUnavailable: { count: 1 }, maxSurge: { count: 0 }, ...update },
})
const surge = (count: number) => rolling({ maxUnavailable: { count: 0 }, maxSurge: { count } })

function agents(
  count: number,
  set: Partial<DaemonSetSpec> = {},
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  const one = workload([app(20)], { kind: 'DaemonSet', name: 'agent', replicas: count })
  const revisions = [app(20), app(Number.POSITIVE_INFINITY)].map((each) => ({
    ...one.pod,
    containers: [each],
  }))
  return cluster([{ ...one, daemonSet: { ...daemonSetDefaults, ...set }, revisions }], 3600, {
    initialState: 'running',
    kubernetesVersion: '1.36',
    nodes: nodes(count),
    ...changes,
  })
}

/** By node: revisions of the pods that are there and not on their way out. */
function revisionsOf({ state }: SetRun): string {
  const { pod: pods, workload: workloads } = state
  const found: string[] = Array.from({ length: state.spec.nodes.length }, () => '')
  for (let pod = 0; pod < pods.count; pod++)
    if (Number.isNaN(pods.deletedAtUs[pod]))
      found[pods.node[pod]] += String(pods.template[pod] - workloads.firstTemplate[0])
  return found.join(' ')
}

test('each node gets a pod, as the bucket lets the controller create them (W3, Z20)', () => {
  const spec = agents(40, {}, { initialState: 'created', controlPlane: controlPlaneDefaults })
  const run = new SetRun(spec).to(0.01)
  // 30 calls at once: the revision, pods, and events of some of them.
  assert.ok(run.state.pod.count >= 15 && run.state.pod.count < 30, String(run.state.pod.count))
  run.to(10)
  assert.is(revisionsOf(run), Array.from({ length: 40 }, () => '0').join(' '))
  assert.is(run.state.keptSet.statusReplicas[0], 40)
})

test('a deleted pod is replaced on its node when it has ended, whether its object has gone or not (Z24)', () => {
  const run = new SetRun(agents(3)).to(100).delete('agent-1')
  assert.is(run.to(104).pods(), 'agent-0:0 agent-1:0! agent-2:0')
  assert.is(run.to(106).pods(), '(agent-3:0) agent-0:0 agent-2:0')
  assert.is(run.state.pod.node[3], run.state.pod.node[1])
})

test('an update takes one node after the other, in any order (W3)', () => {
  const run = new SetRun(agents(4)).to(100).rollTo(1).to(102)
  const oldCount = () =>
    revisionsOf(run)
      .split(' ')
      .filter((each) => each === '0').length
  assert.is(oldCount(), 3)
  run.to(124)
  assert.is(oldCount(), 3)
  run.to(126)
  assert.is(oldCount(), 2)
  assert.is(revisionsOf(run.to(220)), '1 1 1 1')
  const firsts = new Set<number>()
  for (let seed = 0; seed < 12; seed++) {
    const other = new SetRun(agents(4, {}, { masterSeed: String(seed) })).to(100).rollTo(1).to(102)
    firsts.add([0, 1, 2, 3].findIndex((pod) => !Number.isNaN(other.state.pod.deletedAtUs[pod])))
  }
  assert.ok(firsts.size > 1)
})

test('or at most as many nodes at a time as may be unavailable, a share rounded up (W3)', () => {
  const two = new SetRun(agents(4, rolling({ maxUnavailable: { count: 2 } }))).to(100).rollTo(1).to(102)
  assert.is(
    revisionsOf(two)
      .split(' ')
      .filter((each) => each === '').length,
    2,
  )
  const share = new SetRun(agents(4, rolling({ maxUnavailable: { percent: 30 } }))).to(100).rollTo(1).to(102)
  assert.is(
    revisionsOf(share)
      .split(' ')
      .filter((each) => each === '').length,
    2,
  )
})

test('it stops at the first nodes of a version that never gets ready (W3)', () => {
  const run = new SetRun(agents(4)).to(100).rollTo(2).to(1000)
  assert.is(
    revisionsOf(run)
      .split(' ')
      .filter((each) => each === '0').length,
    3,
  )
  // What is not available goes whatever the limit: a rollback repairs it.
  assert.is(revisionsOf(run.rollTo(0).to(1100)), '0 0 0 0')
})

test('with surge the new pod comes first, and the old one goes when the new one is ready (W3)', () => {
  const run = new SetRun(agents(3, surge(1))).to(100).rollTo(1)
  assert.is(revisionsOf(run.to(110)).length, '0 0 01'.length)
  run.to(121)
  assert.is(
    revisionsOf(run)
      .split(' ')
      .filter((each) => each.includes('1')).length,
    2,
  )
  assert.is(run.state.metrics.levels.readyCount[0], 3)
  assert.is(revisionsOf(run.to(200)), '1 1 1')
})

test('OnDelete waits until somebody deletes a pod (W3)', () => {
  const run = new SetRun(agents(3, { update: 'OnDelete' })).to(100).rollTo(1)
  assert.is(revisionsOf(run.to(300)), '0 0 0')
  assert.is(revisionsOf(run.delete('agent-0').to(320)), '1 0 0')
})

test('an update with surge is complete when the last pod of before is gone (Z24)', () => {
  const run = new SetRun(agents(3, surge(1))).to(10).rollTo(1).to(600)
  const { completeUs } = run.state.metrics.levels.rollouts
  const { pod: pods } = run.state
  const goneUs = Math.max(...pods.deletedAtUs.slice(0, 3)) + 5 * second
  assert.ok(completeUs[0] >= goneUs && completeUs[0] < goneUs + 5 * second, `${completeUs[0]} and ${goneUs}`)
})

test('the next node waits minReadySeconds from the sync that saw a pod ready: its controller looks no sooner (Z23)', () => {
  const run = new SetRun(agents(2, { minReadyUs: 10 * second }, { clockOffsetUs: 0.5 * second }))
  run.to(100).rollTo(1)
  // Deleted at 100, ended at 105, ready at 125, which is 125.5 on the wall: available at 135 there, 134.5 here.
  const old = (at: number): number =>
    revisionsOf(run.to(at))
      .split(' ')
      .filter((each) => each === '0').length
  assert.equal([old(134.9), old(135.1)], [1, 0])
})

test('a pod that is ready after another is noticed as available late: the first look counts, and the next is minReadySeconds after it (Z23, kubernetes/kubernetes#39785)', () => {
  const minReady = 10
  const slow = container({
    probes: { readiness: probe({ period: 1 }) },
    behavior: behavior({ startup: [{ kind: 'uniform', low: 20 * second, high: 26 * second }] }),
  })
  const one = workload([slow], { kind: 'DaemonSet', name: 'agent', replicas: 6 })
  const daemonSet = { ...daemonSetDefaults, minReadyUs: minReady * second }
  const spec = cluster([{ ...one, daemonSet }], 3600, { nodes: nodes(6) })
  const { apiReadySinceUs } = new SetRun(spec).to(200).state.pod
  const ready = [...apiReadySinceUs.subarray(0, 6)].map((us) => us / second).sort((x, y) => x - y)
  // The looks, told plainly: at each news, and when the queue says so.
  const looks: number[] = []
  let due = Number.POSITIVE_INFINITY
  const news = [...ready]
  while (news.length > 0 || due < Number.POSITIVE_INFINITY) {
    const isNews = news.length > 0 && news[0]! <= due
    const at = isNews ? news.shift()! : due
    if (isNews) due = Math.min(due, at + minReady + 1)
    else due = Number.POSITIVE_INFINITY
    looks.push(at)
    if (availableAt(at) < ready.filter((each) => each <= at).length) due = Math.min(due, at + minReady)
  }
  function availableAt(at: number): number {
    return ready.filter((each) => Math.floor(each) + minReady <= at).length
  }
  const run = new SetRun(spec)
  for (let at = 20.25; at < 70; at += 0.5) {
    const last = looks.filter((look) => look < at).at(-1)
    const shown = run.to(at).state.keptSet.statusAvailable[0]
    assert.is(shown, last === undefined ? 0 : availableAt(last), `${at} s; ready at ${ready}`)
  }
  assert.ok(Math.max(...looks) > Math.floor(ready.at(-1)!) + minReady + 2, 'the last is noticed late')
})

test('of a pod that fails again and again the first goes at once, the next after 1, 2, 4, ... s (W3)', () => {
  const fails = container({
    restartPolicy: 'Never',
    behavior: behavior({ crash: { after: [constant(0)], exitCode: 1 } }),
  })
  const spec = cluster([workload([fails], { kind: 'DaemonSet', name: 'agent', replicas: 1 })], 1000, {
    initialState: 'created',
    kubernetesVersion: '1.36',
  })
  assert.equal(
    new SetRun(spec)
      .to(140)
      .creations()
      .map(([, at]) => at),
    [0, 0, 1, 3, 7, 15, 31, 63, 127],
  )
})

test('one that has succeeded is replaced at once (W3)', () => {
  const ends = container({
    restartPolicy: 'Never',
    behavior: behavior({ complete: { after: [constant(4)] } }),
  })
  const spec = cluster([workload([ends], { kind: 'DaemonSet', name: 'agent', replicas: 1 })], 100, {
    initialState: 'created',
    kubernetesVersion: '1.36',
  })
  assert.equal(
    new SetRun(spec)
      .to(10)
      .creations()
      .map(([, at]) => at),
    [0, 4, 8],
  )
})

test('a node that is gone gets no pod, and one that is out of service loses its pod until it is back (W3, N9)', () => {
  const gone = new SetRun(
    agents(3, {}, { faults: [{ kind: 'nodeDelete', atUs: 100 * second, nodes: [1], share: 'all' }] }),
  )
  assert.is(gone.to(400).pods(), 'agent-0:0 agent-2:0')
  assert.equal([gone.state.pod.count, gone.state.keptSet.statusCurrent[0]], [3, 2])
  const out = new SetRun(
    agents(
      3,
      {},
      {
        faults: [
          { kind: 'nodeOutOfService', atUs: 100 * second, forUs: 100 * second, nodes: [1], share: 'all' },
        ],
      },
    ),
  )
  assert.is(out.to(150).pods(), 'agent-0:0 agent-2:0')
  assert.is(out.to(300).pods(), 'agent-0:0 agent-2:0 agent-3:0')
})

test('an update waits for the calls that it takes: a watch, a revision, a deletion', () => {
  const overheads = { ...idealOverheads, watchUs: constant(2), apiRoundTripUs: constant(3) }
  const run = new SetRun(agents(1, {}, { overheads })).to(100).rollTo(1)
  assert.is(revisionsOf(run.to(106.9)), '0')
  assert.is(revisionsOf(run.to(107)), '')
})

test.run()
