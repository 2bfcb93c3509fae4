/** Differences for people: with their sign, and with the interval that they lie in. */
import type { Estimate } from '../engine/contract/run-result.ts'
import { formatNumber } from './number-format.ts'
import { readable } from './readable.ts'

/** What is smaller than 1 with all decimals of the files: a ratio near 1 differs in the last ones. */
export function numberText(value: number): string {
  return Math.abs(value) < 1 ? formatNumber(value) : readable(value)
}

export function signed(value: number | null): string {
  if (value === null) return '-'
  return value > 0 ? `+${numberText(value)}` : numberText(value)
}

/** Both ends, or a dash where there is no interval. */
export function intervalText({ ci95Low, ci95High }: Estimate): string {
  return ci95Low === null ? '-' : `${signed(ci95Low)} to ${signed(ci95High)}`
}
