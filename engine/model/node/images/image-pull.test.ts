/** I1 to I6: pulls, what holds them back, and how a pod shows that it waits for its image. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kubeletRestartFault, registryDownFault, rolloutFault } from '../../../../tests/support/faults.ts'
import { eventCount, observe, startTimes, stateAfter } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  hook,
  image,
  never,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import {
  type BehaviorSpec,
  type ClusterSpec,
  type ContainerSpec,
  type FaultSpec,
  type ImageBehaviorSpec,
  type KubeletSpec,
  kubeletDefaults,
} from '../../../contract/cluster-spec.ts'
import { PodEvent } from '../../codes.ts'
import { displayStatus } from '../status/pod-display.ts'

const test = suite('image pulls')

/** A container whose image must be pulled, in so many seconds. */
function pulling(
  pullSeconds: number,
  changes: Partial<ContainerSpec> = {},
  does: Partial<BehaviorSpec> = {},
): ContainerSpec {
  const absent = image({ pull: constant(pullSeconds), present: false })
  return container({ behavior: behavior({ image: absent, ...does }), ...changes })
}

function unpullable(pullSeconds = 0, changes: Partial<ContainerSpec> = {}): ContainerSpec {
  const absent = image({ pull: constant(pullSeconds), present: false, fails: true })
  return container({ image: 'nowhere:1', behavior: behavior({ image: absent }), ...changes })
}

/** One pod for each container, all on one node, created at 0 unless said otherwise. */
function pods(
  containers: readonly ContainerSpec[],
  seconds: number,
  changes: Partial<ClusterSpec> & { readonly createdAt?: readonly number[] } = {},
): ClusterSpec {
  const { createdAt = [], ...rest } = changes
  const each = containers.map((only, index) =>
    workload([only], {
      name: `p${String(index).padStart(2, '0')}`,
      createdAtUs: (createdAt[index] ?? 0) * second,
    }),
  )
  return cluster(each, seconds, rest)
}

const kubelet = (changes: Partial<KubeletSpec>): Pick<ClusterSpec, 'nodes'> => ({
  nodes: [node({ kubelet: { ...kubeletDefaults, ...changes } })],
})

/** First start of each pod, in seconds; -1 = none. */
async function firstStarts(spec: ClusterSpec): Promise<number[]> {
  const { starts } = await observe(spec)
  return spec.workloads.map(({ name }) => starts.find((row) => row.pod === name)?.timeSeconds ?? -1)
}

/** How often the API counts an event of the first pod. */
function countOf(spec: ClusterSpec, seconds: number, event: number): number {
  return eventCount(stateAfter(spec, seconds), event)
}

const statusAt = (spec: ClusterSpec, seconds: number): string => displayStatus(stateAfter(spec, seconds), 0)

test('a start that pulls blocks its pod, and the next pod on the node finds the image (I1, S13)', async () => {
  const spec = pods([pulling(7), pulling(7), pulling(7)], 60, { createdAt: [0, 8, 3] })
  // The third asks while the first pulls; when its turn comes the image is there, and the call takes no time (I5).
  assert.equal(await firstStarts(spec), [7, 8, 7])
})

test('containers of a pod start one after the other, each behind its pull (S10, S13)', async () => {
  const containers = [
    pulling(3, { name: 'a', image: 'a:1' }),
    pulling(4, { name: 'b', image: 'b:1' }),
    container({ name: 'c' }),
  ]
  const observed = await observe(cluster([workload(containers)], 30))
  assert.equal(
    containers.map(({ name }) => startTimes(observed, name)[0]),
    [3, 7, 7],
  )
})

const policies: readonly {
  readonly rule: string
  readonly policy: ContainerSpec['imagePullPolicy']
  readonly present: boolean
  readonly starts: readonly number[]
  readonly status: string
  readonly pulls: number
}[] = [
  {
    rule: 'IfNotPresent, present',
    policy: 'IfNotPresent',
    present: true,
    starts: [0],
    status: 'Running',
    pulls: 0,
  },
  {
    rule: 'IfNotPresent, absent',
    policy: 'IfNotPresent',
    present: false,
    starts: [2],
    status: 'Running',
    pulls: 1,
  },
  {
    rule: 'Always, present: a call that takes no time',
    policy: 'Always',
    present: true,
    starts: [0],
    status: 'Running',
    pulls: 1,
  },
  { rule: 'Always, absent', policy: 'Always', present: false, starts: [2], status: 'Running', pulls: 1 },
  { rule: 'Never, present', policy: 'Never', present: true, starts: [0], status: 'Running', pulls: 0 },
  {
    rule: 'Never, absent',
    policy: 'Never',
    present: false,
    starts: [],
    status: 'ErrImageNeverPull',
    pulls: 0,
  },
]

