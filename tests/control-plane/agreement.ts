/** Whether what was simulated agrees with what was measured, for one kind of interval or count. */
import { binomialQuantile } from '../../engine/kernel/binomial.ts'

/** From so many samples on chance is judged by the simulated range. */
export const samplesMin = 5
/** The simulated range is its central 99 %; measured samples outside are as many as chance has, in 99 of 100 cases. */
const outsideShare = 0.01
export const centralPercent = 100 * (1 - outsideShare)
const surety = 0.99
/** Of fewer samples: seconds, or a share of the measured value. */
export const toleranceSeconds = 0.1
export const toleranceShare = 0.03

/** What is wrong, or undefined. Times are seconds. */
export function disagreement(measured: readonly number[], simulated: readonly number[]): string | undefined {
  const missing = whatIsMissing(measured, simulated)
  if (missing !== undefined) return missing
  return measured.length >= samplesMin ? outliers(measured, simulated) : distance(measured, simulated)
}

/**
 * What is wrong with a count, or undefined: of its repeats the range has to meet the central 99 % of what was simulated.
 * @param tolerance how far beside it the range may lie, where a run is known to; not for a count that no simulation changes.
 */
export function countDisagreement(
  measured: readonly number[],
  simulated: readonly number[],
  tolerance = 0,
): string | undefined {
  const missing = whatIsMissing(measured, simulated)
  if (missing !== undefined) return missing
  const [low, high] = centre(simulated)
  const allowed = low === high ? 0 : tolerance
  if (low <= Math.max(...measured) + allowed && high >= Math.min(...measured) - allowed) return undefined
  return `${measured.join(', ')}; simulated ${low} to ${high}`
}

/** What is not there, or no number, agrees with nothing. */
function whatIsMissing(measured: readonly number[], simulated: readonly number[]): string | undefined {
  if (measured.length === 0) return 'nothing was measured'
  if (simulated.length === 0) return 'nothing was simulated'
  return [...measured, ...simulated].every(Number.isFinite) ? undefined : 'a value is no number'
}

/** The central 99 %. */
export function centre(simulated: readonly number[]): [low: number, high: number] {
  const sorted = [...simulated].sort((a, b) => a - b)
  return [
    sorted[Math.floor((outsideShare / 2) * sorted.length)]!,
    sorted[Math.ceil((1 - outsideShare / 2) * sorted.length) - 1]!,
  ]
}

/** Of `samplesMin` values and more: the simulated central 99 %, which values lie outside, and how many may. */
export function outsideOf(
  measured: readonly number[],
  simulated: readonly number[],
): { readonly low: number; readonly high: number; readonly outside: number[]; readonly allowed: number } {
  const [low, high] = centre(simulated)
  const outside = measured.filter((value) => value < low || value > high)
  return { low, high, outside, allowed: binomialQuantile(measured.length, outsideShare, surety) }
}

function outliers(measured: readonly number[], simulated: readonly number[]): string | undefined {
  const { low, high, outside, allowed } = outsideOf(measured, simulated)
  if (outside.length <= allowed) return undefined
  return `${outside.length} of ${measured.length} measured lie outside ${low} to ${high}, at most ${allowed} may: ${outside.join(', ')}`
}

/** The median of what was simulated lies in the measured range, or near it. */
function distance(measured: readonly number[], simulated: readonly number[]): string | undefined {
  const low = Math.min(...measured)
  const high = Math.max(...measured)
  const tolerance = Math.max(toleranceSeconds, toleranceShare * high)
  const median = [...simulated].sort((a, b) => a - b)[Math.floor(simulated.length / 2)]
  if (median >= low - tolerance && median <= high + tolerance) return undefined
  return `the simulated median ${median} is not within ${tolerance} of ${low} to ${high}`
}
