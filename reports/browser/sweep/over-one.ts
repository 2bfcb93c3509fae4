/** A metric over one parameter: dots with their intervals, a line where they are one row of points. */
import type { SweepPicture } from '../../sweep/sweep-picture.ts'
import { shape } from '../kit/elements.ts'
import { drawFrame, drawLegend, drawLimit } from './drawing.ts'
import { describe, isNumber, written } from './estimates.ts'
import { levelAxis, numberAxis } from './scales.ts'

export function drawOver(
  place: HTMLElement,
  picture: SweepPicture,
  shown: readonly number[],
  across: number,
  metric: number,
): void {
  const { parameters, points, base } = picture
  const { label, unit, limits } = picture.metrics[metric]!
  const values = picture.values[metric]!
  const drawn = shown.filter((index) => isNumber(values[index]![0]))
  const never = shown.filter((index) => values[index]![0] === 'inf').length
  const remarks = missing(never, shown.length - drawn.length - never)
  if (drawn.length === 0) {
    drawLegend(place, [], unit, remarks)
    return
  }
  // No metric is below 0, though the interval of few replications may be.
  const ends = drawn.flatMap((index) => values[index]!.filter(isNumber).map((end) => Math.max(0, end)))
  const highest = Math.max(...ends)
  const near = limits.filter((limit) => limit <= 3 * highest)
  const span = unit === 'ratio' ? [...ends, ...near] : [0, ...ends, ...near]
  const name = label + (unit === 'seconds' ? ', seconds' : '')
  const parameter = parameters[across]!
  const { image, x, y, box } = drawFrame(
    place,
    `${name} over ${parameter.name}`,
    { name: parameter.label, axis: (from, to) => levelAxis(parameter, from, to) },
    {
      name,
      axis: (from, to) => {
        const axis = numberAxis(span, from, to, 0.03)
        const percents = axis.ticks.map((tick) => ({ ...tick, text: written(tick.value, unit) }))
        return unit === 'ratio' ? { ...axis, ticks: percents } : axis
      },
    },
  )
  for (const limit of near) drawLimit(image, box, { y: y.of(limit) }, `limit ${written(limit, unit)}`)
  const spots = drawn
    .map((index) => {
      const [mean, low, high] = values[index]!
      const middle = y.of(mean as number)
      const level = points[index]!.levels[across]!
      return {
        index,
        level,
        x: x.of(level),
        mean: middle,
        lower: isNumber(low) ? y.of(Math.max(0, low)) : middle,
        upper: isNumber(high) ? y.of(high) : middle,
      }
    })
    .sort((a, b) => a.level - b.level)
  const isOneRow = parameters.every(
    (_, index) => index === across || new Set(drawn.map((own) => points[own]!.levels[index])).size === 1,
  )
  const isLine =
    isOneRow && parameter.numbers !== null && new Set(spots.map(({ level }) => level)).size === spots.length
  const path = (list: readonly (readonly [number, number])[]): string =>
    list.map(([left, top]) => `${left.toFixed(1)},${top.toFixed(1)}`).join(' ')
  if (isLine) {
    const [over, under] = [
      spots.map((spot) => [spot.x, spot.upper] as const),
      spots.map((spot) => [spot.x, spot.lower] as const),
    ]
    shape(image, 'polygon', { class: 'band', points: path([...over, ...under.toReversed()]) })
    shape(image, 'polyline', { class: 'line', points: path(spots.map((spot) => [spot.x, spot.mean])) })
  }
  for (const spot of spots) {
    if (!isLine)
      shape(image, 'line', { x1: spot.x, x2: spot.x, y1: spot.lower, y2: spot.upper, class: 'interval' })
    const kind = `dot${spot.index === base ? ' base' : ''}${points[spot.index]!.fails ? ' failing' : ''}`
    const dot = shape(image, 'circle', { cx: spot.x, cy: spot.mean, r: isLine ? 4 : 3.5, class: kind })
    shape(dot, 'title', {}, describe(picture, spot.index, values[spot.index]!, unit))
  }
  drawLegend(place, [], unit, [...marksOf(picture, drawn), ...remarks])
}

/** What rings and colours of dots mean, where there are any. */
export function marksOf({ points, base }: SweepPicture, drawn: readonly number[]): string[] {
  return [
    ...(drawn.includes(base) ? ['○ ringed: the base'] : []),
    ...(drawn.some((index) => points[index]!.fails) ? ['red: a threshold fails'] : []),
  ]
}

export function missing(never: number, left: number): string[] {
  return [
    ...(never > 0 ? [`${never} of the points are not drawn: in one of their replications it is never`] : []),
    ...(left > 0 ? [`${left} of the points are not drawn: not simulated yet, or unknown`] : []),
  ]
}
