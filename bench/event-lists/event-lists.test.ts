import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { testEventList } from '../../engine/kernel/event-list-cases.test.ts'
import { candidates } from './candidates.ts'
import { contenders } from './contenders.ts'
import { loads } from './load.ts'

for (const [name, create] of Object.entries(candidates)) testEventList(`candidate: ${name}`, create)

const tests = suite('event lists under load')

for (const load of loads) {
  tests(`take the same times, whichever it is (${load.name})`, () => {
    const sums = Object.entries(contenders).map(([name, prepare]) => [name, prepare(load, 100)(1000)])
    assert.equal(
      sums,
      sums.map(([name]) => [name, sums[0][1]]),
    )
  })
}

tests.run()
