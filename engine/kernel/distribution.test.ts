import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  cdf,
  constantValue,
  DistributionBuilder,
  type DistributionSpec,
  isConstant,
  meanOf,
  probabilityAtLeast,
  quantile,
  risesWithUniform,
  sample,
  sampleAtLeast,
  sampleResidual,
  variate,
} from './distribution.ts'
import { createStreams, nextUniform, purposeKey, type Streams, seedStream } from './random-stream.ts'

const tests = suite('distribution')

const count = 20_000

const lognormal: DistributionSpec = { kind: 'lognormal', median: 5000, sigma: 1 }
const never: DistributionSpec = { kind: 'never' }

/** Without atoms: here cdf and quantile are inverse to each other. */
const continuous: Record<string, DistributionSpec> = {
  uniform: { kind: 'uniform', low: 1e6, high: 5e6 },
  exponential: { kind: 'exponential', mean: 6e8 },
  'normal far from 0': { kind: 'normal', mean: 5e6, sd: 2e5 },
  lognormal,
  'weibull with falling hazard': { kind: 'weibull', scale: 100, shape: 0.7 },
  'weibull with rising hazard': { kind: 'weibull', scale: 100, shape: 3 },
  'gamma of cv 0.5': { kind: 'gamma', mean: 2e6, cv: 0.5 },
  'gamma of cv 2': { kind: 'gamma', mean: 2e6, cv: 2 },
  pareto: { kind: 'pareto', min: 1000, alpha: 4.5 },
  'mixture of overlapping parts': {
    kind: 'mixture',
    parts: [
      { weight: 3, of: { kind: 'uniform', low: 0, high: 10 } },
      { weight: 1, of: { kind: 'exponential', mean: 20 } },
    ],
  },
}
const withAtoms: Record<string, DistributionSpec> = {
  constant: { kind: 'constant', value: 7 },
  'normal cut at 0': { kind: 'normal', mean: 1, sd: 2 },
  empirical: { kind: 'empirical', values: [5, 1, 2, 2, 30] },
  'mixture with an atom and data': {
    kind: 'mixture',
    parts: [
      { weight: 1, of: { kind: 'constant', value: 3 } },
      { weight: 2, of: { kind: 'empirical', values: [1, 2] } },
      { weight: 1, of: { kind: 'exponential', mean: 4 } },
    ],
  },
}
const everyKind = { ...continuous, ...withAtoms }

function rowOf(spec: DistributionSpec) {
  const builder = new DistributionBuilder()
  const id = builder.add(spec)
  return { d: builder.build(), id }
}

function streamOf(name: string): Streams {
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey('distribution', 0, 'test'), name)
  return streams
}

function samplesOf(spec: DistributionSpec, name: string): Float64Array {
  const { d, id } = rowOf(spec)
  const streams = streamOf(name)
  return Float64Array.from({ length: count }, () => sample(d, id, streams, 0))
}

/**
 * Kolmogorov-Smirnov distance of samples from a law, times sqrt(n): above 2.23 once in 10^4; less often for
 * laws with atoms. `below` is the law's limit from the left.
 */
function distanceFrom(samples: Float64Array, law: (x: number) => number, below = law): number {
  const sorted = samples.slice().sort()
  let distance = 0
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    distance = Math.max(distance, below(sorted[start]) - start / sorted.length)
    distance = Math.max(distance, end / sorted.length - law(sorted[start]))
    start = end
  }
  return distance * Math.sqrt(sorted.length)
}

function meanAndError(samples: Float64Array): { mean: number; error: number } {
  const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length
  const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (samples.length - 1)
  return { mean, error: Math.sqrt(variance / samples.length) }
}

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.abs(expected), `${actual} is not ${expected}`)
}

