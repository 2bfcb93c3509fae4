/** For tests: observations drawn with the kernel's own sampler, named by a seed. */

import type { CountSeries, DistributionSpec, Series, Spans } from '../contract/fit-result.ts'
import { DistributionBuilder, sample } from '../kernel/distribution.ts'
import { createStreams, nextUniform, purposeKey, type Streams, seedStream } from '../kernel/random-stream.ts'
import { spansOfValues } from './spans.ts'

function streamOf(seed: number): Streams {
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey('fit tests', seed, 'values'), 'sample')
  return streams
}

export function drawn(law: DistributionSpec, n: number, seed: number): Float64Array {
  const streams = streamOf(seed)
  const builder = new DistributionBuilder()
  const id = builder.add(law)
  const table = builder.build()
  return Float64Array.from({ length: n }, () => sample(table, id, streams, 0))
}

/** The histogram of values with these ascending bounds, the last bucket open, as Prometheus keeps one. */
export function bucketsOf(values: Float64Array, bounds: readonly number[]): Spans {
  const edges = [0, ...bounds, Infinity]
  const counts = edges
    .slice(1)
    .map((high, index) => values.filter((x) => x > edges[index] && x <= high).length)
  const kept = Array.from(counts.keys()).filter((index) => counts[index] > 0)
  return {
    kind: 'buckets',
    low: Float64Array.from(kept, (index) => edges[index]),
    high: Float64Array.from(kept, (index) => edges[index + 1]),
    count: Float64Array.from(kept, (index) => counts[index]),
  }
}

/** Values as a probe of a period sees them: late by a uniform part of it, on a grid of a fiftieth of it. */
export function blurredOf(values: Float64Array, periodUs: number, seed: number): Spans {
  const streams = streamOf(-seed)
  const grid = periodUs / 50
  const seen = spansOfValues(
    values.map((value) => (Math.floor((value + periodUs * nextUniform(streams, 0)) / grid) + 0.5) * grid),
  )
  const low = seen.low.map((at) => Math.max(0, at - periodUs))
  return { kind: 'blurred', low, high: seen.high, count: seen.count }
}

export type Phases = {
  readonly everyUs: number
  readonly forUs: number
  readonly factor: number
  /** Phases and gaps of these lengths exactly instead of exponential ones. */
  readonly areConstant?: boolean
}

/** Latencies observed every `stepUs`, slow in phases or never; with `jitter` at irregular times. */
export function seriesOf(
  law: DistributionSpec,
  n: number,
  phases: Phases | null,
  { stepUs = 1e6, jitter = false, seed = 1 },
): Series {
  const valueUs = drawn(law, n, seed)
  const timeUs = new Float64Array(n)
  const streams = streamOf(-seed)
  const exponential = (mean: number): number =>
    phases?.areConstant === true ? mean : -mean * Math.log1p(-nextUniform(streams, 0))
  let nowUs = 0
  let isSlow = false
  let turnsUs = phases === null ? Infinity : exponential(phases.everyUs)
  for (let index = 0; index < n; index++) {
    nowUs += jitter ? stepUs * (0.5 + nextUniform(streams, 0)) : stepUs
    while (phases !== null && nowUs >= turnsUs) {
      isSlow = !isSlow
      turnsUs += exponential(isSlow ? phases.forUs : phases.everyUs)
    }
    timeUs[index] = nowUs
    if (isSlow) valueUs[index] *= phases!.factor
  }
  return { timeUs, valueUs }
}

/** Bounds of the kubelet's histogram of probe durations. */
const kubeletBounds = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000].map((ms) => ms * 1e3)

/**
 * The same as counts from scrape to scrape, of one container each: runs every 10 s. With a timeout what takes longer, and a share `wrong`
 * of the others, counts as failed.
 */
export function countsOf(
  law: DistributionSpec,
  members: number,
  n: number,
  phases: Phases | null,
  { scrapeUs = 30e6, timeoutUs = Infinity, wrong = 0, seed = 1 },
): CountSeries {
  const bounds = kubeletBounds.filter((bound) => bound < timeoutUs)
  const edges = [0, ...bounds, timeoutUs, ...(timeoutUs < Infinity ? [Infinity] : [])]
  const size = edges.length - 1
  const ofMember = (member: number): CountSeries['members'][number] => {
    const streams = streamOf(-1000 * seed - member)
    const { timeUs, valueUs } = seriesOf(law, n, phases, { stepUs: 10e6, seed: 1000 * seed + member })
    const offsetUs = scrapeUs * nextUniform(streams, 0)
    const intervals = Math.floor((timeUs[n - 1] - offsetUs) / scrapeUs)
    const counts = new Float64Array(intervals * size)
    for (let run = 0; run < n; run++) {
      const interval = Math.floor((timeUs[run] - offsetUs) / scrapeUs)
      if (interval < 0 || interval >= intervals) continue
      const isWrong = wrong > 0 && nextUniform(streams, 0) < wrong
      const bucket = isWrong ? size - 1 : edges.findIndex((edge) => valueUs[run] <= edge) - 1
      counts[interval * size + bucket]++
    }
    return { widthUs: new Float64Array(intervals).fill(scrapeUs), counts }
  }
  return {
    low: Float64Array.from(edges.slice(0, -1)),
    high: Float64Array.from(edges.slice(1)),
    hasFailed: timeoutUs < Infinity,
    areSums: false,
    members: Array.from({ length: members }, (_, member) => ofMember(member)),
  }
}

/** Laws of latencies without phases, one of them with a slow part. */
export const oneState: readonly DistributionSpec[] = [
  { kind: 'lognormal', median: 5000, sigma: 0.5 },
  { kind: 'gamma', mean: 5000, cv: 0.6 },
  { kind: 'weibull', scale: 5000, shape: 0.7 },
  {
    kind: 'mixture',
    parts: [
      { weight: 0.9, of: { kind: 'lognormal', median: 5000, sigma: 0.5 } },
      { weight: 0.1, of: { kind: 'lognormal', median: 80_000, sigma: 0.4 } },
    ],
  },
]

/** Latencies begun every `stepUs`; in pauses an answer that is due waits for the end, and then takes what was left of it. */
export function pausedSeriesOf(
  law: DistributionSpec,
  n: number,
  { everyUs, forUs, areConstant = false }: Omit<Phases, 'factor'>,
  { stepUs = 10e6, seed = 1, stamp = 'begin' as 'begin' | 'end' },
): Series {
  const latencyUs = drawn(law, n, seed)
  const streams = streamOf(-seed)
  const exponential = (mean: number): number => -mean * Math.log1p(-nextUniform(streams, 0))
  const answers: [timeUs: number, us: number][] = []
  let fromUs = exponential(everyUs)
  let toUs = fromUs + (areConstant ? forUs : exponential(forUs))
  for (let index = 0; index < n; index++) {
    const beginUs = (index + 1) * stepUs
    while (beginUs >= toUs) {
      fromUs = toUs + exponential(everyUs)
      toUs = fromUs + (areConstant ? forUs : exponential(forUs))
    }
    const waitsUs = beginUs + latencyUs[index] < fromUs ? 0 : toUs - Math.max(beginUs, fromUs)
    const us = latencyUs[index] + waitsUs
    answers.push([stamp === 'begin' ? beginUs : beginUs + us, us])
  }
  answers.sort(([a], [b]) => a - b)
  return {
    timeUs: Float64Array.from(answers, ([timeUs]) => timeUs),
    valueUs: Float64Array.from(answers, ([, us]) => us),
  }
}
