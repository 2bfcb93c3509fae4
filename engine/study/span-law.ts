/** How long a gap or a slow phase lasts, as formulas take it: without memory, or as points that stand for the law. */
import type { DistributionSpec } from '../kernel/distribution-spec.ts'
import { lawOf } from '../kernel/law.ts'

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

/** Equal shares of the law, each of which its median stands for. */
const shares = 64
/** The last share is divided anew so often, a quarter of it at a time: a long tail is long. */
const tailSteps = 4
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
    const length = Math.max(leastSeconds, law.quantile((from + to) / 2) / 1e6)
    if (length === seconds[seconds.length - 1]) weights[weights.length - 1] += to - from
    else {
      seconds.push(length)
      weights.push(to - from)
    }
  }
  for (let share = 0; share < shares - 1; share++) add(share / shares, (share + 1) / shares)
  let left = 1 / shares
  for (let step = 0; step < tailSteps; step++) {
    add(1 - left, 1 - left * tailShrink)
    left *= tailShrink
  }
  add(1 - left, 1)
  return {
    kind: 'points',
    meanSeconds: law.mean / 1e6,
    seconds: Float64Array.from(seconds),
    weights: Float64Array.from(weights),
  }
}
