/** What all experiments came to, as it is stored beside the page: figures for its tables, and points for its pictures. */
import { readFileSync } from 'node:fs'
import { nearestRank } from '../../../engine/kernel/statistics.ts'
import { centre, outsideOf, samplesMin } from '../agreement.ts'
import type { Experiment, NamedValues, Timeline } from '../experiment.ts'

/** Seconds, or a number of things. */
type Range = readonly [least: number, median: number, most: number]
export type KindResult = {
  readonly kind: string
  readonly count: number
  readonly measured: Range
  /** The central 99 %, and the median. */
  readonly simulated: Range
  /** Of five values and more. */
  readonly outside?: number
  readonly allowed?: number
  /** Whether it agrees, by `agreement.ts`. */
  readonly agrees: boolean
  /** Why it cannot. */
  readonly reason?: string
  /** Of five values and more: some of the measured and of the simulated ones, ascending. */
  readonly points?: { readonly measured: readonly number[]; readonly simulated: readonly number[] }
}
export type CountResult = {
  readonly kind: string
  readonly measured: readonly [least: number, most: number]
  readonly simulated: readonly [low: number, high: number]
  readonly agrees: boolean
  readonly reason?: string
}
export type LineResult = {
  readonly what: string
  /** How often it has happened by a time that follows. */
  readonly places: readonly number[]
  /** Times of each measured run, and the earliest and latest simulated ones. */
  readonly measured: readonly (readonly number[])[]
  readonly earliest: readonly number[]
  readonly latest: readonly number[]
}
export type PictureResult = { readonly name: string; readonly lines: readonly LineResult[] }
export type ExperimentResult = {
  readonly name: string
  readonly intervals: readonly KindResult[]
  readonly counts: readonly CountResult[]
  readonly pictures: readonly PictureResult[]
}

const pointsMax = 60
const placesMax = 25

export function resultOf({ name, intervals, counts, timelines }: Experiment): ExperimentResult {
  return {
    name,
    intervals: intervals.map(kindResult),
    counts: counts.map(countResult),
    pictures: [...timelines].map(([title, lines]) => ({ name: title, lines: lines.flatMap(lineResult) })),
  }
}

function kindResult({ kind, measured, simulated, problem, reason }: NamedValues): KindResult {
  const values = ascending(measured)
  const simulatedValues = ascending(simulated)
  const [low, high] = centre(simulated)
  const isJudged = values.length >= samplesMin
  const { outside, allowed } = outsideOf(measured, simulated)
  return {
    kind,
    count: values.length,
    measured: [values[0], median(values), values.at(-1)!].map(toMicroseconds) as unknown as Range,
    simulated: [low, median(simulatedValues), high].map(toMicroseconds) as unknown as Range,
    ...(isJudged ? { outside: outside.length, allowed } : {}),
    agrees: problem === undefined,
    ...(reason === undefined ? {} : { reason }),
    ...(isJudged ? { points: { measured: some(values), simulated: some(simulatedValues) } } : {}),
  }
}

function countResult({ kind, measured, simulated, problem, reason }: NamedValues): CountResult {
  const [low, high] = centre(simulated)
  return {
    kind,
    measured: [Math.min(...measured), Math.max(...measured)],
    simulated: [low, high],
    agrees: problem === undefined,
    ...(reason === undefined ? {} : { reason }),
  }
}

/** None, where nothing was measured. */
function lineResult({ what, measured, simulated }: Timeline): LineResult[] {
  const most = Math.max(...measured.map(({ length }) => length))
  if (most <= 0) return []
  const places = evenly(most, placesMax)
  const runs = simulated.map(ascending)
  const at = (place: number): number[] => runs.flatMap((run) => run[place] ?? [])
  const seen = places.filter((place) => at(place).length > 0)
  return [
    {
      what,
      places: seen.map((place) => place + 1),
      measured: measured.map((run) => {
        const times = ascending(run)
        return seen.flatMap((place) => (times[place] === undefined ? [] : short(times[place])))
      }),
      earliest: seen.map((place) => short(Math.min(...at(place)))),
      latest: seen.map((place) => short(Math.max(...at(place)))),
    },
  ]
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const median = (sorted: readonly number[]): number => nearestRank(sorted, 0.5)

function some(sorted: readonly number[]): number[] {
  return evenly(sorted.length, pointsMax).map((place) => short(sorted[place]))
}

/** At most so many of the places from 0 to a length, the first and the last among them. */
function evenly(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, place) => place)
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)))
}

const toMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6

/** Four digits that count: the clock of the traces has no more. */
function short(value: number): number {
  return Number(value.toPrecision(4))
}

const file = new URL('result.json', import.meta.url)
export const resultFile = file

export function storedResult(): readonly ExperimentResult[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly ExperimentResult[]
}

/** A kind a line, so that a difference shows what has changed. */
export function resultText(results: readonly ExperimentResult[]): string {
  const list = (items: readonly unknown[]): string => items.map((one) => JSON.stringify(one)).join(',\n')
  const texts = results.map(
    ({ name, intervals, counts, pictures }) =>
      `{"name":${JSON.stringify(name)},"intervals":[\n${list(intervals)}\n],"counts":[\n${list(counts)}\n],"pictures":[\n${list(pictures)}\n]}`,
  )
  return `[\n${texts.join(',\n')}\n]\n`
}
