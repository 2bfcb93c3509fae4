/** All that is fitted to one sample: its law, how far its tail is known, its slow phases, and draws of all of it. */
import { countedPhasesOf, dispersionOf } from './counted-phases.ts'
import { fitCutSample } from './cut-sample.ts'
import { type DrawStream, drawStream, gammaOf, shuffled } from './draw-stream.ts'
import { familyDraws } from './family-draws.ts'
import type {
  CountDraws,
  Cut,
  DistributionSpec,
  Draw,
  LengthLaw,
  Observed,
  ObservedFit,
  SlowPhaseStudy,
  SlowPhases,
  Spans,
} from './fit-result.ts'
import { drawsCount, lawDraws } from './law-draws.ts'
import { roundedSpans } from './rounding.ts'
import { fitSample } from './sample-fit.ts'
import { slowPhasesOf } from './slow-phases.ts'
import { orderedSpans } from './spans.ts'
import { tailOf } from './tail.ts'

/** @param name of the sample: equal observations under equal names give equal draws. */
export function fitObserved(observed: Observed, name: string): ObservedFit {
  const stream = drawStream(name)
  const phases = phasesOf(observed)
  const made =
    observed.cut === undefined
      ? wholeFit(observed, phases?.found?.calm)
      : cutFit(observed, phases?.found ?? undefined, observed.cut)
  const slow = phases?.found == null ? undefined : slowDraws(phases.found, stream)
  const draws = lawDrawsOf(observed, made, stream)
  const dispersion = observed.counts && dispersionOf(observed.counts)
  return {
    ...made,
    ...(dispersion === undefined ? {} : { dispersion }),
    tail: tailOf(made.spans, made.fit),
    phases,
    draws: draws.map((draw, index) => ({ ...draw, ...(slow === undefined ? {} : { slow: slow[index] }) })),
  }
}

function phasesOf({ series, counts }: Observed): SlowPhaseStudy | null {
  if (series !== undefined) return slowPhasesOf(series)
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

function slowDraws(
  { every, for: lasts, factor, logFactorError, phases }: SlowPhases,
  stream: DrawStream,
): NonNullable<Draw['slow']>[] {
  const gaps = lengthDraws(every, phases, stream)
  const lengths = lengthDraws(lasts, phases, stream)
  return Array.from({ length: drawsCount }, (_, draw) => ({
    every: gaps[draw],
    for: lengths[draw],
    factor: Math.max(1, factor * Math.exp(logFactorError * stream.normal())),
  }))
}

/** The mean of k exponential times is known as k over a gamma variate of shape k; other families as any law. */
function lengthDraws({ law, spans }: LengthLaw, phases: number, stream: DrawStream): DistributionSpec[] {
  if (law.kind === 'exponential')
    return Array.from({ length: drawsCount }, () => ({
      kind: 'exponential',
      mean: (law.mean * phases) / gammaOf(phases, stream),
    }))
  if (law.kind === 'lognormal' || law.kind === 'weibull' || law.kind === 'gamma')
    return shuffled(familyDraws(law.kind, spans, law, Infinity, stream, drawsCount), stream)
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
