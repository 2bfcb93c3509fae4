/** N1 to N12, Z26, E10: what the control plane does about nodes that fail, and that are back. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { machineFault, nodeDeleteFault, nodeObjectFault } from '../../../../tests/support/faults.ts'
import { observe, simulated, stateAfter, summaryOf } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  idealOverheads,
  node,
  probe,
  second,
  unlimitedControlPlane,
  workload,
} from '../../../../tests/support/spec.ts'
import {
  borneUs,
  type ClusterSpec,
  controlPlaneDefaults,
  type FaultSpec,
  type NodeSpec,
} from '../../../contract/cluster-spec.ts'
import { PodStage } from '../../codes.ts'
import { NodeMark } from './node-object.ts'

const test = suite('node lifecycle')

const nodes = (count: number): NodeSpec[] =>
  Array.from({ length: count }, (_, index) =>
    node({ name: `n${String(index).padStart(3, '0')}`, podsMax: 10 }),
  )

function web(faults: readonly FaultSpec[], seconds: number, changes: Partial<ClusterSpec> = {}): ClusterSpec {
  const pods = workload([app({ readiness: probe() })], { kind: 'Deployment', replicas: 4 })
  return cluster([pods], seconds, { nodes: nodes(3), faults, initialState: 'running', ...changes })
}

/** When something first holds of the cluster, in seconds, to the hundredth. */
function firstTime(spec: ClusterSpec, holds: (state: ReturnType<typeof stateAfter>) => boolean): number {
  let low = 0
  let high = spec.durationUs / second
  while (high - low > 0.005) {
    const middle = (low + high) / 2
    if (holds(stateAfter(spec, middle))) high = middle
    else low = middle
  }
  return high
}

test('a node that dies is Unknown 50 s after its last renewal was observed, and its pods not Ready in the API (N2 to N4, E10)', () => {
  const spec = web([machineFault('nodeDown', 100)], 500)
  const state = stateAfter(spec, 106)
  const { renewedUs, probedUs, isProbed } = state.nodeHealth
  assert.is(isProbed[0], 1)
  assert.ok(probedUs[0] >= renewedUs[0] && probedUs[0] - renewedUs[0] <= 5 * second)
  const unknown = firstTime(spec, ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.Unknown) !== 0)
  assert.ok(Math.abs(unknown - probedUs[0] / second - 50) < 0.01, `${unknown}`)
  const after = stateAfter(spec, unknown + 0.2)
  const onDead = Array.from({ length: 4 }, (_, pod) => pod).filter((pod) => after.pod.node[pod] === 0)
  assert.ok(onDead.length > 0)
  for (const pod of onDead) assert.equal([after.pod.apiIsReady[pod], after.pod.apiPhase[pod]], [0, 1])
  // N5: NoSchedule at once, NoExecute in the next pass of 100 ms.
  const marks = NodeMark.Unknown | NodeMark.UnreachableNoSchedule | NodeMark.UnreachableNoExecute
  assert.is(after.nodeHealth.apiMark[0], marks)
})

test('its pods are deleted 300 s after the taint, and replaced elsewhere at once (N7, N8, E10)', async () => {
  const spec = web([machineFault('nodeDown', 100)], 600)
  const tainted = firstTime(
    spec,
    ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.UnreachableNoExecute) !== 0,
  )
  const observed = await simulated(spec)
  const again = observed.starts.filter(({ timeSeconds }) => timeSeconds > 0)
  assert.ok(again.length > 0)
  for (const { timeSeconds, node: name } of again) {
    assert.ok(Math.abs(timeSeconds - tainted - 300) < 0.01, `${timeSeconds} after ${tainted}`)
    assert.ok(name !== 'n000')
  }
  assert.is(summaryOf(observed, 'evictions_total'), again.length)
})

