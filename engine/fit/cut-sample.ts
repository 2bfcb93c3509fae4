/**
 * A histogram that ends at a limit: a probe's answers up to its timeout. The runs that failed were late, or wrong. With
 * only late ones the law is censored at the limit; with wrong ones too it is truncated there, and what the law does not
 * expect beyond the limit is wrong. The lower BIC decides.
 */

import type { Cut, CutFit, SampleFit, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { fitSample } from './sample-fit.ts'
import { countOf } from './spans.ts'

/** @param spans buckets with at least one observation below the limit. */
export function fitCutSample(spans: Spans, { limitUs, failed }: Cut): CutFit {
  const below = belowLimit(spans, limitUs)
  if (failed === 0) return { fit: fitSample(below), spans: below, wrong: 0, other: null }
  const cut = fitSample(below, limitUs)
  if (failed === null) return { fit: cut, spans: below, wrong: null, other: null }
  const all = withLate(below, limitUs, failed)
  const late = fitSample(all)
  const n = countOf(all)
  // Of all runs a share 1 - e was right, and F(limit) of those in time: what was seen is n (1 - e) F(limit).
  const wrong = n - countOf(below) / lawOf(cut.chosen.law).cdf(limitUs)
  const [bicLate, bicWrong] = [bestOf(late), bestOf(cut, failed)]
  const isLate = wrong <= 0 || bicLate <= bicWrong
  const accounts = [
    { fit: late, spans: all, wrong: 0 },
    { fit: cut, spans: below, wrong: Math.max(0, wrong) },
  ] as const
  const [chosen, other] = isLate ? accounts : accounts.toReversed()
  const gap = Math.abs(bicLate - bicWrong)
  // Within this the data do not tell: the other account is named.
  const isClose = wrong > 0 && gap < 10
  return { ...chosen, other: isClose ? { ...other, chance: 1 / (1 + Math.exp(0.5 * gap)) } : null }
}

/** The lowest BIC of a family; with the count of failed runs where that is a number of its own. */
function bestOf({ fits, n }: SampleFit, failed = 0): number {
  const all = n + failed
  const ofCounts =
    failed === 0 ? 0 : Math.log(all) - 2 * (n * Math.log(n / all) + failed * Math.log(failed / all))
  return fits.reduce(
    (least, { logLikelihood, parameters }) =>
      logLikelihood === null
        ? least
        : Math.min(least, parameters! * Math.log(all) - 2 * logLikelihood + ofCounts),
    Infinity,
  )
}

/** Buckets up to the limit; the one that holds it ends there. */
function belowLimit({ kind, low, high, count }: Spans, limitUs: number): Spans {
  const kept = Array.from(low.keys()).filter((span) => low[span] < limitUs)
  return {
    kind,
    low: Float64Array.from(kept, (span) => low[span]),
    high: Float64Array.from(kept, (span) => Math.min(high[span], limitUs)),
    count: Float64Array.from(kept, (span) => count[span]),
  }
}

function withLate({ kind, low, high, count }: Spans, limitUs: number, late: number): Spans {
  return {
    kind,
    low: Float64Array.of(...low, limitUs),
    high: Float64Array.of(...high, Infinity),
    count: Float64Array.of(...count, late),
  }
}