for (const [name, spec] of Object.entries(continuous)) {
  tests(`${name}: cdf and quantile are inverse`, () => {
    const { d, id } = rowOf(spec)
    for (const u of [1e-9, 1e-4, 0.01, 0.3, 0.5, 0.77, 0.99, 0.9999]) {
      // The quantile of a small u is a little above the lower end: its last bit is worth up to 1e-15.
      assert.ok(Math.abs(cdf(d, id, quantile(d, id, u)) - u) <= 1e-12 * u + 1e-15)
    }
  })

  tests(`${name}: the upper tail is the complement, and right where the cdf is 1`, () => {
    const { d, id } = rowOf(spec)
    for (const u of [0.01, 0.5, 0.99]) {
      const x = quantile(d, id, u)
      assertClose(probabilityAtLeast(d, id, x), 1 - cdf(d, id, x), 1e-9)
    }
    const x = quantile(d, id, 1 - 2 ** -30)
    assertClose(probabilityAtLeast(d, id, x), 2 ** -30, 1e-6)
  })
}

for (const [name, spec] of Object.entries(everyKind)) {
  tests(`${name}: samples follow the cdf and have the mean`, () => {
    const { d, id } = rowOf(spec)
    const samples = samplesOf(spec, name)
    const distance = distanceFrom(
      samples,
      (x) => cdf(d, id, x),
      (x) => 1 - probabilityAtLeast(d, id, x),
    )
    assert.ok(distance < 2.23, `distance ${distance}`)
    const { mean, error } = meanAndError(samples)
    assert.ok(Math.abs(mean - meanOf(d, id)) <= 4 * error, `${mean} is not ${meanOf(d, id)}`)
  })

  tests(`${name}: samples above a bound follow the tail beyond it`, () => {
    const { d, id } = rowOf(spec)
    const x = quantile(d, id, 0.6)
    const tail = probabilityAtLeast(d, id, x)
    const streams = streamOf(`${name} above`)
    const samples = Float64Array.from({ length: count / 4 }, () => sampleAtLeast(d, id, x, streams, 0))
    assert.ok(samples.every((value) => value >= x))
    const distance = distanceFrom(
      samples,
      (value) => 1 - (1 - cdf(d, id, value)) / tail,
      (value) => 1 - probabilityAtLeast(d, id, value) / tail,
    )
    assert.ok(distance < 2.23, `distance ${distance}`)
  })

  tests(`${name}: the residual life has the density P(X > x) / mean`, () => {
    const { d, id } = rowOf(spec)
    const streams = streamOf(`${name} residual`)
    const samples = Float64Array.from({ length: count / 4 }, () => sampleResidual(d, id, streams, 0))
    // Numerically: P(residual <= x) = E[min(X, x)] / E[X], with X taken at 20,000 midpoints of probability.
    const cells = 20_000
    const lengths = Float64Array.from({ length: cells }, (_, cell) =>
      quantile(d, id, (cell + 0.5) / cells),
    ).sort()
    const sums = new Float64Array(cells + 1)
    for (let cell = 0; cell < cells; cell++) sums[cell + 1] = sums[cell] + lengths[cell]
    const law = (x: number) => {
      let low = 0
      let high = cells
      while (low < high) {
        const middle = (low + high) >> 1
        if (lengths[middle] < x) low = middle + 1
        else high = middle
      }
      return (sums[low] + x * (cells - low)) / sums[cells]
    }
    const distance = distanceFrom(samples, law)
    assert.ok(distance < 2.23, `distance ${distance}`)
  })

  tests(`${name}: takes one uniform per variate`, () => {
    const { d, id } = rowOf(spec)
    const streams = streamOf('one')
    sample(d, id, streams, 0)
    sampleAtLeast(d, id, quantile(d, id, 0.5), streams, 0)
    sampleResidual(d, id, streams, 0)
    const other = streamOf('one')
    for (let draw = 0; draw < 3; draw++) nextUniform(other, 0)
    assert.is(nextUniform(streams, 0), nextUniform(other, 0))
  })
}

tests(
  'quantiles never fall but for the rounding of roots, and the cdf reaches u at the quantile of u',
  () => {
    const rows = Object.values(everyKind).map(rowOf)
    const probability = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(...rows), probability, probability, ({ d, id }, u, v) => {
        const low = quantile(d, id, Math.min(u, v))
        // A gamma quantile is the exponential of a root found to 1e-15 of its logarithm.
        assert.ok(low <= quantile(d, id, Math.max(u, v)) * (1 + 1e-11))
        assert.ok(cdf(d, id, low) >= Math.min(u, v) * (1 - 1e-12) - 1e-15)
      }),
      { numRuns: 500 },
    )
  },
)

