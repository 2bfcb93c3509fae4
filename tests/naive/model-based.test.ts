/** Random pods, told twice: by the naive model and by both engines. They agree to the microsecond, row by row. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import { assertAgreement } from './compare.ts'
import { randomPod } from './random-pod.ts'

const test = suite('naive model and engines')

test('the engines do with random pods what the rules, told plainly, say', () =>
  fc.assert(
    fc.asyncProperty(randomPod, async (spec) => {
      fc.pre(await assertAgreement(spec))
    }),
    { numRuns: 250, seed: 1 },
  ))

test.run()
