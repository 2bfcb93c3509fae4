/**
 * A forest plot, row by row: differences relative to their base, with their intervals, all over one scale. Hand-written SVG that
 * takes its colours from the style of the page.
 */
import type { Estimate } from '../../engine/contract/run-result.ts'
import { readable } from '../readable.ts'

/** Shares of the base; an end is null where the replications do not bound it. */
export type RelativeDifference = {
  readonly mean: number
  readonly low: number | null
  readonly high: number | null
}

/** Undefined without a finite difference, or from a base of nothing: no share of it says anything. */
export function relativeDifference(base: Estimate, difference: Estimate): RelativeDifference | undefined {
  const { mean, ci95Low, ci95High } = difference
  if (base.mean === null || base.mean === 0 || !Number.isFinite(base.mean)) return undefined
  if (mean === null || !Number.isFinite(mean)) return undefined
  const share = (value: number | null): number | null => value && value / Math.abs(base.mean!)
  return { mean: share(mean)!, low: share(ci95Low), high: share(ci95High) }
}

/** What is further off is cut: one metric that grows fifty-fold must not hide the others. */
const limits = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]

/** The scale that shows all differences: from minus to plus this share. */
export function forestLimit(differences: readonly RelativeDifference[]): number {
  const ends = differences.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean].map(Math.abs))
  const largest = Math.max(...ends)
  return limits.find((limit) => limit >= largest) ?? limits[limits.length - 1]!
}

/** The ends of the scale and its middle, to stand above the rows. */
export function forestAxis(limit: number): string {
  const end = `${readable(100 * limit)} %`
  return `<span class="forest"><span>-${end}</span><span>0</span><span>+${end}</span></span>`
}

const [width, height] = [208, 22]
const middle = width / 2
const room = 10

/** @param isSure the interval does not hold 0: the mark is full. */
export function forestRow({ mean, low, high }: RelativeDifference, limit: number, isSure: boolean): string {
  const at = (share: number): string =>
    (middle + (middle - room) * Math.min(1, Math.max(-1, share / limit))).toFixed(1)
  const isCut = Math.abs(mean) > limit
  const y = height / 2
  const interval =
    low === null || high === null
      ? ''
      : `<line class="interval" x1="${at(low)}" x2="${at(high)}" y1="${y}" y2="${y}"/>`
  const tip = mean > 0 ? width - 2 : 2
  const back = mean > 0 ? width - 11 : 11
  const mark = isCut
    ? `<polygon points="${tip},${y} ${back},${y - 5} ${back},${y + 5}"/>`
    : `<rect x="${(Number(at(mean)) - 4).toFixed(1)}" y="${y - 4}" width="8" height="8"/>`
  return `<svg class="forest ${isSure ? 'sure' : 'unsure'}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><line class="zero" x1="${middle}" x2="${middle}" y1="0" y2="${height}"/>${interval}${mark}</svg>`
}
