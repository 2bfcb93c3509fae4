/** The page of a sweep: the picture that a reader asks for. */
import './style/sweep.css'
import { readable } from '../readable.ts'
import { heatValuesMax } from '../sweep/heat-scale.ts'
import type { SweepPicture } from '../sweep/sweep-picture.ts'
import { keepFitted } from './kit/fitted.ts'
import { startPage } from './kit/frame.ts'
import { byId, pageData } from './kit/page-data.ts'
import { drawHeatMap } from './sweep/heat-map.ts'
import { drawOver } from './sweep/over-one.ts'
import { drawSpots, drawTradeOff } from './sweep/spots.ts'

startPage()
const place = byId('picture')
if (place !== null) showPicture(place, pageData<SweepPicture>())

function showPicture(place: HTMLElement, picture: SweepPicture): void {
  const { parameters, metrics, points } = picture
  const choice = (id: string): HTMLSelectElement => byId<HTMLSelectElement>(id)!
  const fixed = parameters.map((_, index) => byId<HTMLSelectElement>(`fixed-${index}`))
  const labelOf = (select: HTMLSelectElement): HTMLLabelElement => select.closest('label')!
  const isFew = (parameter: number): boolean => parameters[parameter]!.levels.length <= heatValuesMax

  function draw(): void {
    place.textContent = ''
    const metric = choice('metric').selectedIndex
    // `metric-3` is a metric, `3` a parameter.
    const horizontal = choice('across').value
    const other = horizontal.startsWith('metric-') ? Number(horizontal.slice(7)) : null
    const across = other === null ? Number(horizontal) : null
    if (choice('up').value === horizontal) choice('up').value = 'metric'
    const up = other !== null || choice('up').value === 'metric' ? null : Number(choice('up').value)
    labelOf(choice('up')).hidden = other !== null
    fixed.forEach((select, index) => {
      if (select) labelOf(select).hidden = index === across || index === up
    })
    const keeps = (index: number): boolean =>
      fixed.every(
        (select, parameter) =>
          !select ||
          labelOf(select).hidden ||
          select.value === 'all' ||
          points[index]!.levels[parameter] === Number(select.value),
      )
    const shown = Array.from(points.keys()).filter(keeps)
    const over =
      other !== null
        ? metrics[other]!.label
        : parameters[across!]!.name + (up === null ? '' : ` and ${parameters[up]!.name}`)
    byId('picture-title')!.textContent = `${metrics[metric]!.label} over ${over}`
    byId('picture-about')!.textContent = parameters
      .flatMap(({ name, levels }, index) => {
        if (index === across || index === up) return []
        const value = fixed[index]?.value ?? 'all'
        return value === 'all'
          ? `${name}: all ${readable(levels.length)} values`
          : `${name} ${levels[Number(value)]}`
      })
      .join('; ')
    if (other !== null) drawTradeOff(place, picture, shown, other, metric)
    else if (up === null) drawOver(place, picture, shown, across!, metric)
    else if (isFew(across!) && isFew(up)) drawHeatMap(place, picture, shown, across!, up, metric)
    else drawSpots(place, picture, shown, across!, up, metric)
  }

  for (const select of document.querySelectorAll('.choosers select')) select.addEventListener('change', draw)
  keepFitted(place, draw)
}
