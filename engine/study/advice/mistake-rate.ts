/** How often probes fail often enough in a row though nothing is wrong: false restarts, false removals from traffic. */
import { lawOf } from '../../kernel/law.ts'
import type { BehaviorSpec, ProbeSpec, ProbeTypeName } from '../../model/cluster-spec.ts'
import { runsUntil } from '../closed-form.ts'
import { halfUs } from './container-view.ts'

const monthUs = 30 * 86_400e6

/** Runs that are looked at one by one, at most: a slow phase that is longer is cut, more in a row do not come about in a month. */
const runsMax = 1_000_000

/** Enough to see the one phase in a thousand that outlasts the others. */
const lengthCount = 1_000

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

/** Expected mistakes of one container in 30 days, runs being independent of each other but for slow phases. */
export function mistakesPerMonth(behavior: BehaviorSpec, type: ProbeTypeName, probe: ProbeSpec): number {
  const failureWith = (factor: number): number => {
    const late = lateRatio(behavior, type, probe.timeoutUs, factor)
    return late + (1 - late) * behavior.errorRate
  }
  const { failureThreshold, periodUs } = probe
  if (failureThreshold > runsMax) return 0
  const calm = monthUs / (periodUs * runsUntil(failureThreshold, failureWith(1)))
  const phase = slowPhaseOf(behavior)
  if (phase === null) return calm
  const runCounts = phase.lengthsUs.map((lengthUs) => Math.min(lengthUs / periodUs, runsMax))
  const chances = chancesOfRun(Math.max(...runCounts) + 1, failureThreshold, failureWith(phase.factor))
  const inPhase = runCounts.reduce((sum, runs) => sum + between(chances, runs), 0) / runCounts.length
  return calm * (1 - phase.timeRatio) + (monthUs / phase.cycleUs) * inPhase
}

/** As often as a length asks, there is one tick more in it than its whole periods: the phase of the ticks is any. */
function between(chances: Float64Array, runs: number): number {
  const whole = Math.floor(runs)
  return chances[whole]! + (runs - whole) * (chances[whole + 1]! - chances[whole]!)
}

/** Slow phases; null without, or if they have no mean length or distance. */
export function slowPhaseOf({ slow }: BehaviorSpec): {
  readonly factor: number
  /** Equally likely lengths, which stand for all. */
  readonly lengthsUs: readonly number[]
  /** From one to the next, on average. */
  readonly cycleUs: number
  readonly timeRatio: number
} | null {
  if (slow === undefined) return null
  const length = lawOf(slow.for)
  const cycleUs = lawOf(slow.every).mean + length.mean
  if (!Number.isFinite(cycleUs) || cycleUs === 0) return null
  const lengthsUs = Array.from({ length: lengthCount }, (_, step) =>
    length.quantile((step + 0.5) / lengthCount),
  )
  return { factor: slow.factor, lengthsUs, cycleUs, timeRatio: length.mean / cycleUs }
}

/**
 * Probability that so many independent trials hold `inARow` failures in a row, by their number from 0 to at least `trials`: with s(n)
 * for none among n, s(n) = s(n-1) - s(n-inARow-1) (1 - p) p^inARow (Feller, volume 1, XIII.7).
 */
export function chancesOfRun(trials: number, inARow: number, failure: number): Float64Array {
  const all = failure ** inARow
  const none = new Float64Array(Math.max(Math.ceil(trials), inARow) + 1).fill(1)
  none[inARow] = 1 - all
  for (let n = inARow + 1; n < none.length; n++)
    none[n] = none[n - 1]! - none[n - inARow - 1]! * (1 - failure) * all
  return none.map((chance) => Math.min(1, Math.max(0, 1 - chance)))
}
