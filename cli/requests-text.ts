/** What is said of requests, and of those who are asked, part by part: what two results are compared by. */
import type { BehaviorSpec, ClusterSpec, ExternalSpec, TrafficSpec } from '../engine/contract/cluster-spec.ts'
import { serviceText } from '../reports/fault-target.ts'
import { percent, readable } from '../reports/readable.ts'
import { timeText } from '../scenarios/calibrate/law-text.ts'
import { wordsOf } from './behavior-text.ts'

type Named = Pick<ClusterSpec, 'services' | 'externals'>

/** `{"service shop/web, requests": "500 per second", "outside db, latency": "5ms"}`. */
export function requestTexts({ services, externals = [] }: Named): Record<string, string> {
  const named = { services, externals }
  const parts = [
    ...services.flatMap(({ namespace, name, traffic }) =>
      traffic === undefined ? [] : prefixed(`service ${namespace}/${name}`, trafficTexts(traffic, named)),
    ),
    ...externals.flatMap((external) => prefixed(`outside ${external.name}`, externalTexts(external))),
  ]
  return Object.fromEntries(parts)
}

function prefixed(who: string, texts: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(texts).map(([part, text]) => [`${who}, ${part}`, text])
}

function trafficTexts(traffic: TrafficSpec, named: Named): Record<string, string> {
  const { requestsPerSecond, profile, perPod, retries, connections, calls } = traffic
  const budget = retries.budget === Infinity ? '' : `, at most ${percent(retries.budget)} of first tries`
  return {
    requests: profile === undefined ? `${readable(requestsPerSecond)} per second` : profileText(profile),
    'requests of a pod': `${workersText(perPod.concurrency)}, latency ${wordsOf(perPod.latency)}, timeout ${limitText(perPod.timeoutUs)}`,
    retries:
      retries.max === 0 ? 'none' : `${retries.max}, each after ${timeText(retries.backoffUs)}${budget}`,
    connections,
    calls:
      calls.map(({ to, perRequest }) => `${readable(perRequest)} of ${serviceText(to, named)}`).join(', ') ||
      'none',
  }
}

function profileText(profile: NonNullable<TrafficSpec['profile']>): string {
  const rates = profile.map(({ requestsPerSecond }) => requestsPerSecond)
  const [least, most] = rates.reduce(
    ([low, high], rate) => [Math.min(low, rate), Math.max(high, rate)],
    [Infinity, 0],
  )
  const sum = rates.reduce((all, rate) => all + rate, 0)
  return `by a profile of ${readable(profile.length)} points, ${readable(least)} to ${readable(most)} per second, ${readable(sum / rates.length)} on average of the points`
}

function externalTexts({ latency, errorRate, concurrency }: ExternalSpec): Record<string, string> {
  return { latency: wordsOf(latency), errors: percent(errorRate), calls: workersText(concurrency) }
}

/** What a container needs; undefined = nothing. */
export function needsText({ dependsOn }: BehaviorSpec, named: Named): string | undefined {
  return dependsOn
    ?.map(({ to, effects, probes, timeoutUs }) => {
      const asked = probes.length === 0 ? '' : `, asked by ${probes.join(' and ')} probes`
      return `${serviceText(to, named)}: ${effects.join(', ')}${asked}, timeout ${limitText(timeoutUs)}`
    })
    .join('; ')
}

function workersText(concurrency: number): string {
  return concurrency === Infinity ? 'as many as come' : `${readable(concurrency)} at a time`
}

function limitText(us: number): string {
  return us === Infinity ? 'never' : timeText(us)
}
