/** The picture of one experiment: what happened by a time, and how long things took; measured over simulated. */
import { scaleLinear } from 'd3-scale'
import { htmlText as markup } from '../../../reports/html-text.ts'
import { decades, leastShown, stairs } from '../../conformance/traces/picture.ts'
import type { ExperimentResult, KindResult, LineResult, PictureResult } from './result.ts'

const panel = { width: 230, height: 110, left: 34, top: 46, gapX: 34, gapY: 40 }
const columns = 4
const simulatedColor = '#e8a33d'
const measuredColor = '#1f4e79'
/** Lines of one panel differ by how their strokes are broken. */
const dashes = ['', '5 2', '1.5 1.5', '7 2 1.5 2', '3 4', '9 3']
const titleMax = 44

/** An SVG, or undefined where nothing can be drawn. */
export function pictureOf({ name, intervals, pictures }: ExperimentResult): string | undefined {
  const kinds = intervals.filter(({ points }) => points !== undefined)
  const drawn = pictures.filter(({ lines }) => lines.some(({ places }) => places.length > 1))
  const strokes = strokesOf(drawn)
  const panels = [
    ...drawn.map((picture) => (x: number, y: number) => timePanel(picture, strokes, x, y)),
    ...kinds.map((kind) => (x: number, y: number) => lengthPanel(kind, x, y)),
  ]
  if (panels.length === 0) return undefined
  const rows = Math.ceil(panels.length / columns)
  const width = panel.left + Math.min(columns, panels.length) * (panel.width + panel.gapX)
  const height = panel.top + rows * (panel.height + panel.gapY)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="10">`,
    `<title>${markup(name)}: measured and simulated</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${panel.left}" y="16"><tspan fill="${simulatedColor}">&#9632;</tspan> simulated  <tspan fill="${measuredColor}">&#9632;</tspan> measured; seconds${markup(keyOf(strokes))}</text>`,
    ...panels.flatMap((draw, index) =>
      draw(
        panel.left + (index % columns) * (panel.width + panel.gapX),
        panel.top + Math.floor(index / columns) * (panel.height + panel.gapY),
      ),
    ),
    '</svg>',
    '',
  ].join('\n')
}

/** What the strokes stand for, which is the same in each panel of an experiment. */
function strokesOf(pictures: readonly PictureResult[]): string[] {
  // A panel whose one line has its name needs no key.
  const lines = pictures.flatMap(({ name, lines }) => lines.filter(({ what }) => what !== name))
  return [...new Set(lines.map(({ what }) => what))]
}

function keyOf(strokes: readonly string[]): string {
  return strokes
    .map((what, index) => `; ${strokes.length === 1 ? '' : `${strokeNames[index]}: `}${what}`)
    .join('')
}
const strokeNames = ['line', 'dashes', 'dots', 'dash and dot', 'wide dashes', 'long dashes']

/** How often it has happened by a time, of each line of the picture. */
function timePanel(
  { name, lines }: PictureResult,
  strokes: readonly string[],
  x: number,
  y: number,
): string[] {
  const shown = lines.filter(({ places }) => places.length > 0)
  const times = shown.flatMap(({ measured, earliest, latest }) => [
    ...measured.flat(),
    ...earliest,
    ...latest,
  ])
  const from = Math.min(0, ...times)
  const until = Math.max(...times, from + 0.001)
  const most = Math.max(...shown.flatMap(({ places }) => places))
  const along = scaleLinear([from, until], [x, x + panel.width])
  const at = (time: number, place: number): string =>
    `${along(time).toFixed(1)},${(y + (1 - place / most) * panel.height).toFixed(1)}`
  return [
    ...frame(name, x, y),
    `<text x="${x - 3}" y="${y + 9}" text-anchor="end" fill="#666">${most}</text>`,
    ...along
      .ticks(4)
      .map(
        (tick) =>
          `<text x="${along(tick).toFixed(1)}" y="${y + panel.height + 12}" text-anchor="middle" fill="#666">${tick}</text>`,
      ),
    ...shown.flatMap((line) => linesOf(line, dashes[Math.max(0, strokes.indexOf(line.what))], at)),
  ]
}
function linesOf(
  { places, measured, earliest, latest }: LineResult,
  dash: string,
  at: (time: number, place: number) => string,
): string[] {
  const band = [
    ...places.map((place, index) => at(earliest[index], place)),
    ...places.map((place, index) => at(latest[index], place)).reverse(),
  ]
  const broken = dash === '' ? '' : ` stroke-dasharray="${dash}"`
  return [
    `<polygon points="${band.join(' ')}" fill="${simulatedColor}" fill-opacity="0.5" stroke="${simulatedColor}" stroke-width="2.5" stroke-linejoin="round"/>`,
    ...measured.map(
      (times) =>
        `<polyline points="${times.map((time, index) => at(time, places[index])).join(' ')}" fill="none" stroke="${measuredColor}"${broken}/>`,
    ),
  ]
}

/** The share of values up to a length, the length on a logarithmic axis. */
function lengthPanel({ kind, count, points }: KindResult, x: number, y: number): string[] {
  const { measured, simulated } = points!
  const [low, high] = decades(measured[0], measured.at(-1)!, simulated[0], simulated.at(-1)!)
  const at = (value: number, share: number): string => {
    const along = Math.min(1, Math.max(0, (Math.log10(Math.max(value, leastShown)) - low) / (high - low)))
    return `${(x + along * panel.width).toFixed(1)},${(y + (1 - share) * panel.height).toFixed(1)}`
  }
  return [
    ...frame(`${kind}, n = ${count}`, x, y),
    ...Array.from({ length: high - low + 1 }, (_, index) => {
      const decade = low + index
      const text = decade < 0 ? (10 ** decade).toFixed(-decade) : 10 ** decade
      return `<text x="${(x + (index / (high - low)) * panel.width).toFixed(1)}" y="${y + panel.height + 12}" text-anchor="middle" fill="#666">${text}</text>`
    }),
    `<polyline points="${stairs(simulated, at)}" fill="none" stroke="${simulatedColor}" stroke-width="4"/>`,
    `<polyline points="${stairs(measured, at)}" fill="none" stroke="${measuredColor}" stroke-width="1.2"/>`,
  ]
}

function frame(title: string, x: number, y: number): string[] {
  const cut = title.length > titleMax ? `${title.slice(0, titleMax - 1)}…` : title
  return [
    `<rect x="${x}" y="${y}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#bbb"/>`,
    `<text x="${x}" y="${y - 5}">${markup(cut)}${cut === title ? '' : `<title>${markup(title)}</title>`}</text>`,
  ]
}
