/** Requests of any Services: what must hold holds at any time (`verify`), lane by lane and in the order of time; both engines run. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type {
  ClusterSpec,
  DistributionSpec,
  FaultSpec,
  TrafficSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { ReplicationResult } from '../../engine/contract/run-result.ts'
import { Replication } from '../../engine/study/run/replication.ts'
import { served, service, traffic } from '../support/requests.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  node,
  probe,
  second,
} from '../support/spec.ts'

const test = suite('requests of any Services')

const law = fc.constantFrom<DistributionSpec>(
  constant(0.01),
  { kind: 'exponential', mean: 0.02 * second },
  { kind: 'lognormal', median: 0.01 * second, sigma: 1 },
)
const anyTraffic = (calls: TrafficSpec['calls']): fc.Arbitrary<TrafficSpec> =>
  fc
    .record({
      requestsPerSecond: fc.constantFrom(0, 20, 150, 400),
      concurrency: fc.constantFrom(1, 3, 40, Infinity),
      latency: law,
      timeoutUs: fc.constantFrom(0.05 * second, second, Infinity),
      max: fc.constantFrom(0, 1, 3),
      backoffUs: fc.constantFrom(1, 50_000, second),
      budget: fc.constantFrom(0, 0.1, Infinity),
      connections: fc.constantFrom<TrafficSpec['connections']>('perRequest', 'keepAlive'),
      perRequest: fc.constantFrom(0.3, 2),
      isCalling: fc.boolean(),
    })
    .map(({ requestsPerSecond, concurrency, latency, timeoutUs, connections, ...of }) =>
      traffic({
        requestsPerSecond,
        connections,
        perPod: { concurrency, latency, timeoutUs },
        retries: { max: of.max, backoffUs: of.backoffUs, budget: of.budget },
        calls: of.isCalling ? calls.map((call) => ({ ...call, perRequest: of.perRequest })) : [],
      }),
    )

const app = fc
  .record({
    probes: fc.constantFrom<'apart' | 'shared'>('apart', 'shared'),
    crashes: fc.boolean(),
    pauses: fc.boolean(),
    slows: fc.boolean(),
    afterSigterm: fc.constantFrom<'ok' | 'refused'>('ok', 'refused'),
    perRequestUs: fc.constantFrom(0, 2_000),
  })
  .map(({ probes, crashes, pauses, slows, afterSigterm, perRequestUs }) =>
    container({
      probes: {
        liveness: probe({ period: 5 }),
        readiness: probe({ period: 2 }, { failureThreshold: 1 }),
      },
      behavior: behavior({
        probes,
        afterSigterm,
        startup: [{ kind: 'uniform', low: 0, high: 10 * second }],
        shutdown: { after: [constant(1)], exitCode: 0 },
        ...(crashes && { crash: { after: [{ kind: 'exponential', mean: 60 * second }], exitCode: 1 } }),
        ...(pauses && { pause: { every: { kind: 'exponential', mean: 20 * second }, for: constant(2) } }),
        ...(slows && {
          slow: { every: { kind: 'exponential', mean: 40 * second }, for: constant(10), factor: 5 },
        }),
        ...(perRequestUs > 0 && {
          cpu: { startupUs: [constant(1)], startupCores: 1, idleCores: 0.01, perRequestUs },
        }),
      }),
    }),
  )

const atUs = fc.integer({ min: 1, max: 160 }).map((seconds) => seconds * second)
const index = fc.constantFrom(0, 1)
const fault: fc.Arbitrary<FaultSpec> = fc.oneof(
  fc.record({ atUs, service: index }).map(
    (of): FaultSpec => ({
      kind: 'traffic',
      atUs: of.atUs,
      services: [of.service],
      factor: 4,
      rampUs: 5 * second,
      forUs: 30 * second,
    }),
  ),
  fc.record({ atUs, service: index, mode: fc.constantFrom('refuse', 'hang', 'errors', 'slow') }).map(
    (of): FaultSpec => ({
      kind: 'outage',
      atUs: of.atUs,
      forUs: 20 * second,
      targets: [{ kind: of.service === 0 ? 'service' : 'external', index: 0 }],
      mode: of.mode as 'hang',
      factor: 8,
    }),
  ),
  fc.record({ atUs, workload: index, count: fc.constantFrom(1, 2) }).map(
    (of): FaultSpec => ({
      kind: 'delete',
      atUs: of.atUs,
      workloads: [of.workload],
      share: { count: of.count },
      force: false,
    }),
  ),
  fc.record({ atUs, workload: index, forUs: fc.constantFrom(undefined, 20 * second) }).map(
    (of): FaultSpec => ({
      kind: 'hang',
      atUs: of.atUs,
      containers: [{ workload: of.workload, container: 0 }],
      share: { count: 1 },
      ...(of.forUs !== undefined && { forUs: of.forUs }),
    }),
  ),
)

const anySpec: fc.Arbitrary<ClusterSpec> = fc
  .record({
    web: anyTraffic([
      { to: { kind: 'service', index: 0 }, perRequest: 1 },
      { to: { kind: 'external', index: 0 }, perRequest: 1 },
    ]),
    // It may close a circle.
    db: anyTraffic([{ to: { kind: 'service', index: 1 }, perRequest: 1 }]),
    apps: fc.tuple(app, app),
    replicas: fc.tuple(fc.constantFrom(1, 4), fc.constantFrom(1, 3)),
    faults: fc.array(fault, { maxLength: 4 }),
    initialState: fc.constantFrom<'running' | 'created'>('running', 'created'),
    masterSeed: fc.string({ maxLength: 3 }),
  })
  .map(({ web, db, apps, replicas, faults, initialState, masterSeed }) =>
    cluster(
      [
        served(apps[0], { name: 'db', replicas: replicas[0] }, 0),
        served(apps[1], { name: 'web', replicas: replicas[1] }, 1),
      ],
      180,
      {
        masterSeed,
        initialState,
        nodes: [node({ name: 'a', cpuCores: 1 }), node({ name: 'b', cpuCores: 2 })],
        services: [service({ name: 'db', traffic: db }), service({ name: 'web', traffic: web })],
        externals: [{ name: 'bank', latency: constant(0.02), errorRate: 0.01, concurrency: 10 }],
        overheads: { ...idealOverheads, ideal: false, watchUs: constant(0.05), syncUs: constant(0.01) },
        faults,
      },
    ),
  )

function outcome(spec: ClusterSpec, engine: 'quiet' | 'exact', isOrdered: boolean): object {
  const options = { replication: 1, keepsStarts: true, verify: true, engine, isOrdered } as const
  const run = new Replication(spec, options)
  while (run.advance(1000));
  const { counters, ...rest }: ReplicationResult = run.result()
  return { ...rest, counters: { ...counters, listOperationsTotal: 0 } }
}

const numRuns = Number(process.env.REQUEST_SPECS ?? 6)

test('the invariants hold, and the walk gives the same as the order of time', () => {
  fc.assert(
    fc.property(anySpec, (spec) => {
      assert.equal(outcome(spec, 'quiet', false), outcome(spec, 'quiet', true))
      outcome(spec, 'exact', true)
    }),
    { numRuns },
  )
})

test.run()