test('ten nodes of a zone of 100 at once: taints at +0, +10, ..., +90 s (N6, E10)', () => {
  const ten = Array.from({ length: 10 }, (_, index) => index)
  const spec = cluster([workload([app({})], { kind: 'Deployment' })], 300, {
    nodes: nodes(100),
    initialState: 'running',
    faults: [machineFault('nodeDown', 100, undefined, ten)],
  })
  const tainted = (at: number): number => {
    const { apiMark } = stateAfter(spec, at).nodeHealth
    return ten.filter((one) => (apiMark[one] & NodeMark.UnreachableNoExecute) !== 0).length
  }
  const first = firstTime(spec, ({ nodeHealth }) =>
    nodeHealth.apiMark.some((mark) => (mark & NodeMark.UnreachableNoExecute) !== 0),
  )
  assert.equal(
    [0.01, 9, 10.5, 50.5, 89, 90.5].map((after) => tainted(first + after)),
    [1, 1, 2, 6, 9, 10],
  )
})

test('when all nodes are down, taints are taken off again and nothing is evicted (N6)', async () => {
  const spec = web([machineFault('nodeDown', 100, undefined, [0, 1, 2])], 600)
  const { apiMark } = stateAfter(spec, 500).nodeHealth
  for (const mark of apiMark) assert.is(mark, NodeMark.Unknown | NodeMark.UnreachableNoSchedule)
  assert.is(summaryOf(await simulated(spec), 'evictions_total'), 0)
})

test('a pass that finds all nodes down takes off the taints that it had listed, not those that came while it ran (N6)', () => {
  // So few calls a second that pods are marked for minutes, with taints between them.
  const slow = { ...controlPlaneDefaults, controllers: { qps: 0.2, burst: 1 } }
  const onNode = (at: number) =>
    workload([app({})], { name: `w${at}`, replicas: 10, nodes: { admitted: [at], refusals: [] } })
  const kept = [1, 2, 3, 4, 5, 6].map((masterSeed) => {
    const spec = cluster([onNode(0), onNode(1)], 1000, {
      nodes: nodes(2),
      initialState: 'running',
      controlPlane: slow,
      masterSeed: `${masterSeed}`,
      faults: [machineFault('nodeDown', 100, undefined, [0, 1])],
    })
    const { apiMark, turnedUs } = stateAfter(spec, 999).nodeHealth
    const inOnePass = Math.abs(turnedUs[0] - turnedUs[1]) < 10 * second
    const first = turnedUs[0] < turnedUs[1] ? 0 : 1
    return { inOnePass, keepsTaint: (apiMark[first] & NodeMark.UnreachableNoExecute) !== 0 }
  })
  assert.ok(kept.some(({ inOnePass }) => inOnePass) && kept.some(({ inOnePass }) => !inOnePass))
  for (const { inOnePass, keepsTaint } of kept) assert.is(keepsTaint, inOnePass)
})

test('from 1.37 on a pass asks for the lease of each silent node: with many of them passes are further apart (N2)', () => {
  const apart = (kubernetesVersion: ClusterSpec['kubernetesVersion']): number => {
    const spec = cluster([workload([app({})])], 500, {
      nodes: nodes(50),
      kubernetesVersion,
      controlPlane: controlPlaneDefaults,
      faults: [
        machineFault(
          'nodeDown',
          100,
          undefined,
          Array.from({ length: 40 }, (_, index) => index),
        ),
      ],
    })
    const { passes } = stateAfter(spec, 499).nodeMonitor
    const nextUs = passes.nextUs(499 * second)
    return (passes.nextUs(nextUs + 1) - nextUs) / second
  }
  // 30 calls at once, ten more at 20 per second.
  assert.equal([apart('1.36'), apart('1.37')], [5, 5.5])
})

test('a pod that comes to a node with a taint that it bears for a while bears it from then on (N7)', () => {
  const bears = {
    staysUs: { notReady: 40 * second, unreachable: 40 * second, outOfService: 0 },
    placedDespite: ['unreachable', 'notReady'] as const,
  }
  const late = workload([app({})], { createdAtUs: 300 * second, pod: { tolerations: bears } })
  const spec = cluster([late], 500, {
    nodes: nodes(2),
    faults: [machineFault('nodeDown', 100, undefined, [0])],
  })
  const one = { ...spec, workloads: [{ ...late, nodes: { admitted: [0], refusals: [] } }] }
  const deleted = firstTime(one, ({ pod }) => pod.count > 0 && pod.stage[0] === PodStage.Deleting)
  assert.is(Math.round(deleted), 340)
})

