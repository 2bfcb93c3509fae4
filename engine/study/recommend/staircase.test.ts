import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Staircase } from './staircase.ts'

const test = suite('staircase')

test('takes a pair unless one before it is no worse in both numbers', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(Infinity))
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 40 }), (pairs) => {
      const stairs = new Staircase()
      for (const [index, [first, second]] of pairs.entries()) {
        const isBeaten = pairs.slice(0, index).some(([a, b]) => a <= first && b <= second)
        assert.is(stairs.add(first, second), !isBeaten, `${index}`)
      }
    }),
  )
})

test.run()
