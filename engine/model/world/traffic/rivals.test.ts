/** Two Services whose requests the same pods answer: what they take adds up, and each gets what the other leaves. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Observed, observe } from '../../../../tests/support/observe.ts'
import {
  served,
  service,
  serviceOf,
  type TrafficChanges,
  traffic,
} from '../../../../tests/support/requests.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'

const test = suite('Services that share pods')

const isNear = (found: number | null, expected: number, share: number): void =>
  assert.ok(Math.abs(found! - expected) <= share * expected, `${found} is not near ${expected}`)

/** A request takes 10 ms of its CPU. */
const app = (changes: Partial<ContainerSpec> = {}): ContainerSpec =>
  container({
    behavior: behavior({
      cpu: { startupUs: [constant(0)], startupCores: 1, idleCores: 0, perRequestUs: 10_000 },
    }),
    ...changes,
  })

const lasts = 200

/** Services that select the same pod, which is on a node of one core, each with so many requests per second. */
function sharing(rates: readonly number[], one = app(), of: TrafficChanges = {}): ClusterSpec {
  const names = ['web', 'admin', 'ops']
  const services = rates.map((requestsPerSecond, row) =>
    service({
      name: names[row]!,
      traffic: traffic({
        requestsPerSecond,
        perPod: { concurrency: 50, timeoutUs: 5 * second },
        ...of,
      }),
    }),
  )
  const selectedBy = rates.map((_, index) => ({ service: index, ports: [] }))
  return cluster([served(one, { replicas: 1, selectedBy })], lasts, {
    initialState: 'running',
    services,
    nodes: [node({ cpuCores: 1 })],
  })
}

function coresOf({ timeseries }: Observed): number {
  return timeseries.columns.cpu_seconds!.reduce((sum, seconds) => sum + seconds, 0) / 2 / lasts
}

const failed = (observed: Observed, name: string): number =>
  serviceOf(observed, 'failed_requests_total', name)!

test('the requests of both take CPU', async () => {
  const observed = await observe(sharing([30, 30]))
  isNear(coresOf(observed), 0.6, 0.02)
  assert.is(failed(observed, 'web') + failed(observed, 'admin'), 0)
})

test('each is answered as late as if one Service had all requests', async () => {
  const one = await observe(sharing([80]))
  const both = await observe(sharing([50, 30]))
  const alone = await observe(sharing([50]))
  const p50 = (observed: Observed, name: string) => serviceOf(observed, 'response_seconds_p50', name)!
  isNear(p50(both, 'web'), p50(one, 'web'), 0.25)
  isNear(p50(both, 'admin'), p50(one, 'web'), 0.25)
  assert.ok(p50(both, 'web') > 1.5 * p50(alone, 'web'))
})

test('a core does no more requests of two Services than of one', async () => {
  const observed = await observe(sharing([75, 75]))
  isNear(coresOf(observed), 1, 0.01)
  // 100 of the 150 that come per second are answered, as long as the backlog is less than 5 s; then all are late.
  for (const name of ['web', 'admin']) isNear(failed(observed, name), 75 * lasts - 750, 0.06)
})

test('a core does no more where the number of workers has no limit', async () => {
  const of = { perPod: { concurrency: Infinity, timeoutUs: 5 * second } }
  const observed = await observe(sharing([75, 75], app(), of))
  isNear(coresOf(observed), 1, 0.01)
  for (const name of ['web', 'admin']) isNear(failed(observed, name), 75 * lasts - 750, 0.06)
})

test('a Service that wants less than an even part is answered, whatever another one wants', async () => {
  const observed = await observe(sharing([200, 20]))
  assert.ok(failed(observed, 'web') > 30_000)
  assert.is(failed(observed, 'admin'), 0)
})

test('three Services share a core', async () => {
  const observed = await observe(sharing([20, 20, 20]))
  isNear(coresOf(observed), 0.6, 0.02)
})

test('the order of Services changes nothing', async () => {
  const some = await observe(sharing([50, 30]))
  const others = await observe(sharing([30, 50]))
  isNear(coresOf(some), coresOf(others), 0.001)
  isNear(
    serviceOf(some, 'response_seconds_p50', 'web'),
    serviceOf(others, 'response_seconds_p50', 'admin')!,
    0.001,
  )
})

test('probes wait with the Service whose requests wait longer', async () => {
  const probed = container({ probes: { readiness: probe({ timeout: 1 }) } })
  const timeouts = async (rates: readonly number[]): Promise<number> => {
    const slow = sharing(rates, probed, {
      perPod: { concurrency: 1, latency: constant(0.1), timeoutUs: 30 * second },
    })
    return (await observe(slow)).summary[0]!.values.probe_timeouts_total!
  }
  assert.is(await timeouts([5, 5]), 0)
  assert.ok((await timeouts([20, 5])) > 2)
  assert.ok((await timeouts([5, 20])) > 2)
})

test.run()
