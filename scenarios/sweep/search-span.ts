/**
 * The values between --from and --to: numbers, durations, quantities (`200m`, `64Mi`) or per cent, as steps that a bisection goes over. Steps are as long as
 * --tolerance, or one for what is counted in whole numbers. The ends are written as they are given; what lies between in the same unit.
 */
import { durationText, parseDuration } from '../text/duration.ts'
import { parseQuantity } from '../text/quantity.ts'
import type { NamedPlace, Report } from '../text/report.ts'

export type SpanTexts = {
  readonly from: string
  readonly to: string
  readonly tolerance?: string
  /** Steps are equal ratios. */
  readonly isLog: boolean
}

export type SearchSpan = {
  readonly lastStep: number
  /** What stands in the input at a step: a number, or a text with its unit. */
  readonly valueAt: (step: number) => number | string
  /** The same as a number: durations in seconds, quantities in their base unit. */
  readonly numberAt: (step: number) => number
  /** A step between two that are not neighbours. */
  readonly middle: (low: number, high: number) => number
}

/** What is asked of the field that the values are for. */
export type FieldTrial = (value: number | string) => Promise<boolean>

/** How values are written: as so many of a unit. */
type Unit = {
  readonly parse: (text: string) => number | undefined
  readonly written: (count: number) => number | string
  readonly numberOf: (count: number) => number
  /** Only whole counts can be written, or are taken. */
  readonly isWhole: boolean
  /** Without --tolerance the steps are ones. */
  readonly isCounted: boolean
}

const stepsMax = 1_000_000_000
/** Steps of a span without --tolerance, at least; of a ratio, how much one is beyond the last. */
const defaultSteps = 100
const defaultRatio = 0.01
const ratioMin = 0.001
/** Digits of values in equal ratios. */
const ratioDigits = 5
/** Digits of others: hides the rounding of binary fractions. */
const stepDigits = 12

/** @returns undefined once what is wrong is reported. */
export async function readSpan(
  texts: SpanTexts,
  takes: FieldTrial,
  report: Report,
): Promise<SearchSpan | undefined> {
  const unit = await unitOf(texts, takes)
  const [from, to] = [unit?.parse(texts.from), unit?.parse(texts.to)]
  if (unit === undefined || from === undefined || to === undefined) {
    return fail(
      report,
      '--to',
      texts.to,
      `--from is ${JSON.stringify(cut(texts.from))} and --to is ${JSON.stringify(cut(texts.to))}; expected two numbers, durations, quantities or shares`,
      'write for instance --from 1 --to 50, --from 1s --to 30s, or --from 100m --to 2',
    )
  }
  if (!(from < to))
    return fail(
      report,
      '--to',
      texts.to,
      `--to is ${cut(texts.to)} and --from is ${cut(texts.from)}; expected --from below --to`,
      'write the smaller one behind --from: which of them the condition holds at does not matter',
    )
  return texts.isLog ? ratioSpan(texts, unit, from, to, report) : linearSpan(texts, unit, from, to, report)
}

function linearSpan(
  texts: SpanTexts,
  unit: Unit,
  from: number,
  to: number,
  report: Report,
): SearchSpan | undefined {
  const given = texts.tolerance
  const share = given === undefined ? undefined : shareOf(given)
  const asked =
    given === undefined
      ? unit.isCounted
        ? 1
        : roundStep((to - from) / defaultSteps)
      : share === undefined
        ? unit.parse(given)
        : share * (to - from)
  const size = asked === undefined || !unit.isWhole ? asked : Math.max(1, Math.floor(asked + 1e-9))
  const lastStep = size === undefined || !(size > 0) ? NaN : Math.ceil((to - from) / size - 1e-9)
  if (size === undefined || !(lastStep >= 1) || lastStep > stepsMax || size > to - from)
    return fail(
      report,
      '--tolerance',
      given ?? '',
      `--tolerance is ${cut(given ?? '')}; expected a step of the kind of --from and --to that leads from one to the other, or a share of the span such as 1%`,
      'write how exactly the tipping point is to be known, such as 0.5, 100ms or 1%',
    )
  const countAt = (step: number): number =>
    step === lastStep ? to : Number((from + step * size).toPrecision(stepDigits))
  return spanOf(texts, unit, lastStep, countAt, halfWay)
}

function ratioSpan(
  texts: SpanTexts,
  unit: Unit,
  from: number,
  to: number,
  report: Report,
): SearchSpan | undefined {
  if (from <= 0)
    return fail(
      report,
      '--from',
      texts.from,
      `--from is ${cut(texts.from)}; expected more than 0 with --log, where steps are equal ratios`,
      'write a small value above 0, or leave out --log',
    )
  const given = texts.tolerance
  const share = given === undefined ? defaultRatio : shareOf(given)
  if (share === undefined || share < ratioMin || share > 1)
    return fail(
      report,
      '--tolerance',
      given!,
      `--tolerance is ${cut(given!)}; expected a share from 0.1% to 100% with --log, by which one value is above the last`,
      'write for instance --tolerance 1%',
    )
  if (unit.isCounted && given === undefined && to - from <= stepsMax) {
    const middle = (low: number, high: number): number => {
      const between = Math.round(Math.sqrt((from + low) * (from + high))) - from
      return Math.min(high - 1, Math.max(low + 1, between))
    }
    return spanOf(texts, unit, to - from, (step) => from + step, middle)
  }
  const count = Math.ceil(Math.log(to / from) / Math.log(1 + share) - 1e-9)
  const ways = Array.from({ length: count }, (_, step) => {
    const value = from * Math.exp((step / count) * Math.log(to / from))
    const rounded = Number(value.toPrecision(ratioDigits))
    return step === 0 ? from : unit.isWhole ? Math.round(rounded) : rounded
  })
  const counts = [...new Set(ways.filter((each) => each < to)), to]
  return spanOf(texts, unit, counts.length - 1, (step) => counts[step], halfWay)
}

