/** How far a fitted law is from what was observed, and how often chance alone would put it further. */

import type { DistributionSpec, Goodness, Spans } from '../contract/fit-result.ts'
import { DistributionBuilder, sample } from '../kernel/distribution.ts'
import { gammaUpperTail } from '../kernel/gamma.ts'
import { lawOf } from '../kernel/law.ts'
import { square } from '../kernel/power.ts'
import { createStreams, purposeKey, seedStream } from '../kernel/random-stream.ts'
import type { SeenLaw } from './cut-law.ts'
import { chanceBetween } from './grouped.ts'
import { countOf, spansOfValues } from './spans.ts'

/** Samples that are drawn from the fitted law, and their size at most: the scaled distance hardly depends on it. */
const drawsCount = 99
const drawSizeMax = 500

/** Expected observations per bucket, at least (Cochran's rule). */
const expectedMin = 5

const unknown: Goodness = {
  ks: null,
  ksP: null,
  ad: null,
  chiSquare: null,
  chiSquareDf: null,
  chiSquareP: null,
}

/**
 * What is defined for the kind of spans: distance and Anderson-Darling for values, distance at the bounds and Pearson's
 * statistic for buckets, nothing for blurred spans, which overlap.
 * @param parameters numbers that were fitted.
 */
export function goodnessOf(law: SeenLaw, spans: Spans, parameters: number): Goodness {
  switch (spans.kind) {
    case 'values':
      return { ...unknown, ks: distanceOf(law, spans), ad: andersonDarling(law, spans) }
    case 'buckets':
      return { ...unknown, ks: distanceAtBounds(law, spans), ...pearson(law, spans, parameters) }
    case 'blurred':
      return unknown
  }
}

/** Largest difference between the law and the share of values up to each, from both sides. */
function distanceOf(law: SeenLaw, { low, count }: Spans): number {
  const n = count.reduce((sum, each) => sum + each, 0)
  let before = 0
  let distance = 0
  for (let span = 0; span < low.length; span++) {
    const share = law.cdf(low[span])
    const after = before + count[span]
    distance = Math.max(distance, share - before / n, after / n - share)
    before = after
  }
  return distance
}

function distanceAtBounds(law: SeenLaw, { high, count }: Spans): number {
  const n = count.reduce((sum, each) => sum + each, 0)
  let upTo = 0
  let distance = 0
  for (let span = 0; span < high.length; span++) {
    upTo += count[span]
    distance = Math.max(distance, Math.abs(law.cdf(high[span]) - upTo / n))
  }
  return distance
}

/** A-squared; equal values share the logarithms of their place in the order. */
function andersonDarling(law: SeenLaw, { low, count }: Spans): number {
  const n = count.reduce((sum, each) => sum + each, 0)
  let before = 0
  let sum = 0
  for (let span = 0; span < low.length; span++) {
    const below = Math.max(law.cdf(low[span]), Number.MIN_VALUE)
    const above = Math.max(law.probabilityAtLeast(low[span]), Number.MIN_VALUE)
    // Of the ranks i in (before, before + count]: the sum of 2 i - 1, and that of 2 (n - i) + 1.
    const after = before + count[span]
    const fromBelow = square(after) - square(before)
    const fromAbove = square(n - before) - square(n - after)
    sum += fromBelow * Math.log(below) + fromAbove * Math.log(above)
    before = after
  }
  return -n - sum / n
}

/** Buckets are joined from below until each expects five observations; those before the first bound and after the last count too. */
function pearson(
  law: SeenLaw,
  spans: Spans,
  parameters: number,
): Pick<Goodness, 'chiSquare' | 'chiSquareDf' | 'chiSquareP'> {
  const n = countOf(spans)
  const joined: { observed: number; expected: number }[] = []
  let observed = 0
  let expected = 0
  let from = 0
  for (let span = 0; span < spans.low.length; span++) {
    const isLast = span === spans.low.length - 1
    const to = isLast ? Infinity : spans.high[span]
    observed += spans.count[span]
    expected += n * chanceBetween(law, from, to)
    from = to
    if (expected < expectedMin && !isLast) continue
    joined.push({ observed, expected })
    observed = 0
    expected = 0
  }
  const last = joined[joined.length - 1]
  if (joined.length > 1 && last.expected < expectedMin) {
    joined.pop()
    joined[joined.length - 1].observed += last.observed
    joined[joined.length - 1].expected += last.expected
  }
  const chiSquareDf = joined.length - 1 - parameters
  if (chiSquareDf < 1) return { chiSquare: null, chiSquareDf: null, chiSquareP: null }
  const chiSquare = joined.reduce(
    (sum, each) => sum + square(each.observed - each.expected) / each.expected,
    0,
  )
  return { chiSquare, chiSquareDf, chiSquareP: gammaUpperTail(chiSquareDf / 2, chiSquare / 2) }
}

/**
 * Chance of a distance as large as `ks` under the law, when parameters are fitted to the data as they were here: Lilliefors'
 * correction by simulation. Distances of other sizes are compared as D (sqrt(n) + 0.12 + 0.11 / sqrt(n)) (Stephens, JASA 69
 * (1974), 730-737).
 */
export function distanceChance(
  law: DistributionSpec,
  n: number,
  ks: number,
  refit: (spans: Spans) => DistributionSpec,
): number {
  const size = Math.max(2, Math.min(n, drawSizeMax))
  const scaled = (distance: number, count: number): number =>
    distance * (Math.sqrt(count) + 0.12 + 0.11 / Math.sqrt(count))
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey('calibrate', 1, 'goodness'), law.kind)
  const builder = new DistributionBuilder()
  const id = builder.add(law)
  const table = builder.build()
  let further = 0
  for (let draw = 0; draw < drawsCount; draw++) {
    const spans = spansOfValues(Float64Array.from({ length: size }, () => sample(table, id, streams, 0)))
    if (scaled(distanceOf(lawOf(refit(spans)), spans), size) >= scaled(ks, n)) further++
  }
  return (further + 1) / (drawsCount + 1)
}
