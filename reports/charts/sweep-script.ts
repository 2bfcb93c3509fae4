/**
 * What draws the picture of a sweep in the browser: a heat map over two parameters with few values, points over two with many, or
 * a metric over one. Marks get their colours from the style of the page by class, so that they follow light, dark and paper.
 */
import { pageScript } from './script-kit.ts'
import { heatSteps, heatValuesMax } from './sweep-style.ts'

export const sweepScript = pageScript(`
const { parameters, metrics, points, values } = data
const place = document.getElementById('picture')
if (place) {
  const choice = (id) => document.getElementById(id)
  const fixed = parameters.map((_, index) => choice('fixed-' + index))
  const height = 340

  const isNumber = (value) => typeof value === 'number'
  const rounded = (value, digits) => value.toLocaleString('en-US', { maximumSignificantDigits: digits })
  const written = (value, unit) => value === 'inf' ? 'never' : unit === 'ratio' ? rounded(100 * value, 6) + ' %'
    : rounded(value, 4) + (unit === 'seconds' ? ' s' : '')

  /** What is drawn of a point, or of several together. */
  const meanOf = (estimates) => {
    const means = estimates.map(([mean]) => mean).filter((mean) => mean !== null)
    if (means.length === 0) return null
    return means.includes('inf') ? 'inf' : means.reduce((sum, mean) => sum + mean, 0) / means.length
  }
  const settingOf = (point) => parameters.map(({ name, levels }, index) => name + ' ' + levels[point.levels[index]]).join(', ')
  const describe = (point, [mean, low, high], unit) => 'point ' + point.point + ': ' + settingOf(point) + '\\n' +
    (mean === null ? 'unknown' : 'mean ' + written(mean, unit)) +
    (isNumber(low) && isNumber(high) && low < high ? ', 95 %: ' + written(low, unit) + ' to ' + written(high, unit) : '') +
    ', ' + (point.finished === 1 ? '1 replication' : point.finished + ' replications')

  /**
   * From numbers to [0, 1]: in equal ratios if they are all above 0, span a factor of ten and lie more evenly that way, else in
   * equal steps.
   */
  const scaleOf = (numbers) => {
    const sorted = numbers.toSorted((a, b) => a - b)
    const [low, high, median] = [sorted[0], sorted[sorted.length - 1], sorted[sorted.length >> 1]]
    const shareBy = (warp) => (value) => low === high ? 0 : (warp(value) - warp(low)) / (warp(high) - warp(low))
    const [linear, log] = [shareBy((value) => value), shareBy(Math.log)]
    const isLog = low > 0 && high >= 10 * low && Math.abs(log(median) - 0.5) < Math.abs(linear(median) - 0.5)
    return { low, high, isLog, share: isLog ? log : linear }
  }
  const heatOf = (numbers) => {
    const { share } = scaleOf(numbers)
    const last = ${heatSteps - 1}
    return (value) => 'heat-' + (value === 'inf' ? last : Math.min(last, Math.floor(share(value) * (last + 1))))
  }

  const element = (parent, name, text, className) => {
    const child = parent.appendChild(document.createElement(name))
    if (text !== undefined) child.textContent = text
    if (className) child.className = className
    return child
  }
  const mark = (parent, name, attributes, text) => {
    const child = parent.appendChild(document.createElementNS('http://www.w3.org/2000/svg', name))
    for (const key in attributes) child.setAttribute(key, attributes[key])
    if (text !== undefined) child.textContent = text
    return child
  }

  function drawLegend(numbers, unit, extra) {
    if (numbers.length + extra.length === 0) return
    const legend = element(place, 'p', undefined, 'legend')
    if (numbers.length > 0) {
      const { low, high, isLog } = scaleOf(numbers)
      element(legend, 'span', written(low, unit))
      if (high > low) {
        const ramp = element(legend, 'span', undefined, 'ramp')
        for (let step = 0; step < ${heatSteps}; step++) element(ramp, 'i', undefined, 'heat-' + step)
        element(legend, 'span', written(high, unit) + (isLog ? ' (steps of equal ratio)' : ''))
      }
    }
    for (const text of extra) element(legend, 'span', text, 'of')
  }

  /** @param shown indices of points; several of them may share a cell. */
  function drawHeatMap(shown, across, up, metric, unit) {
    const cells = new Map()
    for (const index of shown) {
      const key = points[index].levels[across] + '/' + points[index].levels[up]
      if (cells.has(key)) cells.get(key).push(index)
      else cells.set(key, [index])
    }
    const means = new Map([...cells].map(([key, own]) => [key, meanOf(own.map((index) => values[metric][index]))]))
    const numbers = [...means.values()].filter(isNumber)
    const heat = heatOf(numbers)
    const table = element(element(place, 'div', undefined, 'wide'), 'table', undefined, 'heat')
    const head = element(table.createTHead(), 'tr')
    element(head, 'th', parameters[up].name + '\\u00a0↓ ' + parameters[across].name + '\\u00a0→').scope = 'col'
    for (const level of parameters[across].levels) element(head, 'th', level).scope = 'col'
    const body = table.createTBody()
    const seen = { none: false, waits: false, unknown: false }
    parameters[up].levels.forEach((level, row) => {
      const line = element(body, 'tr')
      element(line, 'th', level).scope = 'row'
      parameters[across].levels.forEach((_, column) => {
        const key = column + '/' + row
        const own = cells.get(key)
        const mean = means.get(key)
        if (own === undefined || mean === null) {
          const kind = own === undefined ? 'none' : own.every((index) => points[index].finished === 0) ? 'waits' : 'unknown'
          seen[kind] = true
          element(line, 'td', { none: '·', waits: '…', unknown: '–' }[kind], 'none')
          return
        }
        const cell = element(line, 'td', written(mean, unit), heat(mean))
        const texts = own.slice(0, 8).map((index) => describe(points[index], values[metric][index], unit))
        cell.title = texts.join('\\n') + (own.length > 8 ? '\\nand ' + (own.length - 8) + ' points more' : '')
        const [, low, high] = values[metric][own[0]]
        if (own.length === 1 && isNumber(low) && isNumber(high) && high > low)
          element(cell, 'small', '±' + rounded((unit === 'ratio' ? 100 : 1) * (high - low) / 2, 2))
      })
    })
    drawLegend(numbers, unit, [
      ...(seen.none ? ['· the sweep has no such point'] : []),
      ...(seen.waits ? ['… not simulated yet'] : []),
      ...(seen.unknown ? ['– unknown: nothing of the kind happened'] : []),
    ])
  }

  /** From values to pixels, with round values to mark; levels that are no numbers stand at equal distances. */
  function axisOf({ levels, numbers }, from, to) {
    const marks = Math.max(2, Math.floor(Math.abs(to - from) / 70))
    if (numbers === null) {
      const at = (level) => from + (to - from) * (level + 0.5) / levels.length
      const every = Math.ceil(levels.length / marks)
      return { of: (level) => at(level), ticks: levels.map((text, level) => ({ at: at(level), text })).filter((_, level) => level % every === 0) }
    }
    const axis = numberAxis(numbers, from, to, 0.04)
    if (numbers.length <= marks) axis.ticks = numbers.map((number, level) => ({ at: axis.at(number), text: levels[level] }))
    return { of: (level) => axis.at(numbers[level]), ticks: axis.ticks }
  }
  function numberAxis(numbers, from, to, room) {
    const { low, high, isLog, share } = scaleOf(numbers)
    const at = (value) => low === high ? (from + to) / 2 : from + (to - from) * (room + (1 - 2 * room) * share(value))
    const ticks = []
    if (isLog) {
      for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++)
        for (const factor of high < 100 * low ? [1, 2, 5] : [1]) ticks.push(factor * 10 ** power)
    } else if (low === high) ticks.push(low)
    else {
      const rough = (high - low) / 5
      const unit = 10 ** Math.floor(Math.log10(rough))
      const step = unit * ([1, 2, 5].find((factor) => factor * unit >= rough) || 10)
      for (let tick = Math.ceil(low / step); tick * step <= high; tick++) ticks.push(tick === 0 ? 0 : tick * step)
    }
    return { at, ticks: ticks.filter((value) => value >= low && value <= high).map((value) => ({ at: at(value), text: number(value), value })) }
  }

  /** An empty picture with its axes; marks are put into what it returns. */
  function drawFrame(label, horizontal, vertical, across, up) {
    const width = Math.max(place.clientWidth, 260)
    const box = { left: 74, right: width - 12, top: 26, bottom: height - 48 }
    const image = mark(place, 'svg', { width, height, viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': label, class: 'plot' })
    const short = (text) => text.length > 14 ? text.slice(0, 13) + '…' : text
    const x = horizontal(box.left, box.right)
    const y = vertical(box.bottom, box.top)
    for (const { at, text } of y.ticks) {
      mark(image, 'line', { x1: box.left, x2: box.right, y1: at, y2: at, class: 'grid' })
      mark(image, 'text', { x: box.left - 6, y: at + 4, 'text-anchor': 'end' }, short(text))
    }
    for (const { at, text } of x.ticks) {
      mark(image, 'line', { x1: at, x2: at, y1: box.bottom, y2: box.bottom + 5, class: 'grid' })
      mark(image, 'text', { x: at, y: box.bottom + 20, 'text-anchor': 'middle' }, short(text))
    }
    mark(image, 'line', { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, class: 'grid' })
    mark(image, 'text', { x: (box.left + box.right) / 2, y: height - 6, 'text-anchor': 'middle', class: 'name' }, across)
    mark(image, 'text', { x: 4, y: 14, class: 'name' }, up)
    return { image, x, y }
  }

  function drawOver(shown, across, metric, unit) {
    const drawn = shown.filter((index) => isNumber(values[metric][index][0]))
    const never = shown.filter((index) => values[metric][index][0] === 'inf').length
    const left = shown.length - drawn.length - never
    if (drawn.length > 0) {
      // No metric is below 0, though the interval of few replications may be.
      const ends = drawn.flatMap((index) => values[metric][index].filter(isNumber).map((end) => Math.max(0, end)))
      const [low, high] = [Math.min(...ends), Math.max(...ends)]
      const span = low < high / 2 && low > 0 && !scaleOf(ends).isLog ? [0, ...ends] : ends
      const name = metrics[metric].label + (unit === 'seconds' ? ', seconds' : '')
      const { image, x, y } = drawFrame(name + ' over ' + parameters[across].name,
        (from, to) => axisOf(parameters[across], from, to),
        (from, to) => {
          const axis = numberAxis(span, from, to, 0.03)
          if (unit === 'ratio') for (const tick of axis.ticks) tick.text = written(tick.value, unit)
          return axis
        }, parameters[across].name, name)
      const spots = drawn.map((index) => {
        const [mean, lower, upper] = values[metric][index]
        const middle = y.at(mean)
        return { index, level: points[index].levels[across], x: x.of(points[index].levels[across]), mean: middle,
          lower: isNumber(lower) ? y.at(Math.max(0, lower)) : middle, upper: isNumber(upper) ? y.at(upper) : middle }
      }).sort((a, b) => a.level - b.level)
      const isLine = parameters[across].numbers !== null && new Set(spots.map(({ level }) => level)).size === spots.length &&
        parameters.every((_, index) => index === across || new Set(drawn.map((own) => points[own].levels[index])).size === 1)
      const path = (list) => list.map(([left, top]) => left.toFixed(1) + ',' + top.toFixed(1)).join(' ')
      if (isLine) {
        mark(image, 'polygon', { class: 'band', points: path([...spots.map((spot) => [spot.x, spot.upper]),
          ...spots.toReversed().map((spot) => [spot.x, spot.lower])]) })
        mark(image, 'polyline', { class: 'line', points: path(spots.map((spot) => [spot.x, spot.mean])) })
      }
      for (const spot of spots) {
        if (!isLine) mark(image, 'line', { x1: spot.x, x2: spot.x, y1: spot.lower, y2: spot.upper, class: 'interval' })
        const dot = mark(image, 'circle', { cx: spot.x, cy: spot.mean, r: isLine ? 4 : 3.5, class: 'dot' })
        mark(dot, 'title', {}, describe(points[spot.index], values[metric][spot.index], unit))
      }
    }
    drawLegend([], unit, missing(never, left))
  }

  function drawPoints(shown, across, up, metric, unit) {
    const drawn = shown.filter((index) => values[metric][index][0] !== null)
    const numbers = drawn.map((index) => values[metric][index][0]).filter(isNumber)
    const heat = heatOf(numbers)
    const { image, x, y } = drawFrame(metrics[metric].label + ' over ' + parameters[across].name + ' and ' + parameters[up].name,
      (from, to) => axisOf(parameters[across], from, to), (from, to) => axisOf(parameters[up], from, to),
      parameters[across].name, parameters[up].name)
    for (const index of drawn) {
      const dot = mark(image, 'circle', { cx: x.of(points[index].levels[across]), cy: y.of(points[index].levels[up]), r: 6,
        class: 'spot ' + heat(values[metric][index][0]) })
      mark(dot, 'title', {}, describe(points[index], values[metric][index], unit))
    }
    drawLegend(numbers, unit, missing(0, shown.length - drawn.length))
  }

  const missing = (never, left) => [
    ...(never > 0 ? [never + ' of the points are not drawn: in one of their replications it is never'] : []),
    ...(left > 0 ? [left + ' of the points are not drawn: not simulated yet, or unknown'] : []),
  ]

  function drawAll() {
    place.textContent = ''
    const metric = choice('metric').selectedIndex
    const across = choice('across').selectedIndex
    if (choice('up').value === String(across)) choice('up').value = 'metric'
    const up = choice('up').value === 'metric' ? null : Number(choice('up').value)
    fixed.forEach((select, index) => {
      if (select) select.closest('label').hidden = index === across || index === up
    })
    const shown = points.map((_, index) => index).filter((index) => fixed.every((select, parameter) =>
      !select || select.closest('label').hidden || select.value === 'all' || points[index].levels[parameter] === Number(select.value)))
    const { label, unit } = metrics[metric]
    const isFew = (parameter) => parameters[parameter].levels.length <= ${heatValuesMax}
    choice('picture-title').textContent = label + ' over ' + parameters[across].name + (up === null ? '' : ' and ' + parameters[up].name)
    choice('picture-about').textContent = parameters.flatMap(({ name, levels }, index) => {
      if (index === across || index === up) return []
      const isFixed = fixed[index] && fixed[index].value !== 'all'
      return isFixed ? name + ' ' + levels[fixed[index].value] : name + ': all ' + number(levels.length) + ' values'
    }).join('; ')
    if (up === null) drawOver(shown, across, metric, unit)
    else if (isFew(across) && isFew(up)) drawHeatMap(shown, across, up, metric, unit)
    else drawPoints(shown, across, up, metric, unit)
  }

  for (const select of document.querySelectorAll('.choosers select')) select.addEventListener('change', drawAll)
  drawAll()
  let width = place.clientWidth
  new ResizeObserver(() => {
    if (place.clientWidth === width) return
    width = place.clientWidth
    drawAll()
  }).observe(place)
}
`)
