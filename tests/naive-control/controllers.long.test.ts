/** As `controllers.test.ts`, on 2,000 histories of each kind that no run has seen before; a failure prints its seed and path. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import { assertSameHistory } from './compare.ts'
import { randomHistory } from './random-history.ts'
import { randomNodes } from './random-nodes.ts'

const test = suite('naive controllers and the engine, many histories')

test('agree on 2,000 random histories', () =>
  fc.assert(fc.property(randomHistory, assertSameHistory), { numRuns: 2000 }))

test('agree on 2,000 random histories of nodes', () =>
  fc.assert(fc.property(randomNodes, assertSameHistory), { numRuns: 2000 }))

test.run()
