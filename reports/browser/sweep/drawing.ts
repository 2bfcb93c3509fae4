/** The frame of a picture with its axes, its limits, and the line that says what colours mean. */
import { extent } from 'd3-array'
import { heatSteps } from '../../sweep/heat-scale.ts'
import { element, shape } from '../kit/elements.ts'
import { type Unit, written } from './estimates.ts'
import { type Axis, isLogarithmic } from './scales.ts'

const height = 340

export type Frame = { readonly image: SVGElement; readonly x: Axis; readonly y: Axis; readonly box: Box }
type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** An empty picture with its axes. */
export function drawFrame(
  place: HTMLElement,
  title: string,
  horizontal: { readonly name: string; readonly axis: (from: number, to: number) => Axis },
  vertical: { readonly name: string; readonly axis: (from: number, to: number) => Axis },
): Frame {
  const width = Math.max(place.clientWidth, 260)
  const box: Box = { left: 74, right: width - 12, top: 26, bottom: height - 48 }
  const image = shape(place, 'svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': title,
    class: 'plot',
  })
  const [x, y] = [horizontal.axis(box.left, box.right), vertical.axis(box.bottom, box.top)]
  for (const { at, text } of y.ticks) {
    shape(image, 'line', { x1: box.left, x2: box.right, y1: at, y2: at, class: 'grid' })
    shape(image, 'text', { x: box.left - 6, y: at + 4, 'text-anchor': 'end' }, shortened(text))
  }
  for (const { at, text } of x.ticks) {
    shape(image, 'line', { x1: at, x2: at, y1: box.bottom, y2: box.bottom + 5, class: 'grid' })
    shape(image, 'text', { x: at, y: box.bottom + 20, 'text-anchor': 'middle' }, shortened(text))
  }
  shape(image, 'line', { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, class: 'grid' })
  const middle = (box.left + box.right) / 2
  shape(image, 'text', { x: middle, y: height - 6, 'text-anchor': 'middle', class: 'name' }, horizontal.name)
  shape(image, 'text', { x: 4, y: 14, class: 'name' }, vertical.name)
  return { image, x, y, box }
}

/** A line right across the picture, at a height or at a place from the left, and what it is. */
export function drawLimit(
  image: SVGElement,
  { left, right, top, bottom }: Box,
  at: { readonly x: number } | { readonly y: number },
  name: string,
): void {
  const isLevel = 'y' in at
  const ends = isLevel
    ? { x1: left, x2: right, y1: at.y, y2: at.y }
    : { x1: at.x, x2: at.x, y1: top, y2: bottom }
  shape(image, 'line', { ...ends, class: 'limit' })
  const isLate = !isLevel && at.x > (left + right) / 2
  const place = isLevel ? { x: right - 4, y: at.y - 5 } : { x: at.x + (isLate ? -5 : 5), y: top + 12 }
  shape(
    image,
    'text',
    { ...place, 'text-anchor': isLevel || isLate ? 'end' : 'start', class: 'limit-name' },
    name,
  )
}

function shortened(text: string): string {
  return text.length > 14 ? `${text.slice(0, 13)}…` : text
}

/** @param numbers that the colours stand for; none where there are no colours. */
export function drawLegend(
  place: HTMLElement,
  numbers: readonly number[],
  unit: Unit,
  remarks: readonly string[],
): void {
  if (numbers.length + remarks.length === 0) return
  const legend = element(place, 'p', '', 'legend')
  const [low, high] = extent(numbers)
  if (low !== undefined && high !== undefined) {
    element(legend, 'span', written(low, unit))
    if (high > low) {
      const ramp = element(legend, 'span', '', 'ramp')
      for (let step = 0; step < heatSteps; step++) element(ramp, 'i', '', `heat-${step}`)
      element(legend, 'span', written(high, unit) + (isLogarithmic(numbers) ? ' (steps of equal ratio)' : ''))
    }
  }
  for (const text of remarks) element(legend, 'span', text, 'of')
}
