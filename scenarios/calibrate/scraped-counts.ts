/** Range queries: counters from scrape to scrape hold the order that a histogram alone does not. */
import type { CountSeries } from '../../engine/contract/fit-result.ts'
import { byCodeUnits } from '../text/order.ts'
import type { OwnedSeries } from './owned-series.ts'

/** Labels that say of which bucket or result a series is, not of which container. */
const labelsOfValues: readonly string[] = ['__name__', 'le', 'result', 'pod_uid']
/** One of these tells containers apart: without any, series are sums. */
const labelsOfContainers: readonly string[] = ['pod', 'instance', 'pod_name']

/** What a container's series have in common. */
function memberOf({ labels }: OwnedSeries): string {
  return JSON.stringify(
    [...labels].filter(([name]) => !labelsOfValues.includes(name)).sort(([a], [b]) => byCodeUnits(a, b)),
  )
}

/**
 * Runs by bucket from scrape to scrape, container by container; undefined where the answers are no ranges.
 * @param bounds ascending, in microseconds, with the `le` of each.
 * @param failed series of failed runs, which come into a bucket of their own from `limitUs` on.
 */
export function scrapedCounts(
  buckets: readonly OwnedSeries[],
  bounds: readonly { readonly le: string; readonly us: number }[],
  failed: readonly OwnedSeries[],
  limitUs: number,
): CountSeries | undefined {
  const members = new Map<string, OwnedSeries[]>()
  for (const each of buckets) {
    const key = memberOf(each)
    members.set(key, [...(members.get(key) ?? []), each])
  }
  const used = bounds.filter((_, index) => index === 0 || bounds[index - 1].us < limitUs)
  const hasFailed = failed.length > 0 && limitUs < Infinity
  const found = [...members]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .flatMap(([key, series]) => {
      const own = hasFailed ? failed.filter((each) => memberOf(each) === key) : []
      const member = memberCounts(
        series,
        used.map(({ le }) => le),
        own,
        hasFailed,
      )
      return member === undefined ? [] : [member]
    })
  if (found.length === 0) return undefined
  const ends = [...used.map(({ us }) => Math.min(us, limitUs)), ...(hasFailed ? [Infinity] : [])]
  return {
    low: Float64Array.from(ends, (_, bucket) => (bucket === 0 ? 0 : ends[bucket - 1])),
    high: Float64Array.from(ends),
    hasFailed,
    areSums: !buckets.every(({ labels }) => labelsOfContainers.some((name) => labels.has(name))),
    members: found,
  }
}

/** Intervals without any run are joined to the next one: a query steps faster than Prometheus scrapes. */
function memberCounts(
  series: readonly OwnedSeries[],
  bounds: readonly string[],
  failed: readonly OwnedSeries[],
  hasFailed: boolean,
): CountSeries['members'][number] | undefined {
  const columns = [
    ...bounds.map((le) => series.find(({ labels }) => labels.get('le') === le)?.steps),
    ...(hasFailed ? [failed[0]?.steps] : []),
  ]
  const whole = series.find(({ labels }) => labels.get('le') === '+Inf')?.steps
  if (whole === undefined || whole.timeUs.length < 2) return undefined
  const times = whole.timeUs
  const growths = columns.map((steps) => steps && alignedGrowth(steps, times))
  const widths: number[] = []
  const counts: number[] = []
  let from = times[0]
  for (let index = 1; index < times.length; index++) {
    let below = 0
    const runs = bounds.map((_, bucket) => {
      const upTo = growths[bucket]?.[index] ?? below
      const own = Math.max(0, upTo - below)
      below = Math.max(below, upTo)
      return own
    })
    if (hasFailed) runs.push(growths[bounds.length]?.[index] ?? 0)
    if (runs.every((count) => count === 0) && index < times.length - 1) continue
    widths.push(times[index] - from)
    counts.push(...runs)
    from = times[index]
  }
  return { widthUs: Float64Array.from(widths), counts: Float64Array.from(counts) }
}

/** The growth up to each of the times; 0 where the series has no value. */
function alignedGrowth(
  { timeUs, growth }: NonNullable<OwnedSeries['steps']>,
  times: Float64Array,
): Float64Array {
  const at = new Map(Array.from(timeUs, (time, index) => [time, growth[index]]))
  return times.map((time) => at.get(time) ?? 0)
}
