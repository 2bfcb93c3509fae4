import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Skyline } from './skyline.ts'

const test = suite('skyline')

test('takes a pair if and only if none before is as small in both', () => {
  const number = fc.integer({ min: 0, max: 8 })
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 40 }), (pairs) => {
      const skyline = new Skyline()
      for (const [index, [seconds, mistakes]] of pairs.entries()) {
        const isBeaten = pairs.slice(0, index).some(([a, b]) => a <= seconds && b <= mistakes)
        assert.is(skyline.takes(seconds, mistakes), !isBeaten)
      }
    }),
    { numRuns: 500 },
  )
})

test.run()
