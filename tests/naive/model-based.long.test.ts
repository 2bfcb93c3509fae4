/** As `model-based.test.ts`, on 10,000 pods that no run has seen before; a failure prints its seed and path. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import { assertAgreement } from './compare.ts'
import { randomPod } from './random-pod.ts'

const test = suite('naive model and engines, many pods')

test('agree on 10,000 random pods', () =>
  fc.assert(
    fc.asyncProperty(randomPod, async (spec) => {
      fc.pre(await assertAgreement(spec))
    }),
    { numRuns: 10_000 },
  ))

test.run()
