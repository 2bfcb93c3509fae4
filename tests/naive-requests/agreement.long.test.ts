/**
 * Several Services, retries, calls, outages, shared processors and probes together: the engine's amounts agree with requests that are events, within the intervals of both and a share.
 * Clusters whose fate hangs on chance (a backlog that grows by itself near saturation) are left out: `docs/explanation/storms.md` says where that begins.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { agreementOf, assertAgrees, type Measure } from './agreement.ts'
import { approximateWait, meanShared, meanWait } from './closed-forms.ts'
import { type NaiveService, run, type SmallCluster } from './small-cluster.ts'

const test = suite('small clusters, as amounts and request by request')

function service(name: string, changes: Partial<NaiveService> = {}): NaiveService {
  return {
    name,
    rates: [{ at: 0, perSecond: 20 }],
    workers: 4,
    time: { kind: 'exponential', mean: 0.1 },
    takesCpu: false,
    timeout: 2,
    retries: { max: 0, backoff: 0.5 },
    calls: [],
    pods: [0, 0],
    startup: 5,
    ...changes,
  }
}

const surge = (calm: number, high: number, seconds: number): NaiveService['rates'] => [
  { at: 0, perSecond: calm },
  { at: 100, perSecond: high },
  { at: 100 + seconds, perSecond: calm },
]
const exponential = (mean: number) => ({ kind: 'exponential', mean }) as const
const cluster = (services: readonly NaiveService[], changes: Partial<SmallCluster> = {}): SmallCluster => ({
  services,
  cores: [16],
  outages: [],
  duration: 600,
  seed: 'a',
  ...changes,
})

const database = service('db', {
  rates: [{ at: 0, perSecond: 0 }],
  workers: 20,
  time: exponential(0.03),
  timeout: 1,
})
const steady = { kind: 'constant', mean: 0.1 } as const
const oneWorker = { workers: 1, pods: [0], timeout: Infinity, startup: 0 }

type Row = readonly [
  what: string,
  of: SmallCluster,
  /** Shares beyond the intervals, by measure; what is not named is not compared. */
  within: Partial<Record<Measure, number>>,
]