for (const bearsSeconds of [0, 40])
  test(`the quiet engine waits for the controller to hear of such a pod: it bears the taint for ${bearsSeconds} s (N7)`, async () => {
    const staysUs = { notReady: bearsSeconds * second, unreachable: Infinity, outOfService: 0 }
    const tolerations = { staysUs, placedDespite: ['notReady'] as const }
    const taints = (['NoExecute', 'NoSchedule'] as const).map((effect) => ({
      key: 'node.kubernetes.io/not-ready',
      value: '',
      effect,
    }))
    const unready = node({ taints, status: { ready: 'no', isUnschedulable: false } })
    const late = workload([app({ readiness: probe({ period: 1 }) })], {
      createdAtUs: 300 * second,
      pod: { tolerations, nodeName: unready.name },
    })
    const spec = cluster([late], 400, {
      nodes: [unready, ...nodes(1)],
      overheads: { ...idealOverheads, ideal: false, watchUs: { kind: 'exponential', mean: second } },
    })
    const observed = await observe(spec)
    assert.is(summaryOf(observed, 'evictions_total'), 1)
    assert.ok(Math.max(...observed.runs.map(({ time }) => time)) < 300 + bearsSeconds + 40)
  })

test('a pod that comes to the node does not have another one evicted twice (N7)', () => {
  const staysUs = { notReady: 40 * second, unreachable: Infinity, outOfService: 0 }
  const tolerations = { staysUs, placedDespite: ['notReady'] as const }
  const taints = (['NoExecute', 'NoSchedule'] as const).map((effect) => ({
    key: 'node.kubernetes.io/not-ready',
    value: '',
    effect,
  }))
  const unready = node({ taints, status: { ready: 'no', isUnschedulable: false } })
  const stubborn = app({}, { shutdown: { after: [constant(Infinity)], exitCode: 137 } })
  const [early, late] = [300, 350].map((seconds) =>
    workload([stubborn], {
      name: `from-${seconds}`,
      createdAtUs: seconds * second,
      pod: { tolerations, nodeName: unready.name, terminationGraceUs: 100 * second },
    }),
  )
  const { evictions } = stateAfter(cluster([early!, late!], 400, { nodes: [unready, ...nodes(1)] }), 399)
  assert.is(evictions.started, 2)
})

test('each revision has tolerations of its own: pods of the new one leave sooner, and the old ones as they said (N7, W2)', () => {
  const staying = (seconds: number) => ({
    staysUs: { notReady: seconds * second, unreachable: seconds * second, outOfService: 0 },
    placedDespite: [],
  })
  const pods = workload([app({})], { kind: 'Deployment', replicas: 4, pod: { tolerations: staying(200) } })
  const later = { ...pods.pod, tolerations: staying(30) }
  const leftAfter = (rolls: boolean): number => {
    const faults: FaultSpec[] = [machineFault('nodeDown', 100, undefined, [0])]
    if (rolls)
      faults.unshift({ kind: 'rollout', atUs: 20 * second, revisions: [{ workload: 0, revision: 1 }] })
    const spec = cluster([{ ...pods, revisions: [later] }], 600, {
      nodes: nodes(3),
      faults,
      initialState: 'running',
    })
    const tainted = firstTime(
      spec,
      ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.UnreachableNoExecute) !== 0,
    )
    const onNode = ({ pod }: ReturnType<typeof stateAfter>): number =>
      Array.from({ length: pod.count }, (_, one) => one).filter(
        (one) => pod.node[one] === 0 && pod.stage[one] === PodStage.Bound,
      ).length
    assert.ok(onNode(stateAfter(spec, tainted)) > 0)
    return firstTime(spec, (state) => state.nowUs > tainted * second && onNode(state) === 0) - tainted
  }
  assert.equal([leftAfter(false), leftAfter(true)].map(Math.round), [200, 30])
})

test('a node that is back in time keeps its pods: NoSchedule goes at once, NoExecute with the next pass (N7, N10)', async () => {
  const spec = web([machineFault('nodeReboot', 100, 200)], 900)
  const before = stateAfter(spec, 299.9).nodeHealth.apiMark[0]
  assert.is(before, NodeMark.Unknown | NodeMark.UnreachableNoSchedule | NodeMark.UnreachableNoExecute)
  const back = stateAfter(spec, 300)
  assert.is(back.nodeHealth.apiMark[0], NodeMark.Ready | NodeMark.UnreachableNoExecute)
  const after = stateAfter(spec, 306)
  assert.equal([after.nodeHealth.apiMark[0], after.evictions.timers.size], [NodeMark.Ready, 0])
  const observed = await simulated(spec)
  assert.is(summaryOf(observed, 'evictions_total'), 0)
  assert.ok(observed.starts.every(({ cause }) => cause === 'node'))
})

