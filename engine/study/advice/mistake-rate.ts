/** How often probes fail often enough in a row though nothing is wrong: false restarts, false removals from traffic. */
import { lawOf } from '../../kernel/law.ts'
import type { BehaviorSpec, ProbeSpec, ProbeTypeName } from '../../model/cluster-spec.ts'
import { runsUntil } from '../closed-form.ts'
import { halfUs } from './container-view.ts'

const monthUs = 30 * 86_400e6

/** Runs that are looked at one by one, at most: a slow phase that is longer is cut, more in a row do not come about in a month. */
const trialsMax = 1_000_000

/** Share of the answers of a healthy container that come too late. */
export function lateRatio(
  behavior: BehaviorSpec,
  type: ProbeTypeName,
  timeoutUs: number,
  factor = 1,
): number {
  return factor === Infinity
    ? 1
    : lawOf(behavior.latency[type]).probabilityAtLeast((timeoutUs - halfUs) / factor)
}

/**
 * Expected mistakes of one container in 30 days, runs being independent of each other but for slow phases. A slow phase is taken
 * as long as it is on average.
 */
export function mistakesPerMonth(behavior: BehaviorSpec, type: ProbeTypeName, probe: ProbeSpec): number {
  const failureWith = (factor: number): number => {
    const late = lateRatio(behavior, type, probe.timeoutUs, factor)
    return late + (1 - late) * behavior.errorRate
  }
  const { failureThreshold, periodUs } = probe
  if (failureThreshold > trialsMax) return 0
  const calm = monthUs / (periodUs * runsUntil(failureThreshold, failureWith(1)))
  const phase = slowPhaseOf(behavior)
  if (phase === null) return calm
  const runs = Math.round(phase.lengthUs / periodUs)
  const inPhase = chanceOfRun(runs, failureThreshold, failureWith(phase.factor))
  return calm * (1 - phase.timeRatio) + (monthUs / phase.cycleUs) * inPhase
}

/** Slow phases on average; null without, or if one would never end or never begin. */
export function slowPhaseOf({ slow }: BehaviorSpec): {
  readonly factor: number
  readonly lengthUs: number
  /** From one to the next. */
  readonly cycleUs: number
  readonly timeRatio: number
} | null {
  if (slow === undefined) return null
  const lengthUs = lawOf(slow.for).mean
  const cycleUs = lawOf(slow.every).mean + lengthUs
  if (!Number.isFinite(cycleUs)) return null
  return { factor: slow.factor, lengthUs, cycleUs, timeRatio: cycleUs === 0 ? 0 : lengthUs / cycleUs }
}

/**
 * Probability that so many independent trials hold `inARow` failures in a row: with s(n) for none among n,
 * s(n) = s(n-1) - s(n-inARow-1) (1 - p) p^inARow (Feller, volume 1, XIII.7).
 */
export function chanceOfRun(trials: number, inARow: number, failure: number): number {
  const count = Math.min(trials, trialsMax)
  if (count < inARow) return 0
  const all = failure ** inARow
  const none = [...Array<number>(inARow).fill(1), 1 - all]
  for (let n = inARow + 1; n <= count; n++)
    none.push(none[n - 1]! - none[n - inARow - 1]! * (1 - failure) * all)
  return Math.min(1, Math.max(0, 1 - none[count]!))
}
