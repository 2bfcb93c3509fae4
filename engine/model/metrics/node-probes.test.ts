/** H7, H9, E11: what probes cost their node. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulated, summaryOf } from '../../../tests/support/observe.ts'
import { behavior, cluster, container, node, probe, workload } from '../../../tests/support/spec.ts'
import { type ClusterSpec, type ProbeHandler, probeCpuUsDefaults } from '../../contract/cluster-spec.ts'
import type { NodeMetric, ReplicationResult } from '../../contract/run-result.ts'
import { simulate } from '../../study/run/experiment.ts'

const test = suite('probes of a node')

function cell(result: ReplicationResult, metric: NodeMetric, row = 0): number {
  return result.nodes.columns[metric]![row]
}

/** 110 pods whose liveness and readiness probes have these handlers, period 10, over 100 s, running from before. */
function fullNode(
  liveness: ProbeHandler,
  readiness: ProbeHandler,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  const app = container({
    probes: {
      liveness: probe({}, { handler: liveness }),
      readiness: probe({}, { handler: readiness }),
    },
  })
  return cluster([workload([app], { kind: 'Deployment', replicas: 110 })], 100, {
    initialState: 'running',
    ...changes,
  })
}

const loads: readonly {
  readonly liveness: ProbeHandler
  readonly readiness: ProbeHandler
  readonly sockets: number
  readonly cpuSeconds: number
}[] = [
  { liveness: 'httpGet', readiness: 'httpGet', sockets: 22, cpuSeconds: 2200 * 0.0003 },
  { liveness: 'exec', readiness: 'exec', sockets: 0, cpuSeconds: 2200 * 0.05 },
  { liveness: 'exec', readiness: 'tcpSocket', sockets: 11, cpuSeconds: 1100 * (0.05 + 0.00015) },
  { liveness: 'grpc', readiness: 'httpGet', sockets: 22, cpuSeconds: 1100 * (0.0007 + 0.0003) },
]

for (const { liveness, readiness, sockets, cpuSeconds } of loads) {
  test(`E11: 110 pods, ${liveness} and ${readiness}: ${sockets} sockets, ${cpuSeconds.toFixed(2)} CPU seconds (H7, H9)`, async () => {
    for (const engine of ['quiet', 'exact'] as const) {
      const { replications } = await simulate(fullNode(liveness, readiness), { engine, verify: true })
      const [result] = replications
      assert.is(cell(result, 'probes_total'), 2200)
      assert.is(cell(result, 'probes_per_second_peak'), 22)
      assert.is(cell(result, 'probe_sockets_peak'), sockets)
      assert.ok(Math.abs(cell(result, 'probe_cpu_seconds') - cpuSeconds) < 1e-9)
    }
  })
}

test('runs before the end of the warm-up cost nothing', async () => {
  const result = await simulated(fullNode('exec', 'exec', { warmUpUs: 50_000_000 }))
  assert.ok(Math.abs(cell(result, 'probe_cpu_seconds') - 55) < 1e-9)
})

test('a run that begins as the warm-up ends counts, in each engine', async () => {
  const app = container({ probes: { liveness: probe() } })
  const spec = cluster([workload([app])], 100, { warmUpUs: 50_000_000 })
  for (const engine of ['quiet', 'exact'] as const) {
    const [result] = (await simulate(spec, { engine, verify: true })).replications
    // At 50, 60, 70, 80 and 90 s.
    assert.equal([cell(result, 'probes_total'), summaryOf(result, 'probes_total')], [5, 5], engine)
  }
})

test('each container has its own cost, and each node its own sum (H9)', async () => {
  const app = (exec: number) =>
    container({
      probes: { liveness: probe({}, { handler: 'exec' }) },
      behavior: behavior({ probeCpuUs: { ...probeCpuUsDefaults, exec } }),
    })
  const spec = cluster(
    [10_000, 20_000].map((exec, index) =>
      workload([app(exec)], { name: `n${index}`, pod: { nodeName: `node-${index}` } }),
    ),
    100,
    { initialState: 'running', nodes: [node(), node({ name: 'node-1' })] },
  )
  const result = await simulated(spec)
  assert.equal(
    [0, 1].map((row) => cell(result, 'probe_cpu_seconds', row)),
    [0.1, 0.2],
  )
})

test.run()
