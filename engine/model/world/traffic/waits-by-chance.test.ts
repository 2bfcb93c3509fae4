/** Probes that share workers with requests wait by the law of the wait, not by its mean: some time out long before all do. Both engines. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../../tests/support/observe.ts'
import { served, traffic, website } from '../../../../tests/support/requests.ts'
import {
  behavior,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec, DistributionSpec } from '../../../contract/cluster-spec.ts'
import { simulate } from '../../../study/run/experiment.ts'
import { waitCells } from '../dependencies/response-cells.ts'

const test = suite('waits by chance')

const isNear = (found: number, expected: number, share: number): void =>
  assert.ok(Math.abs(found - expected) <= share * expected, `${found} is not near ${expected}`)

/** One pod of one worker that is busy for `load` of the time, with requests of 100 ms; its readiness probe may fail as often as it likes. */
function busy(
  load: number,
  {
    latency = constant(0),
    timeout = 1,
    hours = 20,
  }: { latency?: DistributionSpec; timeout?: number; hours?: number } = {},
  changes: Partial<ContainerSpec> = {},
): ClusterSpec {
  const app = container({
    probes: { liveness: probe({ period: 5, timeout }, { failureThreshold: 1_000_000 }) },
    behavior: behavior({ latency: { liveness: latency, readiness: latency, startup: latency } }),
    ...changes,
  })
  const of = traffic({
    requestsPerSecond: 10 * load,
    perPod: { concurrency: 1, latency: { kind: 'exponential', mean: 0.1 * second }, timeoutUs: Infinity },
  })
  return website(of, hours * 3600, {}, served(app, { replicas: 1 }))
}

async function timeoutShare(spec: ClusterSpec, engine: 'quiet' | 'exact'): Promise<number> {
  const { replications } = await simulate(spec, { engine })
  const { probes_total, probe_timeouts_total } = replications[0]!.summary[0]!.values
  return probe_timeouts_total! / probes_total!
}

for (const engine of ['quiet', 'exact'] as const) {
  for (const load of [0.6, 0.8, 0.9])
    test(`M/M/1 at ${load}: a share rho e^(-(1 - rho) t / S) of probes waits longer than t (${engine})`, async () => {
      const law = load * Math.exp(-(1 - load) * 10)
      isNear(await timeoutShare(busy(load), engine), law, 0.12)
    })

  test(`the answer itself adds to the wait (${engine})`, async () => {
    const law = 0.8 * Math.exp(-0.2 * 10 * 0.5)
    isNear(await timeoutShare(busy(0.8, { latency: constant(0.5) }), engine), law, 0.08)
    // The mean of e^(2 L - 2) over an exponential L of 0.2 s up to 1 s, and what is longer.
    const varying = (0.8 * (Math.exp(-2) - Math.exp(-5)) * 5) / 3 + Math.exp(-5)
    const found = await timeoutShare(
      busy(0.8, { latency: { kind: 'exponential', mean: 0.2 * second } }),
      engine,
    )
    isNear(found, varying, 0.08)
  })
}

for (const engine of ['quiet', 'exact'] as const)
  test(`while nothing is answered for a time, all probes are late, whatever they wait and ask (${engine})`, async () => {
    const slow = {
      every: constant(90),
      for: constant(10),
      factor: Infinity,
      scope: 'container' as const,
      survivesRestart: false,
    }
    const to = { kind: 'external', index: 0 } as const
    const asks = [{ to, effects: ['latency' as const], probes: ['liveness' as const], timeoutUs: second }]
    const externals = [{ name: 'db', latency: constant(0.01), errorRate: 0, concurrency: Infinity }]
    for (const dependsOn of [[], asks]) {
      const spec = { ...busy(0.8, {}, { behavior: behavior({ slow, dependsOn }) }), externals }
      isNear(await timeoutShare(spec, engine), 0.1 + 0.9 * 0.8 * Math.exp(-2), 0.12)
    }
  })

for (const engine of ['quiet', 'exact'] as const)
  test(`a probe that asks M/M/1 is answered later than t with probability e^(-(1 - rho) t / S) (${engine})`, async () => {
    const { services, workloads, ...rest } = busy(0.8)
    const asking = container({
      probes: { liveness: probe({ period: 5 }, { failureThreshold: 1_000_000 }) },
      behavior: behavior({
        dependsOn: [
          {
            to: { kind: 'service', index: 0 },
            effects: ['failLiveness'],
            probes: ['liveness'],
            timeoutUs: 15 * second,
          },
        ],
      }),
    })
    const db = { ...workloads[0]!, pod: { ...workloads[0]!.pod, containers: [container()] } }
    const spec: ClusterSpec = { ...rest, services, workloads: [db, workload([asking], { name: 'app' })] }
    const { replications } = await simulate(spec, { engine })
    const { probes_total, probe_timeouts_total } = replications[0]!.summary.find(
      ({ workload: name }) => name === 'default/pod/app',
    )!.values
    // Each 5 s the probe is a request too.
    isNear(probe_timeouts_total! / probes_total!, Math.exp(-0.18 * 10), 0.1)
  })

test('a wait that comes near no timeout is its mean, and draws nothing abnormal', async () => {
  const state = stateAfter(busy(0.3, { timeout: 20 }), 100)
  assert.ok(state.container.wait[0]! > 0 && state.container.wait[0]! < 512)
  assert.is(state.askedLaws.isFull, false)
})

test('pieces of a wait have its chance, its mean and its tail', () => {
  const { timeUs, chance } = waitCells({ chance: 0.7, spanUs: 400_000 }, 16)
  const sum = (of: (cell: number) => number): number => chance.reduce((all, _, cell) => all + of(cell), 0)
  isNear(
    sum((cell) => chance[cell]!),
    1,
    1e-12,
  )
  isNear(
    sum((cell) => chance[cell]! * timeUs[cell]!),
    0.7 * 400_000,
    0.002,
  )
  for (const seconds of [0.1, 1, 4, 9]) {
    const tail = sum((cell) => (timeUs[cell]! > seconds * second ? chance[cell]! : 0))
    isNear(tail, 0.7 * Math.exp(-seconds / 0.4), 0.05)
  }
})

test('requests that wait for the CPU hold workers, and a probe finds one as long as there are others', async () => {
  const cpu = { startupUs: [constant(0)], startupCores: 1, idleCores: 0, perRequestUs: 100_000 }
  const shares = async (concurrency: number): Promise<number> => {
    const app = container({
      probes: { liveness: probe({ period: 5 }, { failureThreshold: 1_000_000 }) },
      behavior: behavior({ cpu }),
      cpu: { requestMilli: 1000, limitMilli: 1000 },
    })
    const of = traffic({
      requestsPerSecond: 9,
      perPod: { concurrency, latency: constant(0.1), timeoutUs: Infinity },
    })
    return timeoutShare(
      website(of, 36_000, { nodes: [node({ cpuCores: 8 })] }, served(app, { replicas: 1 })),
      'quiet',
    )
  }
  assert.is(await shares(100), 0)
  assert.ok((await shares(1)) > 0.01)
})

test.run()
