/**
 * The settings that no other beats, as a picture: how soon a hang is noticed, how often the probe is mistaken, and by colour how
 * many runs that takes. Drawn as SVG, so that it needs no script.
 */
import { htmlText } from '../html-text.ts'
import { readable } from '../readable.ts'
import { mistakeWord, perMonth } from './mistake-text.ts'
import type { ProbeRecommendation, RatedSetting } from './recommended-result.ts'
import { settingText } from './setting-text.ts'

const width = 560
const height = 340
const margin = { left: 74, right: 16, top: 14, bottom: 48 }
const colours = 5
/** Times that can be told apart beside each other. */
const places = 120
/** What is rarer is drawn here. */
const rarestPerMonth = 1e-3

export function frontChart(probe: ProbeRecommendation): string {
  const { current, recommended, front, detectWithinSeconds, mistakesPerMonthMax: mistakesMax } = probe
  const marked = [current, ...(recommended === null ? [] : [recommended])]
  const secondsMax = [...front, ...marked].reduce(
    (most, { detectionSecondsHigh }) => Math.max(most, detectionSecondsHigh),
    detectWithinSeconds ?? 0,
  )
  const drawn = thinned(front, secondsMax)
  const all = [...drawn, ...marked]
  const decades = decadesOf([...all.map(mistakesOf), ...(mistakesMax === null ? [] : [mistakesMax])])
  const x = (seconds: number): number =>
    margin.left + (seconds / secondsMax) * (width - margin.left - margin.right)
  const y = (mistakes: number): number => {
    const share = (Math.log10(mistakes) - decades.low) / (decades.high - decades.low)
    return height - margin.bottom - share * (height - margin.top - margin.bottom)
  }
  const periods = [...new Set(drawn.map(({ setting }) => setting.periodSeconds))].sort((a, b) => a - b)
  const dots = drawn.map((rated) => {
    const place = periods.indexOf(rated.setting.periodSeconds) / Math.max(1, periods.length - 1)
    const colour = Math.min(colours - 1, Math.floor((1 - place) * colours))
    return `<circle class="load-${colour}" cx="${at(x(rated.detectionSecondsHigh))}" cy="${at(y(mistakesOf(rated)))}" r="3"><title>${htmlText(dotText(rated, probe))}</title></circle>`
  })
  const word = mistakeWord(probe)
  return `<svg class="front" viewBox="0 0 ${width} ${height}" role="img" aria-label="Settings by the time within which a hang is noticed and the ${word}s a month; all of them are in pareto.csv">
${allowed(x, y, detectWithinSeconds, mistakesMax)}
${axes(x, y, secondsMax, decades, word)}
${dots.join('')}
${limitLines(x, y, detectWithinSeconds, mistakesMax)}
${mark('current', x(current.detectionSecondsHigh), y(mistakesOf(current)), `now: ${dotText(current, probe)}`)}
${recommended === null ? '' : mark('recommended', x(recommended.detectionSecondsHigh), y(mistakesOf(recommended)), `recommended: ${dotText(recommended, probe)}`)}
</svg>`
}

/** What the marks and colours mean; markup. */
export const frontLegend = `<p class="legend"><span class="swatch current"></span> now <span class="swatch recommended"></span> recommended
<span class="swatch limit"></span> limits; what keeps them is shaded. Each dot is a setting that no other beats in everything: the darker, the more runs a second
(<span class="swatch load-0"></span> longest periods to <span class="swatch load-4"></span> shortest). Point at one to read it.</p>`

type Scale = (value: number) => number
type Decades = { readonly low: number; readonly high: number }

function mistakesOf({ mistakesPerMonth }: RatedSetting): number {
  return Math.max(mistakesPerMonth ?? 0, rarestPerMonth)
}