const counts = { tries: 0.03, failed: 0.1, retried: 0.1 } as const
const rows: readonly Row[] = [
  [
    'an overload that retries keep alive',
    cluster([service('web', { rates: surge(40, 120, 60), retries: { max: 2, backoff: 0.5 } })]),
    { ...counts, p50: 0.1, p99: 0.1 },
  ],
  [
    'a called Service that hangs holds the workers of its callers',
    cluster([service('web', { calls: ['db'], time: exponential(0.02), workers: 10 }), database], {
      outages: [{ service: 'db', from: 200, to: 230, mode: 'hang' }],
    }),
    { ...counts, p50: 0.1, p99: 0.2 },
  ],
  [
    'a called Service that errs, and retries of its callers',
    cluster(
      [
        service('web', {
          calls: ['db'],
          retries: { max: 2, backoff: 1 },
          time: exponential(0.02),
          workers: 10,
        }),
        database,
      ],
      { outages: [{ service: 'db', from: 200, to: 230, mode: 'errors' }] },
    ),
    { ...counts, p50: 0.1 },
  ],
  [
    'readiness probes take out pods of an overload',
    cluster([
      service('web', {
        rates: surge(40, 100, 60),
        readiness: { period: 5, timeout: 1, failureThreshold: 2 },
        pods: [0, 0, 0, 0],
        workers: 2,
      }),
    ]),
    { ...counts, p50: 0.1, p99: 0.1, readinessFlips: 0.1 },
  ],
  [
    'two Services on the cores of a node',
    cluster(
      [
        service('a', { takesCpu: true, time: steady, rates: [{ at: 0, perSecond: 8 }], workers: 1000 }),
        service('b', { takesCpu: true, time: steady, rates: [{ at: 0, perSecond: 6 }], workers: 1000 }),
      ],
      { cores: [2], duration: 1000 },
    ),
    { tries: 0.03, p50: 0.1, p99: 0.2 },
  ],
  [
    'probes of a pod whose few workers wait for the CPU',
    cluster(
      [
        service('web', {
          takesCpu: true,
          rates: [{ at: 0, perSecond: 8 }],
          workers: 3,
          pods: [0],
          readiness: { period: 5, timeout: 1, failureThreshold: 1 },
        }),
      ],
      { cores: [1], duration: 2000 },
    ),
    { tries: 0.03, readinessFlips: 0.1 },
  ],
  ...(
    [
      [8, 10, 3, 1],
      [8, 10, 2, 1],
      [7, 10, 2, 1],
      [36, 10, 2, 4],
    ] as const
  ).map(
    ([perSecond, period, failureThreshold, workers]): Row => [
      `${failureThreshold} failures in a row by chance, with ${workers} workers at ${perSecond / workers / 10}`,
      cluster(
        [
          service('web', {
            ...oneWorker,
            workers,
            rates: [{ at: 0, perSecond }],
            liveness: { period, timeout: 1, failureThreshold },
          }),
        ],
        { duration: 40_000 },
      ),
      { restarts: 0.1 },
    ],
  ),
  [
    'a surge, a dependency that hangs, retries, and Services that share cores',
    cluster(
      [
        service('web', {
          calls: ['db'],
          rates: surge(30, 45, 60),
          workers: 6,
          retries: { max: 1, backoff: 1 },
          readiness: { period: 5, timeout: 1, failureThreshold: 2 },
          pods: [0, 0, 0],
          time: exponential(0.05),
        }),
        service('api', {
          takesCpu: true,
          rates: [{ at: 0, perSecond: 12 }],
          workers: 20,
          readiness: { period: 5, timeout: 1, failureThreshold: 2 },
        }),
        service('db', {
          takesCpu: true,
          rates: [{ at: 0, perSecond: 0 }],
          workers: 20,
          timeout: 1,
          time: exponential(0.02),
        }),
      ],
      { cores: [4], duration: 900, outages: [{ service: 'db', from: 300, to: 320, mode: 'hang' }] },
    ),
    { ...counts, p50: 0.1, p99: 0.1, readinessFlips: 0.1 },
  ],
]

for (const [what, of, within] of rows)
  test(`${what}: agree`, async () => {
    for (const [name, pairs] of await agreementOf(of, 8, 12))
      for (const [measure, share] of Object.entries(within))
        if (pairs[measure as Measure].naive > 1e-3 || pairs[measure as Measure].engine > 1)
          assertAgrees(pairs[measure as Measure], share, `${name}, ${measure}`)
  })

const meanOf = (of: SmallCluster): number => {
  const outcomes = Array.from({ length: 6 }, (_, seed) => run({ ...of, seed: `${seed}` }).get('web')!)
  return outcomes.reduce((sum, outcome) => sum + outcome.mean, 0) / outcomes.length
}

test('the simulation request by request agrees with theory: so it may judge', () => {
  const long = { duration: 5000 }
  const near = (found: number, expected: number): void =>
    assert.ok(Math.abs(found / expected - 1) < 0.05, `${found}, not ${expected}`)
  for (const workers of [1, 4]) {
    const rates = [{ at: 0, perSecond: 7 * workers }]
    const of = service('web', { workers, rates, pods: [0], timeout: Infinity })
    near(meanOf(cluster([of], long)), 0.1 + meanWait(workers, 7 * workers, 0.1))
    near(0.1 + approximateWait(workers, 7 * workers, 0.1), 0.1 + meanWait(workers, 7 * workers, 0.1))
  }
  const shared = service('web', {
    takesCpu: true,
    workers: 1000,
    rates: [{ at: 0, perSecond: 7 }],
    pods: [0],
    timeout: Infinity,
  })
  near(meanOf(cluster([shared], { ...long, cores: [1] })), meanShared(7, 0.1))
})

test.run()
