/** A small cluster by the engine, as amounts, and request by request. */
import * as assert from 'uvu/assert'
import type {
  ClusterSpec,
  DistributionSpec,
  FaultSpec,
  ProbeSpec,
  WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { ReplicationResult } from '../../engine/contract/run-result.ts'
import { simulate } from '../../engine/study/run/experiment.ts'
import { served, serviceOf, service as serviceSpec, traffic } from '../support/requests.ts'
import { behavior, cluster, constant, container, node, probe, second } from '../support/spec.ts'
import { type Law, type NaiveProbe, type NaiveService, run, type SmallCluster } from './small-cluster.ts'

const measures = ['tries', 'failed', 'retried', 'p50', 'p99', 'restarts', 'readinessFlips'] as const
export type Measure = (typeof measures)[number]

/** Of one quantity of a Service: by the engine and request by request, each with half the width of its interval (99 %). */
export type Pair = {
  readonly engine: number
  readonly engineHalf: number
  readonly naive: number
  readonly naiveHalf: number
}

export type Agreement = ReadonlyMap<string, Readonly<Record<Measure, Pair>>>

export async function agreementOf(
  given: SmallCluster,
  engineRuns: number,
  naiveRuns: number,
): Promise<Agreement> {
  const { replications } = await simulate({ ...specOf(given), replications: engineRuns }, { verify: false })
  const outcomes = Array.from({ length: naiveRuns }, (_, seed) =>
    run({ ...given, seed: `${given.seed}${seed}` }),
  )
  return new Map(
    given.services.map(({ name }) => {
      const pairs = measures.map((measure) => {
        const engine = estimate(replications.map((one) => ofEngine(one, name, measure)))
        const naive = estimate(outcomes.map((one) => one.get(name)![measure]))
        return [
          measure,
          { engine: engine.mean, engineHalf: engine.half, naive: naive.mean, naiveHalf: naive.half },
        ]
      })
      return [name, Object.fromEntries(pairs) as Record<Measure, Pair>]
    }),
  )
}

function estimate(values: readonly number[]): { readonly mean: number; readonly half: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  // Student, 99 %: 3.4 at 8 values, 2.9 at 20.
  const width = values.length < 12 ? 3.4 : 2.9
  return {
    mean,
    half: values.length < 2 ? 0 : width * Math.sqrt(squares / (values.length - 1) / values.length),
  }
}

function ofEngine(result: ReplicationResult, name: string, measure: Measure): number {
  const summary = result.summary.find(({ workload }) => workload === `default/deployment/${name}`)!.values
  if (measure === 'tries') return serviceOf(result, 'requests_total', name)!
  if (measure === 'failed') return serviceOf(result, 'failed_requests_total', name)!
  if (measure === 'retried') return serviceOf(result, 'retried_requests_total', name)!
  if (measure === 'restarts') return summary.restarts_total!
  if (measure === 'readinessFlips') return summary.ready_transitions_total!
  return serviceOf(result, measure === 'p50' ? 'response_seconds_p50' : 'response_seconds_p99', name) ?? 0
}

function specOf({ services, cores, outages, duration, seed }: SmallCluster): ClusterSpec {
  const row = (name: string): number => services.findIndex((one) => one.name === name)
  const faults = [
    ...outages.map(
      ({ service, from, to, mode }): FaultSpec => ({
        kind: 'outage',
        atUs: from * second,
        forUs: (to - from) * second,
        targets: [{ kind: 'service', index: row(service) }],
        mode,
      }),
    ),
    ...services.flatMap((one, index) => surges(one, index)),
  ]
  return cluster(
    services.map((one, index) => workloadOf(one, index)),
    duration,
    {
      masterSeed: seed,
      initialState: 'running',
      services: services.map((one) =>
        serviceSpec({
          name: one.name,
          traffic: traffic({
            requestsPerSecond: one.rates[0]?.perSecond ?? 0,
            perPod: {
              concurrency: one.workers,
              latency: lawOf(one.time),
              timeoutUs: one.timeout * second,
            },
            retries: { max: one.retries.max, backoffUs: one.retries.backoff * second, budget: Infinity },
            calls: one.calls.map((to) => ({ to: { kind: 'service', index: row(to) }, perRequest: 1 })),
          }),
        }),
      ),
      nodes: cores.map((count, place) => node({ name: `node-${place}`, cpuCores: count })),
      faults,
    },
  )
}

function surges({ rates }: NaiveService, index: number): FaultSpec[] {
  const [first, ...later] = rates
  return later.flatMap(({ at, perSecond }, place): FaultSpec[] =>
    perSecond === first!.perSecond
      ? []
      : [
          {
            kind: 'traffic',
            atUs: at * second,
            forUs: ((later[place + 1]?.at ?? 1e6) - at) * second,
            services: [index],
            factor: perSecond / first!.perSecond,
            rampUs: 0,
          },
        ],
  )
}

function lawOf({ kind, mean }: Law): DistributionSpec {
  return kind === 'constant' ? constant(mean) : { kind, mean: mean * second }
}

function workloadOf(one: NaiveService, index: number): WorkloadSpec {
  const { readiness, liveness, startup, takesCpu, time, pods } = one
  const cpu = { startupUs: [constant(0)], startupCores: 1, idleCores: 0, perRequestUs: time.mean * second }
  const app = container({
    probes: {
      ...(readiness !== undefined && { readiness: probeOf(readiness) }),
      ...(liveness !== undefined && { liveness: probeOf(liveness) }),
    },
    behavior: behavior({ startup: [constant(startup)], ...(takesCpu && { cpu }) }),
    cpu: { requestMilli: 1000 },
  })
  return served(app, { name: one.name, replicas: pods.length }, index)
}

function probeOf({ period, timeout, failureThreshold }: NaiveProbe): ProbeSpec {
  return probe({ period, timeout }, { failureThreshold })
}

/** Within a share of the naive value, beyond both intervals. */
export function assertAgrees(
  { engine, engineHalf, naive, naiveHalf }: Pair,
  share: number,
  what: string,
): void {
  const allowed = engineHalf + naiveHalf + share * Math.abs(naive)
  assert.ok(
    Math.abs(engine - naive) <= allowed,
    `${what}: the engine has ${engine.toPrecision(5)} +- ${engineHalf.toPrecision(2)}, request by request it is ${naive.toPrecision(5)} +- ${naiveHalf.toPrecision(2)}`,
  )
}