/** One dot for each place that can be told apart. */
function thinned(front: readonly RatedSetting[], secondsMax: number): RatedSetting[] {
  const seen = new Map<string, RatedSetting>()
  for (const rated of front) {
    const key = `${Math.round((rated.detectionSecondsHigh / secondsMax) * places)} ${Math.round(Math.log10(mistakesOf(rated)) * 10)}`
    if (!seen.has(key)) seen.set(key, rated)
  }
  return [...seen.values()]
}

function decadesOf(values: readonly number[]): Decades {
  const logs = values.map(Math.log10)
  const low = Math.floor(Math.min(...logs))
  return { low, high: Math.max(low + 1, Math.ceil(Math.max(...logs))) }
}

function at(coordinate: number): string {
  return coordinate.toFixed(1)
}

function allowed(x: Scale, y: Scale, seconds: number | null, mistakes: number | null): string {
  if (seconds === null) return ''
  const top = mistakes === null ? margin.top : y(mistakes)
  return `<rect class="allowed" x="${margin.left}" y="${at(top)}" width="${at(x(seconds) - margin.left)}" height="${at(height - margin.bottom - top)}"/>`
}

function limitLines(x: Scale, y: Scale, seconds: number | null, mistakes: number | null): string {
  const vertical =
    seconds === null
      ? ''
      : `<line class="limit" x1="${at(x(seconds))}" x2="${at(x(seconds))}" y1="${margin.top}" y2="${height - margin.bottom}"/>`
  const level =
    mistakes === null
      ? ''
      : `<line class="limit" x1="${margin.left}" x2="${width - margin.right}" y1="${at(y(mistakes))}" y2="${at(y(mistakes))}"/>`
  return vertical + level
}

function axes(x: Scale, y: Scale, secondsMax: number, { low, high }: Decades, word: string): string {
  const step = secondsBetweenLines(secondsMax)
  const seconds = Array.from({ length: Math.floor(secondsMax / step) + 1 }, (_, index) => index * step)
  const every = Math.ceil((high - low) / 8)
  const powers = Array.from(
    { length: Math.floor((high - low) / every) + 1 },
    (_, index) => low + index * every,
  )
  const lines = [
    ...seconds.map(
      (each) =>
        `<line class="grid" x1="${at(x(each))}" x2="${at(x(each))}" y1="${margin.top}" y2="${height - margin.bottom}"/><text x="${at(x(each))}" y="${height - margin.bottom + 16}" text-anchor="middle">${readable(each)} s</text>`,
    ),
    ...powers.map((power) => {
      const value = 10 ** power
      const name = value <= rarestPerMonth ? perMonth(value / 2) : readable(value)
      return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at(y(value))}" y2="${at(y(value))}"/><text x="${margin.left - 6}" y="${at(y(value) + 4)}" text-anchor="end">${htmlText(name)}</text>`
    }),
  ]
  const middle = (margin.top + height - margin.bottom) / 2
  return `${lines.join('')}<text class="name" x="${(margin.left + width - margin.right) / 2}" y="${height - 10}" text-anchor="middle">a hang is noticed within</text><text class="name" x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">${word}s a month</text>`
}

/** At most 9 lines, and fewer where their names are long. */
function secondsBetweenLines(secondsMax: number): number {
  const least = secondsMax / (secondsMax < 10_000 ? 9 : 4)
  const decade = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5].find((each) => each * decade >= least) ?? 10
  return Math.max(1, step * decade)
}

function mark(kind: 'current' | 'recommended', x: number, y: number, text: string): string {
  return `<circle class="mark ${kind}" cx="${at(x)}" cy="${at(y)}" r="6.5"><title>${htmlText(text)}</title></circle>`
}

function dotText(rated: RatedSetting, probe: ProbeRecommendation): string {
  return `${settingText(rated)}: noticed within ${readable(rated.detectionSecondsHigh)} s, ${perMonth(rated.mistakesPerMonth)} ${mistakeWord(probe)}s a month, ${readable(rated.probesPerSecond * probe.containers)} runs/s in the workload`
}