test('a kubelet that was cut off says within 10 s that its pods are Ready, as they have been all along (N10, N12)', async () => {
  const spec = web([machineFault('partition', 100, 150)], 600, {
    overheads: { ...idealOverheads, ideal: false },
    controlPlane: controlPlaneDefaults,
  })
  const ready = (at: number): number[] => {
    const { pod } = stateAfter(spec, at)
    const onNode = Array.from({ length: 4 }, (_, row) => row).filter((row) => pod.node[row] === 0)
    return [...new Set(onNode.map((row) => pod.apiIsReady[row]))]
  }
  assert.equal([ready(200), ready(249), ready(260.1)], [[0], [0], [1]])
  const observed = await simulated(spec)
  assert.is(summaryOf(observed, 'unready_seconds_total'), 0)
  assert.equal(observed.starts, [])
})

test('pods of a node without an object are removed 40 to 60 s after, and replaced then (N9)', async () => {
  const deleted: FaultSpec = { kind: 'nodeDelete', atUs: 200 * second, nodes: [0], share: 'all' }
  const spec = web([machineFault('nodeDown', 190), deleted], 400)
  const { starts } = await simulated(spec)
  assert.ok(starts.length > 0)
  // Two passes 20 s apart, of which the first is at most 20 s later, and 40 s of quarantine between.
  for (const { timeSeconds } of starts)
    assert.ok(timeSeconds >= 240 && timeSeconds <= 260.1, `${timeSeconds}`)
  const state = stateAfter(spec, 300)
  assert.ok(Array.from(state.pod.node).every((at, pod) => at !== 0 || state.pod.stage[pod] === PodStage.Gone))
})

test('out of service: every pod is deleted at once, and is gone within 20 s (N7, N9)', async () => {
  const taint: FaultSpec = { kind: 'nodeOutOfService', atUs: 200 * second, nodes: [0], share: 'all' }
  const spec = web([machineFault('nodeDown', 100), taint], 400)
  const { starts } = await simulated(spec)
  assert.ok(starts.length > 0)
  for (const { timeSeconds } of starts) assert.ok(Math.abs(timeSeconds - 200) < 0.01, `${timeSeconds}`)
  const stages = (at: number): number[] => {
    const { pod } = stateAfter(spec, at)
    return [
      ...new Set(
        Array.from({ length: 4 }, (_, row) => row)
          .filter((row) => pod.node[row] === 0)
          .map((row) => pod.stage[row]),
      ),
    ]
  }
  assert.equal([stages(200.1), stages(220.1)], [[PodStage.Deleting], [PodStage.Gone]])
})

for (const [bears, outOfServiceUs, deletedAt] of [
  ['does not tolerate', 0, 200],
  ['tolerates for no second', borneUs(0), 452],
] as const)
  test(`a pod that ${bears} a second taint, while it bears the first, is deleted at ${deletedAt} s (N7)`, () => {
    const tolerations = {
      staysUs: { notReady: 300 * second, unreachable: 300 * second, outOfService: outOfServiceUs },
      placedDespite: [],
    }
    const pods = workload([app({})], {
      kind: 'Deployment',
      replicas: 1,
      nodes: { admitted: [0], refusals: [] },
      pod: { tolerations },
    })
    const faults = [machineFault('nodeDown', 100), nodeObjectFault('nodeOutOfService', 200)]
    const spec = cluster([pods], 500, { nodes: nodes(2), faults, initialState: 'running' })
    const deleted = firstTime(
      spec,
      ({ pod }) => pod.stage[0] === PodStage.Deleting || pod.stage[0] === PodStage.Gone,
    )
    assert.ok(Math.abs(deleted - deletedAt) < 6, `${deleted}`)
  })

