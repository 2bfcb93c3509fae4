/** For tests: how often the middle 90 % of the draws hold a high quantile of the truth. */

import type { DistributionSpec, SampleFit, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { fitCutSample } from './cut-sample.ts'
import { drawStream } from './draw-stream.ts'
import { blurredOf, bucketsOf, drawn } from './drawn.test.helper.ts'
import { drawnInterval, lawDraws } from './law-draws.ts'
import { fitSample } from './sample-fit.ts'
import { spansOfValues } from './spans.ts'

export type SampleKind = 'values' | 'buckets' | 'cut' | 'blurred'

/** The kubelet's, in ms. */
const boundsUs = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000].map((ms) => ms * 1e3)
export const shares = [0.99, 0.999] as const

function observed(
  kind: SampleKind,
  law: DistributionSpec,
  n: number,
  seed: number,
): { spans: Spans; fit: SampleFit } {
  const values = drawn(law, n, 1000 + seed)
  if (kind === 'cut') {
    // A timeout near the 95th percentile: what takes longer has failed.
    const limitUs = Math.ceil(lawOf(law).quantile(0.95) / 50e3) * 50e3
    const below = bucketsOf(
      values.filter((us) => us < limitUs),
      boundsUs,
    )
    return fitCutSample(below, { limitUs, failed: values.filter((us) => us >= limitUs).length })
  }
  const spans =
    kind === 'values'
      ? spansOfValues(values)
      : kind === 'buckets'
        ? bucketsOf(values, boundsUs)
        : blurredOf(values, 10e6, seed)
  return { spans, fit: fitSample(spans) }
}

/** Of so many samples, how many intervals hold the true quantile, for each share. */
export function coverage(law: DistributionSpec, n: number, kind: SampleKind, seeds: number): number[] {
  const hits = shares.map(() => 0)
  for (let seed = 1; seed <= seeds; seed++) {
    const { spans, fit } = observed(kind, law, n, seed)
    const draws = lawDraws(spans, fit, drawStream(`${seed}`))
    for (const [index, share] of shares.entries()) {
      const [low, high] = drawnInterval(draws, share)
      const truth = lawOf(law).quantile(share)
      if (low <= truth && truth <= high) hits[index]++
    }
  }
  return hits
}

export const truths: Readonly<Record<string, DistributionSpec>> = {
  'starts, lognormal': { kind: 'lognormal', median: 60e6, sigma: 0.5 },
  lognormal: { kind: 'lognormal', median: 20e3, sigma: 1 },
  weibull: { kind: 'weibull', scale: 30e3, shape: 1.2 },
  gamma: { kind: 'gamma', mean: 30e3, cv: 0.7 },
  'with a slow tenth': {
    kind: 'mixture',
    parts: [
      { weight: 0.9, of: { kind: 'lognormal', median: 20e3, sigma: 0.5 } },
      { weight: 0.1, of: { kind: 'lognormal', median: 400e3, sigma: 0.3 } },
    ],
  },
}
