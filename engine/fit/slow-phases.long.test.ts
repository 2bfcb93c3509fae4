/** How often slow phases are seen where there are none, and how often their exponential laws are rejected. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { oneState, seriesOf } from './drawn.test.helper.ts'
import { slowPhasesOf } from './slow-phases.ts'

const test = suite('slow phases, many series')

const lognormal = oneState[0]

test('last as exponential laws say where they do: seldom rejected', () => {
  const chances = Array.from({ length: 6 }, (_, seed) => {
    const phases = { everyUs: 120e6, forUs: 20e6, factor: 8 }
    const { found } = slowPhasesOf(seriesOf(lognormal, 3000, phases, { seed: seed + 20 }))
    return [found!.every.exponentialP!, found!.for.exponentialP!]
  }).flat()
  assert.ok(chances.filter((p) => p < 0.01).length <= 1, `${chances}`)
})

test('are found in none of 20 series of one state, whatever its law', () => {
  for (let seed = 0; seed < 20; seed++)
    assert.is(
      slowPhasesOf(seriesOf(oneState[seed % 4], 1000, null, { seed: 100 + seed })).found,
      null,
      `${seed}`,
    )
})

test.run()
