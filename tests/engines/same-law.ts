/** Studies in which the outcomes of probes are random, and the comparison of what two engines make of them. */
import * as assert from 'uvu/assert'
import type { DistributionSpec } from '../../engine/contract/cluster-spec.ts'
import { type ClusterSpec, type EngineName, type ReplicationResult, simulate } from '../../engine/index.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  node,
  probe,
  second,
  workload,
} from '../support/spec.ts'

export type LawStudy = { readonly name: string; readonly spec: ClusterSpec }

const quick: DistributionSpec = { kind: 'lognormal', median: 20_000, sigma: 1 }
const heavy: DistributionSpec = { kind: 'lognormal', median: 900_000, sigma: 1.2 }
const fewSeconds: DistributionSpec = { kind: 'exponential', mean: 4 * second }
const someMinutes: DistributionSpec = { kind: 'exponential', mean: 120 * second }

export const latency = (of: DistributionSpec) => ({ startup: of, readiness: of, liveness: of })
export const typical: ClusterSpec['overheads'] = {
  ...idealOverheads,
  ideal: false,
  relistCostUs: { kind: 'lognormal', median: 20_000, sigma: 0.7 },
  syncUs: { kind: 'lognormal', median: 3_000, sigma: 0.6 },
}

export function study(
  name: string,
  app: Parameters<typeof container>[0],
  changes: Partial<ClusterSpec> = {},
): LawStudy {
  const web = workload([container(app)], { kind: 'Deployment', replicas: 12 })
  const spec = cluster([web], 900, {
    initialState: 'running',
    overheads: typical,
    intervalUs: 60 * second,
    ...changes,
  })
  return { name, spec }
}

export const lawStudies: readonly LawStudy[] = [
  study('rare failures', {
    probes: { liveness: probe({ period: 5 }), readiness: probe({ period: 7 }, { failureThreshold: 2 }) },
    behavior: behavior({ errorRate: 0.05, latency: latency(quick) }),
  }),
  study('failure probability 0.3, two successes to be ready', {
    probes: { liveness: probe({ period: 3 }), readiness: probe({ period: 4 }, { successThreshold: 2 }) },
    behavior: behavior({
      errorRate: 0.3,
      latency: latency(quick),
      shutdown: { after: [fewSeconds], exitCode: 143 },
    }),
  }),
  study('slow phases', {
    probes: { liveness: probe({ period: 3 }, { failureThreshold: 2 }), readiness: probe({ period: 5 }) },
    behavior: behavior({
      latency: latency(quick),
      slow: { every: someMinutes, for: fewSeconds, factor: 60 },
    }),
  }),
  study('pauses, of a node slow phases, and answers longer than the period', {
    probes: { liveness: probe({ period: 3, timeout: 5 }), readiness: probe({ period: 5 }) },
    behavior: behavior({
      latency: latency(heavy),
      slow: { every: someMinutes, for: fewSeconds, factor: 3, scope: 'node' },
      pause: { every: { kind: 'exponential', mean: 60 * second }, for: fewSeconds },
      startup: [fewSeconds],
      shutdown: { after: [fewSeconds], exitCode: 143 },
    }),
  }),
  study('long pauses', {
    probes: { liveness: probe({ period: 4, timeout: 3 }), readiness: probe({ period: 5, timeout: 2 }) },
    behavior: behavior({
      latency: latency(quick),
      pause: {
        every: { kind: 'exponential', mean: 90 * second },
        for: { kind: 'uniform', low: 5 * second, high: 20 * second },
      },
    }),
  }),
  study('short pauses', {
    probes: {
      liveness: probe({ period: 4 }, { failureThreshold: 2 }),
      readiness: probe({ period: 5, timeout: 2 }),
    },
    behavior: behavior({
      latency: latency(heavy),
      errorRate: 0.1,
      pause: { every: fewSeconds, for: { kind: 'exponential', mean: 0.3 * second } },
    }),
  }),
  study('answers longer than the period', {
    probes: { liveness: probe({ period: 2, timeout: 6 }), readiness: probe({ period: 1, timeout: 3 }) },
    behavior: behavior({ errorRate: 0.05, latency: latency(heavy) }),
  }),
  study(
    'unready readiness workers, start-up and crashes',
    {
      probes: {
        startup: probe({ period: 2 }, { failureThreshold: 30 }),
        readiness: probe({ period: 9 }, { failureThreshold: 1 }),
        liveness: probe(),
      },
      behavior: behavior({
        errorRate: 0.1,
        latency: latency(quick),
        startup: [fewSeconds],
        crash: { after: [someMinutes], exitCode: 1 },
      }),
    },
    { initialState: 'created', kubeletUptimeUs: 3 * second },
  ),
  study(
    'hangs and a slow fault',
    {
      probes: { liveness: probe({ period: 5 }), readiness: probe({ period: 5 }) },
      behavior: behavior({
        errorRate: 0.02,
        latency: latency(quick),
        hang: { after: [{ kind: 'exponential', mean: 300 * second }], tcpOk: true },
      }),
    },
    {
      faults: [
        {
          kind: 'slow',
          atUs: 200 * second,
          forUs: 100 * second,
          factor: 20,
          containers: [{ workload: 0, container: 0 }],
          share: { fraction: 0.5 },
        },
        {
          kind: 'hang',
          atUs: 500 * second,
          forUs: 30 * second,
          containers: [{ workload: 0, container: 0 }],
          share: { count: 3 },
        },
      ],
    },
  ),
  study(
    'a service outside that answers at random, is slow, errs and is gone',
    {
      probes: { liveness: probe({ period: 5, timeout: 2 }), readiness: probe({ period: 4 }) },
      behavior: behavior({
        errorRate: 0.03,
        latency: latency(quick),
        startup: [fewSeconds],
        dependsOn: [
          {
            to: { kind: 'external', index: 0 },
            effects: ['failReadiness', 'failLiveness', 'crashOnStart'],
            probes: ['liveness', 'readiness'],
            timeoutUs: 1.5 * second,
          },
          {
            to: { kind: 'external', index: 1 },
            effects: ['latency'],
            probes: ['readiness'],
            timeoutUs: 15 * second,
          },
        ],
      }),
    },
    {
      externals: [
        {
          name: 'db',
          latency: { kind: 'lognormal', median: 100_000, sigma: 0.7 },
          errorRate: 0.05,
          concurrency: Infinity,
        },
        {
          name: 'mail',
          latency: { kind: 'exponential', mean: 80_000 },
          errorRate: 0.5,
          concurrency: Infinity,
        },
      ],
      faults: [
        {
          kind: 'outage',
          atUs: 120 * second,
          forUs: 100 * second,
          targets: [{ kind: 'external', index: 0 }],
          mode: 'slow',
          factor: 6,
        },
        {
          kind: 'outage',
          atUs: 303 * second,
          forUs: 17 * second,
          targets: [{ kind: 'external', index: 0 }],
          mode: 'errors',
        },
        {
          kind: 'outage',
          atUs: 500 * second,
          forUs: 100 * second,
          targets: [{ kind: 'external', index: 1 }],
          mode: 'slow',
          factor: 10,
        },
        {
          kind: 'outage',
          atUs: 700 * second,
          forUs: 20 * second,
          targets: [{ kind: 'external', index: 0 }],
          mode: 'hang',
        },
      ],
    },
  ),
  study(
    'start-ups and answers on processors that are shared, until nothing is left of them',
    {
      probes: {
        startup: probe({ period: 2 }, { failureThreshold: 6 }),
        liveness: probe({ period: 3 }, { failureThreshold: 2, handler: 'exec' }),
        readiness: probe({ period: 4 }),
      },
      behavior: behavior({
        latency: latency({ kind: 'lognormal', median: 100_000, sigma: 0.6 }),
        crash: { after: [someMinutes], exitCode: 1 },
        cpu: { startupUs: [fewSeconds], startupCores: 1, idleCores: 0.1, perRequestUs: 0 },
      }),
    },
    { nodes: [node({ cpuCores: 2 })] },
  ),
]

