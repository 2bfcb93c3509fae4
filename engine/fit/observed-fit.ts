/** All that is fitted to one sample: its law, how far its tail is known, its slow phases, and draws of all of it. */

import type {
  CountDraws,
  Cut,
  DistributionSpec,
  Draw,
  LengthLaw,
  Observed,
  ObservedFit,
  Pauses,
  SlowPhaseStudy,
  SlowPhases,
  Spans,
} from '../contract/fit-result.ts'
import { countedPhasesOf, dispersionOf } from './counted-phases.ts'
import { fitCutSample } from './cut-sample.ts'
import { type DrawStream, drawStream, gammaOf, shuffled } from './draw-stream.ts'
import { familyDraws } from './family-draws.ts'
import { drawnInterval, drawsCount, lawDraws } from './law-draws.ts'
import { pauseStudyOf, timeGapsOf } from './pauses.ts'
import { lengthSpreadMin } from './phase-lengths.ts'
import { roundedSpans } from './rounding.ts'
import { fitSample } from './sample-fit.ts'
import { slowPhasesOf } from './slow-phases.ts'
import { orderedSpans } from './spans.ts'
import { tailOf } from './tail.ts'

/** @param name of the sample: equal observations under equal names give equal draws. */
export function fitObserved(observed: Observed, name: string): ObservedFit {
  const stream = drawStream(name)
  const phases = phasesOf(observed)
  const paused = phases?.pauses?.found ?? undefined
  const made =
    observed.cut === undefined
      ? wholeFit(observed, phases?.found?.calm ?? paused?.calm)
      : cutFit(observed, phases?.found ?? undefined, observed.cut)
  const interruptions = interruptionDraws(phases?.found ?? undefined, paused, stream)
  const draws = lawDrawsOf(observed, made, stream)
  const tail = tailOf(made.spans, made.fit)
  const few = phases?.few
  // Clumps of one size that come by chance: their size is the variance over the mean.
  const dispersion = few ? few.values / few.phases : observed.counts && dispersionOf(observed.counts)
  return {
    ...made,
    ...(dispersion === undefined ? {} : { dispersion }),
    tail,
    phases,
    ...unseenOf(made),
    tailDrawnUs: drawnInterval(
      draws.map(({ law }) => law),
      tail.share,
    ),
    draws: draws.map((draw, index) => ({ ...draw, ...interruptions[index] })),
  }
}

function unseenOf({ fit, spans, cut }: Made): Pick<ObservedFit, 'censored' | 'truncated'> {
  const { kind, low, high, count } = spans
  const isOpen = (span: number): boolean => high[span] === Infinity || (kind === 'blurred' && low[span] === 0)
  const censored = low.reduce((sum, _, span) => sum + (isOpen(span) ? count[span] : 0), 0)
  const isTruncated = cut !== undefined && (cut.wrong === null || cut.wrong > 0)
  return { censored: Math.round(censored), truncated: isTruncated ? Math.round(fit.n) : 0 }
}

function phasesOf({ series, counts }: Observed): SlowPhaseStudy | null {
  if (series !== undefined) {
    const study = slowPhasesOf(series)
    const pauses = pauseStudyOf(series)
    const gaps = timeGapsOf(series)
    return {
      ...study,
      // Pauses look like slow phases to who does not ask when answers end.
      ...(pauses?.found == null ? {} : { found: null }),
      ...(pauses === undefined ? {} : { pauses }),
      ...(gaps === undefined ? {} : { gaps }),
    }
  }
  return counts === undefined || counts.areSums ? null : countedPhasesOf(counts)
}

type Made = Pick<ObservedFit, 'fit' | 'spans' | 'cut' | 'roundedUs'>

/** The calm latency is what is fitted where there are slow phases. */
function wholeFit({ spans: all }: Observed, calm: Spans | undefined): Made {
  const seen = calm ?? orderedSpans(all)
  const rounded = roundedSpans(seen)
  const spans = rounded?.spans ?? seen
  return { fit: fitSample(spans), spans, ...(rounded === null ? {} : { roundedUs: rounded.stepUs }) }
}

