import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Factor, varianceShares } from './variance-shares.ts'

const test = suite('variance shares')

/** Observations that are as likely at each of `levels` levels of every factor. */
function drawnFactors(name: string, count: number, levels: number, factors: number): Factor[] {
  const next = seedrandom(name)
  return Array.from({ length: factors }, () =>
    Array.from({ length: count }, () => String(Math.floor(next() * levels))),
  )
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** Epsilon squared of factors whose levels are independent: each by itself, chance being what all leave. */
function independentShares(values: readonly number[], factors: readonly Factor[]): number[] {
  const centre = sumOf(values) / values.length
  const total = sumOf(values.map((value) => (value - centre) ** 2))
  const between = factors.map((factor) =>
    sumOf(
      [...new Set(factor)].map((level) => {
        const own = values.filter((_, index) => factor[index] === level)
        return own.length * (sumOf(own) / own.length - centre) ** 2
      }),
    ),
  )
  const freedom = factors.map((factor) => new Set(factor).size - 1)
  const byChance = (total - sumOf(between)) / (values.length - 1 - sumOf(freedom))
  return between.map((each, index) => Math.max(0, (each - freedom[index] * byChance) / total))
}

test('in a full grid each factor has the variance between its levels', () => {
  const cells = [0, 1, 2].flatMap((x) => [0, 1, 2, 3].flatMap((y) => [0, 1].map((z) => [x, y, z] as const)))
  const factors = [0, 1, 2].map((factor) => cells.map((cell) => String(cell[factor])))
  const values = cells.map(([x, y, z], index) => 3 * x * x + y * z + ((index * 7) % 5))
  for (const [index, share] of independentShares(values, factors).entries())
    assert.ok(Math.abs(varianceShares(values, factors)[index] - share) < 1e-9, `${index}: ${share}`)
})

test('of a sum over drawn levels nothing is left, and no more is shared out than there is', () => {
  const draws = 60
  const samples = Array.from({ length: 100 }, (_, index) => {
    const factors = drawnFactors(`additive ${index}`, draws, 4, 3)
    const values = factors[0].map((level, at) => 2 * Number(level) + Number(factors[1][at]))
    return { shares: varianceShares(values, factors), alone: independentShares(values, factors) }
  })
  for (const { shares } of samples) {
    assert.ok(Math.abs(sumOf(shares) - 1) < 1e-6, `${shares}`)
    // Without influence, and so without chance: what it seems to explain, the other two do.
    assert.ok(shares[2] < shares[0], `${shares}`)
  }
  assert.ok(
    samples.some(({ alone }) => sumOf(alone) > 1.1),
    'each by itself, they would explain more than there is',
  )
  // 4 to 1 of the variance is 80 %; a correlation of two columns of levels has a deviation of 1 / sqrt(draws).
  const mean = sumOf(samples.map(({ shares }) => shares[0])) / samples.length
  assert.ok(Math.abs(mean - 0.8) < 0.8 / Math.sqrt(draws), `${mean}`)
})

test('factors that explain the same in part divide it', () => {
  // y = x1 - x2, which change together three times in four: each has a half.
  const cells = ['00', '00', '00', '01', '10', '11', '11', '11']
  const factors = [0, 1].map((at) => cells.map((cell) => cell[at]))
  const values = cells.map(([x1, x2]) => Number(x1) - Number(x2))
  assert.equal(varianceShares(values, factors), [0.5, 0.5])
})

test('factors that group the observations alike have one share', () => {
  const x = ['a', 'a', 'b', 'b', 'c', 'c']
  const alike = ['1', '1', '2', '2', '3', '3']
  assert.equal(varianceShares([1, 1, 2, 2, 9, 9], [x, alike]), [1, 1])
})

test('shares of any factors are at least 0, at most 1 in all, and in no order but that of the factors', () => {
  const level = fc.constantFrom('a', 'b', 'c')
  const rows = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), level, level, level), {
    minLength: 4,
    maxLength: 30,
  })
  fc.assert(
    fc.property(rows, (cells) => {
      const values = cells.map(([value]) => value)
      const factors = ([1, 2, 3] as const).map((at) => cells.map((cell) => cell[at]))
      const groupings = new Set(factors.map((factor) => factor.map((each) => factor.indexOf(each)).join()))
      fc.pre(new Set(values).size > 1 && groupings.size === 3)
      const shares = varianceShares(values, factors)
      assert.ok(shares.every((share) => share >= 0))
      assert.ok(sumOf(shares) <= 1 + 1e-6, `${shares}`)
      const reversed = varianceShares(values, factors.toReversed()).toReversed()
      assert.ok(shares.every((share, index) => Math.abs(share - reversed[index]) < 1e-6))
    }),
  )
})

test.run()