test('a machine whose object is gone registers anew when it is back, and takes pods once its taint is off (N10)', () => {
  const deleted: FaultSpec = { kind: 'nodeDelete', atUs: 200 * second, nodes: [0], share: 'all' }
  const spec = web([machineFault('nodeDown', 190, 200), deleted], 500)
  assert.is(stateAfter(spec, 389).nodeHealth.apiMark[0], NodeMark.Missing)
  assert.is(stateAfter(spec, 395).nodeHealth.apiMark[0], NodeMark.Ready)
})

test('DaemonSets stay on a dead node, and pods that tolerate a taint for a while stay so long (N7)', async () => {
  const staysUs = { notReady: 300 * second, unreachable: 20 * second, outOfService: 0 }
  const one = app({})
  const spec = cluster(
    [
      workload([one], { kind: 'DaemonSet', name: 'agent', replicas: 3 }),
      workload([one], {
        kind: 'Deployment',
        name: 'quick',
        replicas: 3,
        pod: { tolerations: { staysUs, placedDespite: [] } },
      }),
    ],
    600,
    { nodes: nodes(3), initialState: 'running', faults: [machineFault('nodeDown', 100)] },
  )
  const tainted = firstTime(
    spec,
    ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.UnreachableNoExecute) !== 0,
  )
  const { starts, ...observed } = await simulated(spec)
  assert.equal(
    starts.map(({ workload: of }) => of),
    ['default/deployment/quick'],
  )
  assert.ok(Math.abs(starts[0].timeSeconds - tainted - 20) < 0.01)
  assert.is(summaryOf(observed, 'evictions_total'), 1)
})

type Lost = {
  readonly kind: 'DaemonSet' | 'StatefulSet'
  readonly fault: FaultSpec
  readonly starts: readonly string[]
}
const outOfService = nodeObjectFault('nodeOutOfService', 200, 100)
const lost: readonly Lost[] = [
  // The pod is gone with the next pass of the garbage collector, and only then its successor comes.
  { kind: 'StatefulSet', fault: outOfService, starts: ['web-1 elsewhere at 208'] },
  { kind: 'StatefulSet', fault: nodeDeleteFault(200), starts: ['web-1 elsewhere at 248'] },
  // A DaemonSet has nothing to do there before the node is back.
  { kind: 'DaemonSet', fault: outOfService, starts: ['web-3 on n000 at 400'] },
  { kind: 'DaemonSet', fault: nodeDeleteFault(200), starts: ['web-3 on n000 at 400'] },
]
for (const { kind, fault, starts: expected } of lost) {
  test(`a ${kind} whose node is dead from 100 to 400, ${fault.kind} at 200 (N8, N9, W3, Z24)`, async () => {
    const spec = cluster([workload([app({})], { kind, replicas: 3 })], 700, {
      nodes: nodes(3),
      initialState: 'running',
      faults: [machineFault('nodeDown', 100, 300), fault],
    })
    const { starts } = await simulated(spec)
    const found = starts.map(
      ({ pod, node: on, timeSeconds }) =>
        `${pod} ${on === 'n000' ? 'on n000' : 'elsewhere'} at ${Math.floor(timeSeconds)}`,
    )
    assert.equal(found, expected)
  })
}

test('when one zone of two has a node again, the other one gets its taints as well (N6)', () => {
  const zoned = [0, 0, 1].map((zone, index) =>
    node({ name: `n${index}`, podsMax: 10, labels: { 'topology.kubernetes.io/zone': `z${zone}` } }),
  )
  const faults = [machineFault('partition', 100, 200, [0]), machineFault('partition', 100, undefined, [1, 2])]
  const spec = web(faults, 400, { nodes: zoned })
  const taintedAfter = (seconds: number) =>
    stateAfter(spec, seconds).nodeHealth.apiMark.map((mark) => mark & NodeMark.UnreachableNoExecute)
  assert.not.ok(taintedAfter(299).some(Boolean))
  assert.equal(Array.from(taintedAfter(330), Boolean), [false, true, true])
  assert.is(stateAfter(spec, 330).nodeHealth.apiMark[0], NodeMark.Ready)
})

