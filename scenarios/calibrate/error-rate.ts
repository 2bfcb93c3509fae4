/** From failed runs of probes to `errorRate`: what failed for another reason than being late. */

import type { ObservedSpec } from '../../engine/contract/cluster-spec.ts'
import type { CountDraws } from '../../engine/contract/fit-result.ts'
import type { FittedSample } from './fitted-sample.ts'
import { type ErrorCount, type ProbeCount, subjectText } from './observations.ts'

/** A rate of 0 is none, with what there is to say of it. */
export type ErrorRate = {
  readonly rate: number
  readonly comments: readonly string[]
  /** Equally likely rates, by the draws of the laws that tell late runs from wrong ones. */
  readonly draws: readonly number[]
  readonly observed: ObservedSpec
}

/** Where durations of the same probes were fitted, the fit has told late runs and wrong ones apart. */
export function errorsOf(
  { subject, counts }: ErrorCount,
  fitted: readonly FittedSample[],
  countDraws: CountDraws,
): ErrorRate {
  const fitOf = ({ probe }: ProbeCount): FittedSample | undefined =>
    fitted.find(
      ({ sample, cut }) =>
        cut !== undefined &&
        cut.wrong !== null &&
        sample.probe === probe &&
        subjectText(sample.subject) === subjectText(subject),
    )
  const parts = counts.map((count) => ({ count, fit: fitOf(count) }))
  const failed = counts.reduce((sum, each) => sum + each.failed, 0)
  const total = counts.reduce((sum, each) => sum + each.total, 0)
  const wrong = parts.reduce((sum, { count, fit }) => sum + wrongOf(count, fit), 0)
  const rate = Number((wrong / total).toFixed(6))
  const error = 1.96 * Math.sqrt((rate * (1 - rate)) / total)
  const comments = [
    `failed runs: ${counts.map((each) => `${each.probe ?? 'probes'} ${whole(each.failed)} of ${whole(each.total)}`).join(', ')}`,
    ...parts.flatMap(({ count, fit }) => (fit === undefined ? [] : lateComments(count, fit))),
  ]
  if (rate > 0)
    comments.unshift(
      `${whole(wrong)} of ${whole(total)} probe runs failed for another reason than being late: +- ${Number(error.toPrecision(2))} (95 %) if independent`,
    )
  if (failed > 0 && parts.some(({ fit }) => fit === undefined))
    comments.push('timeouts are among them: where the latency explains those already, lower this')
  const drawn = Math.max(1, ...parts.map(({ fit }) => fit?.draws.length ?? 1))
  const hits = Array.from({ length: drawn }, (_, draw) =>
    parts.reduce((sum, { count, fit }) => sum + wrongOf(count, fit, draw), 0),
  )
  const draws = countDraws.shares(hits, total, `${subjectText(subject)} errorRate`)
  return {
    rate,
    comments,
    draws: draws.map((share) => Number(share.toPrecision(4))),
    observed: { of: 'errorRate', count: whole(total), censored: 0, truncated: 0, order: false },
  }
}

/** @param draw of the law; of the likeliest one if there is none. */
function wrongOf({ failed }: ProbeCount, fit: FittedSample | undefined, draw?: number): number {
  if (fit === undefined || failed === 0) return failed
  const wrong = (draw === undefined ? undefined : fit.draws[draw].wrong) ?? fit.cut!.wrong!
  // The histogram may be of another time: the share of its failed runs that were wrong holds.
  return (failed * wrong) / fit.sample.cut!.failed!
}

function lateComments({ probe, failed }: ProbeCount, { cut, sample }: FittedSample): string[] {
  if (failed === 0) return []
  const share = cut!.wrong! / sample.cut!.failed!
  const of = probe === undefined ? 'failed runs' : `failed ${probe} runs`
  const also =
    cut!.other === null
      ? ''
      : `; that ${percent(cut!.other.wrong / sample.cut!.failed!)} were wrong would fit about as well`
  return [
    share === 0
      ? `the ${of} are taken to be late ones: the law is censored at the timeout${also}`
      : `${percent(share)} of the ${of} were wrong, not late: more than the law, truncated at the timeout, expects beyond it${also}`,
  ]
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}

function whole(count: number): number {
  return Math.round(count)
}