for (const { rule, policy, present, starts, status, pulls } of policies) {
  test(`pull policy ${rule} (I1)`, async () => {
    const one = image({ pull: constant(2), present })
    const spec = pods([container({ imagePullPolicy: policy, behavior: behavior({ image: one }) })], 60)
    assert.equal(startTimes(await observe(spec)), starts)
    assert.is(statusAt(spec, 59), status)
    assert.is(countOf(spec, 59, PodEvent.ImagePulling), pulls)
  })
}

test('Always waits for the answer of the registry at every start, though the image is there (I1)', async () => {
  const asked = behavior({
    image: image({ check: constant(1.5) }),
    crash: { after: [constant(5), constant(5), never], exitCode: 1 },
  })
  const times = async (imagePullPolicy: 'Always' | 'IfNotPresent') =>
    startTimes(await observe(pods([container({ imagePullPolicy, behavior: asked })], 60)))
  assert.equal(await times('Always'), [1.5, 8, 24.5])
  assert.equal(await times('IfNotPresent'), [0, 5, 20])
})

test('the answers of a registry queue as pulls do (I1, I5)', async () => {
  const asked = container({
    imagePullPolicy: 'Always',
    behavior: behavior({ image: image({ check: constant(2) }) }),
  })
  const observed = await observe(pods([asked, asked, asked], 60))
  assert.equal(observed.starts.map((row) => row.timeSeconds).sort(), [2, 4, 6])
})

test('how long a check or a hook takes changes no other draw (random streams)', async () => {
  const drawn = { kind: 'uniform', low: 0, high: 4e6 } as const
  const does = behavior({ start: [drawn], hang: { after: [drawn], tcpOk: false } })
  const probes = { liveness: probe({ period: 1 }, { failureThreshold: 1 }) }
  const onsets = async (changes: Partial<ContainerSpec>, check: ImageBehaviorSpec['check']) => {
    const one = container({
      probes,
      imagePullPolicy: 'Always',
      behavior: { ...does, image: image({ check }) },
      ...changes,
    })
    const { detections, starts } = await observe(pods([one], 100))
    return detections
      .map(({ onsetSeconds }, row) => (onsetSeconds - starts[row].timeSeconds).toFixed(6))
      .slice(0, 4)
  }
  const bare = await onsets({}, constant(1))
  assert.is(new Set(bare).size, 4)
  assert.equal(await onsets({}, drawn), bare)
  const hooked = { preStop: hook(1), postStart: hook(1) }
  assert.equal(await onsets(hooked, constant(1)), await onsets(hooked, drawn))
})

test('an image that is not there is pulled, which takes the place of the check (I1)', async () => {
  const absent = behavior({ image: image({ pull: constant(4), check: constant(1), present: false }) })
  const spec = pods([container({ imagePullPolicy: 'Always', behavior: absent })], 60)
  assert.equal(startTimes(await observe(spec)), [4])
})

test('Always asks the registry at every restart (I1)', async () => {
  const app = container({
    imagePullPolicy: 'Always',
    behavior: behavior({ crash: { after: [constant(5), constant(5), never], exitCode: 1 } }),
  })
  const spec = pods([app], 60)
  assert.equal(startTimes(await observe(spec)), [0, 5, 20])
  assert.is(countOf(spec, 59, PodEvent.ImagePulling), 3)
})

/** Times at which a failing pull of the first pod has ended, looked up second by second. */
function failuresOf(spec: ClusterSpec, seconds: number): number[] {
  const found = new Set<number>()
  for (let at = 0; at <= seconds; at += 10) {
    const { pull } = stateAfter(spec, at)
    if (pull.backoffUs[0] > 0) found.add(pull.failedAtUs[0] / second)
  }
  return [...found]
}

test('E9: a pull that fails at once is tried again at 0, 10, 30, 70, 150, 310, 610, 910, 1210 s (I2)', () => {
  assert.equal(failuresOf(pods([unpullable()], 1300), 1290), [0, 10, 30, 70, 150, 310, 610, 910, 1210])
})

test('the wait counts from the end of the failed pull (I2)', () => {
  // Ends at 4; the retries of S7 come every 10 s: at 14 the wait of 10 s is over, at 38 that of 20 s is.
  assert.equal(failuresOf(pods([unpullable(4)], 100), 90), [4, 18, 42, 86])
})

test('image errors are retried after 10 to 15 s in every version, rounded up to the tick (S7)', async () => {
  for (const kubernetesVersion of ['1.34', '1.36'] as const) {
    const spec = pods([unpullable()], 60, {
      kubernetesVersion,
      overheads: { ...cluster([], 1).overheads, ideal: false },
    })
    const [first, next] = failuresOf(spec, 30)
    assert.ok(next - first >= 10 && next - first < 16.1, `${kubernetesVersion}: ${first}, ${next}`)
  }
})

