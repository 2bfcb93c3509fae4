/** The values of parameters: as cells of a table, and as the name of a point. */
import type { SweepPlan } from '../../engine/contract/sweep-result.ts'
import type { Cell } from '../csv-text.ts'
import { formatNumber } from '../number-format.ts'

/** A value as the sweep says it; maps and lists as JSON. */
export function parameterCell(value: unknown): Cell {
  if (typeof value === 'number') return numberCell(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}

/** A number of an input may need more decimals than a result: 0.0000001 is no 0. */
function numberCell(value: number): Cell {
  if (!Number.isFinite(value) || Number(formatNumber(value)) === value) return value
  return plainDecimal(value)
}

/** All digits, without an exponent. */
function plainDecimal(value: number): string {
  const [digits, exponent = '0'] = String(Math.abs(value)).split('e')
  const [whole, fraction = ''] = digits!.split('.')
  const shift = Number(exponent)
  const sign = value < 0 ? '-' : ''
  if (shift >= 0) return `${sign}${digits}`
  return `${sign}0.${'0'.repeat(-shift - whole!.length)}${whole}${fraction}`
}

/** `period=5, timeout=1`: what tells a point from the others. Not made safe for any output. */
export function settingsText(
  parameters: readonly string[],
  values: readonly unknown[],
  units: readonly string[] = [],
): string {
  return parameters
    .map((name, index) => `${name}=${parameterCell(values[index])}${units[index] ?? ''}`)
    .join(', ')
}

/** What follows a number of each parameter, after its path: fields of probes have their unit in their name. */
export function parameterUnits({
  parameters,
  paths = [],
}: Pick<SweepPlan, 'parameters' | 'paths'>): string[] {
  return parameters.map((_, index) => (/Seconds$/.test(paths[index] ?? '') ? '\u00a0s' : ''))
}
