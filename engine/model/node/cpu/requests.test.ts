/** Requests on the processors of their pods' nodes; times in seconds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { served, serviceOf, traffic, website } from '../../../../tests/support/requests.ts'
import {
  behavior,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import { type ReplicationResult, simulate } from '../../../index.ts'

const test = suite('requests on shared processors')

const free = { exec: 0, httpGet: 0, tcpSocket: 0, grpc: 0 }
const use = (perRequestSeconds: number, idleCores = 0) => ({
  startupUs: [constant(0)],
  startupCores: 1,
  idleCores,
  perRequestUs: perRequestSeconds * second,
})
const app = (perRequestSeconds: number, changes: Partial<ContainerSpec> = {}, idleCores = 0): ContainerSpec =>
  container({ behavior: behavior({ probeCpuUs: free, cpu: use(perRequestSeconds, idleCores) }), ...changes })

async function run(spec: ClusterSpec, engine: 'quiet' | 'exact' = 'quiet'): Promise<ReplicationResult> {
  return (await simulate(spec, { workers: 1, verify: true, engine })).replications[0]
}

/** All requests for one pod that works on as many as come, each for 10 ms of a processor. */
const onOne = (
  perSecond: number,
  cores: number,
  changes: Partial<ContainerSpec> = {},
  others: readonly ContainerSpec[] = [],
) => {
  const spec = website(
    traffic({
      requestsPerSecond: perSecond,
      perPod: { concurrency: Infinity, latency: constant(0.01), timeoutUs: 100 * second },
    }),
    300,
    { nodes: [node({ cpuCores: cores })] },
    served(app(0.01, changes), { replicas: 1 }),
  )
  const beside = others.map((one, index) => workload([one], { kind: 'Deployment', name: `z${index}` }))
  return { ...spec, workloads: [...spec.workloads, ...beside] }
}

async function responseOf(spec: ClusterSpec): Promise<number> {
  // Times that are spread exponentially around a mean, and constants: the median tells both.
  const result = await run(spec)
  assert.is(serviceOf(result, 'failed_requests_total'), 0)
  return serviceOf(result, 'response_seconds_p50')!
}

for (const used of [0.3, 0.6, 0.8])
  test(`take and wait as on a shared processor, at a utilisation of ${used} (M/G/1-PS)`, async () => {
    const result = await run(onOne(100 * used, 1))
    const cpu = result.timeseries.columns.cpu_seconds!
    const width = result.timeseries.workloads.length
    // The last of the buckets of 10 s.
    assert.ok(Math.abs(cpu[cpu.length - width] / 10 - used) < 0.02 * used, String(cpu[cpu.length - width]))
    const p50 = serviceOf(result, 'response_seconds_p50')!
    const p99 = serviceOf(result, 'response_seconds_p99')!
    // 10 ms, and with probability `used` an exponential wait of 10 ms / (1 - used).
    const wait = 0.01 / (1 - used)
    const quantile = (share: number) => 0.01 + (1 - share >= used ? 0 : wait * Math.log(used / (1 - share)))
    assert.ok(Math.abs(p50 / quantile(0.5) - 1) < 0.06, `${p50} for ${quantile(0.5)}`)
    assert.ok(Math.abs(p99 / quantile(0.99) - 1) < 0.06, `${p99} for ${quantile(0.99)}`)
  })

test('more work than the processors do in a second waits, and fails when clients have waited long enough', async () => {
  const result = await run(onOne(150, 1))
  // A third of them is too much: after 100 s of the third second they begin to be late.
  assert.ok(serviceOf(result, 'failed_requests_total')! > 1000)
  assert.ok(result.nodes.columns.cpu_saturated_seconds![0] > 299)
})

test('others on the node make them slower: it is the load of all that counts', async () => {
  const alone = await responseOf(onOne(60, 1))
  const crowded = await responseOf(onOne(30, 1, {}, [app(0, {}, 0.3)]))
  assert.ok(Math.abs(crowded / alone - 1) < 0.3, `${crowded} and ${alone}`)
  assert.ok((await responseOf(onOne(30, 1))) < crowded)
})

test('a limit bears no more than it says, however much the node has', async () => {
  const limited = (milli: number) => onOne(60, 8, { cpu: { requestMilli: milli, limitMilli: milli } })
  assert.is(serviceOf(await run(limited(1000)), 'failed_requests_total'), 0)
  assert.ok(serviceOf(await run(limited(300)), 'failed_requests_total')! > 1000)
})

test('a pod that has too much takes from its neighbours what they do not ask for, and leaves them their requests', async () => {
  const neighbour = app(0, { cpu: { requestMilli: 500 } }, 0.4)
  const result = await run(onOne(200, 1, { cpu: { requestMilli: 500 } }, [neighbour]))
  const cpu = result.timeseries.columns.cpu_seconds!
  const [all, web, other] = cpu.slice(cpu.length - 3)
  assert.ok(
    Math.abs(all - 10) < 1e-6 && Math.abs(web - 6) < 1e-6 && Math.abs(other - 4) < 1e-6,
    `${all} ${web} ${other}`,
  )
})

test('probes of a server that its requests keep busy answer late, on a port of their own too', async () => {
  const probed = (perSecond: number) => {
    const latency = constant(0.2)
    const spec = onOne(perSecond, 1, {
      probes: { liveness: probe({ timeout: 1 }, { failureThreshold: 3 }) },
      behavior: behavior({
        probes: 'apart',
        probeCpuUs: free,
        latency: { startup: latency, readiness: latency, liveness: latency },
        cpu: use(0.01),
      }),
    })
    return run(spec)
  }
  assert.is((await probed(50)).summary[0].values.probe_timeouts_total, 0)
  assert.ok((await probed(90)).summary[0].values.false_restarts_total! > 0)
})

for (const engine of ['quiet', 'exact'] as const)
  test(`end, however much they move each other (${engine})`, async () => {
    const pods = served(app(0.02, { cpu: { requestMilli: 100 } }, 0.05), { replicas: 6 })
    const spec = website(
      traffic({
        requestsPerSecond: 150,
        perPod: { concurrency: 4, latency: constant(0.03), timeoutUs: second },
        retries: { max: 2 },
      }),
      120,
      { nodes: [node({ cpuCores: 1 }), node({ name: 'node-1', cpuCores: 2 })] },
      pods,
    )
    const result = await run(spec, engine)
    assert.ok(result.counters.eventsTotal < 50_000, String(result.counters.eventsTotal))
  })

test.run()
