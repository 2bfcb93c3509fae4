/** Over many samples slow phases in counts come back without a bias. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countedPhasesOf } from './counted-phases.ts'
import { countsOf } from './drawn.test.helper.ts'

const test = suite('slow phases in counts, many samples')

test('gap, length and factor of 12 samples are right on average', () => {
  const law = { kind: 'lognormal', median: 6000, sigma: Math.log(32 / 6) / 2.3263 } as const
  const phases = { everyUs: 840e6, forUs: 40e6, factor: 157 }
  const ratios = Array.from({ length: 12 }, (_, seed) => {
    const { found } = countedPhasesOf(countsOf(law, 10, 1440, phases, { timeoutUs: 1e6, seed: seed + 1 }))
    return [found!.everyUs / phases.everyUs, found!.forUs / phases.forUs, found!.factor / phases.factor]
  })
  // 12 samples of some 164 phases: 3 / sqrt(1968).
  for (const which of [0, 1, 2]) {
    const mean = ratios.reduce((sum, ratio) => sum + ratio[which] / 12, 0)
    assert.ok(Math.abs(mean - 1) < 0.07, `${which}: ${mean}`)
  }
})

test.run()
