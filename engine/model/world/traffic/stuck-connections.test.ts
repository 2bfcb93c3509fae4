/** Kept connections to pods that fall silent: clients leave them at their first timeout, and may connect to such a pod again. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crashFault, hangFault, machineFault } from '../../../../tests/support/faults.ts'
import { type Observed, observe, seriesOf, summaryOf } from '../../../../tests/support/observe.ts'
import { served, serviceOf, traffic, website } from '../../../../tests/support/requests.ts'
import { behavior, constant, container, node, probe, second } from '../../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec, FaultSpec } from '../../../contract/cluster-spec.ts'

const test = suite('connections to silent pods')

const isNear = (found: number | null, expected: number, share = 1e-3): void =>
  assert.ok(Math.abs(found! - expected) <= share * expected + 1e-9, `${found} is not near ${expected}`)

/** Four pods, 100 requests a second of clients that wait for 2 s and keep their connections. Next to nothing is under way when a pod falls silent. */
function kept(
  faults: readonly FaultSpec[],
  {
    timeout = 2,
    seconds = 400,
    ...changes
  }: Partial<ClusterSpec> & { timeout?: number; seconds?: number } = {},
  app: ContainerSpec = container(),
  replicas = 4,
): Promise<Observed> {
  const perPod = { concurrency: 100, latency: constant(0.0001), timeoutUs: timeout * second }
  const load = traffic({ connections: 'keepAlive', perPod })
  return observe(website(load, seconds, { faults, ...changes }, served(app, { replicas })))
}
const failed = (observed: Observed): number => serviceOf(observed, 'failed_requests_total')!

for (const [count, of] of [
  [1, 4],
  [2, 4],
  [3, 4],
] as const) {
  test(`of ${of} pods that proxies know ${count} hang: a share p = ${count}/${of} of the clients that leave meets one again, so p / (1 - p) timeouts of requests fail`, async () => {
    const observed = await kept([hangFault(100, undefined, { count })])
    const p = count / of
    isNear(failed(observed), (100 * 2 * p) / (1 - p))
  })
}

test('clients leave a pod that hangs at their first timeout', async () => {
  const observed = await kept([hangFault(100, undefined, { count: 1 })], { intervalUs: second })
  const series = seriesOf(observed, 'failed_requests')
  const share = (from: number): number => series[from]! / 100
  isNear(share(99), 0)
  for (const [at, expected] of [
    [100, 1 / 4],
    [101, 1 / 4],
    [102, 1 / 16],
    [103, 1 / 16],
    [104, 1 / 64],
  ] as const)
    isNear(share(at), expected)
})

test('a hang that is over before the first timeout breaks no connection', async () => {
  const short = await kept([hangFault(100, 1.5, { count: 1 })], { intervalUs: second })
  isNear(failed(short), 0.25 * 100 * 1.5)
})

test('a pause is left as a hang is', async () => {
  const app = container({ behavior: behavior({ pause: { every: constant(300), for: constant(30) } }) })
  const observed = await kept([], { seconds: 330 }, app, 1)
  // There is no other pod: clients leave it, and come back, each 2 s.
  isNear(failed(observed), 100 * 28, 0.01)
  const two = await kept([], { seconds: 330, masterSeed: '2' }, app, 2)
  // Half of the clients lose 2 s, a quarter 2 more ...; then all are at the other pod, and in its pause lose 2 s, half of them 2 more ...
  isNear(failed(two), 100 * 2 + 100 * 4, 0.01)
})

test('clients that wait for ever stay until the process ends', async () => {
  const probes = { liveness: probe({ period: 5 }, { failureThreshold: 2 }) }
  const observed = await kept(
    [hangFault(100, undefined, { count: 1 })],
    { timeout: Infinity, intervalUs: second },
    container({ probes, behavior: behavior({ probes: 'apart' }) }),
  )
  const series = seriesOf(observed, 'failed_requests')
  assert.ok(series.slice(101, 106).every((count) => Math.abs(count - 25) < 1e-6))
  assert.ok(series.slice(120).every((count) => count < 1e-6))
})

test('a pod that proxies have dropped is left by its clients all the same, and not before', async () => {
  const probes = { readiness: probe({ period: 1, timeout: 1 }, { failureThreshold: 1 }) }
  const observed = await kept(
    [hangFault(100, undefined, { count: 1 })],
    { timeout: 20 },
    container({ probes, behavior: behavior({ probes: 'apart' }) }),
  )
  // Nobody connects to it again.
  isNear(failed(observed), 0.25 * 100 * 20, 0.01)
})

test('a machine without power is left as late, and after 924.6 s by clients that wait for ever', async () => {
  const nodes = [node({ name: 'a' }), node({ name: 'b' })]
  const down = machineFault('nodeDown', 100)
  const pods = container()
  const two = await kept([down], { nodes, seconds: 130 }, pods, 2)
  const shares = failed(two) / 100
  // Half of the clients, then a quarter, ... until proxies drop the pod.
  assert.ok(shares > 1.9 && shares <= 2.01, `${shares}`)
  const patient = await kept(
    [down],
    { nodes, seconds: 1200, timeout: Infinity, intervalUs: 10 * second },
    pods,
    2,
  )
  const series = seriesOf(patient, 'failed_requests')
  isNear(series[50]!, 500)
  isNear(series[101]!, 500)
  isNear(series[110]!, 0)
})

test('who is refused connects to another pod: of kept connections only what is under way is lost with a process', async () => {
  const observed = await kept([crashFault(100, { count: 1 })])
  assert.ok(failed(observed) <= 1, `${failed(observed)}`)
})

test('a pod that proxies drop for a while keeps its connections', async () => {
  const script = (['fail', 'ok'] as const).map((answer, place) => ({
    probe: 'readiness' as const,
    afterUs: (100 + 20 * place) * second,
    answer,
    ill: false,
  }))
  const flipping = container({
    probes: { readiness: probe({ period: 1 }, { failureThreshold: 1 }) },
    behavior: behavior({ script }),
  })
  const selectedBy = [{ service: 0, ports: [] }]
  const workloads = [
    served(flipping, { name: 'flips', replicas: 1, selectedBy }),
    served(container(), { name: 'stays', replicas: 1, selectedBy }),
  ]
  const observed = await kept([], { workloads })
  assert.is(summaryOf(observed, 'ready_transitions_total', 'default/deployment/flips'), 2)
  isNear(summaryOf(observed, 'requests_total', 'default/deployment/flips'), 20_000)
  isNear(failed(observed), 0)
})

test.run()
