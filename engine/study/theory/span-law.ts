/** How long a gap or a slow phase lasts, as formulas take it: without memory, or as points that stand for the law. */
import type { DistributionSpec } from '../../contract/distribution-spec.ts'
import { type Law, lawOf } from '../../kernel/law.ts'
import { wholePower } from '../../kernel/power.ts'

export type SpanLaw =
  | { readonly kind: 'memoryless'; readonly meanSeconds: number }
  | {
      readonly kind: 'points'
      readonly meanSeconds: number
      /** Ascending. */
      readonly seconds: Float64Array
      /** They add up to 1. */
      readonly weights: Float64Array
    }

/** Equal shares of the law, each of which its mean stands for. */
const shares = 24
/** The first and the last share are divided anew so often, three quarters of what is left at a time: short gaps and long phases are rare, but matter. */
const tailSteps = 5
const tailShrink = 0.25
/** Simulated time has no shorter spans. */
const leastSeconds = 1e-6

export function spanLawOf(spec: DistributionSpec): SpanLaw {
  if (spec.kind === 'exponential')
    return { kind: 'memoryless', meanSeconds: Math.max(leastSeconds, spec.mean / 1e6) }
  const law = lawOf(spec)
  const seconds: number[] = []
  const weights: number[] = []
  const add = (from: number, to: number): void => {
    const length = Math.max(leastSeconds, meanWithin(law, from, to) / 1e6)
    if (length === seconds[seconds.length - 1]) weights[weights.length - 1] += to - from
    else {
      seconds.push(length)
      weights.push(to - from)
    }
  }
  const ends = Array.from({ length: tailSteps }, (_, step) => wholePower(tailShrink, step) / shares)
  const marks = [
    0,
    ...[...ends].reverse(),
    ...Array.from({ length: shares - 3 }, (_, share) => (share + 2) / shares),
    ...ends.map((left) => 1 - left),
    1,
  ]
  for (let mark = 1; mark < marks.length; mark++) add(marks[mark - 1], marks[mark])
  return {
    kind: 'points',
    meanSeconds: law.mean / 1e6,
    seconds: Float64Array.from(seconds),
    weights: Float64Array.from(weights),
  }
}

/** Mean of the values between two shares of a law, by Gauss's three points. */
function meanWithin(law: Law, from: number, to: number): number {
  const middle = (from + to) / 2
  const away = ((to - from) / 2) * Math.sqrt(0.6)
  const [low, high] = [law.quantile(middle - away), law.quantile(middle + away)]
  return low === high ? low : (5 * low + 8 * law.quantile(middle) + 5 * high) / 18
}
