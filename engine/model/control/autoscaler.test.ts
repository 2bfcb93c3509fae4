/** Z29: how many pods an autoscaler wants, and how far it goes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../tests/support/observe.ts'
import { app } from '../../../tests/support/one-workload.ts'
import { cluster, workload } from '../../../tests/support/spec.ts'
import type { AutoscalerSpec, ScalingRulesSpec } from '../../contract/autoscaler-spec.ts'
import { controlPlaneDefaults } from '../../contract/cluster-spec.ts'
import { ApiCall } from './api-client.ts'
import { ControllerId } from './controller.ts'
import { ScalingMemory } from './scaling-limits.ts'
import { type ScaledPod, wantedReplicas, withLoad } from './wanted-replicas.ts'

const test = suite('autoscaler')

const second = 1_000_000
const now = 1000 * second
const spec: AutoscalerSpec = {
  namespace: 'shop',
  name: 'web',
  workload: 0,
  minReplicas: 2,
  maxReplicas: 40,
  target: { kind: 'utilization', percent: 50, requestMillicores: 100 },
  tolerance: { up: 0.1, down: 0.1 },
}
/** What each uses follows from the load. */
type Pod = Omit<ScaledPod, 'millicores'>
const old: Pod = { isPending: false, isReady: true, readyChangedUs: 0, startedUs: 0 }
const fresh: Pod = { ...old, startedUs: now - 20 * second, readyChangedUs: now - 10 * second }
const starting: Pod = { ...fresh, isReady: false }
const broken: Pod = { ...old, isReady: false, readyChangedUs: now - 100 * second }
const many = (count: number, pod: Pod): Pod[] => Array.from({ length: count }, () => pod)

const cases: readonly {
  readonly what: string
  readonly pods: readonly Pod[]
  readonly load: number
  readonly replicas: number | undefined
  readonly current?: number
  readonly target?: AutoscalerSpec['target']
}[] = [
  {
    what: '15 times the target of 2 pods is 30 pods',
    pods: many(2, old),
    load: 1500,
    replicas: 30,
    current: 750,
  },
  {
    what: 'pods that are ready for less than a window count as idle where more are wanted',
    pods: [...many(4, old), ...many(4, fresh)],
    load: 1500,
    replicas: 16,
    current: 188,
  },
  {
    what: 'and change nothing where they would turn the direction',
    pods: [...many(8, old), ...many(8, fresh)],
    load: 1500,
    replicas: 16,
    current: 94,
  },
  {
    what: 'pods that start count as idle too',
    pods: [...many(2, old), ...many(2, starting)],
    load: 300,
    replicas: 6,
    current: 150,
  },
  {
    what: 'within a tenth of the target the number stays',
    pods: many(30, old),
    load: 1600,
    replicas: 30,
    current: 54,
  },
  {
    what: 'values are rounded up, and percents down',
    pods: many(30, old),
    load: 100,
    replicas: 3,
    current: 4,
  },
  {
    what: 'a pod that is unready for long counts, with what it uses: nothing',
    pods: [old, broken],
    load: 100,
    replicas: 2,
    current: 50,
  },
  {
    what: 'of pending pods nothing is known',
    pods: many(3, { ...starting, isPending: true }),
    load: 100,
    replicas: undefined,
  },
  {
    what: 'a target in thousandths of a core',
    pods: many(4, old),
    load: 1000,
    replicas: 10,
    current: 250,
    target: { kind: 'average', millicores: 100 },
  },
]

for (const { what, pods, load, replicas, current, target = spec.target } of cases) {
  test(`${what} (Z29)`, () => {
    const wanted = wantedReplicas({ ...spec, target }, withLoad(pods, load), pods.length, now)
    assert.equal(wanted, replicas === undefined ? null : { replicas, current })
  })
}

/** What becomes of what is wanted each 15 s, from 2 pods on. */
function course(wanted: readonly number[], changes: Partial<AutoscalerSpec> = {}, from = 2): number[] {
  const memory = new ScalingMemory()
  const own = { ...spec, ...changes }
  let current = from
  return wanted.map((pods, index) => {
    const nowUs = index * 15 * second
    const next = memory.limited(own, current, pods, nowUs)
    if (next !== current) memory.scaled(own, current, next, nowUs)
    current = next
    return current
  })
}

test('up at most to twice as many, or 4, each time; what was wanted of late is taken at once (Z29)', () => {
  assert.equal(course([30, 15, 16, 16, 30]), [4, 8, 16, 30, 30])
})

