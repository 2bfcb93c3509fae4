import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FairShares } from './fair-shares.ts'

const test = suite('fair shares')

type Row = {
  readonly what: string
  readonly capacity: number
  readonly demands: readonly number[]
  readonly weights?: readonly number[]
  readonly shares: readonly number[]
  readonly reaches: readonly number[]
}

const rows: readonly Row[] = [
  { what: 'alone', capacity: 4, demands: [1], shares: [1], reaches: [4] },
  { what: 'enough for all', capacity: 4, demands: [1, 2], shares: [1, 2], reaches: [2, 3] },
  { what: 'as much as all ask for', capacity: 3, demands: [1, 2], shares: [1, 2], reaches: [1.5, 2] },
  { what: 'one asks for nothing', capacity: 4, demands: [0, 4], shares: [0, 4], reaches: [2, 4] },
  {
    what: 'equal weights',
    capacity: 1,
    demands: [1, 1, 1, 1],
    shares: [0.25, 0.25, 0.25, 0.25],
    reaches: [0.25, 0.25, 0.25, 0.25],
  },
  {
    what: 'one asks for less than its part, and leaves the rest to the others',
    capacity: 3,
    demands: [0.5, 2, 2],
    shares: [0.5, 1.25, 1.25],
    reaches: [1, 1.25, 1.25],
  },
  {
    what: 'by weight',
    capacity: 4,
    demands: [9, 9],
    weights: [3, 1],
    shares: [3, 1],
    reaches: [3, 1],
  },
  {
    what: 'the heavy one asks for less than its part',
    capacity: 4,
    demands: [1, 9, 9],
    weights: [8, 1, 2],
    shares: [1, 1, 2],
    reaches: [32 / 11, 1, 2],
  },
  {
    what: 'enough of everything',
    capacity: Infinity,
    demands: [3, 8],
    shares: [3, 8],
    reaches: [Infinity, Infinity],
  },
]

function filled({ capacity, demands, weights }: Pick<Row, 'capacity' | 'demands' | 'weights'>): FairShares {
  const shares = new FairShares()
  for (const [member, demand] of demands.entries()) shares.add(demand, weights?.[member] ?? 1)
  shares.fill(capacity)
  return shares
}

for (const row of rows) {
  test(`are shared out: ${row.what}`, () => {
    const { share, reach } = filled(row)
    for (const [member, expected] of row.shares.entries())
      assert.ok(Math.abs(share[member] - expected) < 1e-12, `share ${member}: ${share[member]}`)
    for (const [member, expected] of row.reaches.entries())
      assert.ok(
        reach[member] === expected || Math.abs(reach[member] - expected) < 1e-12,
        `reach ${member}: ${reach[member]}`,
      )
  })
}

const members = fc.array(
  fc.record({
    demand: fc.double({ min: 0, max: 20, noNaN: true }),
    weight: fc.double({ min: 0.002, max: 8, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
)
const cores = fc.double({ min: 0.5, max: 64, noNaN: true })
const isNear = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9 * Math.max(1, a, b)

test('give away all that is asked for or all there is, nobody more than it asks for, and those that lack something the same per weight', () => {
  fc.assert(
    fc.property(members, cores, (all, capacity) => {
      const { share } = filled({
        capacity,
        demands: all.map((one) => one.demand),
        weights: all.map((one) => one.weight),
      })
      const demanded = all.reduce((sum, one) => sum + one.demand, 0)
      const given = all.reduce((sum, _, member) => sum + share[member], 0)
      assert.ok(isNear(given, Math.min(demanded, capacity)))
      const levels = all.flatMap(({ demand, weight }, member) => {
        assert.ok(share[member] <= demand)
        return isNear(share[member], demand) ? [] : [share[member] / weight]
      })
      assert.ok(levels.every((level) => isNear(level, levels[0])))
      for (const [member, { weight }] of all.entries())
        assert.ok(levels.every((level) => share[member] <= level * weight * (1 + 1e-9)))
    }),
  )
})

test('say what a member would get if it asked for no end of it', () => {
  fc.assert(
    fc.property(members, cores, fc.nat(), (all, capacity, any) => {
      const member = any % all.length
      const demands = all.map((one) => one.demand)
      const weights = all.map((one) => one.weight)
      const greedy = demands.map((demand, other) => (other === member ? 1e6 : demand))
      const { reach } = filled({ capacity, demands, weights })
      const { share } = filled({ capacity, demands: greedy, weights })
      assert.ok(isNear(reach[member], share[member]), `${reach[member]} and ${share[member]}`)
    }),
  )
})

test.run()
