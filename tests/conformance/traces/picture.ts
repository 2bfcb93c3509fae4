/** The picture of the validation page: for each kind of interval and each version, measured over simulated. */
import type { Compared, RunComparison } from './comparison.ts'
import type { IntervalKind } from './intervals.ts'
import { versionsOf } from './verdict.ts'

const kinds: readonly IntervalKind[] = [
  'life of a container',
  'exit to next start',
  'result to stop',
  'start to first probe',
]
const panel = { width: 200, height: 130, left: 60, top: 40, gapX: 24, gapY: 44 }
/** The resolution of the logs, seconds: less cannot stand on a logarithmic axis. */
export const leastShown = 0.001
/** Points of a simulated line. */
const points = 200

/** An SVG: the share of values up to a time, the time on a logarithmic axis. */
export function validationPicture(runs: readonly RunComparison[]): string {
  const versions = versionsOf(runs)
  const width = panel.left + versions.length * (panel.width + panel.gapX)
  const height = panel.top + kinds.length * (panel.height + panel.gapY)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    '<title>Measured and simulated intervals: share of values up to a time</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${panel.left}" y="16"><tspan fill="#e8a33d">&#9632;</tspan> simulated  <tspan fill="#1f4e79">&#9632;</tspan> measured; share of values up to a time, seconds</text>`,
    ...kinds.flatMap((kind, row) =>
      versions.flatMap((version, column) => {
        const ofVersion = runs.filter(({ replay }) => replay.run.version === version)
        const own = ofVersion.flatMap(({ compared }) => compared.filter((one) => one.kind === kind))
        return panelOf(version, kind, own, row, column)
      }),
    ),
    '</svg>',
    '',
  ].join('\n')
}

function panelOf(
  version: string,
  kind: IntervalKind,
  own: readonly Compared[],
  row: number,
  column: number,
): string[] {
  const x = panel.left + column * (panel.width + panel.gapX)
  const y = panel.top + row * (panel.height + panel.gapY)
  const measured = own.map(({ value }) => value).sort((a, b) => a - b)
  const simulated = pooled(own)
  const [low, high] = decades(
    measured[0],
    measured[measured.length - 1],
    simulated[0],
    simulated[simulated.length - 1],
  )
  const at = (value: number, share: number): string => {
    const along = Math.min(1, Math.max(0, (Math.log10(value) - low) / (high - low)))
    return `${(x + along * panel.width).toFixed(1)},${(y + (1 - share) * panel.height).toFixed(1)}`
  }
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => low + index)
  return [
    `<rect x="${x}" y="${y}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#bbb"/>`,
    `<text x="${x}" y="${y - 5}">${version}: ${kind}, n = ${measured.length}</text>`,
    ...ticks.map((decade) => {
      const tickX = (x + ((decade - low) / (high - low)) * panel.width).toFixed(1)
      return `<text x="${tickX}" y="${y + panel.height + 13}" text-anchor="middle" fill="#666">${decade < 0 ? (10 ** decade).toFixed(-decade) : 10 ** decade}</text>`
    }),
    `<polyline points="${stairs(everyFew(simulated), at)}" fill="none" stroke="#e8a33d" stroke-width="4"/>`,
    `<polyline points="${stairs(measured, at)}" fill="none" stroke="#1f4e79" stroke-width="1.2"/>`,
  ]
}

/** All simulated values of these intervals, ascending. */
export function pooled(compared: readonly Compared[]): Float64Array {
  const all = new Float64Array(compared.reduce((sum, { simulated }) => sum + simulated.length, 0))
  let at = 0
  for (const { simulated } of compared) {
    all.set(simulated, at)
    at += simulated.length
  }
  return all.sort()
}

function everyFew(sorted: Float64Array): number[] {
  return Array.from(
    { length: points },
    (_, index) => sorted[Math.floor(((index + 0.5) / points) * sorted.length)],
  )
}

/** Whole powers of ten around positive values. */
export function decades(...values: readonly number[]): [number, number] {
  const logs = values.map((value) => Math.log10(Math.max(value, leastShown)))
  const low = Math.floor(Math.min(...logs))
  return [low, Math.max(low + 1, Math.ceil(Math.max(...logs)))]
}

/** The empirical distribution function of ascending values, a step for each different one. */
export function stairs(sorted: readonly number[], at: (value: number, share: number) => string): string {
  const steps = sorted.flatMap((value, index) => {
    const isFirst = index === 0 || sorted[index - 1] < value
    const isLast = index === sorted.length - 1 || sorted[index + 1] > value
    const shown = Math.max(value, leastShown)
    return [
      ...(isFirst ? [at(shown, index / sorted.length)] : []),
      ...(isLast ? [at(shown, (index + 1) / sorted.length)] : []),
    ]
  })
  return steps.join(' ')
}
