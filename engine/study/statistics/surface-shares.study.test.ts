import seedrandom from 'seedrandom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { square } from '../../kernel/power.ts'
import { type SurfaceShares, surfaceShares } from './surface-shares.ts'

const test = suite('variance shares of drawn points')

type Study = { readonly columns: number[][]; readonly numbers: number[][] }

/** Points that are uniform in [0, 1], and numbers of a formula with chance of its own at each. */
function drawn(
  points: number,
  parameters: number,
  formula: (...x: number[]) => number,
  { seed = 'drawn', noise = 0, replications = 3 } = {},
): Study {
  const next = seedrandom(seed)
  const columns = Array.from({ length: parameters }, () => Array.from({ length: points }, next))
  const numbers = Array.from({ length: replications }, () =>
    columns[0].map((_, point) => formula(...columns.map((own) => own[point])) + noise * (next() - 0.5)),
  )
  return { columns, numbers }
}

function sharesOf({ columns, numbers }: Study, isStratified = false): SurfaceShares {
  const found = surfaceShares(
    columns.map((values) => ({ values, isOrdered: true })),
    numbers,
    isStratified,
  )
  if (typeof found === 'string') throw new Error(found)
  return found
}

function ishigami(a: number, b: number, c: number): number {
  const [x, y, z] = [a, b, c].map((each) => Math.PI * (2 * each - 1))
  return Math.sin(x) + 7 * square(Math.sin(y)) + 0.1 * square(square(z)) * Math.sin(x)
}

// Ishigami and Homma (1990): first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437; the first with the third 0.2437.
const right = { first: [0.3139, 0.4424, 0], total: [0.5576, 0.4424, 0.2437] }

test("Ishigami's function has its shares, each within its interval", () => {
  const { first, total, pairs, unexplained } = sharesOf(drawn(400, 3, ishigami))
  assert.ok(unexplained < 0.2, `${unexplained}`)
  for (const [index, { value, low, high }] of first.entries()) {
    assert.ok(Math.abs(value - right.first[index]) < 0.08, `${index}: ${value}`)
    assert.ok(low! <= right.first[index] && high! >= right.first[index], `${index}: ${low} to ${high}`)
  }
  for (const [index, { low, high }] of total!.entries())
    assert.ok(low! <= right.total[index] && high! >= right.total[index], `${index}: ${low} to ${high}`)
  const [[one, other, share]] = [...pairs].sort(([, , x], [, , y]) => y.value - x.value)
  assert.equal([one, other], [0, 2])
  assert.ok(Math.abs(share.value - 0.2437) < 0.08, `${share.value}`)
})

test('a sum of two has 4 to 1 where one counts double, and a third without effect has 0, with an interval', () => {
  const { first, unexplained } = sharesOf(drawn(60, 3, (x, y) => 2 * x + y))
  assert.ok(Math.abs(first[0].value - 0.8) < 0.08 && Math.abs(first[1].value - 0.2) < 0.08)
  assert.ok(first[2].value < 1e-6 && first[2].high! < 0.02 && unexplained < 0.02, JSON.stringify(first[2]))
})

test('chance of each point is no share, and intervals hold the truth at least 9 times in 10, and are narrow', () => {
  let held = 0
  let width = 0
  const studies = 60
  for (let study = 0; study < studies; study++) {
    const { first } = sharesOf(
      drawn(100, 2, (x, y) => 2 * x + y + x * y, { seed: `${study}`, noise: 1, replications: 4 }),
    )
    // Variances of x and y in 2x + y + xy: 2.5^2 / 12 and 1.5^2 / 12, of their product 1 / 144.
    const whole = 6.25 / 12 + 2.25 / 12 + 1 / 144
    for (const [index, own] of [6.25 / 12, 2.25 / 12].entries()) {
      if (first[index].low! <= own / whole && first[index].high! >= own / whole) held += 0.5
      width += (first[index].high! - first[index].low!) / (2 * studies)
    }
  }
  assert.ok(held >= 0.9 * studies, `${held}`)
  assert.ok(width < 0.16, `${width}`)
})

test('a latin hypercube, whose values are spread as their law is, needs fewer points to be sure', () => {
  const points = 40
  const columns = [7, 11].map((step) =>
    Array.from({ length: points }, (_, index) => (((index * step) % points) + 0.5) / points),
  )
  const row = columns[0].map((x, point) => 2 * x + columns[1][point] + x * columns[1][point])
  const whole = 6.25 / 12 + 2.25 / 12 + 1 / 144
  const [own, random] = [true, false].map((isStratified) =>
    sharesOf({ columns, numbers: [row, row, row] }, isStratified),
  )
  for (const [index, right] of [6.25 / 12, 2.25 / 12].entries())
    assert.ok(Math.abs(own.first[index].value - right / whole) < 0.02, `${own.first[index].value}`)
  const widthOf = ({ first }: SurfaceShares): number => first[0].high! - first[0].low!
  assert.ok(widthOf(own) < 0.5 * widthOf(random), `${widthOf(own)} ${widthOf(random)}`)
})

test('levels without an order are told apart too', () => {
  const { columns, numbers } = drawn(80, 2, (x, y) => [3, -1, 5, 2][Math.floor(4 * x)] + y)
  const [x, y] = columns
  const found = surfaceShares(
    [
      { values: x.map((each) => Math.floor(4 * each)), isOrdered: false },
      { values: y, isOrdered: true },
    ],
    numbers,
    false,
  ) as SurfaceShares
  assert.ok(found.first[0].value > 0.95 && found.unexplained < 0.01)
})

test('what is not known is said: too few points, parameters that change together, chance, and what no polynomial fits', () => {
  const ordered = (columns: number[][]) => columns.map((values) => ({ values, isOrdered: true }))
  const few = drawn(8, 2, (x) => x)
  const surface = (columns: number[][], numbers: number[][]) =>
    surfaceShares(ordered(columns), numbers, false)
  assert.is(surface(few.columns, few.numbers), 'few-points')
  const [x] = drawn(200, 1, (x) => x).columns
  const together = [x, x.map((each, index) => each + 0.01 * (index % 7))]
  assert.is(surface(together, [x, x, x]), 'dependent')
  const chance = drawn(100, 2, () => 0, { noise: 1, replications: 6 })
  assert.is(surface(chance.columns, chance.numbers), 'chance')
  const wild = drawn(100, 2, (x, y) => Math.sin(300 * x) * Math.sin(300 * y))
  assert.is(surface(wild.columns, wild.numbers), 'rough')
})

test.run()
