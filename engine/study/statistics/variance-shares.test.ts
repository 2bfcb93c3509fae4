import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { normalQuantile } from '../../kernel/normal.ts'
import { type VarianceShares, varianceShares } from './variance-shares.ts'

const test = suite('variance shares of a grid')

/** Levels by parameter, then point, of all combinations, the last parameter fastest. */
function gridOf(...sizes: number[]): number[][] {
  const points = sizes.reduce((product, size) => product * size, 1)
  let repeats = points
  return sizes.map((size) => {
    repeats /= size
    const each = repeats
    return Array.from({ length: points }, (_, point) => Math.floor(point / each) % size)
  })
}

/** Numbers of a formula over the levels, and of chance: what is common to all points, and what is not, by replication. */
function studyOf(
  levels: readonly (readonly number[])[],
  formula: (...levels: number[]) => number,
  { replications = 3, own = 0, common = 0, seed = 'study' } = {},
): number[][] {
  const next = seedrandom(seed)
  const normal = (): number => normalQuantile((next() + Number.EPSILON) / (1 + 2 * Number.EPSILON))
  return Array.from({ length: replications }, () => {
    const shared = normal()
    return levels[0].map((_, point) => {
      const chance = own * normal() + common * shared
      return formula(...levels.map((each) => each[point])) + chance
    })
  })
}

function valuesOf({ first, total, pairs, rest }: VarianceShares): Record<string, number[]> {
  return {
    first: first.map(({ value }) => value),
    total: total.map(({ value }) => value),
    pairs: pairs.map(([, , { value }]) => value),
    rest: rest === null ? [] : [rest.value],
  }
}

function near(found: readonly number[], right: readonly number[], tolerance = 1e-6): boolean {
  return found.every((value, index) => Math.abs(value - right[index]) <= tolerance)
}

test('15: n x (1/l + 1/10) is n 47.0 %, l 31.0 %, interaction 22.0 %, and without chance surely', () => {
  const levels = gridOf(3, 3)
  const formula = (n: number, l: number): number => [5, 10, 40][n] * (1 / [2, 10, 50][l] + 1 / 10)
  const shares = varianceShares(levels, studyOf(levels, formula))!
  const { first, total, pairs, rest } = valuesOf(shares)
  assert.ok(near(first, [0.47, 0.31], 0.0005), `${first}`)
  assert.ok(near(pairs, [0.22], 0.0005), `${pairs}`)
  assert.ok(near(total, [0.69, 0.53], 0.0005), `${total}`)
  assert.equal(rest, [])
  for (const { value, low, high } of shares.first) assert.ok(near([low!, high!], [value, value]))
})

test('a product of three signs is nothing by itself nor in pairs, and all of it what three do together', () => {
  const levels = gridOf(2, 2, 2)
  const sign = (level: number): number => 2 * level - 1
  const found = varianceShares(
    levels,
    studyOf(levels, (a, b, c) => sign(a) * sign(b) * sign(c)),
  )!
  assert.equal(valuesOf(found), { first: [0, 0, 0], total: [1, 1, 1], pairs: [0, 0, 0], rest: [1] })
})

const anyGrid = fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 }).chain((sizes) => {
  const points = sizes.reduce((product, size) => product * size, 1)
  const value = fc.integer({ min: -1000, max: 1000 })
  return fc.record({
    levels: fc.constant(gridOf(...sizes)),
    row: fc.array(value, { minLength: points, maxLength: points }).filter((row) => new Set(row).size > 1),
    scale: fc.constantFrom(-3, 0.25, 1, 1000),
    shift: fc.integer({ min: -50, max: 50 }),
  })
})

