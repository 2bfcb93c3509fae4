/** Studies in which what a tick risks changes each second, from 1e-5 to nearly 1. */
import { behavior, probe, second } from '../support/spec.ts'
import type { Force } from './forced-levels.ts'
import { type LawStudy, latency, study } from './same-law.ts'

/** Stretch and wait of a second, by container: some change each second, some every third. */
export const loads: Force = (_, container, at) => {
  const step = container % 2 === 0 ? at : Math.floor(at / 3)
  return [[1, 1.3, 2, 1, 6][(step + container) % 5]!, [0, 0, 200_000, 700_000][(step * 3 + container) % 4]!]
}

const lognormal = (median: number, sigma: number) => latency({ kind: 'lognormal', median, sigma })

export const loadedStudies: readonly LawStudy[] = [
  study('answers that are late only under load', {
    probes: { liveness: probe({ period: 3 }, { failureThreshold: 2 }), readiness: probe({ period: 2 }) },
    // 1e-5 without load, 0.3 at a stretch of 6.
    behavior: behavior({ latency: lognormal(110_000, 0.52) }),
  }),
  study('errors, late answers, slow phases and crashes under load', {
    probes: { liveness: probe({ period: 5 }), readiness: probe({ period: 3, timeout: 2 }) },
    behavior: behavior({
      errorRate: 0.02,
      latency: lognormal(200_000, 0.6),
      slow: {
        every: { kind: 'exponential', mean: 60 * second },
        for: { kind: 'exponential', mean: 10 * second },
        factor: 2.5,
      },
      crash: { after: [{ kind: 'exponential', mean: 200 * second }], exitCode: 1 },
    }),
  }),
  study('answers longer than the period under load', {
    probes: { liveness: probe({ period: 2, timeout: 6 }), readiness: probe({ period: 1, timeout: 3 }) },
    behavior: behavior({ errorRate: 0.05, latency: lognormal(500_000, 0.8) }),
  }),
]