test('the first sync shows ErrImagePull, later ones ImagePullBackOff, each one sync later (I3, S9)', () => {
  const spec = pods([unpullable()], 200)
  assert.equal(
    [0, 10, 20, 30, 40, 50].map((at) => statusAt(spec, at)),
    [
      // The new sandbox has the pod synced again at once (S4), which shows the failure of 0, and is refused.
      'ErrImagePull',
      // Attempt at 10: it shows that refusal. Its own failure, at 20; the refusal of 20, at 30, and so on.
      'ImagePullBackOff',
      'ErrImagePull',
      'ImagePullBackOff',
      'ErrImagePull',
      'ImagePullBackOff',
    ],
  )
})

test('a relist sees the sandbox though no container has started: within 1 s the failed pull shows (S4)', () => {
  for (const kubernetesVersion of ['1.35', '1.36'] as const) {
    const { overheads } = cluster([], 1)
    const spec = pods([unpullable()], 60, { kubernetesVersion, overheads: { ...overheads, ideal: false } })
    assert.is(statusAt(spec, 1.01), 'ErrImagePull', kubernetesVersion)
  }
})

test('a name that no kubelet can read is InvalidImageName (I3)', () => {
  const spec = pods([container({ image: 'My Image', isImageValid: false })], 60)
  assert.is(statusAt(spec, 30), 'InvalidImageName')
})

test('each attempt and each wait has its events (I6)', () => {
  const spec = pods([unpullable()], 200)
  const counts = [PodEvent.ImagePulling, PodEvent.ImagePullFailed, PodEvent.BackOffPull, PodEvent.ImageFailed]
  // Attempts at 0, 10, 30 s; waits at 0 and 20 s; Failed tells of both.
  assert.equal(
    counts.map((event) => countOf(spec, 30, event)),
    [3, 3, 2, 5],
  )
})

test('pulls of a node come one after the other, in order, or in parallel (I5)', async () => {
  const three = ['a:1', 'b:1', 'c:1'].map((image, index) => pulling(5 - index, { image }))
  assert.equal(await firstStarts(pods(three, 60)), [5, 9, 12])
  const inParallel = kubelet({ parallelImagePullsMax: Infinity })
  assert.equal(await firstStarts(pods(three, 60, inParallel)), [5, 4, 3])
  const two = kubelet({ parallelImagePullsMax: 2 })
  assert.equal(await firstStarts(pods(three, 60, two)), [5, 4, 7])
})

test('pulls beyond the rate limit fail and wait; pulls of what is there count too (I4)', async () => {
  const always = Array.from({ length: 14 }, () => container({ imagePullPolicy: 'Always' }))
  const starts = await firstStarts(pods(always, 60))
  assert.equal(starts.slice(0, 10), Array(10).fill(0))
  // Their back-off of 10 s is over at the retry of 10 s; by then the bucket holds 10 again.
  assert.equal(starts.slice(10), Array(4).fill(10))
  const unlimited = kubelet({ registryPullQps: Infinity })
  assert.equal(await firstStarts(pods(always, 60, unlimited)), Array(14).fill(0))
  const slow = kubelet({ registryPullQps: 1, registryBurst: 2 })
  const late = await firstStarts(pods(always.slice(0, 5), 60, slow))
  assert.equal(late, [0, 0, 10, 10, 30])
})

test('two containers of a pod with one image share its back-off, other pods do not (I2)', () => {
  const both = [unpullable(0, { name: 'a' }), unpullable(0, { name: 'b' })]
  const { pull } = stateAfter(cluster([workload(both), workload(both, { name: 'other' })], 60), 0)
  // Within a pod the second is refused by the entry that the first has made.
  assert.equal([...pull.backoffUs], [10 * second, 0, 10 * second, 0])
})

test('while the registry is down pulls fail, Always too, and what is there needs none', async () => {
  const crash = { crash: { after: [constant(20), never], exitCode: 1 } }
  const cached = container({ name: 'cached', behavior: behavior(crash) })
  const always = container({ imagePullPolicy: 'Always', behavior: behavior(crash), name: 'always' })
  const { starts } = await observe(pods([cached, always], 100, { faults: [registryDownFault(15, 20)] }))
  const times = (name: string) => starts.filter((row) => row.container === name).map((row) => row.timeSeconds)
  assert.equal(times('cached'), [0, 20])
  // Fails at 20; at 30 the restart back-off, which the attempt has stepped, is over, but the registry still down.
  assert.equal(times('always'), [0, 60])
})

