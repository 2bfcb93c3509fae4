/** Fields of Kubernetes objects, read with the API's wording. Absent and null are the same. */
import { countMax } from '../scenario/shape.ts'
import { parseDuration } from '../text/duration.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import { parseQuantity } from '../text/quantity.ts'
import type { Report } from '../text/report.ts'

/** Largest int32, the type of most numbers of the API. */
export const int32Max = 2_147_483_647

/** Longest grace period, for any longer one: beyond it microseconds would not be exact. */
export const graceSecondsMax = 9_000_000_000

/** Reports a value of another type than the API has. */
export function invalidType(at: Located, expected: string, report: Report): undefined {
  const fix = expected === 'a whole number' ? 'write a whole number without quotes' : `write ${expected}`
  report.error(
    'wrong-type',
    at,
    `${at.pathText}: Invalid value: ${shown(at.value)}: must be ${expected}`,
    fix,
  )
}

export function textField(at: Located, report: Report): string | undefined {
  if (at.isAbsent) return undefined
  return typeof at.value === 'string' ? at.value : invalidType(at, 'a text', report)
}

export function flagField(at: Located, report: Report): boolean | undefined {
  if (at.isAbsent) return undefined
  return typeof at.value === 'boolean' ? at.value : invalidType(at, 'true or false', report)
}

/** A metav1.Duration, in microseconds. */
export function durationField(at: Located, report: Report): number | undefined {
  if (at.isAbsent) return undefined
  if (typeof at.value !== 'string') return invalidType(at, 'a duration such as "20s"', report)
  const reading = parseDuration(at.value)
  if ('us' in reading) return reading.us
  report.error(
    'duration-format',
    at,
    `${at.pathText}: Invalid value: ${shown(at.value)} ${reading.problem}; expected a Go duration such as 20s or 1m30s`,
    reading.fix,
  )
  return undefined
}

/** Any whole number. */
export function wholeField(at: Located, report: Report): number | undefined {
  if (at.isAbsent) return undefined
  return typeof at.value === 'number' && Number.isInteger(at.value)
    ? at.value
    : invalidType(at, 'a whole number', report)
}

/** Seconds of 64 bits that the API takes, as far as a Go duration can hold them. */
export const goSecondsMax = 9_223_372_036

/** A whole number from 0 to `max`. */
export function countField(at: Located, report: Report, max = int32Max): number | undefined {
  if (at.isAbsent) return undefined
  const value = at.value
  if (typeof value !== 'number' || !Number.isInteger(value)) return invalidType(at, 'a whole number', report)
  if (value >= 0 && value <= max) return value
  const bound = value < 0 ? 'greater than or equal to 0' : `less than or equal to ${max}`
  report.error(
    'number-range',
    at,
    `${at.pathText}: Invalid value: ${value}: must be ${bound}`,
    `write a whole number from 0 to ${max}`,
  )
  return undefined
}

/**
 * A number of pods. The API takes more than are simulated: those are refused by whatever simulates, and are a warning
 * where the input is only checked.
 */
export function podCountField(at: Located, report: Report): number | undefined {
  const pods = countField(at, report)
  if (pods === undefined || pods <= countMax) return pods
  report.error(
    'too-large',
    at,
    `${at.pathText}: ${pods} is more than is simulated, ${countMax} at most; kubectl takes it`,
    `write at most ${countMax}`,
  )
  return countMax
}

/** The items of a list field; none if it is absent. */
export function listField(at: Located, report: Report): readonly Located[] {
  if (at.isAbsent || Array.isArray(at.value)) return at.items()
  invalidType(at, 'a list', report)
  return []
}

/** Whether the field is a map; reports if it is something else. */
export function isMapField(at: Located, report: Report): boolean {
  if (at.isAbsent) return false
  if (isMap(at.value)) return true
  invalidType(at, 'a map', report)
  return false
}

/** A quantity of 0 or more, 0 if it is absent. */
export function quantityField(at: Located, report: Report): number {
  if (at.isAbsent) return 0
  const isText = typeof at.value === 'string' || typeof at.value === 'number'
  const value = isText ? parseQuantity(String(at.value)) : undefined
  if (value !== undefined && value >= 0) return value
  const why =
    value === undefined ? 'must be a quantity such as 100m or 64Mi' : 'must be greater than or equal to 0'
  report.error(
    'quantity-format',
    at,
    `${at.pathText}: Invalid value: ${shown(at.value)}: ${why}`,
    'write digits and a suffix of Kubernetes: n u m k M G T P E Ki Mi Gi Ti Pi Ei',
  )
  return 0
}

/** One of some words; the first if it is absent or the empty text, which the API takes for the default. */
export function choiceField<const W extends string>(
  at: Located,
  words: readonly W[],
  report: Report,
): W | undefined {
  if (at.isAbsent || at.value === '') return words[0]
  const word = words.find((known) => known === at.value)
  if (word !== undefined) return word
  const supported = words.map((known) => JSON.stringify(known)).join(', ')
  report.error(
    'text-choice',
    at,
    `${at.pathText}: Unsupported value: ${shown(at.value)}: supported values: ${supported}`,
    `write one of ${supported}`,
  )
  return undefined
}
