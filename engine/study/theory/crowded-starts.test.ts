/** Starts of a whole node at once: by hand, and with the advice that follows. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../tests/support/example-recommendation.ts'
import { app, latency } from '../../../tests/support/one-workload.ts'
import { cluster, constant, node, probe, second, workload } from '../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec, CpuResourcesSpec, NodeSpec } from '../../contract/cluster-spec.ts'
import { recommend } from '../questions/recommend/recommend.ts'
import { CrowdedStarts } from './crowded-starts.ts'

const test = suite('starts of a node at once')

const starting = (
  cpuSeconds: number,
  cpu: CpuResourcesSpec = {},
  probes: ContainerSpec['probes'] = {},
): ContainerSpec => ({
  ...app(probes, {
    latency: latency(0.005),
    cpu: { startupUs: [constant(cpuSeconds)], startupCores: 1, idleCores: 0, perRequestUs: 0 },
  }),
  cpu,
})

type Part = readonly [container: ContainerSpec, replicas: number]

function together(parts: readonly Part[], on: NodeSpec, seconds = 600): ClusterSpec {
  const workloads = parts.map(([container, replicas], at) =>
    workload([container], { kind: 'Deployment', name: `w${at}`, replicas }),
  )
  return cluster(workloads, seconds, { initialState: 'running', nodes: [on] })
}

const cores = (cpuCores?: number): NodeSpec =>
  node({ podsMax: 1000, ...(cpuCores !== undefined && { cpuCores }) })
const half = { requestMilli: 100, limitMilli: 500 }

const rows: readonly (readonly [
  what: string,
  parts: readonly Part[],
  node: NodeSpec,
  seconds: readonly (number | undefined)[],
])[] = [
  ['equal starts: all work / cores', [[starting(60, half), 20]], cores(4), [300]],
  ['enough cores for the limits of all', [[starting(60, half), 8]], cores(4), [undefined]],
  ['nobody says how many cores there are', [[starting(60, half), 20]], cores(), [undefined]],
  ['nothing to do', [[starting(0), 20]], cores(4), [undefined]],
  // 1 core for both until the short one is done: 20 s; the long one has it alone for the other 20 s.
  [
    'what is done leaves its share to the others',
    [
      [starting(10), 1],
      [starting(30), 1],
    ],
    cores(1),
    [20, 40],
  ],
  // Weights 3 and 1: 10 s of work at 3/4 of a core, then 20 - 10/3 s of work at a whole one.
  [
    'by weight',
    [
      [starting(10, { requestMilli: 300 }), 1],
      [starting(20, { requestMilli: 100 }), 1],
    ],
    cores(1),
    [40 / 3, 30],
  ],
]
for (const [what, parts, on, seconds] of rows) {
  test(`a start takes as long as its share of the cores lets it: ${what}`, () => {
    const spec = together(parts, on)
    const crowds = new CrowdedStarts(spec)
    const found = spec.workloads.map(({ pod }) => crowds.of(pod.containers[0]!)?.seconds)
    const rounded = (each: number | undefined) => each && Math.round(each * 1e6)
    assert.equal(found.map(rounded), seconds.map(rounded))
  })
}

test('a recommended startup probe outlasts the starts of a rebooted node, which end in no storm', async () => {
  const spec = together(
    [[starting(60, half, { liveness: probe({ initialDelay: 120 }) }), 20]],
    cores(4),
    1800,
  )
  const rebooted: ClusterSpec = {
    ...spec,
    faults: [{ kind: 'nodeReboot', atUs: 300 * second, nodes: [0], share: 'all', forUs: 45 * second }],
  }
  const { probes, stormy } = await recommend(rebooted, { limits: noLimits, objective: 'robust' }, allKnown)
  assert.equal(probes[0]!.crowd, { containers: 20, cores: 4, seconds: 300 })
  assert.is(probes[0]!.severity, 'harmful')
  assert.ok(probes[0]!.addedStartup!.setting.failureThreshold >= 31)
  assert.equal(stormy, [])
})

test.run()