test('down in one step, 300 s after more was wanted last (Z29)', () => {
  const down = course(
    [...Array.from({ length: 3 }, () => 30), ...Array.from({ length: 25 }, () => 3)],
    {},
    30,
  )
  assert.is(down.lastIndexOf(30), 22)
  assert.is(down[23], 3)
})

test('never beyond the bounds', () => {
  assert.equal(course([100], {}, 30), [40])
  assert.equal(course(Array.from({ length: 23 }, () => 0)).at(-1), 2)
})

const rules = (changes: Partial<ScalingRulesSpec>): ScalingRulesSpec => ({
  stabilizationUs: 0,
  select: 'Max',
  policies: [{ kind: 'Percent', value: 100, periodUs: 15 * second }],
  ...changes,
})

const behaviors: readonly {
  readonly what: string
  readonly up?: Partial<ScalingRulesSpec>
  readonly down?: Partial<ScalingRulesSpec>
  readonly wanted: readonly number[]
  readonly from?: number
  readonly course: readonly number[]
}[] = [
  {
    what: 'one pod a minute',
    up: { policies: [{ kind: 'Pods', value: 1, periodUs: 60 * second }] },
    wanted: [9, 9, 9, 9, 9, 9],
    course: [3, 3, 3, 3, 4, 4],
  },
  {
    what: 'half of the pods each minute',
    down: { policies: [{ kind: 'Percent', value: 50, periodUs: 60 * second }] },
    from: 20,
    wanted: [2, 2, 2, 2, 2],
    course: [10, 10, 10, 10, 5],
  },
  {
    what: 'the policy that changes least',
    up: {
      select: 'Min',
      policies: [
        { kind: 'Pods', value: 3, periodUs: 15 * second },
        { kind: 'Percent', value: 100, periodUs: 15 * second },
      ],
    },
    wanted: [30, 30],
    course: [4, 7],
  },
  { what: 'no way down', down: { select: 'Disabled' }, from: 20, wanted: [2, 2], course: [20, 20] },
  {
    what: 'up only to what was wanted all the window',
    up: { stabilizationUs: 30 * second },
    wanted: [8, 8, 8, 8],
    course: [2, 2, 4, 8],
  },
]

for (const { what, up = {}, down = {}, wanted, from = 2, course: expected } of behaviors) {
  test(`behavior: ${what} (Z29)`, () => {
    assert.equal(course(wanted, { behavior: { up: rules(up), down: rules(down) } }, from), expected)
  })
}

test('the start time that a pod is asked for is its first status on its node, however long it has waited for one (Z29)', () => {
  const cpuLoad = [{ fromUs: 0, millicores: 1000 }]
  const web = workload([app({})], { kind: 'Deployment', replicas: 2, cpuLoad })
  const controlPlane = { ...controlPlaneDefaults, scheduler: { qps: 0.0025, burst: 1 } }
  const scaled = cluster([web], 700, { autoscalers: [spec], controlPlane })
  const { pod } = stateAfter(scaled, 450)
  assert.equal([...pod.activeSinceUs.subarray(0, 2)], [0, 400 * second])
})

test('what it saw first counts as wanted, whatever becomes of the metrics until then (Z29)', () => {
  const memory = new ScalingMemory()
  memory.begin(9, 0)
  assert.is(memory.limited(spec, 5, 5, 60 * second), 9)
  assert.is(memory.limited(spec, 9, 5, 301 * second), 5)
})

test('a status that says the same is not written again (Z29)', () => {
  const cpuLoad = [{ fromUs: 0, millicores: 200 }]
  const web = workload([app({})], { kind: 'Deployment', replicas: 4, cpuLoad })
  const scaled = cluster([web], 300, { autoscalers: [spec], initialState: 'running' })
  const { client } = stateAfter(scaled, 290).controllers[ControllerId.Autoscaler]
  assert.is(client.calls[ApiCall.WriteStatus], 1)
})

test('of a workload that somebody has scaled to none nothing is known any more (Z29)', () => {
  const cpuLoad = [{ fromUs: 0, millicores: 200 }]
  const web = workload([app({})], { kind: 'Deployment', replicas: 4, cpuLoad })
  const faults = [{ kind: 'scale', atUs: 100 * second, workloads: [0], replicas: 0 } as const]
  const scaled = cluster([web], 300, { autoscalers: [spec], faults, initialState: 'running' })
  assert.is(stateAfter(scaled, 90).autoscalers[0].current, 50)
  assert.is(stateAfter(scaled, 200).autoscalers[0].current, null)
})

test.run()
