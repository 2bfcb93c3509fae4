/**
 * Members of a family that the observations allow: importance resampling around the likeliest one, with a flat prior of
 * the place and a wide one of the spread.
 */

import type { DistributionSpec, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { square } from '../kernel/power.ts'
import type { DrawStream } from './draw-stream.ts'
import { memberOf, type TwoParameterFamily } from './families.ts'
import { spanLogLikelihood } from './grouped.ts'
import { minimumNear } from './minimum.ts'
import { countOf, logMoments } from './spans.ts'

/** Members of a family that are weighed for each that is drawn. */
const proposalsPerDraw = 8
/** Degrees of freedom of the proposals: their tails are heavier than those of what is drawn. */
const proposalDf = 5
/** The prior of the spread: lognormal around 0.5. What is known of three values or fewer is mostly this. */
const priorLogSpread = Math.log(0.5)
const priorSd = 1.5
/** The prior of the logarithm of the place, around what was seen: only where nothing else bounds it. */
const placeSd = 5
/** Below so many the likeliest member is sought again with the prior. */
const priorMatters = 200
/** Draws are spread evenly over this quantile. */
const orderShare = 0.999

export type Proposal = { readonly law: DistributionSpec; readonly weight: number }

/** Systematic sampling in the order of a high quantile: the draws spread over it as evenly as their weights say. */
export function picked(pool: readonly Proposal[], stream: DrawStream, count: number): DistributionSpec[] {
  const sorted = pool
    .filter(({ weight }) => weight > 0)
    .map((each) => ({ ...each, high: lawOf(each.law).quantile(orderShare) }))
    .sort((a, b) => a.high - b.high)
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  const offset = stream.uniform()
  const draws: DistributionSpec[] = []
  let before = 0
  for (const { law, weight } of sorted) {
    before += weight
    while (draws.length < count && draws.length + offset < (before / total) * count) draws.push(law)
  }
  while (draws.length < count) draws.push(sorted[sorted.length - 1].law)
  return draws
}

/** @param near a law of the family, if one was fitted. */
export function familyDraws(
  family: TwoParameterFamily,
  spans: Spans,
  near: DistributionSpec | undefined,
  cutUs: number,
  stream: DrawStream,
  count: number,
): DistributionSpec[] {
  return picked(proposalsOf(family, spans, near, cutUs, stream, count, 1), stream, count)
}

/** Members of a family with their weights, of the given sum. */
export function proposalsOf(
  family: TwoParameterFamily,
  spans: Spans,
  near: DistributionSpec | undefined,
  cutUs: number,
  stream: DrawStream,
  count: number,
  weight: number,
): Proposal[] {
  const { mean, sd } = logMoments(spans)
  const spreadOf = (log: number): number => Math.min(50, Math.max(0.001, Math.exp(log)))
  const lawAt = ([place, spread]: readonly number[]): DistributionSpec =>
    memberOf(family, Math.exp(Math.min(50, place)), spreadOf(spread))
  const negative = (at: readonly number[]): number =>
    -spanLogLikelihood(lawAt(at), spans, cutUs) +
    0.5 * square((at[1] - priorLogSpread) / priorSd) +
    0.5 * square((at[0] - mean) / placeSd)
  const n = countOf(spans)
  const start = near === undefined ? [mean, Math.log(Math.max(0.05, sd))] : placeAndSpread(near)
  const at = near === undefined || n < priorMatters ? minimumNear(negative, start, 0.3).at : start
  const step = Math.min(0.1, Math.max(0.003, 0.3 / Math.sqrt(n)))
  const root = rootOfInverse(hessianAt(negative, at, step))
  const proposals = Array.from({ length: count * proposalsPerDraw }, () => {
    const [a, b] = [stream.normal(), stream.normal()]
    let squares = 0
    for (let df = 0; df < proposalDf; df++) squares += square(stream.normal())
    const scale = Math.sqrt(proposalDf / squares)
    const point = [at[0] + scale * root[0] * a, at[1] + scale * (root[1] * a + root[2] * b)]
    // The logarithm of Student's density in two dimensions, up to a constant.
    const logDensity =
      -0.5 * (proposalDf + 2) * Math.log1p((square(scale) * (square(a) + square(b))) / proposalDf)
    return { law: lawAt(point), logWeight: -negative(point) - logDensity }
  })
  const most = proposals.reduce((max, { logWeight }) => (logWeight > max ? logWeight : max), -Infinity)
  const weights = proposals.map(({ logWeight }) => (logWeight <= most ? Math.exp(logWeight - most) : 0))
  const total = weights.reduce((sum, each) => sum + each, 0)
  return proposals.map(({ law }, index) => ({ law, weight: (weight * weights[index]) / total }))
}

function placeAndSpread(law: DistributionSpec): readonly [number, number] {
  if (law.kind === 'lognormal') return [Math.log(law.median), Math.log(law.sigma)]
  if (law.kind === 'weibull') return [Math.log(law.scale), -Math.log(law.shape)]
  if (law.kind === 'gamma') return [Math.log(law.mean), Math.log(law.cv)]
  throw new Error(`broken invariant: ${law.kind} has no place and spread`)
}

/** Second derivatives by differences: of both axes, and mixed. */
function hessianAt(
  f: (at: readonly number[]) => number,
  [x, y]: readonly number[],
  step: number,
): readonly [number, number, number] {
  const middle = f([x, y])
  const along = (dx: number, dy: number): number => f([x + dx * step, y + dy * step])
  const xx = (along(1, 0) - 2 * middle + along(-1, 0)) / square(step)
  const yy = (along(0, 1) - 2 * middle + along(0, -1)) / square(step)
  const xy = (along(1, 1) - along(1, -1) - along(-1, 1) + along(-1, -1)) / (4 * square(step))
  return [xx, xy, yy]
}

/** The lower root of the inverse of a symmetric matrix; what is not convex is taken to be as wide as the prior. */
function rootOfInverse([xx, xy, yy]: readonly [number, number, number]): readonly [number, number, number] {
  const a = Math.max(xx, 1 / square(placeSd))
  const c = Math.max(yy, 1 / square(priorSd))
  const b = Math.abs(xy) < 0.99 * Math.sqrt(a * c) ? xy : 0
  const determinant = a * c - b * b
  const first = Math.sqrt(c / determinant)
  const mixed = -b / determinant / first
  return [first, mixed, Math.sqrt(Math.max(0, a / determinant - mixed * mixed))]
}
