/** Which laws decide how probes are set: the slowest, beside what probes with the API's defaults bear. */
import { readable } from '../readable.ts'
import type { DrawnSample } from './reported-sample.ts'
import { timeText } from './time-text.ts'

/** A probe that says nothing waits 1 s for an answer, and a liveness probe that says nothing lets a start take 21 s in the worst case (P20). */
const borneUs = { latency: 1e6, startup: 21e6 }

/** The law that asks most of a probe first. */
export function byWeight(samples: readonly DrawnSample[]): DrawnSample[] {
  return samples.toSorted((a, b) => weightOf(b) - weightOf(a))
}

/** In a sentence: how slow, and whether a probe with the API's defaults would bear it. */
export function decisiveText(sample: DrawnSample): string {
  const { name, quantity, fit, tail, phases } = sample
  const usual = `half up to ${timeText(fit.p50Us)}, 99.9 % up to ${timeText(tail.quantileUs)} (${fit.chosen.family})`
  const found = phases?.found ?? null
  const pause = phases?.pauses?.found ?? null
  const slow =
    found === null
      ? ''
      : `, and ${readable(found.factor)} times as slow every ${timeText(found.everyUs)} for ${timeText(found.forUs)} on average`
  const still =
    pause === null
      ? ''
      : `, and it stands still every ${timeText(pause.everyUs)} for ${timeText(pause.forUs)} on average`
  const beyond = weightOf(sample) > 1 ? `, ${boundText(quantity)}` : ''
  return `${name}: ${usual}${slow}${still}${beyond}.`
}

function boundText(quantity: DrawnSample['quantity']): string {
  return quantity === 'latency'
    ? 'longer than the 1 s that a probe waits by default'
    : 'longer than a liveness probe with the defaults lets a start take (21 s)'
}

/** The slowest thousandth, in slow phases if there are any, as a multiple of what is borne. */
function weightOf({ quantity, tail, phases }: DrawnSample): number {
  const slowest = tail.quantileUs * (phases?.found?.factor ?? 1)
  return Math.max(slowest, phases?.pauses?.found?.forUs ?? 0) / borneUs[quantity]
}
