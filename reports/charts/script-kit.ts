/**
 * What the scripts of pages share, as it stands in the page: plain JavaScript that reads the page's JSON. It only ever sets text,
 * never markup, and works without a network.
 */

/** A whole script, strict and without globals; the parts see what stands before them. */
export function pageScript(...parts: readonly string[]): string {
  return `\n(() => {\n'use strict'\n${[readingKit, ...parts].join('')}})()\n`
}

/** The data of the page, and numbers as text. */
const readingKit = `
const data = JSON.parse(document.getElementById('data').textContent)
const number = (value) => value == null ? '' : value.toLocaleString('en-US', { maximumSignificantDigits: 5 })
const percent = (share) => share == null ? '' : Number((100 * share).toFixed(1)) + ' %'
const duration = (seconds) => {
  if (seconds == null) return ''
  const parts = [[Math.floor(seconds / 3600), 'h'], [Math.floor(seconds % 3600 / 60), 'm'],
    [Number((seconds % 60).toFixed(3)), 's']]
  return parts.filter(([count]) => count > 0).map(([count, unit]) => count + unit).join(' ') || '0'
}
`

/** Charts by uPlot: colours of the page, axes, drawing anew when the page changes, numbers as a table. */
export const chartKit = `
const root = document.documentElement
const height = 240
let drawn = []

const color = (name) => getComputedStyle(root).getPropertyValue(name).trim()
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
  172800, 604800]

const axis = (label, format, more) => ({ label, labelSize: 18, stroke: color('--soft'),
  font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif',
  grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--line'), width: 1 },
  values: (_, values) => values.map(format), ...more })

function draw(place, options, columns) {
  const element = document.getElementById(place)
  if (!element) return
  const plot = new uPlot(options(Math.max(element.clientWidth, 200)), columns, element)
  drawn.push({ plot, element })
}

/** The numbers of a chart as a table, once it is opened. */
function fillTable(id, head, columns, text) {
  const details = document.getElementById('table-' + id)
  if (!details) return
  details.ontoggle = () => {
    const place = details.querySelector('.wide')
    place.textContent = ''
    if (!details.open) return
    const table = place.appendChild(document.createElement('table'))
    const row = (cells, tag) => {
      const line = document.createElement('tr')
      for (const cell of cells) line.appendChild(document.createElement(tag)).textContent = cell
      return line
    }
    table.createTHead().appendChild(row(head, 'th'))
    const body = table.createTBody()
    columns[0].forEach((_, index) => {
      body.appendChild(row(columns.map((column, place) => text(column[index], place)), 'td'))
    })
  }
  details.ontoggle()
}

/** Calls drawAll, now and whenever colours change; keeps the charts as wide as the page lets them be. */
function keepDrawn(drawAll) {
  const drawAnew = () => {
    for (const { plot } of drawn) plot.destroy()
    drawn = []
    drawAll()
  }
  let width = 0
  new ResizeObserver(() => {
    if (document.body.clientWidth === width) return
    width = document.body.clientWidth
    for (const { plot, element } of drawn) plot.setSize({ width: Math.max(element.clientWidth, 200), height })
  }).observe(document.body)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAnew)
  addEventListener('beforeprint', () => { root.classList.add('on-paper'); drawAnew() })
  addEventListener('afterprint', () => { root.classList.remove('on-paper'); drawAnew() })
  drawAnew()
  return drawAnew
}
`

/** Charts over simulated time: faults and warm-up behind the lines. */
export const timeKit = `
/** Shades what is not counted, and the time of every fault; a fault without an end is a line. */
const drawFaults = (plot) => {
  const { ctx, bbox } = plot
  const at = (seconds) => Math.min(Math.max(plot.valToPos(seconds, 'x', true), bbox.left), bbox.left + bbox.width)
  const shade = (from, to, fill, alpha) => {
    ctx.globalAlpha = alpha
    ctx.fillStyle = fill
    ctx.fillRect(at(from), bbox.top, Math.max(at(to) - at(from), 1), bbox.height)
    ctx.globalAlpha = 1
  }
  ctx.save()
  if (data.warmUpSeconds > 0) shade(0, data.warmUpSeconds, color('--warm'), 0.2)
  const ratio = window.devicePixelRatio || 1
  ctx.font = 'bold ' + 12 * ratio + 'px system-ui, sans-serif'
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  for (const fault of data.faults) {
    if (fault.to !== null) shade(fault.from, fault.to, color('--fault'), 0.15)
    ctx.strokeStyle = ctx.fillStyle = color('--fault')
    ctx.lineWidth = 1.5 * ratio
    ctx.setLineDash([4 * ratio, 3 * ratio])
    ctx.beginPath()
    ctx.moveTo(at(fault.from), bbox.top)
    ctx.lineTo(at(fault.from), bbox.top + bbox.height)
    ctx.stroke()
    ctx.fillText(fault.mark, at(fault.from) + 4 * ratio, bbox.top + 12 * ratio)
  }
  ctx.restore()
}

const cutRange = (_, low, high) => {
  const room = Math.max((high - low) * 0.1, 1)
  return [Math.max(0, low - room), high + room]
}
const fromZero = (_, low, high) => [0, Math.max(high * 1.1, 1)]

const timeFrame = (chart, width) => ({ width, height,
  cursor: { sync: { key: 'time' }, drag: { setScale: false } },
  scales: { x: { time: false, range: [0, data.durationSeconds] }, y: { range: chart.id === 'ready' ? cutRange : fromZero } },
  axes: [axis('simulated time', duration, { incrs: timeSteps, space: 60, size: 32 }), axis('', number, { size: 62, labelSize: 0 })],
  hooks: { drawAxes: [drawFaults] } })

const timeSeries = { label: 'from', value: (_, value) => value == null ? '–' : duration(value) }

const stepLine = (label, stroke, width) => ({ label, stroke, width, paths: uPlot.paths.stepped({ align: 1 }),
  points: { show: false }, value: (_, value) => value == null ? '–' : number(value) })
`
