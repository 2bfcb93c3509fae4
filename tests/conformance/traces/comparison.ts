/** Measured intervals against those of simulated copies: which lie outside, and how far the distributions are apart. */
import { cutTrace, type PodTrace } from './container-trace.ts'
import { type Interval, type IntervalKind, intervalKinds } from './intervals.ts'
import { podIntervals } from './pod-intervals.ts'
import { type Container, containersOf, type Pod, probesOf } from './pods.ts'
import { type Replay, replayOf } from './replay.ts'
import type { MeasuredRunSpec } from './runs.ts'
import { simulatedTraces } from './simulated.ts'

/** Central share of the simulated values that measured ones are expected in. */
export const centralShare = 0.99

/** Each verdict is wrong once in so many times: there are about a hundred of them. */
export const errorChance = 0.001

/** One measured value and the simulated values of the same interval. */
export type Compared = Interval & {
  /** Ascending; copies that did not come so far have none. Empty of orders. */
  readonly simulated: Float64Array
  /** Share of simulated values below it, those equal to it counted half; of an order 0.5. */
  readonly position: number
  readonly isOutside: boolean
  /** A count or an order that is the same in every copy: no chance enters it, and the measured one must be equal. */
  readonly isCertain: boolean
}

/** How the positions of all values of a kind spread, in the measured run and in each copy. */
export type Spread = {
  readonly kind: IntervalKind
  readonly count: number
  readonly outside: number
  readonly outsideMax: number
  /** Of values that are certain, how many differ. */
  readonly wrong: number
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

export async function compareRun(run: MeasuredRunSpec, copies: number, folder?: URL): Promise<RunComparison> {
  const replay = await replayOf(run, folder)
  const values = new ValuesByName(copies)
  for (let copy = 1; copy <= copies; copy++) {
    for (const interval of intervalsOfRun(replay, simulatedTraces(replay, copy)))
      values.add(interval, copy - 1)
  }
  values.sort()
  const raced = new Set(replay.pods.flatMap(racedOf))
  const compared = intervalsOfRun(replay, replay.measured).map((interval) =>
    comparedWith(interval, values, raced),
  )
  const spreads = intervalKinds.flatMap((kind) => spreadOf(kind, compared, values, copies))
  return { replay, copies, compared, spreads }
}

function intervalsOfRun({ run, pods, facts }: Replay, traces: readonly PodTrace[]): Interval[] {
  return traces.flatMap((trace, index) => {
    const cut = run.cut[trace.pod]
    const shown =
      cut === undefined
        ? trace
        : {
            ...trace,
            containers: trace.containers.map((one) => cutTrace(one, cut.fromSeconds ?? Infinity, cut.probe)),
          }
    return podIntervals(shown, pods[index], facts)
  })
}

/**
 * Containers (`pod/container`) in which a race decides about a call: ticks of a startup probe and of another may fall
 * together, or a tick and the end of a process that ends by itself.
 */
function racedOf(pod: Pod): string[] {
  return containersOf(pod)
    .filter((container) => {
      const probes = probesOf(container).length
      return (container.startupProbe !== undefined && probes > 1) || (probes > 0 && endsByItself(container))
    })
    .map(({ name }) => `${pod.metadata.name}/${name}`)
}

function endsByItself({ command }: Container): boolean {
  return command.some((word) => word.startsWith('run=') && word !== 'run=inf')
}

function comparedWith(interval: Interval, values: ValuesByName, raced: ReadonlySet<string>): Compared {
  const name = nameOf(interval)
  if (interval.text !== undefined) return comparedOrder(interval, values.texts.get(name) ?? [])
  const simulated = values.sorted.get(name) ?? new Float64Array()
  const position = positionIn(simulated, interval.value)
  const isCount = countKinds.has(interval.kind)
  const resolution = isCount ? Math.floor(interval.value / callsPerSlip) : logSeconds
  const isOutside = !isCentral(simulated, interval.value, resolution)
  // Whether a relist falls into the milliseconds between sandbox and start is a race, and makes a write.
  const isCertain =
    isCount &&
    interval.kind !== 'status writes until Ready' &&
    resolution === 0 &&
    !raced.has(`${interval.pod}/${interval.container}`) &&
    simulated.length === values.copies &&
    simulated[0] === simulated[simulated.length - 1]
  return { ...interval, simulated, position, isOutside, isCertain }
}

/** Both ends of an interval were logged to about a millisecond. */
const logSeconds = 0.002

/** Probes that run back to back came 2 to 5 ms later each time, as busy as the machine was: one call less in so many. */
const callsPerSlip = 250

/** Whether the value, or one that the log does not tell from it, lies in the central share. */
function isCentral(simulated: Float64Array, value: number, resolution: number): boolean {
  const margin = (1 - centralShare) / 2
  return (
    positionIn(simulated, value + resolution) >= margin &&
    positionIn(simulated, value - resolution) <= 1 - margin
  )
}

const countKinds: ReadonlySet<IntervalKind> = new Set([
  'calls in an instance',
  'starts in the run',
  'status writes until Ready',
])

/** An order lies outside if it is rarer among the copies than what lies outside the central share. */
function comparedOrder(interval: Interval, texts: readonly string[]): Compared {
  const same = texts.filter((text) => text === interval.text).length
  const isCertain = new Set(texts).size === 1
  const isOutside = same < (1 - centralShare) * texts.length || texts.length === 0
  return { ...interval, simulated: new Float64Array(), position: 0.5, isOutside, isCertain }
}

/** The simulated values of every interval, by copy. */
class ValuesByName {
  readonly byCopy = new Map<string, Float64Array>()
  readonly sorted = new Map<string, Float64Array>()
  readonly kinds = new Map<string, IntervalKind>()
  readonly texts = new Map<string, string[]>()
  readonly copies: number

  constructor(copies: number) {
    this.copies = copies
  }

  add(interval: Interval, copy: number): void {
    const name = nameOf(interval)
    if (interval.text !== undefined) {
      this.texts.set(name, [...(this.texts.get(name) ?? []), interval.text])
      return
    }
    let row = this.byCopy.get(name)
    if (row === undefined) {
      row = new Float64Array(this.copies).fill(NaN)
      this.byCopy.set(name, row)
      this.kinds.set(name, interval.kind)
    }
    row[copy] = interval.value
  }

  sort(): void {
    for (const [name, row] of this.byCopy)
      this.sorted.set(name, row.filter((value) => !Number.isNaN(value)).sort())
  }
}

function nameOf({ pod, container, kind, name }: Interval): string {
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
  const uncertain = measured.filter(({ isCertain }) => !isCertain)
  return [
    {
      kind,
      count: measured.length,
      outside: uncertain.filter(({ isOutside }) => isOutside).length,
      outsideMax: outsideMax(uncertain.length),
      wrong: measured.filter(({ isCertain, isOutside }) => isCertain && isOutside).length,
      distance,
      pValue: measured[0].text === undefined ? (farther + 1) / (copies + 1) : 1,
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
