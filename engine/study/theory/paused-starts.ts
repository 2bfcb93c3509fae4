/**
 * How long a start takes whose process may be paused meanwhile: a pause holds it up. Up to three pauses are followed, the third
 * as if gaps were exponential; where more than one is to be expected, what they take together is given a gamma law of the right mean and variance.
 */

import type { BehaviorSpec, CpuResourcesSpec } from '../../contract/cluster-spec.ts'
import { gammaUpperTail } from '../../kernel/gamma.ts'
import { type Law, lawOf } from '../../kernel/law.ts'
import { square } from '../../kernel/power.ts'
import { unpausedStarts } from './cpu-starts.ts'

/** Points of a law: so many below the median, and for each half of what is left above it. */
const pointsBelow = 24
const pointsAbove = 4
const halvings = 18
/** Points of the law that comes out, closer together where starts are quick. */
const tablePoints = 1024
/** Beyond this share nothing is tabulated. */
const beyond = 1e-6

type Point = { readonly us: number; readonly weight: number }

/** From running to answering, in microseconds, by incarnation; the last one repeats. */
export function startupLaws(
  { startup, pause, cpu }: Pick<BehaviorSpec, 'startup' | 'pause' | 'cpu'>,
  resources?: CpuResourcesSpec,
): Law[] {
  const laws = unpausedStarts({ startup, ...(cpu !== undefined && { cpu }) }, resources)
  if (pause === undefined) return laws
  const [gap, length] = [lawOf(pause.every), lawOf(pause.for)]
  return laws.map((law) => (law.mean === 0 ? law : heldUp(law, gap, length)))
}

function heldUp(startup: Law, gap: Law, length: Law): Law {
  const starts = pointsOf(startup).filter(({ us }) => us < Infinity)
  const lengths = pointsOf(length)
  const meanLength = length.mean
  const gaps = pointsOf(gap)
  const longest = startup.quantile(1 - beyond)
  const end =
    (Number.isFinite(longest) ? longest : Math.max(0, ...starts.map(({ us }) => us))) +
    3 * length.quantile(1 - beyond)
  if (!Number.isFinite(end)) return startup
  const table = Float64Array.from(
    { length: tablePoints + 1 },
    (_, point) => square(point / tablePoints) * end,
  )
  /** One length more than those of which this is the law. */
  const withOne = (others: (y: number) => number): ((y: number) => number) =>
    tabulated(table, (y) => lengths.reduce((sum, { us, weight }) => sum + weight * others(y - us), 0))
  const one = (y: number): number => length.probabilityAtLeast(y)
  const two = withOne(one)
  const three = withOne((y) => (y <= 0 ? 1 : two(y)))
  const squareOf = (points: readonly Point[]): number =>
    points.reduce((sum, { us, weight }) => sum + weight * us * us, 0)
  const lengthVariance = Math.max(0, squareOf(lengths) - square(meanLength))
  /** Squared coefficient of variation of gaps: 1 if they are exponential. */
  const irregularity = Math.max(0, squareOf(gaps) / square(gap.mean) - 1)
  const pauses = starts.map(({ us, weight }) => {
    const second = gaps.reduce((sum, one) => sum + (one.us < us ? one.weight * gap.cdf(us - one.us) : 0), 0)
    const first = gap.cdf(us)
    return { us, weight, first, second, expected: Math.max(us / gap.mean + (irregularity - 1) / 2, first) }
  })
  const extra = ({ first, second, expected }: (typeof pauses)[number], y: number): number => {
    if (expected > 1) {
      // Renewal theory: number of gaps in a time, its mean and its variance (Feller, volume 2, XI.3).
      const mean = expected * meanLength
      const variance = expected * (lengthVariance + irregularity * square(meanLength))
      return variance === 0 ? 0 : gammaUpperTail((mean * mean) / variance, (y * mean) / variance)
    }
    const third = first === 0 ? 0 : (2 * second * second) / (3 * first)
    return first * one(y) + second * (two(y) - one(y)) + third * (three(y) - two(y))
  }
  const later = tabulated(table, (x) =>
    pauses.reduce((sum, start) => (start.us < x ? sum + start.weight * extra(start, x - start.us) : sum), 0),
  )
  const probabilityAtLeast = (x: number): number =>
    Math.min(1, startup.probabilityAtLeast(x) + (x > end || x <= 0 ? 0 : later(x)))
  const extraMean = pauses.reduce(
    (sum, { weight, first, second, expected }) =>
      sum + weight * (expected > 1 ? expected : first + second) * meanLength,
    0,
  )
  return {
    mean: startup.mean + extraMean,
    cdf: (x) => Math.max(0, startup.cdf(x) - (x > end || x <= 0 ? 0 : later(x))),
    probabilityAtLeast,
    quantile: (u) => quantileOf(probabilityAtLeast, u, startup.quantile(u), end),
  }
}

/** The least value that no more than 1 - u exceed. */
function quantileOf(
  probabilityAtLeast: (x: number) => number,
  u: number,
  least: number,
  most: number,
): number {
  if (!Number.isFinite(least)) return least
  let [low, high] = [least, Math.max(least, most)]
  while (high - low > 1e-9 * high && high - low > 0.5) {
    const middle = 0.5 * (low + high)
    if (probabilityAtLeast(middle) > 1 - u) low = middle
    else high = middle
  }
  return high
}

/** A function as straight lines between these places. */
function tabulated(places: Float64Array, of: (x: number) => number): (x: number) => number {
  const values = places.map(of)
  const end = places[places.length - 1]
  return (x) => {
    if (x >= end) return values[values.length - 1]
    const place = Math.sqrt(Math.max(0, x) / end) * (places.length - 1)
    const point = Math.min(places.length - 2, Math.floor(place))
    const share = (x - places[point]) / (places[point + 1] - places[point])
    return values[point] + share * (values[point + 1] - values[point])
  }
}
function pointsOf(law: Law): Point[] {
  const points: Point[] = []
  const add = (from: number, to: number): void => {
    points.push({ us: law.quantile(0.5 * (from + to)), weight: to - from })
  }
  for (let point = 0; point < pointsBelow; point++)
    add((0.5 * point) / pointsBelow, (0.5 * (point + 1)) / pointsBelow)
  let above = 0.5
  for (let halving = 0; halving < halvings; halving++, above /= 2) {
    const width = above / 2 / pointsAbove
    for (let point = 0; point < pointsAbove; point++)
      add(1 - above + point * width, 1 - above + (point + 1) * width)
  }
  add(1 - above, 1)
  return points
}
