/**
 * A value beside its limit: with as many digits as it takes to stand on the side of the limit that it is on, in the unit of the
 * limit. The limit is read from the text of the threshold, for a file holds nothing else of it.
 */
import type { ThresholdState } from '../engine/contract/run-result.ts'
import { percent, readable } from './readable.ts'

type Operator = '<' | '<=' | '>' | '>=' | '==' | '!='
type Limit = { readonly operator: Operator; readonly value: number; readonly isPercent: boolean }

const end = /(<=|>=|==|!=|<|>)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(\s*%)?\s*$/i

/** What differs from a limit by no more than this share of it is equal to it, as thresholds have it. */
const nearness = 1e-12

/** Thresholds on a share, which is all, 1, only if it is. */
const ratioName = /_ratio\b/

/** Most decimals of a number that is shown. */
const decimalsMax = 15

/** @param state where the value and the limit are the same number, but are not the same: rounding has made them so. */
export function valueBeside(value: number, threshold: string, state: ThresholdState): string {
  const limit = limitOf(threshold)
  if (limit === undefined || !Number.isFinite(value)) return readable(value)
  if (value === limit.value && includesLimit(limit.operator) !== (state !== 'fails'))
    return `just ${isBelow(limit.operator, state) ? 'below' : 'above'} ${limitText(limit)}`
  if (limit.isPercent) return percentBeside(value, limit.value)
  return ratioName.test(threshold) ? numberBeside(value, limit.value, 1) : numberBeside(value, limit.value)
}

/** A number, as readable as it can be without crossing or reaching one of the limits. */
export function numberBeside(value: number, ...limits: readonly number[]): string {
  return firstTrue(value, limits, (decimals) => readable(value, decimals), 1)
}

/** The same of shares, in per cent. */
export function percentBeside(ratio: number, limit: number): string {
  return firstTrue(ratio, [limit], (decimals) => percent(ratio, decimals), 100)
}

function firstTrue(
  value: number,
  limits: readonly number[],
  text: (decimals: number) => string,
  unit: number,
): string {
  for (let decimals = 0; decimals < decimalsMax; decimals++) {
    const shown = text(decimals)
    if (limits.every((limit) => sideOf(shown, limit * unit) === trueSide(value, limit))) return shown
  }
  return text(decimalsMax)
}

function trueSide(value: number, limit: number): number {
  return Math.abs(value - limit) <= nearness * Math.abs(limit) ? 0 : Math.sign(value - limit)
}

/** Of a number as text: -1 below the limit, 0 on it, 1 above; `<5` is below 5, and nobody knows how far. */
function sideOf(shown: string, limit: number): number {
  const number = Number(shown.replace(/[<>,%\s]/g, ''))
  // The limit is a text too: 0.29 times 100 is 29, whatever the binary values are.
  const side = Math.sign(number - limit)
  const isEqual = Math.abs(number - limit) <= Math.abs(limit) * 1e-14
  if (shown.startsWith('<')) return isEqual || side < 0 ? -1 : Number.NaN
  if (shown.startsWith('>')) return isEqual || side > 0 ? 1 : Number.NaN
  return isEqual ? 0 : side
}

function limitOf(threshold: string): Limit | undefined {
  const [, operator, digits, percentSign] = end.exec(threshold) ?? []
  if (operator === undefined) return undefined
  const isPercent = percentSign !== undefined
  const value = isPercent ? Number((Number(digits) / 100).toPrecision(15)) : Number(digits)
  return { operator: operator as Operator, value, isPercent }
}

function limitText({ value, isPercent }: Limit): string {
  return isPercent ? `${Number((value * 100).toPrecision(15))} %` : String(value)
}

/** Whether a value that is equal to its limit complies. */
function includesLimit(operator: Operator): boolean {
  return operator === '<=' || operator === '>=' || operator === '=='
}

function isBelow(operator: Operator, state: ThresholdState): boolean {
  return operator.startsWith('<') === (state !== 'fails')
}