function spanOf(
  { from, to }: SpanTexts,
  unit: Unit,
  lastStep: number,
  countAt: (step: number) => number,
  middle: SearchSpan['middle'],
): SearchSpan {
  const asWritten = (text: string, count: number): number | string =>
    typeof unit.written(count) === 'number' ? count : text.trim()
  return {
    lastStep,
    valueAt: (step) =>
      step === 0
        ? asWritten(from, countAt(0))
        : step === lastStep
          ? asWritten(to, countAt(step))
          : unit.written(countAt(step)),
    numberAt: (step) => unit.numberOf(countAt(step)),
    middle,
  }
}

function halfWay(low: number, high: number): number {
  return Math.floor((low + high) / 2)
}

/** The largest of 1, 2, 5 times a power of ten that is no larger. */
function roundStep(size: number): number {
  const [digits, exponent] = size.toExponential().split('e')
  const first = Number(digits) >= 5 ? 5 : Number(digits) >= 2 ? 2 : 1
  return Number(`${first}e${exponent}`)
}

/** `1%` as 0.01. */
function shareOf(text: string): number | undefined {
  const match = /^\s*(\d{1,9}(?:\.\d{0,9})?)\s*%\s*$/.exec(text)
  return match === null ? undefined : Number(match[1]) / 100
}

async function unitOf({ from, to }: SpanTexts, takes: FieldTrial): Promise<Unit | undefined> {
  const [first, last] = [numberOf(from), numberOf(to)]
  if (first !== undefined && last !== undefined) return numbers(await takesWholeOnly(first, last, takes))
  if (isPercent(from) && isPercent(to)) return percents
  const [start, end] = [durationOf(from), durationOf(to)]
  const areDurations = start !== undefined && end !== undefined
  const suffix = quantitySuffix(from, to)
  // Minutes and thousandths look alike: the field knows.
  if (areDurations && (suffix === undefined || (await takes(durationText(end))))) return durations
  return suffix === undefined ? undefined : quantities(suffix)
}

/** A field that takes the whole end of a span and not half a unit less. */
async function takesWholeOnly(from: number, to: number, takes: FieldTrial): Promise<boolean> {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return false
  return (await takes(to)) && !(await takes(to - 0.5))
}

function numbers(isWhole: boolean): Unit {
  return {
    parse: numberOf,
    written: (count) => count,
    numberOf: (count) => count,
    isWhole,
    isCounted: isWhole,
  }
}

const durations: Unit = {
  parse: durationOf,
  written: durationWritten,
  numberOf: (us) => us / 1e6,
  isWhole: true,
  isCounted: false,
}

/** `446.1ms`, `1.5s`, `2m30s`. */
function durationWritten(us: number): string {
  if (us >= 60e6 || us < 1e3) return durationText(us)
  return us < 1e6 ? `${us / 1e3}ms` : `${us / 1e6}s`
}

const percents: Unit = {
  parse: (text) => (isPercent(text) ? Number.parseFloat(text) : undefined),
  written: (count) => `${count}%`,
  numberOf: (count) => count / 100,
  isWhole: true,
  isCounted: true,
}

/** Whole multiples of the suffix. */
function quantities(suffix: string): Unit {
  const unit = parseQuantity(`1${suffix}`)!
  return {
    parse(text) {
      const value = parseQuantity(text.trim())
      return value === undefined ? undefined : Number((value / unit).toPrecision(stepDigits))
    },
    written: (count) => `${count}${suffix}`,
    numberOf: (count) => count * unit,
    isWhole: true,
    isCounted: true,
  }
}

function numberOf(text: string): number | undefined {
  if (!/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?\s*$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

function durationOf(text: string): number | undefined {
  const duration = parseDuration(text.trim())
  return 'us' in duration ? duration.us : undefined
}

function isPercent(text: string): boolean {
  return /^\s*\d{1,6}%\s*$/.test(text)
}

/** The finer suffix of two quantities; undefined if one of them is none. */
function quantitySuffix(from: string, to: string): string | undefined {
  const suffixes = [from, to].map((text) =>
    parseQuantity(text.trim()) === undefined ? undefined : (/[A-Za-z]*$/.exec(text.trim())?.[0] ?? ''),
  )
  const [first, last] = suffixes
  if (first === undefined || last === undefined) return undefined
  return parseQuantity(`1${first}`)! <= parseQuantity(`1${last}`)! ? first : last
}

function fail(report: Report, name: string, text: string, message: string, fix: string): undefined {
  const place: NamedPlace = { name, line: 1, column: 1, sourceLine: text }
  report.error('parameter-values', place, message, fix)
  return undefined
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
