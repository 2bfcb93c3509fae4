import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Cohort, noCpu } from './cohort.ts'
import { TurnHeap } from './turn-heap.ts'

const test = suite('turns of cohorts')

test('the first is always the one whose turn comes first, whatever turns are set anew or taken back', () => {
  const setting = fc.record({ cohort: fc.nat(9), turnUs: fc.oneof(fc.nat(20), fc.constant(Infinity)) })
  fc.assert(
    fc.property(fc.array(setting, { maxLength: 60 }), (settings) => {
      const heap = new TurnHeap()
      const pace = { number: 0, factor: 1, isPaused: false, ...noCpu }
      const cohorts = Array.from({ length: 10 }, () => new Cohort(0, pace))
      for (const { cohort, turnUs } of settings) {
        heap.set(cohorts[cohort], turnUs)
        const expected = Math.min(...cohorts.map((each) => each.turnUs))
        assert.is(heap.first?.turnUs ?? Infinity, expected)
      }
    }),
  )
})

test.run()