tests('variates rise with their uniform, but for mixtures', () => {
  const uniforms = Array.from({ length: 20_000 }, (_, index) => index / 20_000)
  for (const [name, spec] of Object.entries(everyKind)) {
    const { d, id } = rowOf(spec)
    assert.is(risesWithUniform(d, id), spec.kind !== 'mixture', name)
    if (!risesWithUniform(d, id)) continue
    const values = uniforms.map((u) => variate(d, id, u))
    assert.ok(
      values.every((value, index) => index === 0 || values[index - 1] <= value),
      name,
    )
  }
})

tests('the uniform alone tells whether a variate that rises with it reaches a bound', () => {
  const rising = Object.values(everyKind)
    .map(rowOf)
    .filter(({ d, id }) => risesWithUniform(d, id))
  for (const { d, id } of rising) {
    for (const tail of [1e-9, 1e-6, 3e-4, 0.01, 0.2, 0.7]) {
      const x = quantile(d, id, 1 - tail)
      const share = 1 - probabilityAtLeast(d, id, x)
      // A gamma variate comes from a table, which moves the uniform at which it reaches a bound a little.
      const slack = 2e-4 * Math.min(share, 1 - share) + 1e-14
      if (share - slack >= 0) assert.ok(variate(d, id, share - slack) <= x)
      if (share + slack < 1) assert.ok(variate(d, id, share + slack) >= x)
    }
  }
})

tests('has a residual mean of E[X^2] / 2 E[X], heavy tails included', () => {
  const rows: [DistributionSpec, number][] = [
    [{ kind: 'empirical', values: [1, 2, 9] }, 86 / 24],
    [{ kind: 'lognormal', median: 1, sigma: 1.2 }, Math.exp(1.5 * 1.2 ** 2) / 2],
    [{ kind: 'gamma', mean: 3, cv: 2 }, 7.5],
    [{ kind: 'weibull', scale: 1, shape: 0.5 }, 6],
  ]
  for (const [spec, expected] of rows) {
    const { d, id } = rowOf(spec)
    const streams = streamOf('residual mean')
    const samples = Float64Array.from({ length: 100_000 }, () => sampleResidual(d, id, streams, 0))
    const { mean, error } = meanAndError(samples)
    assert.ok(Math.abs(mean - expected) < 4 * error, `${spec.kind}: ${mean} is not ${expected}`)
  }
})

tests(
  'starts every interval of length 0 anew: data of zeros and one value leave residuals of that value only',
  () => {
    const { d, id } = rowOf({ kind: 'empirical', values: [0, 0, 0, 10] })
    const streams = streamOf('zeros')
    const samples = Float64Array.from({ length: count }, () => sampleResidual(d, id, streams, 0))
    assert.ok(distanceFrom(samples, (x) => x / 10) < 2.23)
  },
)

tests('has the far tail of a lognormal', () => {
  const { d, id } = rowOf(lognormal)
  // 5.9978... is the normal quantile of 1 - 1e-9 (mpmath).
  const x = 5000 * Math.exp(5.9978070150076865)
  assertClose(probabilityAtLeast(d, id, x), 1e-9, 1e-12)
  const streams = streamOf('far')
  for (let draw = 0; draw < 100; draw++) {
    const value = sampleAtLeast(d, id, x, streams, 0)
    assert.ok(value >= x && value < 10 * x)
  }
})

tests('keeps the tail of a rare part of a mixture', () => {
  const { d, id } = rowOf({
    kind: 'mixture',
    parts: [
      { weight: 1 - 1e-12, of: { kind: 'uniform', low: 0, high: 1 } },
      { weight: 1e-12, of: { kind: 'exponential', mean: 1 } },
    ],
  })
  assertClose(probabilityAtLeast(d, id, 5), 1e-12 * Math.exp(-5), 1e-12)
  assert.ok(sampleAtLeast(d, id, 5, streamOf('rare'), 0) >= 5)
})

