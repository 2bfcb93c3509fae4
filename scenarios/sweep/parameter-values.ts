/** The values of a parameter: listed ones, or a span to draw from. */
import { durationText, parseDuration } from '../text/duration.ts'
import type { Located, PathStep, Place, Source } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { ExpressionValue } from './expression.ts'
import { type Bound, type ParameterEntry, pointsMax } from './sweep-shape.ts'

/** A value as it is put into an input, with the place that asked for it. */
export type Setting = { readonly value: unknown; readonly at: Located }

export type ParameterValues = {
  /** In their order; undefined for a span, which only designs that draw can use. */
  readonly listed: readonly Setting[] | undefined
  /** The value at a share of the way, from 0 to 1. */
  readonly drawn: (share: number) => Setting
  /** The same span for a field that takes whole numbers only; absent where the ends are none, or every value is written out. */
  readonly inWholeNumbers?: ParameterValues
}

/** Digits of values that are computed: hides the rounding of binary fractions. */
const stepDigits = 12
/** Digits of values that are drawn: short enough to read. */
const drawnDigits = 6

/** The values of a parameter; undefined once what is wrong with them is reported. */
export function readValues(entry: ParameterEntry, report: Report): ParameterValues | undefined {
  const given = [entry.values, entry.range, entry.log].filter((found) => found !== undefined)
  if (given.length !== 1) {
    report.error(
      'parameter-values',
      given[1]?.at ?? entry.name.at,
      `parameter ${entry.name.value} has ${given.length === 0 ? 'no values' : 'values in two ways'}; expected one of values, range, log`,
      'write values: [1, 2, 5], or range: {from: 1, to: 5, step: 1}',
    )
    return undefined
  }
  if (entry.values !== undefined) return listedValues(entry.values, report)
  return entry.range !== undefined ? rangeValues(entry.range, report) : logValues(entry, report)
}

function listedValues(
  { value: items, at }: NonNullable<ParameterEntry['values']>,
  report: Report,
): ParameterValues | undefined {
  if (items.length === 0) {
    report.error('parameter-values', at, `${at.pathText} is empty; expected a value or more`, 'add a value')
    return undefined
  }
  return valuesOf(items.map((item) => ({ value: item.value, at: item })))
}

function valuesOf(listed: readonly Setting[]): ParameterValues {
  const last = listed.length - 1
  return { listed, drawn: (share) => listed[Math.min(last, Math.floor(share * listed.length))] }
}

function rangeValues(
  { value: { from, to, step }, at }: NonNullable<ParameterEntry['range']>,
  report: Report,
): ParameterValues | undefined {
  if (!isSpan(from, to, at, report)) return undefined
  const isDuration = from.isDuration || to.isDuration
  const setting = (value: number): Setting => ({ value: written(value, isDuration, stepDigits), at })
  if (step === undefined) {
    const between = (share: number, end: number): number => from.value + share * (end - from.value)
    return {
      listed: undefined,
      drawn: (share) => ({ value: written(between(share, to.value), isDuration, drawnDigits), at }),
      ...wholeNumbersOf(from, to, at, between),
    }
  }
  const count = Math.floor((to.value - from.value) / step.value + 1e-9) + 1
  if (!(step.value > 0) || (step.isDuration !== isDuration && step.value !== 0) || count > pointsMax) {
    report.error(
      'parameter-values',
      at.get('step'),
      `${at.get('step').pathText} is ${at.get('step').value}; expected a step above 0 of the kind of from and to, and at most ${pointsMax} values`,
      'write a step such as 5, or 5s between durations',
    )
    return undefined
  }
  return valuesOf(Array.from({ length: count }, (_, index) => setting(from.value + index * step.value)))
}

function logValues(entry: ParameterEntry, report: Report): ParameterValues | undefined {
  const { value, at } = entry.log as NonNullable<ParameterEntry['log']>
  const { from, to, points } = value
  if (!isSpan(from, to, at, report)) return undefined
  if (from.value <= 0) {
    report.error(
      'parameter-values',
      at.get('from'),
      `${at.get('from').pathText} is ${at.get('from').value}; expected more than 0, where equal ratios begin`,
      'write a small value above 0, or use range',
    )
    return undefined
  }
  const between = (share: number, end: number): number =>
    from.value * Math.exp(share * Math.log(end / from.value))
  const setting = (share: number): Setting => ({
    value: written(between(share, to.value), from.isDuration, drawnDigits),
    at,
  })
  const ways = points === undefined ? [] : Array.from({ length: points }, (_, index) => index / (points - 1))
  const own = points === undefined ? { listed: undefined, drawn: setting } : valuesOf(ways.map(setting))
  return { ...own, ...wholeNumbersOf(from, to, at, between, points === undefined ? undefined : ways) }
}

/**
 * The whole numbers of a span whose ends are some: as likely as its part from one to the next, both ends included, or the nearest
 * ones to its points, each once.
 * @param between the way from `from` to an end, by the share that is behind.
 */
function wholeNumbersOf(
  from: Bound,
  to: Bound,
  at: Located,
  between: (share: number, end: number) => number,
  points?: readonly number[],
): Pick<ParameterValues, 'inWholeNumbers'> {
  if (from.isDuration || to.isDuration) return {}
  if (!Number.isSafeInteger(from.value) || !Number.isSafeInteger(to.value)) return {}
  const setting = (value: number): Setting => ({ value: Math.min(to.value, value), at })
  if (points === undefined)
    return {
      inWholeNumbers: {
        listed: undefined,
        drawn: (share) => setting(Math.floor(between(share, to.value + 1))),
      },
    }
  const values = new Set(points.map((share) => Math.round(between(share, to.value))))
  return { inWholeNumbers: valuesOf(Array.from(values, setting)) }
}

function isSpan(from: Bound, to: Bound, at: Located, report: Report): boolean {
  const areAlike = from.isDuration === to.isDuration || (from.value === 0 && to.isDuration)
  if (areAlike && from.value < to.value) return true
  report.error(
    'parameter-values',
    at.get('to'),
    `${at.get('to').pathText} is ${at.get('to').value} and from is ${at.get('from').value}; expected two numbers or two durations, from below to`,
    'write from and to in one unit, the smaller first',
  )
  return false
}

/** A number that was computed, as a person would write it. */
function written(value: number, isDuration: boolean, digits: number): number | string {
  const rounded = Number(value.toPrecision(digits))
  return isDuration ? durationText(Math.round(rounded)) : rounded
}

/** What `skip` takes a value for: a duration is its seconds. Undefined for a map or list. */
export function comparableValue(value: unknown): ExpressionValue | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'string') return undefined
  const duration = parseDuration(value)
  return 'us' in duration ? duration.us / 1e6 : value
}

/** Where a setting stands, for the values that it brings into another document. */
export class SettingSource implements Source {
  readonly name: string
  private readonly at: Located
  /** Steps that were made to reach the value. */
  private readonly madeSteps: number

  constructor(at: Located, madeSteps: number) {
    this.name = at.source.name
    this.at = at
    this.madeSteps = madeSteps
  }

  place(path: readonly PathStep[], part: 'key' | 'value'): Place {
    return this.at.at(...path.slice(this.madeSteps)).place(part)
  }
}
