/** What is seen of a truth: files as users have them. */

import type { BehaviorSpec } from '../../engine/contract/cluster-spec.ts'
import { lawOf } from '../../engine/kernel/law.ts'
import {
  type Files,
  podList,
  podObject,
  prometheusAnswer,
} from '../../scenarios/calibrate/observed.test.helper.ts'
import { type Chance, chanceOf, type Truth } from './truth.ts'

/** Between two lines of a table, and between the starts of two pods, in seconds. */
const everySeconds = 10
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function observationOf(truth: Truth, behavior: BehaviorSpec, n: number): Files {
  const chance = chanceOf('observation', truth.name, n)
  if (truth.kind === 'cold starts') return { pods: pods(behavior, chance, n) }
  if (truth.kind === 'cut off') return { prometheus: histogram(truth, behavior, chance, n) }
  return { csv: table(behavior, chance, n) }
}

function latencies({ latency }: BehaviorSpec, chance: Chance): () => number {
  const law = lawOf(latency.liveness)
  return () => law.quantile(chance.next()) / 1e6
}

/** Answers in order; within a slow phase each takes the factor. */
function table(behavior: BehaviorSpec, chance: Chance, n: number): string {
  const answer = latencies(behavior, chance)
  const isSlow = phases(behavior, chance)
  const lines = Array.from({ length: n }, (_, index) => {
    const at = index * everySeconds
    const seconds = answer() * (isSlow(at) ? behavior.slow!.factor : 1)
    return `${new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString()},${(seconds * 1000).toPrecision(5)}`
  })
  return `timestamp,duration_ms\n${lines.join('\n')}\n`
}

/** Whether it is slow at ascending times: phases and gaps take turns. */
function phases({ slow }: BehaviorSpec, chance: Chance): (seconds: number) => boolean {
  if (slow === undefined) return () => false
  const [every, lasts] = [lawOf(slow.every), lawOf(slow.for)]
  const drawn = (law: typeof every): number => law.quantile(chance.next()) / 1e6
  let isSlow = false
  // The first gap has begun before: where it is exponential, that makes no difference.
  let until = drawn(every)
  return (seconds) => {
    while (until <= seconds) {
      isSlow = !isSlow
      until += drawn(isSlow ? lasts : every)
    }
    return isSlow
  }
}

/** Durations of successes only, which end at the timeout (Z10), and how many runs failed. */
function histogram({ timeoutSeconds }: Truth, behavior: BehaviorSpec, chance: Chance, n: number): string {
  const answer = latencies(behavior, chance)
  const all = Array.from({ length: n }, answer)
  const seen = all.filter((seconds) => seconds < timeoutSeconds)
  const labels = { namespace: 'shop', container: 'app', probe_type: 'Liveness' }
  const bucket = (le: string, count: number) => ({
    labels: { __name__: 'prober_probe_duration_seconds_bucket', ...labels, le },
    value: count,
  })
  const total = (result: string, count: number) => ({
    labels: { __name__: 'prober_probe_total', ...labels, result },
    value: count,
  })
  return prometheusAnswer([
    ...bounds.map((bound) => bucket(String(bound), seen.filter((seconds) => seconds <= bound).length)),
    bucket('+Inf', seen.length),
    total('successful', seen.length),
    total('failed', n - seen.length),
  ])
}

/** Pods that became ready at the tick of a readiness probe of 5 s after they answered. */
function pods({ startup }: BehaviorSpec, chance: Chance, n: number): string {
  const law = lawOf(startup[0]!)
  const period = 5
  return podList(
    Array.from({ length: n }, (_, index) => {
      const startedAt = 1 + index * everySeconds
      const answersAt = startedAt + law.quantile(chance.next()) / 1e6
      const phase = chance.between(0, period)
      const readyAt = Math.ceil((answersAt - phase) / period) * period + phase
      return podObject({
        name: `web-${index}`,
        probe: {
          httpGet: { path: '/', port: 80 },
          periodSeconds: period,
          timeoutSeconds: 1,
          failureThreshold: 3,
        },
        startTime: startedAt - 1,
        startedAt,
        readyAt,
      })
    }),
  )
}
