/** From values to colours and pixels. */
import { extent, median } from 'd3-array'
import { scaleLinear, scaleLog, scalePoint } from 'd3-scale'
import { readable } from '../../readable.ts'
import { heatSteps } from '../../sweep/heat-scale.ts'
import type { PictureParameter } from '../../sweep/sweep-picture.ts'

export type Tick = { readonly at: number; readonly text: string; readonly value: number }
export type Axis = { readonly of: (value: number) => number; readonly ticks: readonly Tick[] }

/** In equal ratios if all numbers are above 0, span a factor of ten and lie more evenly that way; else in equal steps. */
export function isLogarithmic(numbers: readonly number[]): boolean {
  const [low = 0, high = 0] = extent(numbers)
  if (low <= 0 || high < 10 * low) return false
  const middle = median(numbers)!
  const linear = scaleLinear([low, high], [0, 1])(middle)
  const log = scaleLog([low, high], [0, 1])(middle)
  return Math.abs(log - 0.5) < Math.abs(linear - 0.5)
}

/** The class of a value's colour. */
export function heatOf(numbers: readonly number[]): (value: number | 'inf') => string {
  const [low = 0, high = 0] = extent(numbers)
  const share = isLogarithmic(numbers) ? scaleLog([low, high], [0, 1]) : scaleLinear([low, high], [0, 1])
  const last = heatSteps - 1
  return (value) => {
    if (value === 'inf') return `heat-${last}`
    return `heat-${low === high ? 0 : Math.min(last, Math.floor(share(value) * heatSteps))}`
  }
}

/** @param from and `to` are pixels; `room` is left at both ends, as a share. */
export function numberAxis(
  numbers: readonly number[],
  from: number,
  to: number,
  room: number,
  isLog = isLogarithmic(numbers),
): Axis {
  const [low = 0, high = 0] = extent(numbers)
  if (low === high) {
    const middle = (from + to) / 2
    return { of: () => middle, ticks: [{ at: middle, text: readable(low), value: low }] }
  }
  const ends = [from + (to - from) * room, to - (to - from) * room]
  const scale = isLog ? scaleLog([low, high], ends) : scaleLinear([low, high], ends)
  const marks = isLog ? logTicks(low, high) : scale.ticks(5)
  return {
    of: scale,
    ticks: marks.map((value) => ({ at: scale(value), text: readable(value), value })),
  }
}

/** Powers of ten, with 2 and 5 between them where there is room. */
function logTicks(low: number, high: number): number[] {
  const factors = high < 100 * low ? [1, 2, 5] : [1]
  return scaleLog([low, high], [0, 1])
    .ticks(20)
    .filter((value) =>
      factors.includes(Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toFixed(6))),
    )
}

/** Levels that are no numbers stand at equal distances. */
export function levelAxis({ levels, numbers }: PictureParameter, from: number, to: number): Axis {
  const marksMax = Math.max(2, Math.floor(Math.abs(to - from) / 70))
  if (numbers === null) {
    const scale = scalePoint(levels.keys(), [from, to]).padding(0.5)
    const every = Math.ceil(levels.length / marksMax)
    const ticks = levels.map((text, level) => ({ at: scale(level)!, text, value: level }))
    return { of: (level) => scale(level)!, ticks: ticks.filter((_, level) => level % every === 0) }
  }
  const axis = numberAxis(numbers, from, to, 0.04)
  const own = numbers.map((value, level) => ({ at: axis.of(value), text: levels[level]!, value }))
  return { of: (level) => axis.of(numbers[level]!), ticks: numbers.length <= marksMax ? own : axis.ticks }
}
