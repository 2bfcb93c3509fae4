/** Rules of advice about load and dependencies, each by a spec with its finding and twins without, figures worked out by hand. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import { constant, probe, second } from '../../../../tests/support/spec.ts'
import type { AdviceFinding, AdviceRule } from '../../../contract/advice-result.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  ContainerSpec,
  DependencySpec,
  TrafficSpec,
} from '../../../contract/cluster-spec.ts'
import { advise } from './advise.ts'

const test = suite('advice on load')

/** 100 ms of one of 10 workers: a pod does 100 requests per second. */
const traffic = (changes: Partial<TrafficSpec> = {}): TrafficSpec => ({
  requestsPerSecond: 300,
  perPod: {
    concurrency: 10,
    latency: { kind: 'exponential', mean: 0.1 * second },
    timeoutUs: 10 * second,
  },
  retries: { max: 0, backoffUs: second, budget: Infinity },
  connections: 'perRequest',
  calls: [],
  ...changes,
})

type Given = {
  readonly of: ContainerSpec
  readonly pods?: number
  readonly traffic?: TrafficSpec
  readonly changes?: Partial<ClusterSpec>
}

const service = {
  namespace: 'default',
  hasSelector: true,
  isHeadless: false,
  publishNotReadyAddresses: false,
}

function specOf({ of, pods = 4, traffic: gets, changes = {} }: Given): ClusterSpec {
  const spec = deployed(of, 60, {
    replicas: pods,
    services: [
      { ...service, name: 'web', ...(gets === undefined ? {} : { traffic: gets }) },
      { ...service, name: 'front' },
    ],
    ...changes,
  })
  const [web] = spec.workloads
  return { ...spec, workloads: [{ ...web, selectedBy: [{ service: 0, ports: [] }] }] }
}

const facts = {
  sharesEndpoint: true,
  setsLatency: { startup: true, readiness: true, liveness: true },
  setsExecCpu: true,
}

function findingOf(given: Given, rule: AdviceRule): AdviceFinding | undefined {
  return advise(specOf(given), () => facts).find((finding) => finding.rule === rule)
}

/** Answers of 10 ms. */
const web = (probes: ContainerSpec['probes'], does: Partial<BehaviorSpec> = {}): ContainerSpec =>
  app(probes, { latency: latency(0.01), ...does })

const both = { liveness: probe(), readiness: probe() }

type Row = {
  readonly rule: AdviceRule
  readonly when: string
  readonly given: Given
  readonly figures: Readonly<Record<string, number | string | null>>
  /** Without the finding. */
  readonly twins: readonly Given[]
}

const external: Pick<ClusterSpec, 'externals'> = {
  externals: [{ name: 'db', latency: constant(0.005), errorRate: 0, concurrency: Infinity }],
}
const needs = (changes: Partial<DependencySpec>): Partial<BehaviorSpec> => ({
  dependsOn: [
    { to: { kind: 'external', index: 0 }, effects: ['latency'], probes: [], timeoutUs: second, ...changes },
  ],
})

const away = {
  kind: 'outage',
  atUs: 10 * second,
  forUs: 30 * second,
  targets: [{ kind: 'external', index: 0 }],
  mode: 'hang',
} as const

