/** `prober_probe_total`: probe runs by result; and where the histogram of their durations ends. */

import type { ProbeTypeName } from '../../engine/contract/cluster-spec.ts'
import type { Cut, Spans } from '../../engine/contract/fit-result.ts'
import { timeText } from './law-text.ts'
import { type ProbeCount, probeTypes } from './observations.ts'
import type { CounterSeries } from './prometheus.ts'

export function probeOf({ labels }: CounterSeries): ProbeTypeName | undefined {
  const type = labels.get('probe_type')?.toLowerCase()
  return probeTypes.find((known) => known === type)
}

/** Of series of one container: failed runs of those that ended; those of unknown result are errors (P13) and no runs. */
export function probeCounts(series: readonly CounterSeries[]): ProbeCount[] {
  return [...probeTypes, undefined].flatMap((probe) => {
    const ofType = series.filter((each) => probeOf(each) === probe)
    const sumOf = (result: string): number =>
      ofType.reduce((sum, { labels, growth }) => sum + (labels.get('result') === result ? growth : 0), 0)
    const failed = sumOf('failed')
    const total = failed + sumOf('successful')
    return total === 0 ? [] : [{ ...(probe === undefined ? {} : { probe }), failed, total }]
  })
}

/**
 * Durations are observed for successes only (Z10): they end at the timeout. Timeouts are whole seconds; without one that is
 * given it is the first after which there can be nothing, above the start of the last bucket with an observation.
 * @param count of the same probes; undefined if nobody counted them.
 * @returns undefined where the last bucket is open, so that the timeout is not known.
 */
export function cutOf(
  { low, count: seen }: Spans,
  count: ProbeCount | undefined,
  timeoutUs: number | undefined,
): Cut | undefined {
  const last = low[low.length - 1]
  const limitUs = timeoutUs ?? (Math.floor(last / 1e6) + 1) * 1e6
  if (timeoutUs === undefined && last >= lastBoundUs) return undefined
  if (count === undefined) return { limitUs, failed: null }
  // The counter and the histogram may be of other times: the share of failed runs holds for both.
  const inTime = seen.reduce((sum, each) => sum + each, 0)
  const succeeded = count.total - count.failed
  return { limitUs, failed: succeeded > 0 ? (count.failed * inTime) / succeeded : count.failed }
}

/** Of the kubelet's histogram: beyond it the bucket is open. */
const lastBoundUs = 10e6

/** What the fit makes of where the durations end. */
export function cutNotes({ limitUs, failed }: Cut, isGiven: boolean): string[] {
  const limit = `the kubelet observes successes only, so durations end at the timeout of ${timeText(limitUs)}`
  return [
    isGiven
      ? limit
      : `${limit} (the first whole second after the last of them; --pods tells it, or --timeout)`,
    ...(failed === null
      ? ['how many runs failed is not known, so the law is truncated there; query prober_probe_total too']
      : []),
  ]
}
