/** Requests and processors couple pods; the quiet engine stays exact in law, and a result does not depend on who works it out. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../engine/index.ts'
import { second } from '../support/spec.ts'
import { assertSameBytes } from './coupled.ts'
import { coupledStudies } from './coupled-studies.ts'
import { assertSameLaw } from './same-law.ts'

const test = suite('coupled runs')

const [overload, chain] = coupledStudies
const short = { ...overload.spec, durationUs: 240 * second }

test('agree over 5 replications of an overload that kills pods', () =>
  assertSameLaw({ ...overload, spec: short }, 5))

test('have the same bytes on one thread and on two', () =>
  assertSameBytes({ ...short, replications: 2 }, [2]))

test('go on where what each gets of a processor changes what the other asks for', async () => {
  const { replications } = await simulate({ ...chain.spec, durationUs: 270 * second }, { workers: 1 })
  const { eventsTotal } = replications[0].counters
  assert.ok(eventsTotal < 100_000, `${eventsTotal} events`)
})

test.run()
