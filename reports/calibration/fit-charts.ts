/** Charts of one sample as SVG text: shares up to a time, a histogram, quantiles against quantiles. Times on a log scale. */
import type { FitCurves } from '../../engine/contract/fit-result.ts'
import { timeText } from './time-text.ts'

const width = 480
const height = 280
const frame = { left: 48, right: 468, top: 12, bottom: 238 }

/** From a value to a place between two ends. */
type Scale = { readonly at: (value: number) => number; readonly ticks: readonly number[] }

export type FitChart = { readonly title: string; readonly about: string; readonly svg: string }

export function fitCharts(curves: FitCurves): FitChart[] {
  const chosen = curves.laws[0]!.family
  const others = curves.laws.slice(1).map(({ family }) => family)
  const beside = others.length > 0 ? `; dashed: ${others.join(', ')}` : ''
  const observed = {
    values: 'Steps: observed',
    buckets: 'Points: the ends of the buckets',
    blurred: 'Steps: what probes saw, less half a period',
  }[curves.kind]
  const seen = curves.kind === 'blurred' ? ' as probes would see it' : ''
  return [
    {
      title: 'Share up to a time',
      about: `${observed}; line: ${chosen}${seen}${beside}`,
      svg: shareChart(curves),
    },
    {
      title: 'Histogram',
      about: `Bars: share of the observations; line: what ${chosen} expects in each`,
      svg: barChart(curves),
    },
    {
      title: 'Quantiles against quantiles',
      about: `A point on the line: the law is right there; above it: the observations are slower than ${chosen}`,
      svg: quantileChart(curves),
    },
  ]
}

function shareChart({ kind, observed, laws }: FitCurves): string {
  const x = logScale(
    laws[0]!.points.map(({ atUs }) => atUs),
    frame.left,
    frame.right,
  )
  const y = shareScale(1)
  const steps = observed.map(({ atUs, share }, index) => {
    const here = place(x.at(atUs))
    const before = place(y.at(observed[index - 1]?.share ?? 0))
    return `${index === 0 ? 'M' : 'L'}${here} ${before}V${place(y.at(share))}`
  })
  const points = observed.map(
    ({ atUs, share }) => `<circle class="point" cx="${place(x.at(atUs))}" cy="${place(y.at(share))}" r="3"/>`,
  )
  const line = (points: FitCurves['observed']): string =>
    points
      .map(({ atUs, share }, index) => `${index === 0 ? 'M' : 'L'}${place(x.at(atUs))} ${place(y.at(share))}`)
      .join('')
  const paths = laws.map(
    ({ points }, index) => `<path class="${index === 0 ? 'chosen' : 'other'}" d="${line(points)}"/>`,
  )
  return svg('Share of the observations up to each time, beside the fitted laws', [
    ...axes(x, y, percentText),
    ...paths.toReversed(),
    ...(kind === 'buckets' ? points : [`<path class="observed" d="${steps.join('')}"/>`]),
  ])
}

function barChart({ bars }: FitCurves): string {
  const x = logScale(
    bars.flatMap(({ lowUs, highUs }) => [lowUs, highUs]),
    frame.left,
    frame.right,
  )
  const y = shareScale(Math.max(...bars.flatMap(({ share, expected }) => [share, expected])))
  const shapes = bars.map(({ lowUs, highUs, share }) => {
    const [from, to, top] = [x.at(lowUs), x.at(highUs), y.at(share)]
    return `<rect class="bar" x="${place(from)}" y="${place(top)}" width="${place(Math.max(0.5, to - from - 1))}" height="${place(frame.bottom - top)}"/>`
  })
  const expected = bars.map(
    (bar, index) =>
      `${index === 0 ? 'M' : 'L'}${place(x.at(Math.sqrt(bar.lowUs * bar.highUs)))} ${place(y.at(bar.expected))}`,
  )
  return svg('Histogram of the observations, beside what the chosen law expects', [
    ...axes(x, y, percentText),
    ...shapes,
    `<path class="chosen" d="${expected.join('')}"/>`,
  ])
}

function quantileChart({ quantiles }: FitCurves): string {
  const all = quantiles.flatMap(({ lawUs, observedUs }) => [lawUs, observedUs])
  const ends = all.length === 0 ? [1e3, 1e6] : all
  const x = logScale(ends, frame.left, frame.right)
  const y = logScale(ends, frame.bottom, frame.top)
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  const points = quantiles.map(
    ({ lawUs, observedUs }) =>
      `<circle class="point" cx="${place(x.at(lawUs))}" cy="${place(y.at(observedUs))}" r="2.5"/>`,
  )
  return svg('Quantiles of the observations against those of the chosen law', [
    ...axes(x, y, timeText),
    `<path class="chosen" d="M${place(x.at(low))} ${place(y.at(low))}L${place(x.at(high))} ${place(y.at(high))}"/>`,
    ...points,
  ])
}

function svg(label: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">\n${parts.join('\n')}\n</svg>`
}

function axes(x: Scale, y: Scale, yText: (value: number) => string): string[] {
  const across = x.ticks.map((tick) => {
    const at = place(x.at(tick))
    return `<path class="grid" d="M${at} ${frame.top}V${frame.bottom}"/><text x="${at}" y="${frame.bottom + 17}" text-anchor="middle">${timeText(tick)}</text>`
  })
  const up = y.ticks.map((tick) => {
    const at = place(y.at(tick))
    return `<path class="grid" d="M${frame.left} ${at}H${frame.right}"/><text x="${frame.left - 5}" y="${place(y.at(tick) + 4)}" text-anchor="end">${yText(tick)}</text>`
  })
  return [...across, ...up]
}

/** With ticks at 1, or at 1, 2 and 5, of each power of ten; never more than eight. */
function logScale(values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value))
  const low = Math.log10(Math.min(...positive)) - 0.02
  const high = Math.max(Math.log10(Math.max(...positive)) + 0.02, low + 0.3)
  const at = (value: number): number => from + ((Math.log10(value) - low) / (high - low)) * (to - from)
  const powers = Array.from(
    { length: Math.ceil(high) - Math.floor(low) + 1 },
    (_, index) => Math.floor(low) + index,
  )
  const within = (ticks: readonly number[]): number[] =>
    ticks.filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high)
  const fine = within(powers.flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)))
  if (fine.length <= 8) return { at, ticks: fine }
  const coarse = within(powers.map((power) => 10 ** power))
  const every = Math.ceil(coarse.length / 8)
  return { at, ticks: coarse.filter((_, index) => index % every === 0) }
}

function shareScale(most: number): Scale {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((size) => most / size <= 5) ?? 0.25
  const top = Math.max(most, step)
  const ticks = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, index) => index * step)
  return { at: (value) => frame.bottom - (value / top) * (frame.bottom - frame.top), ticks }
}

function place(value: number): string {
  return String(Number(value.toFixed(1)))
}

function percentText(share: number): string {
  return `${Math.round(share * 100)} %`
}
