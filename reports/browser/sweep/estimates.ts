/** What a sweep found at a point, as numbers and as text. */
import type { PictureMetric, PicturePoint, SweepPicture } from '../../sweep/sweep-picture.ts'

export type DrawnEstimate = SweepPicture['values'][number][number]
export type DrawnValue = DrawnEstimate[number]
export type Unit = PictureMetric['unit']

export const isNumber = (value: DrawnValue | undefined): value is number => typeof value === 'number'

/** A number of so many significant digits, the same in every locale. */
export function rounded(value: number, digits: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: digits })
}

export function written(value: number | 'inf', unit: Unit): string {
  if (value === 'inf') return 'never'
  return unit === 'ratio'
    ? `${rounded(100 * value, 6)} %`
    : rounded(value, 4) + (unit === 'seconds' ? ' s' : '')
}

/** What is drawn of a point, or of several together. */
export function meanOf(estimates: readonly DrawnEstimate[]): DrawnValue {
  const means = estimates.map(([mean]) => mean).filter((mean) => mean !== null)
  if (means.length === 0) return null
  const numbers = means.filter(isNumber)
  if (numbers.length < means.length) return 'inf'
  return numbers.reduce((sum, mean) => sum + mean, 0) / numbers.length
}

/** A point in words: its setting, what was found, and whether it is the base or fails. */
export function describe(
  { parameters, points, base }: SweepPicture,
  index: number,
  [mean, low, high]: DrawnEstimate,
  unit: Unit,
): string {
  const point = points[index]!
  const setting = parameters.map(({ name, levels }, each) => `${name} ${levels[point.levels[each]!]}`)
  const found = mean === null ? 'unknown' : `mean ${written(mean, unit)}`
  const interval =
    isNumber(low) && isNumber(high) && low < high
      ? `, 95 %: ${written(low, unit)} to ${written(high, unit)}`
      : ''
  const count = point.finished === 1 ? '1 replication' : `${point.finished} replications`
  return `point ${point.point}: ${setting.join(', ')}\n${found}${interval}, ${count}${marksOf(point, index === base)}`
}

function marksOf({ fails }: PicturePoint, isBase: boolean): string {
  return `${isBase ? '\nthe base' : ''}${fails ? '\n✗ a threshold fails here' : ''}`
}
