/** Requests that take CPU: of their node, from each other, and from whoever else is there. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Observed, observe } from '../../../../tests/support/observe.ts'
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
import type { ClusterSpec, ContainerSpec, CpuUseSpec } from '../../../contract/cluster-spec.ts'

const test = suite('requests that take CPU')

const isNear = (found: number | null, expected: number, share: number): void =>
  assert.ok(Math.abs(found! - expected) <= share * expected, `${found} is not near ${expected}`)

const use = (changes: Partial<CpuUseSpec>): CpuUseSpec => ({
  startupUs: [constant(0)],
  startupCores: 1,
  idleCores: 0,
  perRequestUs: 10_000,
  ...changes,
})
const app = (changes: Partial<ContainerSpec> = {}, cpu: Partial<CpuUseSpec> = {}): ContainerSpec =>
  container({ behavior: behavior({ cpu: use(cpu) }), ...changes })

/** So many pods on a node with one core; a request takes 10 ms of it, and there are many workers. */
function onOneCore(requestsPerSecond: number, pods: number, one = app()): ClusterSpec {
  const of = traffic({ requestsPerSecond, perPod: { concurrency: 50, timeoutUs: 5 * second } })
  const nodes = [node({ cpuCores: 1 })]
  return website(of, 200, { nodes }, served(one, { replicas: pods }))
}

function coresOf({ timeseries }: Observed): number {
  const total = timeseries.columns.cpu_seconds!.reduce((sum, seconds) => sum + seconds, 0) / 2
  return total / 200
}

for (const pods of [1, 4]) {
  test(`${pods} pods on one core: requests take their CPU, and wait as at a shared processor`, async () => {
    const observed = await observe(onOneCore(80, pods))
    isNear(coresOf(observed), 0.8, 0.051)
    assert.is(serviceOf(observed, 'failed_requests_total'), 0)
    // M/D/1-PS would be 0.05 s in the mean; the approximation by a queue at the core and others' work: between a half and twice that.
    const median = serviceOf(observed, 'response_seconds_p50')!
    assert.ok(median > 0.01 && median < 0.1, `median ${median}`)
  })

  test(`${pods} pods on one core do 100 requests a second, of 150 that come`, async () => {
    const observed = await observe(onOneCore(150, pods))
    isNear(coresOf(observed), 1, 0.01)
    const good = 30_000 - serviceOf(observed, 'failed_requests_total')!
    // As long as the backlog is less than 5 s.
    assert.ok(good > 1000 && good < 4000, `${good} good ones`)
  })
}

test('a limit bears fewer requests', async () => {
  const limited = app({ cpu: { limitMilli: 500, requestMilli: 500 } })
  const observed = await observe(onOneCore(80, 1, limited))
  isNear(coresOf(observed), 0.5, 0.01)
  assert.ok(serviceOf(observed, 'failed_requests_total')! > 10_000)
})

test('a neighbour that takes what is left makes answers slow, as far as its request goes', async () => {
  const spec = onOneCore(30, 1, app({ cpu: { requestMilli: 400 } }))
  const hungry = container({
    cpu: { requestMilli: 600 },
    behavior: behavior({ cpu: use({ startupUs: [{ kind: 'never' }], perRequestUs: 0 }) }),
  })
  const shared = {
    ...spec,
    workloads: [...spec.workloads, workload([hungry], { name: 'x', kind: 'Deployment' })],
  }
  const alone = await observe(spec)
  const both = await observe(shared)
  const [before, after] = [alone, both].map((run) => serviceOf(run, 'response_seconds_p50')!)
  assert.ok(after > 1.5 * before, `${after} after ${before}`)
  assert.is(serviceOf(both, 'failed_requests_total'), 0)
})

/** The storm: what requests take slows the probes of a neighbour that has none. */
test('requests slow down exec probes of neighbours on the node', async () => {
  const timeouts = async (requestsPerSecond: number): Promise<number> => {
    const spec = onOneCore(requestsPerSecond, 1, app({ cpu: { requestMilli: 900 } }))
    const probed = container({
      probes: { readiness: probe({ timeout: 1 }, { handler: 'exec' }) },
      behavior: behavior({
        latency: { startup: constant(0.1), readiness: constant(0.1), liveness: constant(0.1) },
      }),
    })
    const neighbour = workload([probed], { name: 'x', kind: 'Deployment' })
    const observed = await observe({ ...spec, workloads: [...spec.workloads, neighbour] })
    return observed.summary.find(({ workload: name }) => name === 'default/deployment/x')!.values
      .probe_timeouts_total!
  }
  assert.is(await timeouts(20), 0)
  assert.ok((await timeouts(120)) > 10)
})

test.run()
