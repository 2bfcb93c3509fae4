/** Random histories of a ReplicaSet, a Deployment or a StatefulSet, told twice: by the engine, and plainly (W1, W2, W4, Z22 to Z24). */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import { assertSameHistory } from './compare.ts'
import { randomHistory } from './random-history.ts'

const test = suite('naive controllers and the engine')

test('controllers do in random histories what the rules, told plainly, say', () =>
  fc.assert(fc.property(randomHistory, assertSameHistory), { numRuns: 40, seed: 1 }))

test.run()
