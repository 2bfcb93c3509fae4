import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  DistributionBuilder,
  type DistributionSpec,
  type Distributions,
  quantile,
  variate,
} from './distribution.ts'
import { wholeQuantile, wholeVariate } from './whole-variate.ts'

const test = suite('whole variates')

/** The law as row 0, drawn from until it has its table, if it ever gets one. */
function drawnFrom(spec: DistributionSpec): Distributions {
  const builder = new DistributionBuilder()
  builder.add(spec)
  const d = builder.build()
  while (d.drawsToTable[0] > 0) wholeVariate(d, 0, 0.5)
  return d
}

const laws: fc.Arbitrary<DistributionSpec> = fc.oneof(
  fc.record({
    kind: fc.constant('lognormal' as const),
    median: fc.double({ min: 1, max: 1e5, noNaN: true }),
    sigma: fc.double({ min: 0.01, max: 2, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('exponential' as const),
    mean: fc.double({ min: 1, max: 1e5, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('normal' as const),
    mean: fc.double({ min: 0, max: 1e4, noNaN: true }),
    sd: fc.double({ min: 0.1, max: 1e4, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('weibull' as const),
    scale: fc.double({ min: 1, max: 1e5, noNaN: true }),
    shape: fc.double({ min: 0.3, max: 5, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('pareto' as const),
    min: fc.double({ min: 1, max: 1e4, noNaN: true }),
    alpha: fc.double({ min: 0.5, max: 5, noNaN: true }),
  }),
)

const uniforms = fc.array(fc.double({ min: 0, max: 1 - Number.EPSILON / 2, noNaN: true }), {
  minLength: 200,
  maxLength: 200,
})

test('are the variate and the quantile to the nearest number, with and without a table, whatever law and uniform', () => {
  fc.assert(
    fc.property(laws, uniforms, (spec, drawn) => {
      const d = drawnFrom(spec)
      // Spread over the cells of a table, too, and at their ends.
      const spread = drawn.flatMap((u, index) => [u, (index + u) / drawn.length, Math.floor(u * 8192) / 8192])
      for (const u of spread) {
        assert.is(wholeVariate(d, 0, u), Math.max(0, Math.round(variate(d, 0, u))))
        assert.is(wholeQuantile(d, 0, u), Math.max(0, Math.round(quantile(d, 0, u))))
      }
    }),
    { numRuns: 60 },
  )
})

test('are the same where a value comes as near to where rounding turns as a double allows', () => {
  const d = drawnFrom({ kind: 'exponential', mean: 3000 })
  for (let whole = 1; whole < 6000; whole++) {
    const turn = -Math.expm1(-(whole - 0.5) / 3000)
    for (const u of [turn - 1e-9, turn - Number.EPSILON, turn, turn + Number.EPSILON, turn + 1e-9])
      assert.is(wholeVariate(d, 0, u), Math.round(variate(d, 0, u)))
  }
})

test('of a law that is drawn from often mostly come from its table', () => {
  const d = drawnFrom({ kind: 'lognormal', median: 3000, sigma: 0.6 })
  assert.ok(d.straightBegin[0] < 0.02 * 8192 && d.straightEnd[0] > 0.95 * 8192)
})

const without: readonly { law: string; spec: DistributionSpec }[] = [
  { law: 'a constant', spec: { kind: 'constant', value: 7 } },
  { law: 'never', spec: { kind: 'never' } },
  { law: 'values', spec: { kind: 'empirical', values: [1, 2, 3] } },
  { law: 'a gamma, which has a table of its own', spec: { kind: 'gamma', mean: 5, cv: 1 } },
  {
    law: 'a mixture, whose variate does not rise with the uniform',
    spec: {
      kind: 'mixture',
      parts: [
        { weight: 1, of: { kind: 'exponential', mean: 900 } },
        { weight: 1, of: { kind: 'exponential', mean: 9 } },
      ],
    },
  },
]
for (const { law, spec } of without) {
  test(`have no table: ${law}`, () => {
    const builder = new DistributionBuilder()
    const id = builder.add(spec)
    const d = builder.build()
    assert.is(d.drawsToTable[id], 0)
    for (const u of [0, 0.25, 0.5, 0.999])
      assert.is(wholeVariate(d, id, u), Math.max(0, Math.round(variate(d, id, u))))
  })
}

test.run()
