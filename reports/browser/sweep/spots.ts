/** Points as spots: over two parameters with many values, coloured by the metric; or one metric over another, with the best line. */
import type { SweepPicture } from '../../sweep/sweep-picture.ts'
import { shape } from '../kit/elements.ts'
import { drawFrame, drawLegend, drawLimit } from './drawing.ts'
import { describe, isNumber, written } from './estimates.ts'
import { marksOf, missing } from './over-one.ts'
import { heatOf, levelAxis, numberAxis } from './scales.ts'

export function drawSpots(
  place: HTMLElement,
  picture: SweepPicture,
  shown: readonly number[],
  across: number,
  up: number,
  metric: number,
): void {
  const { parameters, points, base } = picture
  const { label, unit } = picture.metrics[metric]!
  const values = picture.values[metric]!
  const drawn = shown.filter((index) => values[index]![0] !== null)
  const numbers = drawn.map((index) => values[index]![0]).filter(isNumber)
  const heat = heatOf(numbers)
  const [horizontal, vertical] = [parameters[across]!, parameters[up]!]
  const { image, x, y } = drawFrame(
    place,
    `${label} over ${horizontal.name} and ${vertical.name}`,
    { name: horizontal.label, axis: (from, to) => levelAxis(horizontal, from, to) },
    { name: vertical.label, axis: (from, to) => levelAxis(vertical, from, to) },
  )
  for (const index of drawn) {
    const { levels, fails } = points[index]!
    const kind = `spot ${heat(values[index]![0]!)}${index === base ? ' base' : ''}${fails ? ' failing' : ''}`
    const spot = shape(image, 'circle', {
      cx: x.of(levels[across]!),
      cy: y.of(levels[up]!),
      r: 6,
      class: kind,
    })
    shape(spot, 'title', {}, describe(picture, index, values[index]!, unit))
  }
  drawLegend(place, numbers, unit, [...marksOf(picture, drawn), ...missing(0, shown.length - drawn.length)])
}

/** One metric over another: the points that no other beats in both are joined. */
export function drawTradeOff(
  place: HTMLElement,
  picture: SweepPicture,
  shown: readonly number[],
  across: number,
  metric: number,
): void {
  const { points, base } = picture
  const [cost, gain] = [picture.metrics[across]!, picture.metrics[metric]!]
  const [costs, gains] = [picture.values[across]!, picture.values[metric]!]
  const drawn = shown.filter((index) => isNumber(costs[index]![0]) && isNumber(gains[index]![0]))
  const never = shown.filter((index) => [costs, gains].some((each) => each[index]![0] === 'inf')).length
  const remarks = missing(never, shown.length - drawn.length - never)
  if (drawn.length === 0) {
    drawLegend(place, [], gain.unit, remarks)
    return
  }
  const costOf = (index: number): number => costs[index]![0] as number
  const gainOf = (index: number): number => gains[index]![0] as number
  const { image, x, y, box } = drawFrame(
    place,
    `${gain.label} over ${cost.label}`,
    { name: cost.label, axis: (from, to) => numberAxis(drawn.map(costOf), from, to, 0.04) },
    { name: gain.label, axis: (from, to) => numberAxis(drawn.map(gainOf), from, to, 0.04) },
  )
  for (const limit of gain.limits.filter((each) => isWithin(each, drawn.map(gainOf))))
    drawLimit(image, box, { y: y.of(limit) }, `limit ${written(limit, gain.unit)}`)
  for (const limit of cost.limits.filter((each) => isWithin(each, drawn.map(costOf))))
    drawLimit(image, box, { x: x.of(limit) }, `limit ${written(limit, cost.unit)}`)
  const signs = [signOf(cost.better), signOf(gain.better)] as const
  const best = drawn
    .filter((index) => !drawn.some((other) => beats(other, index)))
    .sort((a, b) => costOf(a) - costOf(b) || gainOf(a) - gainOf(b))
  function beats(a: number, b: number): boolean {
    const [byCost, byGain] = [(costOf(b) - costOf(a)) * signs[0], (gainOf(b) - gainOf(a)) * signs[1]]
    return byCost >= 0 && byGain >= 0 && byCost + byGain > 0
  }
  shape(image, 'polyline', {
    class: 'front-line',
    points: best
      .map((index) => `${x.of(costOf(index)).toFixed(1)},${y.of(gainOf(index)).toFixed(1)}`)
      .join(' '),
  })
  for (const index of drawn) {
    const { fails } = points[index]!
    const kind = `dot${best.includes(index) ? '' : ' beaten'}${index === base ? ' base' : ''}${fails ? ' failing' : ''}`
    const dot = shape(image, 'circle', {
      cx: x.of(costOf(index)),
      cy: y.of(gainOf(index)),
      r: 4.5,
      class: kind,
    })
    const text = `${describe(picture, index, gains[index]!, gain.unit)}\n${cost.label}: ${written(costOf(index), cost.unit)}`
    shape(dot, 'title', {}, text)
  }
  drawLegend(place, [], gain.unit, [
    'joined: no other point is better in both',
    ...marksOf(picture, drawn),
    ...remarks,
  ])
}

function signOf(better: 'less' | 'more' | null): 1 | -1 {
  return better === 'more' ? -1 : 1
}

function isWithin(limit: number, values: readonly number[]): boolean {
  return limit >= Math.min(...values) && limit <= Math.max(...values)
}
