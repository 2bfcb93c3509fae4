/** A metric over two parameters with few values: a table whose cells have colours. */
import type { SweepPicture } from '../../sweep/sweep-picture.ts'
import { element } from '../kit/elements.ts'
import { drawLegend } from './drawing.ts'
import { describe, isNumber, meanOf, rounded, written } from './estimates.ts'
import { heatOf } from './scales.ts'

const describedMax = 8

/** @param shown indices of points; several of them may share a cell. */
export function drawHeatMap(
  place: HTMLElement,
  picture: SweepPicture,
  shown: readonly number[],
  across: number,
  up: number,
  metric: number,
): void {
  const { parameters, points, base } = picture
  const { unit } = picture.metrics[metric]!
  const values = picture.values[metric]!
  const cells = new Map<string, number[]>()
  for (const index of shown) {
    const key = `${points[index]!.levels[across]}/${points[index]!.levels[up]}`
    cells.set(key, [...(cells.get(key) ?? []), index])
  }
  const means = new Map(
    Array.from(cells, ([key, own]) => [key, meanOf(own.map((index) => values[index]!))] as const),
  )
  const numbers = [...means.values()].filter(isNumber)
  const heat = heatOf(numbers)
  const table = element(element(place, 'div', '', 'wide'), 'table', '', 'heat')
  const head = element(table.createTHead(), 'tr')
  element(head, 'th', `${parameters[up]!.label}\u00a0↓ ${parameters[across]!.label}\u00a0→`).scope = 'col'
  for (const level of parameters[across]!.levels) element(head, 'th', level).scope = 'col'
  const body = table.createTBody()
  const seen = { none: false, waits: false, unknown: false, base: false, fails: false }
  parameters[up]!.levels.forEach((level, row) => {
    const line = element(body, 'tr')
    element(line, 'th', level).scope = 'row'
    for (const column of parameters[across]!.levels.keys()) {
      const own = cells.get(`${column}/${row}`)
      const mean = means.get(`${column}/${row}`)
      if (own === undefined || mean == null) {
        const waits = own?.every((index) => points[index]!.finished === 0)
        const kind = own === undefined ? 'none' : waits ? 'waits' : 'unknown'
        seen[kind] = true
        element(line, 'td', { none: '·', waits: '…', unknown: '–' }[kind], 'none')
        continue
      }
      const isBase = own.includes(base)
      const fails = own.some((index) => points[index]!.fails)
      seen.base ||= isBase
      seen.fails ||= fails
      const cell = element(line, 'td', written(mean, unit), `${heat(mean)}${isBase ? ' base' : ''}`)
      if (fails) cell.prepend('✗ ')
      const texts = own.slice(0, describedMax).map((index) => describe(picture, index, values[index]!, unit))
      const left = own.length - texts.length
      cell.title = [...texts, ...(left > 0 ? [`and ${left} points more`] : [])].join('\n')
      const [, low, high] = values[own[0]!]!
      if (own.length === 1 && isNumber(low) && isNumber(high) && high > low)
        element(cell, 'small', `±${rounded(((unit === 'ratio' ? 100 : 1) * (high - low)) / 2, 2)}`)
    }
  })
  drawLegend(place, numbers, unit, [
    ...(seen.base ? ['framed: the base'] : []),
    ...(seen.fails ? ['✗ a threshold fails'] : []),
    ...(seen.none ? ['· the sweep has no such point'] : []),
    ...(seen.waits ? ['… not simulated yet'] : []),
    ...(seen.unknown ? ['– unknown: nothing of the kind happened'] : []),
  ])
}