/** What is compared, over all replications. */
type Sample = {
  readonly restarts: number[]
  readonly unreadySeconds: number[]
  readonly probes: number[]
  readonly detections: number[]
  /** Failures by bucket, summed over replications, and their sum of squares. */
  readonly failures: number[]
  readonly failuresSquared: number[]
}

/** What is read of a replication. */
export type LawResult = Pick<ReplicationResult, 'summary' | 'timeseries' | 'detections'>

type Runs = (spec: ClusterSpec, engine: EngineName, replications: number) => Promise<readonly LawResult[]>

const simulated: Runs = async (spec, engine, replications) =>
  (await simulate({ ...spec, replications }, { engine, verify: engine === 'exact' })).replications

async function sampleOf(
  spec: ClusterSpec,
  engine: EngineName,
  replications: number,
  masterSeed: string,
  runs: Runs = simulated,
): Promise<Sample> {
  const results = await runs({ ...spec, masterSeed }, engine, replications)
  const failures = results.map(({ timeseries }) =>
    totalsByBucket(timeseries.columns.probe_failures!, timeseries.workloads.length),
  )
  const buckets = failures[0].map((_, bucket) => failures.map((row) => row[bucket]))
  return {
    restarts: results.map((result) => metric(result, 'restarts_total')),
    unreadySeconds: results.map((result) => metric(result, 'unready_seconds_total')),
    probes: results.map((result) => metric(result, 'probes_total')),
    detections: results.flatMap(({ detections }) =>
      detections
        .filter(({ noticedSeconds }) => noticedSeconds !== null)
        .map((row) => row.noticedSeconds! - row.onsetSeconds),
    ),
    failures: buckets.map((counts) => sum(counts)),
    failuresSquared: buckets.map((counts) => sum(counts.map((count) => count ** 2))),
  }
}

