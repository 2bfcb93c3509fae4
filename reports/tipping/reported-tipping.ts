/** A search for a tipping point as it is told: with the values that its steps stand for. */
import type { ConditionState, TippingResult, TriedPoint } from '../../engine/contract/tipping-result.ts'
import { safeText } from '../readable.ts'

/** A value of the parameter: as it stands in the input, and as a number (durations in seconds). */
export type Setting = { readonly value: number | string; readonly number: number }

export type ReportedTipping = {
  readonly result: TippingResult
  /** Where the parameter leads, as it was written. */
  readonly path: string
  readonly lastStep: number
  /** Steps are equal ratios, not equal differences. */
  readonly isLogarithmic: boolean
  readonly settingAt: (step: number) => Setting
  /** Tried steps of a condition on a recovery at which too few pods were ready before the first fault for it to mean one. */
  readonly fewReadyAt: readonly number[]
}

export type Outcome = 'found' | 'always' | 'never' | 'undecided'

/** What the search found: a turn, one state wherever it looked, or nothing that is sure. */
export function outcomeOf({ result }: ReportedTipping): Outcome {
  if (result.found !== null) return 'found'
  const states = new Set(result.points.map(({ state }) => state))
  if (states.size !== 1) return 'undecided'
  return states.has('holds') ? 'always' : states.has('fails') ? 'never' : 'undecided'
}

export function pointAt({ result }: ReportedTipping, step: number): TriedPoint {
  return result.points.find((point) => point.step === step)!
}

/** The value of the parameter, safe for a terminal. */
export function settingText({ settingAt }: ReportedTipping, step: number): string {
  return safeText(String(settingAt(step).value))
}

/** The same with the unit that the name of the field says: `550/s` of `services[0].requestsPerSecond`. */
export function settingWithUnit(tipping: ReportedTipping, step: number): string {
  const isNumber = typeof tipping.settingAt(step).value === 'number'
  return `${settingText(tipping, step)}${isNumber ? fieldUnit(tipping.path) : ''}`
}

function fieldUnit(path: string): string {
  if (/PerSecond$/.test(path)) return '/s'
  if (/PerMinute$/.test(path)) return '/min'
  return /[a-z]Seconds$/.test(path) ? ' s' : ''
}

export const stateWords: Readonly<Record<ConditionState, string>> = {
  holds: 'holds',
  fails: 'does not hold',
  undecided: 'undecided',
  unknown: 'has no value',
}
