import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ExactSums } from './exact-sums.ts'

const test = suite('exact sums')

const terms = fc.array(
  fc.tuple(fc.integer({ min: -64_000_000, max: 64_000_000 }), fc.nat({ max: 86_400_000_000 })),
  { maxLength: 400 },
)

test('are those of whole numbers without end, in any order', () => {
  fc.assert(
    fc.property(terms, (all) => {
      const exact = all.reduce((sum, [factor, length]) => sum + BigInt(factor) * BigInt(length), 0n)
      for (const order of [all, [...all].reverse()]) {
        const sums = new ExactSums(2)
        for (const [factor, length] of order) sums.add(1, factor, length)
        assert.is(sums.of(1), Number(exact))
        assert.is(sums.of(0), 0)
      }
    }),
  )
})

test.run()