test('whatever the numbers are: shares divide all of the variance, and units are none of their business', () => {
  fc.assert(
    fc.property(anyGrid, ({ levels, row, scale, shift }) => {
      const of = (numbers: readonly number[]) =>
        varianceShares(
          levels,
          [numbers, numbers, numbers].map((each) => [...each]),
        )!
      const shares = of(row)
      const { first, total, pairs, rest } = valuesOf(shares)
      const sum = [...first, ...pairs, ...rest].reduce((all, each) => all + each, 0)
      assert.ok(Math.abs(sum - 1) < 1e-8, `${sum}`)
      for (const share of [...first, ...total, ...pairs, ...rest])
        assert.ok(share >= 0 && share <= 1 + 1e-9, `${share}`)
      // The total of a parameter is its own share, its pairs, and what three do together.
      for (const [index, whole] of total.entries()) {
        const own = shares.pairs.filter(([a, b]) => a === index || b === index)
        const parts = own.reduce((all, [, , { value }]) => all + value, first[index] + (rest[0] ?? 0))
        assert.ok(Math.abs(whole - parts) < 1e-8, `${whole} ${parts}`)
      }
      const other = valuesOf(of(row.map((value) => scale * value + shift)))
      for (const key of ['first', 'total', 'pairs', 'rest'])
        assert.ok(near(other[key], valuesOf(shares)[key], 1e-8), key)
    }),
  )
})

test('one parameter alone has everything', () => {
  const found = varianceShares(
    gridOf(4),
    studyOf(gridOf(4), (x) => x * x),
  )!
  assert.equal([valuesOf(found).first, valuesOf(found).total], [[1], [1]])
})

test('chance that all points have in common is no effect, and takes nothing away', () => {
  const levels = gridOf(3, 4)
  const quiet = varianceShares(
    levels,
    studyOf(levels, (x, y) => 2 * x + y),
  )!
  const noisy = varianceShares(
    levels,
    studyOf(levels, (x, y) => 2 * x + y, { common: 100 }),
  )!
  assert.ok(near(valuesOf(noisy).first, valuesOf(quiet).first))
})

test('the part of chance is taken out: on average shares are those without it, and a parameter without effect has 0', () => {
  const levels = gridOf(3, 3)
  const studies = 200
  const sums = [0, 0, 0]
  for (let study = 0; study < studies; study++) {
    const shares = varianceShares(
      levels,
      studyOf(levels, (x) => x, { replications: 5, own: 0.3, seed: `${study}` }),
    )!
    for (const [index, share] of [...shares.first, shares.pairs[0][2]].entries()) sums[index] += share.value
  }
  const [x, y, both] = sums.map((sum) => sum / studies)
  // Cut off at 0 and 1, shares of nothing are a little above 0.
  assert.ok(x > 0.97 && y < 0.015 && both < 0.03, `${x} ${y} ${both}`)
})

test('intervals hold the right share at least 9 times in 10, and are narrow', () => {
  const levels = gridOf(3, 3)
  const formula = (x: number, y: number): number => 2 * x + y + x * y
  const right = varianceShares(levels, studyOf(levels, formula))!
  const studies = 200
  let held = 0
  let width = 0
  for (let study = 0; study < studies; study++) {
    const numbers = studyOf(levels, formula, { replications: 8, own: 1, seed: `interval ${study}` })
    const found = varianceShares(levels, numbers)!
    for (const [index, { low, high }] of found.first.entries()) {
      if (low! <= right.first[index].value && high! >= right.first[index].value) held += 0.5
      width += (high! - low!) / (2 * studies)
    }
  }
  assert.ok(held >= 0.9 * studies, `${held}`)
  assert.ok(width < 0.2, `${width}`)
})

test('points that differ by no more than chance have no shares', () => {
  const levels = gridOf(3, 3)
  let unknown = 0
  for (let study = 0; study < 40; study++)
    if (
      varianceShares(
        levels,
        studyOf(levels, () => 5, { replications: 5, own: 1, seed: `${study}` }),
      ) === null
    )
      unknown++
  assert.ok(unknown >= 36, `${unknown}`)
})

test('one replication gives shares without intervals, and forty are joined without a loss', () => {
  const levels = gridOf(2, 3)
  const formula = (x: number, y: number): number => x + y
  const [{ low, high }] = varianceShares(levels, studyOf(levels, formula, { replications: 1 }))!.first
  assert.equal([low, high], [null, null])
  const many = varianceShares(levels, studyOf(levels, formula, { replications: 45, own: 0.01 }))!
  const few = varianceShares(levels, studyOf(levels, formula))!
  assert.ok(near(valuesOf(many).first, valuesOf(few).first, 0.01))
})

test.run()
