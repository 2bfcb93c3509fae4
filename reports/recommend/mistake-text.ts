/** Mistakes of probes in words: how many a month, with how many digits, and what they are called. */
import type { ProbeRecommendation, RatedSetting } from '../../engine/contract/recommendation.ts'
import { readable } from '../readable.ts'
import { numberBeside } from '../threshold-value.ts'

/** Events per month that are as good as none. */
export const negligible = 0.001

/** Mistakes a month of a setting, with no more digits than observations can give; beside a limit as `perMonth`. */
export function mistakesOf(
  { mistakesPerMonth }: Pick<RatedSetting, 'mistakesPerMonth'>,
  { knownBy }: Pick<ProbeRecommendation, 'knownBy'>,
  limit: number | null = null,
): string {
  const rough = asKnown(mistakesPerMonth, { knownBy })
  const isOnItsSide = limit === null || rough! > limit === mistakesPerMonth! > limit
  return perMonth(isOnItsSide ? rough : mistakesPerMonth, limit)
}

/** From 10 on two digits where the answers were observed: the slow phases among them are few. */
export function asKnown<T extends number | null>(
  value: T,
  { knownBy }: Pick<ProbeRecommendation, 'knownBy'>,
): T {
  const isRough = value !== null && value >= 10 && Number.isFinite(value) && knownBy.from === 'observations'
  return isRough ? (Number(value.toPrecision(2)) as T) : value
}

/** A number of events per month that may be far below one; beside a limit it is shown on its side of it. */
export function perMonth(value: number | null, limit: number | null = null): string {
  if (value === null) return '-'
  if (value === 0) return '0'
  if (value < negligible) return `<${negligible}`
  return beside(value, limit)
}

export function probability(value: number | null): string {
  if (value === null) return '-'
  return value === 0 ? '0' : value < 0.000001 ? '<0.000001' : String(Number(value.toPrecision(2)))
}

const mistakeWords = { liveness: 'false restart', readiness: 'false removal' } as const

/** What a probe's mistakes are called. */
export function mistakeWord({ probe }: Pick<ProbeRecommendation, 'probe'>): string {
  return mistakeWords[probe === 'readiness' ? 'readiness' : 'liveness']
}

export function beside(value: number, limit: number | null): string {
  return limit === null ? readable(value) : numberBeside(value, limit)
}

/** ` (up to 15,000 if slow answers come together, for their order is not known)`; empty where the order is known. */
export function togetherText(own: readonly ProbeRecommendation[]): string {
  if (!own.some(({ evidence }) => evidence.basis === 'unordered')) return ''
  const most = own.reduce(
    (sum, { evidence, recommended }) =>
      sum +
      ((evidence.basis === 'unordered' ? evidence.togetherPerMonth : recommended?.mistakesPerMonth) ?? 0),
    0,
  )
  return ` (up to ${perMonth(most)} if slow answers come together, for their order is not known)`
}