const rows: readonly Row[] = [
  {
    rule: 'liveness-asks-dependency',
    when: 'liveness waits for a database',
    given: { of: web({ liveness: probe() }, needs({ probes: ['liveness'] })), pods: 40, changes: external },
    // 1 s, less 10 ms of its own, over 5 ms; 3 failures of 1 s, 10 s apart.
    figures: {
      dependency: 'db',
      effect: 'waits',
      containers: 40,
      slowdownNeeded: 198,
      restartSecondsMin: 21,
      restartSecondsMax: 31,
    },
    twins: [
      { of: web(both, needs({ probes: ['readiness'], effects: ['failReadiness'] })), changes: external },
      { of: web({ readiness: probe() }, needs({ probes: ['liveness'] })), changes: external },
      { of: web(both) },
    ],
  },
  {
    rule: 'liveness-asks-dependency',
    when: 'liveness fails while a database is down, at once',
    given: { of: web({ liveness: probe() }, needs({ effects: ['failLiveness'] })), changes: external },
    figures: { effect: 'fails', slowdownNeeded: null, restartSecondsMin: 20, restartSecondsMax: 30 },
    twins: [{ of: web({ liveness: probe() }, needs({ effects: ['crash'] })), changes: external }],
  },
  {
    rule: 'liveness-asks-dependency',
    when: 'nobody says how long the answers of a service take',
    given: {
      of: web({ liveness: probe() }, needs({ to: { kind: 'service', index: 1 }, probes: ['liveness'] })),
      traffic: traffic({ requestsPerSecond: 1 }),
    },
    figures: { dependency: 'default/front', dependencySeconds: null, slowdownNeeded: null },
    twins: [],
  },
  {
    rule: 'late-answers',
    when: 'one answer in fifty of a database that liveness asks is an error',
    given: {
      of: web({ liveness: probe() }, needs({ effects: ['latency', 'failLiveness'], probes: ['liveness'] })),
      changes: {
        externals: [{ name: 'db', latency: constant(0.005), errorRate: 0.02, concurrency: Infinity }],
      },
    },
    // 259,200 runs a month; 50 + 2,500 + 125,000 of them until three in a row fail.
    figures: {
      lateRatio: 0,
      errorRatio: 0.02,
      mistakesPerMonth: 259_200 / 127_550,
      failureThresholdNeeded: 4,
    },
    twins: [
      {
        of: web({ liveness: probe() }, needs({ effects: ['latency'], probes: ['liveness'] })),
        changes: {
          externals: [{ name: 'db', latency: constant(0.005), errorRate: 0.02, concurrency: Infinity }],
        },
      },
    ],
  },
  {
    rule: 'late-answers',
    when: 'what liveness asks is late more often than one in a thousand',
    given: {
      of: web(
        { liveness: probe() },
        needs({ effects: ['latency'], probes: ['liveness'], timeoutUs: 60 * second }),
      ),
      changes: {
        externals: [
          {
            name: 'db',
            latency: { kind: 'exponential', mean: (0.99 / Math.log(100)) * second },
            errorRate: 0,
            concurrency: Infinity,
          },
        ],
      },
    },
    // 10 ms of its own, and one answer in a hundred of the database takes longer than 0.99 s: to 1.5 %, as a run has it.
    figures: { timeoutSecondsNeeded: 2, failureThresholdNeeded: null, slowLateRatio: null },
    twins: [
      // The process gives up after half a second, and has an answer then.
      {
        of: web(
          { liveness: probe() },
          needs({ effects: ['latency'], probes: ['liveness'], timeoutUs: 0.5 * second }),
        ),
        changes: {
          externals: [
            {
              name: 'db',
              latency: { kind: 'exponential', mean: (0.99 / Math.log(100)) * second },
              errorRate: 0,
              concurrency: Infinity,
            },
          ],
        },
      },
    ],
  },
  {
    rule: 'liveness-within-outage',
    when: 'a database is away for 30 s, and liveness waits for it',
    given: {
      of: web({ liveness: probe() }, needs({ probes: ['liveness'] })),
      changes: { ...external, faults: [away] },
    },
    // Runs begin every 10 s: three within 20 s; five do not within 30 s and the timeout of 1 s.
    figures: {
      fault: 'outage',
      atSeconds: 10,
      outageSeconds: 30,
      outlastedSeconds: 20,
      failureThresholdNeeded: 5,
      outlastedSecondsThen: 40,
      noticedSecondsMax: 31,
      noticedSecondsMaxThen: 51,
    },
    twins: [
      { of: web(both, needs({ probes: ['readiness'] })), changes: { ...external, faults: [away] } },
      {
        of: web({ liveness: probe({}, { failureThreshold: 5 }) }, needs({ probes: ['liveness'] })),
        changes: { ...external, faults: [away] },
      },
      { of: web({ liveness: probe() }, needs({ probes: ['liveness'] })), changes: external },
    ],
  },
  {
    rule: 'liveness-behind-requests',
    when: 'three of four pods would be as busy as they can be',
    given: { of: web({ liveness: probe() }), traffic: traffic() },
    figures: {
      service: 'default/web',
      requestsPerSecond: 300,
      pods: 4,
      busyRatio: 0.75,
      busyRatioThen: 1,
      waitSecondsThen: null,
      timeoutSecondsNeeded: null,
      restartSecondsMin: 21,
      restartSecondsMax: 31,
    },
    twins: [
      // Three bear 200 well: 2/3 of 10 workers are busy, and hardly anybody waits.
      { of: web({ liveness: probe() }), traffic: traffic({ requestsPerSecond: 200 }) },
      { of: web({ liveness: probe() }) },
      { of: web({ liveness: probe({}, { handler: 'exec' }) }), traffic: traffic() },
      { of: web({ liveness: probe() }, { probes: 'apart' }), traffic: traffic() },
      { of: web({ readiness: probe() }), traffic: traffic() },
      {
        of: web({ liveness: probe() }),
        traffic: traffic({ perPod: { ...traffic().perPod, concurrency: Infinity } }),
      },
      { of: web({ liveness: probe() }), pods: 1, traffic: traffic({ requestsPerSecond: 90 }) },
    ],
  },
  {
    rule: 'liveness-behind-requests',
    when: 'one worker makes a wait that a longer timeout bears',
    given: {
      of: web({ liveness: probe() }),
      pods: 2,
      // One worker of 100 ms, 8 a second: M/M/1 with a load of 0.8, whose wait exceeds 0.5 s * ln(800) in one of a thousand.
      traffic: traffic({ requestsPerSecond: 8, perPod: { ...traffic().perPod, concurrency: 1 } }),
    },
    figures: {
      busyRatio: 0.4,
      busyRatioThen: 0.8,
      waitSecondsThen: 0.5 * Math.log(800),
      timeoutSecondsNeeded: 4,
    },
    twins: [
      {
        of: web({ liveness: probe({ timeout: 4 }) }),
        pods: 2,
        traffic: traffic({ requestsPerSecond: 8, perPod: { ...traffic().perPod, concurrency: 1 } }),
      },
    ],
  },
  {
    rule: 'restarts-under-load',
    when: 'a fault doubles the load of a front end whose probes are equal',
    given: {
      of: web(both),
      traffic: traffic({ requestsPerSecond: 200 }),
      changes: { faults: [{ kind: 'traffic', atUs: second, services: [0], factor: 2, rampUs: 0 }] },
    },
    // 400 a second are all that four pods do; readiness takes 31 s, so liveness has to fail four times.
    figures: {
      requestsPerSecond: 400,
      pods: 4,
      podsNeeded: 5,
      busyRatio: 1,
      livenessSecondsMax: 31,
      readinessSecondsMax: 31,
      failureThresholdNeeded: 4,
    },
    twins: [
      { of: web(both), traffic: traffic({ requestsPerSecond: 200 }) },
      {
        of: web({ liveness: probe({}, { failureThreshold: 4 }), readiness: probe() }),
        traffic: traffic({ requestsPerSecond: 400 }),
      },
      { of: web(both, { probes: 'apart' }), traffic: traffic({ requestsPerSecond: 400 }) },
      { of: web({ liveness: probe() }), traffic: traffic({ requestsPerSecond: 400 }) },
    ],
  },
  {
    rule: 'restarts-under-load',
    when: 'the peak of a profile and the calls of another service come together',
    given: {
      of: web(both),
      traffic: traffic({
        requestsPerSecond: 0,
        profile: [
          { atUs: 0, requestsPerSecond: 10 },
          { atUs: 30 * second, requestsPerSecond: 150 },
        ],
      }),
      changes: {
        services: [
          {
            ...service,
            name: 'web',
            traffic: traffic({ profile: [{ atUs: 0, requestsPerSecond: 150 }] }),
          },
          {
            ...service,
            name: 'front',
            traffic: traffic({
              requestsPerSecond: 125,
              calls: [{ to: { kind: 'service', index: 0 }, perRequest: 2 }],
            }),
          },
        ],
      },
    },
    figures: { requestsPerSecond: 400, busyRatio: 1 },
    twins: [],
  },
]

