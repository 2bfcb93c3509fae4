/** Four ideas of Stability Sim with pods and probes in them: what their pages expect, in one replication of each. */
import * as assert from 'uvu/assert'
import { type Metric, mean, simulateStudy } from './study.ts'

export type Idea = {
  /** Cheap enough for each change. */
  readonly isShort?: true
  readonly study: string
  readonly what: string
  readonly set: Readonly<Record<string, unknown>>
  /** Over all workloads, from and to. */
  readonly expected: Partial<Record<Metric, readonly [low: number, high: number]>>
}

const [none, shared, apart] = [
  [0, 0],
  { 'workloads[0].behavior.probes': 'shared' },
  { 'workloads[0].behavior.probes': 'apart' },
] as const
const retries = (max: number) => ({ 'services[0].retries.max': max })

export const ideas: readonly Idea[] = [
  {
    study: 'idea-retry-storm',
    what: 'without a budget it is down for good',
    set: apart,
    expected: {
      failed_requests_total: [400_000, 420_000],
      false_restarts_total: none,
      restarts_total: [1, 1],
    },
  },
  {
    study: 'idea-retry-storm',
    what: 'a budget ends it',
    isShort: true,
    set: { ...apart, 'services[0].retries.budget': 0.2 },
    expected: { failed_requests_total: [100, 1_500], restarts_total: [1, 1] },
  },
  {
    study: 'idea-retry-storm',
    what: 'liveness probes do not end it',
    set: shared,
    expected: {
      failed_requests_total: [380_000, 420_000],
      false_restarts_total: [18, 24],
      zero_ready_seconds: [900, 1_500],
    },
  },
  {
    study: 'idea-gc-spiral',
    what: 'without restarts the burst is over soon',
    set: { ...apart, ...retries(0) },
    expected: { failed_requests_total: [86_000, 90_000], restarts_total: none },
  },
  {
    study: 'idea-gc-spiral',
    what: 'with restarts it recovers',
    set: { ...shared, ...retries(0) },
    expected: { restarts_total: [8, 60], zero_ready_seconds: [0, 120], recovery_90_seconds: [0, 1_200] },
  },
  {
    study: 'idea-gc-spiral',
    what: 'with restarts and retries it does not',
    set: { ...shared, ...retries(3) },
    expected: { restarts_total: [60, 200], zero_ready_seconds: [1_000, 2_100] },
  },
  {
    study: 'idea-timeout-cascade',
    what: 'nine pods bear 700 requests per second',
    isShort: true,
    set: { ...shared, 'services[0].requestsPerSecond': 700 },
    expected: { failed_requests_total: [10, 200], restarts_total: none },
  },
  {
    study: 'idea-timeout-cascade',
    what: 'of 930 some are late until the tenth is back',
    set: { ...apart, 'services[0].requestsPerSecond': 930 },
    expected: { failed_requests_total: [90_000, 105_000], restarts_total: none },
  },
  {
    study: 'idea-timeout-cascade',
    what: 'of 930 most are late for good where probes wait with them',
    set: { ...shared, 'services[0].requestsPerSecond': 930 },
    expected: { failed_requests_total: [800_000, 1_116_000], false_restarts_total: [40, 120] },
  },
  {
    study: 'idea-connection-pool',
    what: 'without restarts it is over with the outage',
    isShort: true,
    set: apart,
    expected: {
      failed_requests_total: [105_000, 130_000],
      restarts_total: none,
      unready_seconds_total: none,
    },
  },
  {
    study: 'idea-connection-pool',
    what: 'restarts help nobody',
    set: shared,
    expected: {
      failed_requests_total: [90_000, 130_000],
      false_restarts_total: [6, 18],
      zero_ready_seconds: [5, 60],
    },
  },
]

/** Simulates the study and looks at each number. */
export async function checkIdea({ study, set, expected }: Idea): Promise<void> {
  const found = await simulateStudy(study, { set, replications: 1 })
  for (const [metric, [low, high]] of Object.entries(expected)) {
    const value = mean(found, metric as Metric)
    assert.ok(value >= low && value <= high, `${metric}: ${value} is not in ${low} to ${high}`)
  }
}