function metric(
  result: LawResult,
  name: 'restarts_total' | 'unready_seconds_total' | 'probes_total',
): number {
  return result.summary[0].values[name]!
}

/** The `*` values of a column by bucket. */
function totalsByBucket(column: Float64Array, width: number): number[] {
  return Array.from({ length: column.length / width }, (_, bucket) => column[bucket * width])
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Two-sample Kolmogorov-Smirnov distance. */
export function distance(a: readonly number[], b: readonly number[]): number {
  const left = a.toSorted((x, y) => x - y)
  const right = b.toSorted((x, y) => x - y)
  let largest = 0
  let i = 0
  let j = 0
  while (i < left.length && j < right.length) {
    const value = Math.min(left[i], right[j])
    while (i < left.length && left[i] === value) i++
    while (j < right.length && right[j] === value) j++
    largest = Math.max(largest, Math.abs(i / left.length - j / right.length))
  }
  return largest
}

/** The distance that equal laws exceed with probability 0.1 %. */
function distanceLimit(n: number, m: number): number {
  return 1.95 * Math.sqrt((n + m) / (n * m))
}

/**
 * Answers that are under way when a slow phase begins or ends, and when the container exits: nearly all of them. Only the trigger for
 * the next instance, which waits for the answer (P6), shows when it comes.
 */
export const answersUnderWay: LawStudy = study(
  'answers under way when slow phases begin and end',
  {
    probes: { readiness: probe({ period: 10, timeout: 9 }) },
    behavior: behavior({
      latency: latency({ kind: 'constant', value: 6 * second }),
      slow: { every: constant(6), for: constant(6), factor: 1.01 },
      crash: { after: [{ kind: 'exponential', mean: 3000 * second }], exitCode: 1 },
    }),
  },
  { durationUs: 18_000 * second, intervalUs: 3600 * second },
)

/** Both engines, the same seeds, so the same crashes: the unready seconds of a restart differ by chance only. */
export async function assertPaired({ spec }: LawStudy, replications: number): Promise<void> {
  const quiet = await sampleOf(spec, 'quiet', replications, 'paired')
  const exact = await sampleOf(spec, 'exact', replications, 'paired')
  assert.equal(quiet.restarts, exact.restarts)
  const perRestart = ({ unreadySeconds, restarts }: Sample): number[] =>
    unreadySeconds.map((seconds, index) => seconds / restarts[index])
  const other = perRestart(exact)
  const differences = perRestart(quiet).map((value, index) => value - other[index])
  const mean = sum(differences) / replications
  const variance = sum(differences.map((value) => (value - mean) ** 2)) / (replications - 1)
  const error = Math.sqrt(variance / replications)
  assert.ok(Math.abs(mean) <= 3 * error, `paired difference ${mean}, standard error ${error}`)
}

/** Both engines, other seeds, so many replications each. */
export async function assertSameLaw(
  { name, spec }: LawStudy,
  replications: number,
  runs: Runs = simulated,
): Promise<void> {
  const quiet = await sampleOf(spec, 'quiet', replications, 'quiet', runs)
  const exact = await sampleOf(spec, 'exact', replications, 'exact', runs)
  for (const column of ['restarts', 'unreadySeconds', 'probes', 'detections'] as const) {
    const found = distance(quiet[column], exact[column])
    const limit = distanceLimit(quiet[column].length, exact[column].length)
    assert.ok(
      quiet[column].length === 0 || found < limit,
      `${name}: ${column} differ by ${found}, at most ${limit}`,
    )
  }
  const { statistic, degrees } = chiSquare(quiet, exact, replications)
  // Wilson and Hilferty: the 99.9 % quantile of chi-square.
  const limit = degrees * (1 - 2 / (9 * degrees) + 3.09 * Math.sqrt(2 / (9 * degrees))) ** 3
  assert.ok(
    statistic < limit,
    `${name}: failures per bucket, chi-square ${statistic} of ${degrees}, at most ${limit}`,
  )
}

/** Sum over buckets of the squared difference of the mean counts over its variance. */
function chiSquare(a: Sample, b: Sample, replications: number): { statistic: number; degrees: number } {
  let statistic = 0
  let degrees = 0
  a.failures.forEach((count, bucket) => {
    const variance = (spread(a, bucket, replications) + spread(b, bucket, replications)) / replications
    if (variance === 0) return
    statistic += ((count - b.failures[bucket]) / replications) ** 2 / variance
    degrees++
  })
  return { statistic, degrees: Math.max(1, degrees) }
}

/** Variance of a bucket's count over replications. */
function spread(sample: Sample, bucket: number, replications: number): number {
  const mean = sample.failures[bucket] / replications
  return (sample.failuresSquared[bucket] - replications * mean ** 2) / (replications - 1)
}