for (const { rule, when, given, figures, twins } of rows)
  test(`finds ${rule} if ${when}`, () => {
    const finding = findingOf(given, rule)
    assert.ok(finding)
    assert.is(finding.severity, 'warning')
    const found = finding.figures as unknown as Readonly<Record<string, number | string | null>>
    for (const [name, value] of Object.entries(figures))
      if (typeof value === 'number')
        assert.ok(Math.abs(Number(found[name]) - value) < 1e-3 * Math.max(1, value), `${name} ${found[name]}`)
      else assert.is(found[name], value, name)
    for (const twin of twins) assert.not(findingOf(twin, rule))
  })

test('more pods are advised until a missing pod is not felt', () => {
  const finding = findingOf(
    { of: web({ liveness: probe() }), traffic: traffic() },
    'liveness-behind-requests',
  )
  const { podsNeeded } = finding!.figures as { readonly podsNeeded: number }
  assert.ok(podsNeeded > 4)
  const after = { of: web({ liveness: probe() }), pods: podsNeeded, traffic: traffic() }
  assert.not(findingOf(after, 'liveness-behind-requests'))
  const before = { ...after, pods: podsNeeded - 1 }
  assert.ok(findingOf(before, 'liveness-behind-requests'))
})

test('advice on load is about the container that answers the requests', () => {
  const spec = specOf({ of: web({ liveness: probe() }), traffic: traffic() })
  const [workload] = spec.workloads
  const [container] = workload.pod.containers
  const found = (place: number): AdviceFinding[] =>
    advise(
      {
        ...spec,
        workloads: [
          {
            ...workload,
            pod: { ...workload.pod, containers: [container, { ...container, name: 'second' }] },
            selectedBy: [{ service: 0, ports: [], container: place }],
          },
        ],
      },
      () => facts,
    ).filter(({ rule }) => rule === 'liveness-behind-requests')
  for (const place of [0, 1])
    assert.equal(
      found(place).map((finding) => finding.container),
      [{ workload: 0, container: place }],
    )
})

test.run()
