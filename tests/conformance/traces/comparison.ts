/** Measured intervals against those of simulated copies: which lie outside, and how far the distributions are apart. */

import { type ContainerTrace, cutTrace } from './container-trace.ts'
import { type Interval, type IntervalKind, intervalKinds, intervalsOf } from './intervals.ts'
import { type Replay, replayOf } from './replay.ts'
import type { MeasuredRunSpec } from './runs.ts'
import { simulatedTraces } from './simulated.ts'

/** Central share of the simulated values that measured ones are expected in. */
export const centralShare = 0.99

/** Each verdict is wrong once in so many times: there are about a hundred of them. */
export const errorChance = 0.001

/** One measured value and the simulated values of the same interval. */
export type Compared = Interval & {
  readonly pod: string
  readonly container: string
  /** Ascending; copies that did not come so far have none. */
  readonly simulated: Float64Array
  /** Share of simulated values below it, those equal to it counted half. */
  readonly position: number
  readonly isOutside: boolean
}

/** How the positions of all values of a kind spread, in the measured run and in each copy. */
export type Spread = {
  readonly kind: IntervalKind
  readonly count: number
  readonly outside: number
  readonly outsideMax: number
  /** Kolmogorov-Smirnov distance of the positions to the uniform law, times the root of their number. */
  readonly distance: number
  /** Share of the copies that lie as far from the other copies, or farther. */
  readonly pValue: number
}

export type RunComparison = {
  readonly replay: Replay
  readonly copies: number
  readonly compared: readonly Compared[]
  readonly spreads: readonly Spread[]
}

export async function compareRun(run: MeasuredRunSpec, copies: number): Promise<RunComparison> {
  const replay = await replayOf(run)
  const values = new ValuesByName(copies)
  for (let copy = 1; copy <= copies; copy++) {
    for (const trace of simulatedTraces(replay, copy)) values.add(comparable(run, trace), copy - 1)
  }
  values.sort()
  const compared = replay.measured.flatMap((trace) =>
    intervalsOf(comparable(run, trace)).map((interval) => comparedWith(trace, interval, values)),
  )
  const spreads = intervalKinds.flatMap((kind) => spreadOf(kind, compared, values, copies))
  return { replay, copies, compared, spreads }
}

function comparable(run: MeasuredRunSpec, trace: ContainerTrace): ContainerTrace {
  const cut = run.cut[trace.pod]
  return cut === undefined ? trace : cutTrace(trace, cut.fromSeconds ?? Infinity, cut.probe)
}

function comparedWith(trace: ContainerTrace, interval: Interval, values: ValuesByName): Compared {
  const simulated = values.sorted.get(nameOf(trace, interval)) ?? new Float64Array()
  const position = positionIn(simulated, interval.value)
  const margin = (1 - centralShare) / 2
  const isOutside = !(position >= margin && position <= 1 - margin)
  return { ...interval, pod: trace.pod, container: trace.container, simulated, position, isOutside }
}

/** The simulated values of every interval, by copy. */
class ValuesByName {
  readonly byCopy = new Map<string, Float64Array>()
  readonly sorted = new Map<string, Float64Array>()
  readonly kinds = new Map<string, IntervalKind>()
  private readonly copies: number

  constructor(copies: number) {
    this.copies = copies
  }

  add(trace: ContainerTrace, copy: number): void {
    for (const interval of intervalsOf(trace)) {
      const name = nameOf(trace, interval)
      let row = this.byCopy.get(name)
      if (row === undefined) {
        row = new Float64Array(this.copies).fill(NaN)
        this.byCopy.set(name, row)
        this.kinds.set(name, interval.kind)
      }
      row[copy] = interval.value
    }
  }

  sort(): void {
    for (const [name, row] of this.byCopy)
      this.sorted.set(name, row.filter((value) => !Number.isNaN(value)).sort())
  }
}

function nameOf({ pod, container }: ContainerTrace, { kind, name }: Interval): string {
  return `${pod}/${container} ${kind} ${name}`
}

/** Share of the values below this one, those equal to it counted half; NaN without values. */
function positionIn(sorted: Float64Array, value: number): number {
  return (countBelow(sorted, value) + countBelow(sorted, value, true)) / 2 / sorted.length
}

/** How many values are less, or with `orEqual` at most this one. */
function countBelow(sorted: Float64Array, value: number, orEqual = false): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}

function spreadOf(
  kind: IntervalKind,
  compared: readonly Compared[],
  values: ValuesByName,
  copies: number,
): Spread[] {
  const measured = compared.filter((one) => one.kind === kind)
  if (measured.length === 0) return []
  const byCopy: number[][] = Array.from({ length: copies }, () => [])
  for (const [name, row] of values.byCopy) {
    if (values.kinds.get(name) !== kind) continue
    const sorted = values.sorted.get(name)!
    row.forEach((value, copy) => {
      if (!Number.isNaN(value)) byCopy[copy].push(positionIn(sorted, value))
    })
  }
  const distance = scaledDistance(measured.map(({ position }) => position))
  const farther = byCopy.filter((positions) => scaledDistance(positions) >= distance).length
  const outside = measured.filter(({ isOutside }) => isOutside).length
  return [
    {
      kind,
      count: measured.length,
      outside,
      outsideMax: outsideMax(measured.length),
      distance,
      pValue: (farther + 1) / (copies + 1),
    },
  ]
}

/** Kolmogorov-Smirnov distance to the uniform law on [0, 1], times the root of the number of values; NaN counts as 1. */
function scaledDistance(positions: readonly number[]): number {
  const sorted = positions.map((position) => (Number.isNaN(position) ? 1 : position)).sort((a, b) => a - b)
  const n = sorted.length
  const distance = sorted.reduce(
    (largest, position, index) => Math.max(largest, (index + 1) / n - position, position - index / n),
    0,
  )
  return distance * Math.sqrt(n)
}

/** The most values outside the central share that so many have, but once in a thousand times. */
export function outsideMax(count: number): number {
  const chance = 1 - centralShare
  let term = centralShare ** count
  let sum = term
  let outside = 0
  while (sum < 1 - errorChance) {
    term *= ((count - outside) / (outside + 1)) * (chance / centralShare)
    sum += term
    outside++
  }
  return outside
}
