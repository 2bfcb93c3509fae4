/** The page of a search: what was found at each value that was tried, and where the condition turns. */
import './style/sweep.css'
import './style/tipping.css'
import type { TippingPicture, TippingPoint } from '../tipping/tipping-picture.ts'
import { element, shape } from './kit/elements.ts'
import { keepFitted } from './kit/fitted.ts'
import { startPage } from './kit/frame.ts'
import { byId, pageData } from './kit/page-data.ts'
import { drawFrame, drawLimit } from './sweep/drawing.ts'
import { written } from './sweep/estimates.ts'
import { numberAxis } from './sweep/scales.ts'

const stateNames = {
  holds: 'the condition holds',
  fails: 'the condition does not hold',
  undecided: 'undecided',
  unknown: 'nothing was measured',
} as const

startPage()
const place = byId('picture')
if (place !== null) keepFitted(place, () => draw(place, pageData<TippingPicture>()))

function draw(place: HTMLElement, picture: TippingPicture): void {
  const { parameter, metric, unit, limit, turn, isLogarithmic, points } = picture
  const ends = points
    .flatMap(({ found, low, high }) => [found, low, high])
    .filter((end) => typeof end === 'number')
  const span = unit === 'ratio' ? [...ends, limit] : [0, ...ends, limit]
  const { image, x, y, box } = drawFrame(
    place,
    `${metric} over ${parameter}`,
    {
      name: parameter,
      axis: (from, to) =>
        numberAxis(
          points.map(({ at }) => at),
          from,
          to,
          0.03,
          isLogarithmic,
        ),
    },
    {
      name: metric + (unit === 'seconds' ? ', seconds' : ''),
      axis: (from, to) => {
        const axis = numberAxis(span, from, to, 0.05, false)
        const percents = axis.ticks.map((tick) => ({ ...tick, text: written(tick.value, unit) }))
        return unit === 'ratio' ? { ...axis, ticks: percents } : axis
      },
    },
  )
  if (turn !== null) {
    const [left, right] = [x.of(turn[0]), x.of(turn[1])]
    const band = { x: left, y: box.top, width: Math.max(right - left, 2), height: box.bottom - box.top }
    shape(
      shape(image, 'rect', { ...band, class: 'turn' }),
      'title',
      {},
      `turns between ${turn[0]} and ${turn[1]}`,
    )
  }
  drawLimit(image, box, { y: y.of(limit) }, `limit ${written(limit, unit)}`)
  for (const point of points) drawPoint(point)
  function drawPoint({ at, found, low, high, state, text }: TippingPoint): void {
    const across = x.of(at)
    if (low !== null && high !== null)
      shape(image, 'line', { x1: across, x2: across, y1: y.of(low), y2: y.of(high), class: 'interval' })
    // What has no place on the axis stands at the edge: never at the top, not measured at the bottom.
    const height = typeof found === 'number' ? y.of(found) : found === 'inf' ? box.top : box.bottom
    shape(
      shape(image, 'circle', { cx: across, cy: height, r: 5, class: `tried ${state}` }),
      'title',
      {},
      text,
    )
  }
  const legend = element(place, 'p', '', 'legend')
  const states = new Set(points.map(({ state }) => state))
  for (const state of states) {
    const entry = element(legend, 'span', '', 'of')
    const mark = shape(entry, 'svg', { width: 14, height: 12, 'aria-hidden': 'true' })
    shape(mark, 'circle', { cx: 6, cy: 6, r: 5, class: `tried ${state}` })
    entry.append(stateNames[state])
  }
  if (turn !== null) {
    const entry = element(legend, 'span', '', 'of')
    const mark = shape(entry, 'svg', { width: 14, height: 12, 'aria-hidden': 'true' })
    shape(mark, 'rect', { x: 0, y: 0, width: 10, height: 12, class: 'turn' })
    entry.append('it turns in here')
  }
  if (points.some(({ found }) => found === 'inf'))
    element(legend, 'span', 'at the upper edge: never within the run', 'of')
}