tests('takes never for the constant Infinity', () => {
  const { d, id } = rowOf(never)
  assert.ok(isConstant(d, id))
  assert.is(constantValue(d, id), Infinity)
  assert.is(meanOf(d, id), Infinity)
  assert.is(cdf(d, id, 1e300), 0)
  assert.is(probabilityAtLeast(d, id, 1e300), 1)
  assert.is(sample(d, id, streamOf('never'), 0), Infinity)
  assert.is(sampleResidual(d, id, streamOf('never'), 0), Infinity)
})

tests('gives a mixture with never its finite and its infinite part', () => {
  const { d, id } = rowOf({
    kind: 'mixture',
    parts: [
      { weight: 1, of: { kind: 'exponential', mean: 10 } },
      { weight: 3, of: never },
    ],
  })
  assert.is(meanOf(d, id), Infinity)
  assert.is(quantile(d, id, 0.3), Infinity)
  assertClose(quantile(d, id, 0.125), 10 * Math.LN2, 1e-12)
  const samples = Array.from(
    { length: 1000 },
    (
      (streams) => () =>
        sample(d, id, streams, 0)
    )(streamOf('mixed')),
  )
  const finite = samples.filter((value) => value < Infinity).length
  // Binomial(1000, 1/4): sd 13.7.
  assert.ok(Math.abs(finite - 250) < 4 * 13.7)
})

tests('knows means: closed forms, and where there is none', () => {
  const means: [DistributionSpec, number][] = [
    [{ kind: 'normal', mean: 0, sd: 1 }, 1 / Math.sqrt(2 * Math.PI)],
    [{ kind: 'weibull', scale: 10, shape: 1 }, 10],
    [{ kind: 'pareto', min: 1, alpha: 1 }, Infinity],
    [{ kind: 'pareto', min: 1, alpha: 2 }, 2],
    [{ kind: 'lognormal', median: 1, sigma: 2 }, Math.exp(2)],
  ]
  for (const [spec, expected] of means) {
    const { d, id } = rowOf(spec)
    assert.ok(meanOf(d, id) === expected || Math.abs(meanOf(d, id) / expected - 1) < 1e-13)
  }
})

tests('reduces what has one possible value to that constant', () => {
  const specs: DistributionSpec[] = [
    { kind: 'uniform', low: 4, high: 4 },
    { kind: 'normal', mean: 4, sd: 0 },
    { kind: 'lognormal', median: 4, sigma: 0 },
    { kind: 'gamma', mean: 4, cv: 0 },
    { kind: 'empirical', values: [4, 4] },
    { kind: 'mixture', parts: [{ weight: 9, of: { kind: 'constant', value: 4 } }] },
  ]
  const builder = new DistributionBuilder()
  const ids = specs.map((spec) => builder.add(spec))
  const d = builder.build()
  assert.equal(new Set(ids).size, 1)
  assert.ok(isConstant(d, ids[0]))
  assert.is(constantValue(d, ids[0]), 4)
})

tests('takes data as a step function', () => {
  const { d, id } = rowOf({ kind: 'empirical', values: [30, 10, 20, 20] })
  assert.equal(
    [0, 0.24, 0.25, 0.5, 0.75, 1].map((u) => quantile(d, id, u)),
    [10, 10, 20, 20, 30, 30],
  )
  assert.equal(
    [9, 10, 20, 29, 30].map((x) => cdf(d, id, x)),
    [0, 0.25, 0.75, 0.75, 1],
  )
  assert.equal(
    [10, 11, 20, 30, 31].map((x) => probabilityAtLeast(d, id, x)),
    [1, 0.75, 0.75, 0.25, 0],
  )
})

tests('keeps samples of a spread-out mixture finite: a uniform that was rescaled stays below 1', () => {
  const parts = Array.from({ length: 7 }, () => ({ weight: 0.1, of: lognormal }))
  assert.ok(samplesOf({ kind: 'mixture', parts }, 'finite').every(Number.isFinite))
})

tests('refuses to sample where nothing can be', () => {
  const { d, id } = rowOf({ kind: 'uniform', low: 0, high: 1 })
  assert.throws(() => sampleAtLeast(d, id, 2, streamOf('none'), 0), /at or above 2/)
})

tests.run()
