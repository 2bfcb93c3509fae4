/** What became of the requests, in words: how many failed, and when they are answered again. Without traffic there is nothing to say. */
import { percent, readable, readableDuration } from './readable.ts'
import type { FaultTime } from './relapse.ts'
import type { ReportedResult } from './reported-result.ts'

/** A larger share of failures is a storm that goes on: the rest of the 99 % that recoveries ask for. */
const usualShareMax = 0.01
/** Of what fails so seldom the last minute says nothing. */
const rareShareMax = 1e-4
const endSeconds = 60

/** `29.4 % of the requests failed, none of those in the last 1m of the run`; undefined where none failed. */
export function failedShareText(result: ReportedResult, faults: readonly FaultTime[]): string | undefined {
  const { requests_total: sent, failed_requests_total: failed } = result.estimates[0]!.metrics
  if (!sent.mean || !failed.mean) return undefined
  const share = `${percent(failed.mean / sent.mean)} of the requests failed`
  const { intervalSeconds, durationSeconds } = result
  const shares = bucketsOf(result)
  const buckets = Math.max(1, Math.round(endSeconds / intervalSeconds))
  const last = shareOf(shares.slice(-buckets))
  if (last === null || (last > 0 && last < rareShareMax)) return share
  const which = last === 0 ? 'none' : percent(last)
  const span = readableDuration(Math.min(buckets * intervalSeconds, durationSeconds))
  const { seconds: anchor, hasEnd } = lastFault(faults)
  const since = durationSeconds - anchor
  const after =
    last > usualShareMax && faults.length > 0 && since > buckets * intervalSeconds
      ? `, ${readableDuration(since)} after the last fault${hasEnd ? '' : ' began'}`
      : ''
  return `${share}, ${which} of those in the last ${span} of the run${after}`
}

/** Counts, and when fewer than 1 % fail again. */
export function requestSentences(result: ReportedResult, faults: readonly FaultTime[]): string | undefined {
  const { requests_total: sent, failed_requests_total: failed } = result.estimates[0]!.metrics
  if (!sent.mean || failed.mean === null) return undefined
  if (failed.mean === 0) return `All ${readable(sent.mean)} requests were answered.`
  const counts = `${readable(failed.mean)} of ${readable(sent.mean)} requests failed.`
  if (faults.length === 0) return counts
  const { intervalSeconds, durationSeconds } = result
  const ill = bucketsOf(result).findLastIndex((bucket) => (shareOf([bucket]) ?? 0) > usualShareMax)
  const backAt = (ill + 1) * intervalSeconds
  if (ill < 0 || backAt <= Math.min(...faults.map(({ from }) => from))) return counts
  if (backAt >= durationSeconds) return `${counts} More than 1 % still fail at the end of the run.`
  const { seconds: anchor, hasEnd } = lastFault(faults)
  const late = backAt - anchor
  const when =
    late > 0
      ? `, ${readableDuration(late)} after ${hasEnd ? 'the end of the last fault' : 'the last fault began'}`
      : ''
  return `${counts} Fewer than 1 % fail from ${readableDuration(backAt)} on${when}.`
}

/** Its end; its start where some fault has no end that is known before the run, for that may still last. */
function lastFault(faults: readonly FaultTime[]): { readonly seconds: number; readonly hasEnd: boolean } {
  const ends = faults.flatMap(({ to }) => to ?? [])
  const hasEnd = ends.length === faults.length
  return { seconds: Math.max(...(hasEnd ? ends : faults.map(({ from }) => from))), hasEnd }
}

type Bucket = { readonly sent: number; readonly failed: number }

/** Of all replications together. */
function bucketsOf({ replications }: ReportedResult): Bucket[] {
  const [first] = replications
  return Array.from(first!.timeseries.timeSeconds, (_, bucket) => {
    const sum = (metric: 'requests' | 'failed_requests'): number =>
      replications.reduce((total, { timeseries: { columns, workloads } }) => {
        const value = columns[metric]?.[bucket * workloads.length] ?? 0
        return total + (Number.isNaN(value) ? 0 : value)
      }, 0)
    return { sent: sum('requests'), failed: sum('failed_requests') }
  })
}

/** At most 1: a request may fail in a later interval than the one in which it was sent. Null where none was sent. */
function shareOf(buckets: readonly Bucket[]): number | null {
  const sum = (key: keyof Bucket): number => buckets.reduce((total, bucket) => total + bucket[key], 0)
  return sum('sent') === 0 ? null : Math.min(1, sum('failed') / sum('sent'))
}
