/** For tests: observations drawn with the kernel's own sampler, named by a seed. */
import { DistributionBuilder, sample } from '../kernel/distribution.ts'
import { createStreams, nextUniform, purposeKey, type Streams, seedStream } from '../kernel/random-stream.ts'
import type { DistributionSpec, Series, Spans } from './fit-result.ts'
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