test('a new kubelet process forgets failed pulls, and pulls anew what was under way (L8)', async () => {
  assert.equal(
    failuresOf(pods([unpullable()], 100, { faults: [kubeletRestartFault(45)] }), 60),
    [0, 10, 30, 45, 55],
  )
  const waiting = [pulling(10, { image: 'a:1' }), pulling(10, { image: 'b:1' })]
  assert.equal(await firstStarts(pods(waiting, 60, { faults: [kubeletRestartFault(4)] })), [14, 24])
})

test('pods that run at time 0 have their image on their node', async () => {
  const app = pulling(5, {}, { crash: { after: [constant(10), never], exitCode: 1 } })
  const spec = cluster([workload([app], { kind: 'Deployment', replicas: 1 })], 60, {
    initialState: 'running',
  })
  assert.equal(startTimes(await observe(spec)), [10])
})

test('deletion waits for a pull that is under way (S13)', async () => {
  const faults: FaultSpec[] = [
    { kind: 'delete', atUs: 3 * second, workloads: [0], share: 'all', force: false },
  ]
  const spec = pods([pulling(8)], 60, { faults })
  assert.is(stateAfter(spec, 7).container.state[0], 0)
  const { starts } = await observe(spec)
  assert.is(starts[0].timeSeconds, 8)
  assert.is(statusAt(spec, 7), 'Terminating')
})

test('a rollout to a good image ends the wait at once (B1, I2)', async () => {
  const spec = pods([unpullable(1)], 100, { faults: [rolloutFault(45, 'app:2')] })
  assert.equal(startTimes(await observe(spec)), [46])
  assert.is(statusAt(spec, 40), 'ImagePullBackOff')
  assert.is(statusAt(spec, 50), 'Running')
})

test('a rollout kills what runs and starts it anew, whatever the restart policy (S11)', async () => {
  for (const restartPolicy of ['Always', 'Never'] as const) {
    const app = container({ behavior: behavior({ shutdown: { after: [constant(3)], exitCode: 0 } }) })
    const spec = cluster([workload([app], { pod: { restartPolicy } })], 60, {
      faults: [rolloutFault(20, 'app:2')],
    })
    const { starts } = await observe(spec)
    assert.equal(
      starts.map(({ timeSeconds, cause, restartCount }) => [timeSeconds, cause, restartCount]),
      [
        [0, 'initial', 0],
        [23, 'rollout', 1],
      ],
    )
  }
})

test('a rollout gives a crashing container a new back-off (B1)', async () => {
  const app = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }) })
  const spec = cluster([workload([app])], 60, { faults: [rolloutFault(40, 'app:2')] })
  // 0, 1, 12, 33; exits at 34 and would wait until 74. The edit starts it; the entry begins anew.
  assert.equal(startTimes(await observe(spec)), [0, 1, 12, 33, 40, 51])
})

test('a rollout of another image of the pod leaves its neighbours alone (S11)', async () => {
  const app = container({ name: 'app', probes: { liveness: probe() } })
  const spec = cluster([workload([app, container({ name: 'side' })])], 60, {
    faults: [rolloutFault(20, 'app:2')],
  })
  const { starts } = await observe(spec)
  assert.equal(
    starts.filter(({ restartCount }) => restartCount > 0).map((row) => row.container),
    ['app'],
  )
})

test('a failed pull is forgotten after 10 min: the next waits for the base (I2)', () => {
  for (const [secondOutage, step] of [
    [620, 10],
    [500, 20],
  ] as const) {
    const app = container({
      imagePullPolicy: 'Always',
      behavior: behavior({
        crash: { after: [constant(secondOutage - 15), never], exitCode: 1 },
        image: { pull: constant(0), check: constant(0), present: false, fails: false },
      }),
    })
    const spec = pods([app], 2000, {
      faults: [registryDownFault(0, 5), registryDownFault(secondOutage - 10, 15)],
    })
    const { pull } = stateAfter(spec, secondOutage + 1)
    assert.is(pull.backoffUs[0] / second, step, `second outage at ${secondOutage} s`)
  }
})

test('an image that the node has is not pulled, whichever image and node it is (I1)', async () => {
  const present = behavior({ image: image({ pull: constant(5), present: true }) })
  const containers = ['a', 'b', 'c'].map((name) => container({ name, image: `${name}:1`, behavior: present }))
  const nodes = ['n0', 'n1', 'n2'].map((name) => node({ name }))
  const workloads = nodes.map(({ name }) =>
    workload([...containers, pulling(5, { name: 'd', image: 'd:1' })], { name, pod: { nodeName: name } }),
  )
  const { starts } = await observe(cluster(workloads, 20, { nodes }))
  assert.equal(
    starts.map(({ container: name, timeSeconds }) => `${name} ${timeSeconds}`),
    [...['a 0', 'b 0', 'c 0', 'a 0', 'b 0', 'c 0', 'a 0', 'b 0', 'c 0'], ...['d 5', 'd 5', 'd 5']],
  )
})

test.run()
