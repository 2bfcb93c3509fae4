/** Random numbers: one uniform, one variate of each kind of distribution, and the seeding of a stream. */
import {
  DistributionBuilder,
  type DistributionId,
  type DistributionSpec,
  type Distributions,
  sample,
} from '../engine/kernel/distribution.ts'
import {
  createStreams,
  nextUniform,
  purposeKey,
  type Streams,
  seedStream,
} from '../engine/kernel/random-stream.ts'
import { type Bench, defineBench } from './bench.ts'

const lognormal: DistributionSpec = { kind: 'lognormal', median: 5_000, sigma: 1 }
const specs: readonly DistributionSpec[] = [
  { kind: 'uniform', low: 1, high: 5 },
  { kind: 'exponential', mean: 600 },
  { kind: 'normal', mean: 5, sd: 1 },
  lognormal,
  { kind: 'weibull', scale: 3, shape: 1.5 },
  { kind: 'gamma', mean: 4, cv: 0.5 },
  { kind: 'pareto', min: 1, alpha: 2.5 },
  { kind: 'empirical', values: [1, 2, 3, 5, 8, 13, 21] },
  {
    kind: 'mixture',
    parts: [
      { weight: 0.99, of: lognormal },
      { weight: 0.01, of: { kind: 'uniform', low: 1_000_000, high: 2_000_000 } },
    ],
  },
]

const key = purposeKey('bench', 1, 'sampling')
const sizes = { small: { draws: 1_000 }, large: { draws: 2_000_000 } }
const iterations = 10

function seededStreams(): Streams {
  const streams = createStreams(1)
  seedStream(streams, 0, key, 'bench')
  return streams
}

export function samplingBenches(): Bench[] {
  return [
    defineBench({
      name: 'sampling/stream/uniform',
      unit: 'draw',
      iterations,
      ...sizes,
      setup: ({ draws }) => ({ draws, streams: seededStreams() }),
      run: ({ draws, streams }) => {
        let sum = 0
        for (let draw = 0; draw < draws; draw++) sum += nextUniform(streams, 0)
        return sum
      },
      outcome: (sum, { draws }) => ({ work: draws, checksum: String(sum), counters: { draws } }),
    }),
    defineBench({
      name: 'sampling/stream/seeding',
      unit: 'stream',
      iterations,
      small: { rows: 100 },
      large: { rows: 200_000 },
      setup: ({ rows }) => ({
        streams: createStreams(rows),
        names: Array.from({ length: rows }, (_, row) => `default/web-${row}/app`),
      }),
      run: ({ streams, names }) => {
        for (let row = 0; row < names.length; row++) seedStream(streams, row, key, names[row]!)
        return streams
      },
      outcome: ({ state }, { names }) => ({
        work: names.length,
        checksum: String(state.reduce((hash, word) => (Math.imul(hash, 31) + word) | 0, 0)),
        counters: { streams: names.length },
      }),
    }),
    ...specs.map(distributionBench),
  ]
}

function distributionBench(spec: DistributionSpec): Bench {
  return defineBench({
    name: `sampling/distribution/${spec.kind}`,
    unit: 'variate',
    iterations,
    ...sizes,
    setup: ({ draws }) => {
      const builder = new DistributionBuilder()
      const id = builder.add(spec)
      return { draws, id, distributions: builder.build(), streams: seededStreams() }
    },
    run: ({ draws, id, distributions, streams }) => sumOfSamples(distributions, id, streams, draws),
    outcome: (sum, { draws }) => ({ work: draws, checksum: String(sum), counters: { draws } }),
  })
}

function sumOfSamples(d: Distributions, id: DistributionId, streams: Streams, draws: number): number {
  let sum = 0
  for (let draw = 0; draw < draws; draw++) sum += sample(d, id, streams, 0)
  return sum
}