test('where leases and passes are is chance, of a stream of its own: so is when a node is Unknown (N1, N2)', () => {
  const times = Array.from({ length: 24 }, (_, seed) => {
    const spec = web([machineFault('nodeDown', 100)], 200, { masterSeed: String(seed) })
    return firstTime(spec, ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.Unknown) !== 0) - 100
  })
  assert.ok(
    Math.min(...times) >= 39.6 && Math.max(...times) <= 55.1,
    `${Math.min(...times)} to ${Math.max(...times)}`,
  )
  assert.ok(Math.max(...times) - Math.min(...times) > 6)
})

test('with another period and grace period nodes are given up as these say (N2)', () => {
  const spec = web([machineFault('nodeDown', 100)], 200, {
    controlPlane: {
      ...unlimitedControlPlane,
      nodeMonitorPeriodUs: 2 * second,
      nodeMonitorGraceUs: 16 * second,
    },
  })
  const { probedUs } = stateAfter(spec, 103).nodeHealth
  const unknown = firstTime(spec, ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.Unknown) !== 0)
  assert.ok(Math.abs(unknown - probedUs[0] / second - 16) < 0.01, `${unknown}`)
})

test('a node that the input has as unready, and without taints, gets them and loses its pods, whatever happens elsewhere (N5, N7)', () => {
  const [first, ...others] = nodes(3)
  const live = ['a', 'b'].map((pod) => ({ name: `web-${pod}`, node: 0, containers: [] }))
  const pods = workload([app({ readiness: probe() })], { kind: 'ReplicaSet', replicas: 2, livePods: live })
  const reboot = machineFault('nodeReboot', 550, 10, [2])
  for (const ready of ['no', 'unknown'] as const)
    for (const faults of [[], [reboot]]) {
      const unready = { ...first!, status: { ready, isUnschedulable: false } }
      const spec = cluster([pods], 600, { nodes: [unready, ...others], initialState: 'running', faults })
      const onFirst = (at: number): number => {
        const { pod } = stateAfter(spec, at)
        const rows = Array.from({ length: pod.count }, (_, row) => row)
        return rows.filter((row) => pod.node[row] === 0 && pod.stage[row] === PodStage.Bound).length
      }
      assert.equal([200, 320].map(onFirst), [2, 0], `${ready}, ${faults.length} faults`)
    }
})

test('taints that nodes of the input have are there from the start: pods that do not tolerate one go, and none comes (N5, N7, D3)', () => {
  const taint = (name: string, effect: 'NoExecute' | 'NoSchedule') => ({
    key: `node.kubernetes.io/${name}`,
    value: '',
    effect,
  })
  const notReady = { ready: 'no', isUnschedulable: false } as const
  const tainted = (name: string, ready: boolean) => {
    const [first, ...others] = nodes(3)
    const taints = ready
      ? [taint(name, 'NoExecute')]
      : [taint(name, 'NoExecute'), taint('not-ready', 'NoSchedule'), taint('not-ready', 'NoExecute')]
    const nodeThere = { ...first!, taints, ...(ready ? {} : { status: notReady }) }
    const live = ['a', 'b'].map((pod) => ({ name: `web-${pod}`, node: 0, containers: [] }))
    const pods = workload([app({ readiness: probe() })], { kind: 'ReplicaSet', replicas: 2, livePods: live })
    return cluster([pods], 900, { nodes: [nodeThere, ...others], initialState: 'running' })
  }
  const onFirst = (spec: ClusterSpec, at: number): number => {
    const { pod } = stateAfter(spec, at)
    const rows = Array.from({ length: pod.count }, (_, row) => row)
    return rows.filter((row) => pod.node[row] === 0 && pod.stage[row] === PodStage.Bound).length
  }
  // Nobody tolerates that a node is out of service; 300 s that it is not ready. One that is ready loses the taint not-ready.
  assert.equal(
    [0.1, 10].map((at) => onFirst(tainted('out-of-service', true), at)),
    [0, 0],
  )
  const lost = tainted('not-ready', false)
  assert.equal(
    [299, 301, 800].map((at) => onFirst(lost, at)),
    [2, 0, 0],
  )
  const stale = tainted('not-ready', true)
  assert.equal(
    [100, 800].map((at) => onFirst(stale, at)),
    [2, 2],
  )
  assert.is(stateAfter(stale, 100).nodeHealth.apiMark[0], NodeMark.Ready)
})

test.run()