function cutFit({ spans }: Observed, found: SlowPhases | undefined, cut: Cut): Made {
  if (found === undefined) {
    const made = fitCutSample(orderedSpans(spans), cut)
    return { fit: made.fit, spans: made.spans, cut: made }
  }
  // What failed outside slow phases stands in the last bucket of what is calm.
  const { low, count } = found.calm
  const failed = low.reduce((sum, from, span) => sum + (from >= cut.limitUs ? count[span] : 0), 0)
  const made = fitCutSample(found.calm, { limitUs: cut.limitUs, failed: cut.failed === null ? null : failed })
  return { fit: made.fit, spans: made.spans, cut: made }
}

/** Of each account of the observations as many draws as its chance says. */
function lawDrawsOf(observed: Observed, { fit, spans, cut }: Made, stream: DrawStream): Draw[] {
  const { doubts } = observed
  if (doubts !== undefined) {
    const ofDoubt = doubts.map(({ spans: each, chance }) => {
      const ordered = orderedSpans(each)
      const count = Math.round(drawsCount * chance)
      return count === 0 ? [] : lawDraws(ordered, fitSample(ordered), stream, count).map((law) => ({ law }))
    })
    const all = ofDoubt.flat()
    return shuffled(
      Array.from({ length: drawsCount }, (_, draw) => all[draw % all.length]),
      stream,
    )
  }
  const other = cut?.other ?? null
  if (cut === undefined || other === null)
    return lawDraws(spans, fit, stream).map((law) => withWrong(law, cut?.wrong ?? null))
  const count = Math.round(drawsCount * other.chance)
  return shuffled(
    [
      ...lawDraws(spans, fit, stream, drawsCount - count).map((law) => withWrong(law, cut.wrong)),
      ...lawDraws(other.spans, other.fit, stream, count).map((law) => withWrong(law, other.wrong)),
    ],
    stream,
  )
}

function withWrong(law: DistributionSpec, wrong: number | null): Draw {
  return wrong === null ? { law } : { law, wrong }
}

/** Slow phases and pauses of each draw. */
function interruptionDraws(
  slow: SlowPhases | undefined,
  paused: Pauses | undefined,
  stream: DrawStream,
): Omit<Draw, 'law'>[] {
  const known = slow ?? paused
  if (known === undefined) return new Array(drawsCount).fill({})
  const count = slow?.phases ?? paused!.pauses
  const gaps = lengthDraws(known.every, count, stream)
  const lengths = lengthDraws(known.for, count, stream)
  return Array.from({ length: drawsCount }, (_, draw): Omit<Draw, 'law'> => {
    const pause = { every: gaps[draw], for: lengths[draw] }
    if (slow === undefined) return { pause }
    const factor = Math.max(1, slow.factor * Math.exp(slow.logFactorError * stream.normal()))
    // Where nothing was in time, pauses would look the same: every other draw has them.
    return slow.isFactorLeast && draw % 2 === 1 ? { pause } : { slow: { ...pause, factor } }
  })
}

/**
 * The mean of k exponential times is known as k over a gamma variate of shape k; other families as any law. Lengths that are all the
 * same are known no better than the times between two observations allow.
 */
function lengthDraws({ law, spans }: LengthLaw, phases: number, stream: DrawStream): DistributionSpec[] {
  if (law.kind === 'exponential')
    return Array.from({ length: drawsCount }, () => ({
      kind: 'exponential',
      mean: (law.mean * phases) / gammaOf(phases, stream),
    }))
  if (law.kind === 'lognormal' || law.kind === 'weibull' || law.kind === 'gamma')
    return shuffled(familyDraws(law.kind, spans, law, Infinity, stream, drawsCount), stream)
  if (law.kind === 'constant') {
    const near = { kind: 'lognormal', median: law.value, sigma: lengthSpreadMin } as const
    return shuffled(familyDraws('lognormal', spans, near, Infinity, stream, drawsCount), stream)
  }
  return new Array<DistributionSpec>(drawsCount).fill(law)
}

export const countDraws: CountDraws = {
  means(meanUs, count, name) {
    const stream = drawStream(name)
    return Array.from({ length: drawsCount }, () => (meanUs * count) / gammaOf(count, stream))
  },
  shares(hits, total, name) {
    const stream = drawStream(name)
    // Jeffreys' prior.
    return Array.from({ length: drawsCount }, (_, draw) => {
      const each = hits[draw % hits.length]
      const yes = gammaOf(each + 0.5, stream)
      return yes / (yes + gammaOf(Math.max(0, total - each) + 0.5, stream))
    })
  },
}
