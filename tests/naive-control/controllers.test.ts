/** Random histories, told twice: by the engine, and plainly (W1, W2, W4, Z22 to Z24; N2 to N8, N10, Z26). */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import { assertSameHistory } from './compare.ts'
import { randomHistory } from './random-history.ts'
import { randomNodes } from './random-nodes.ts'

const test = suite('naive controllers and the engine')

test('controllers do in random histories what the rules, told plainly, say', () =>
  fc.assert(fc.property(randomHistory, assertSameHistory), { numRuns: 30, seed: 1 }))

test('so does the monitor of nodes that fall silent and come back', () =>
  fc.assert(fc.property(randomNodes, assertSameHistory), { numRuns: 10, seed: 1 }))

test.run()
