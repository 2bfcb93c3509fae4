/** Starts that pauses hold up: the law against draws, and a budget against the engine. */
import seedrandom from 'seedrandom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type { DistributionSpec } from '../../contract/cluster-spec.ts'
import { lawOf } from '../../kernel/law.ts'
import { simulate } from '../run/experiment.ts'
import { startupLaws } from './paused-starts.ts'

const test = suite('starts that pauses hold up')

const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * second })
const uniform = (low: number, high: number): DistributionSpec => ({
  kind: 'uniform',
  low: low * second,
  high: high * second,
})
const lognormal: DistributionSpec = { kind: 'lognormal', median: 60 * second, sigma: 0.3 }

const tables: readonly {
  what: string
  startup: DistributionSpec
  every: DistributionSpec
  for: DistributionSpec
}[] = [
  { what: 'rare', startup: lognormal, every: exponential(1800), for: uniform(30, 60) },
  { what: 'several', startup: lognormal, every: exponential(300), for: exponential(20) },
  { what: 'short and frequent', startup: lognormal, every: exponential(5), for: exponential(0.1) },
  { what: 'gaps of some length', startup: uniform(40, 80), every: uniform(40, 160), for: uniform(0, 45) },
]
const draws = 100_000

for (const { what, startup, every, for: length } of tables) {
  test(`the law of the length of a start: pauses that are ${what}`, () => {
    const [law] = startupLaws({ startup: [startup], pause: { every, for: length } })
    const [start, gap, pause] = [startup, every, length].map(lawOf)
    const random = seedrandom.alea(what)
    const ends = Array.from({ length: draws }, () => {
      const work = start.quantile(random())
      let end = work
      for (let at = gap.quantile(random()); at <= work; at += gap.quantile(random()))
        end += pause.quantile(random())
      return end
    }).sort((a, b) => a - b)
    const mean = ends.reduce((sum, end) => sum + end / draws, 0)
    assert.ok(Math.abs(law.mean / mean - 1) < 0.005, `mean ${law.mean}, ${mean} of draws`)
    for (const share of [0.5, 0.1, 0.01, 0.002]) {
      const found = law.probabilityAtLeast(ends[Math.floor((1 - share) * draws)])
      const chance = (4 * Math.sqrt(share / draws)) / share
      assert.ok(Math.abs(found / share - 1) < 0.08 + chance, `${found} instead of ${share}`)
      const quantile = law.quantile(1 - share)
      assert.ok(Math.abs(law.probabilityAtLeast(quantile) - share) < 0.01 * share, `quantile of ${share}`)
    }
  })
}

test('without pauses, and where a start takes no time, nothing changes', () => {
  assert.is(startupLaws({ startup: [constant(60)] })[0].mean, 60 * second)
  const [atOnce] = startupLaws({ startup: [constant(0)], pause: { every: constant(1), for: constant(1) } })
  assert.is(atOnce.mean, 0)
})

test('the share of starts that a startup probe kills is that of the law', async () => {
  const behaves = { startup: [constant(60)], pause: { every: exponential(300), for: constant(45) } }
  // Of runs 5 s apart from the 5th second on, the 18th at 90 s is the last that may fail: 60 s and no pause pass, 105 s do not.
  const startup = probe({ period: 5 }, { failureThreshold: 18 })
  const app = container({ probes: { startup }, behavior: behavior(behaves) })
  const replicas = 4000
  const web = workload([app], { kind: 'Deployment', replicas })
  // A process that is paused stops when its pause is over.
  const spec = cluster([web], 130, { nodes: [node({ podsMax: replicas })] })
  const [{ summary }] = (await simulate(spec)).replications
  const killed = summary[0].values.restarts_total! / replicas
  const [law] = startupLaws(behaves)
  const expected = law.probabilityAtLeast(91 * second)
  assert.ok(
    Math.abs(killed - expected) < 4 * Math.sqrt((expected * (1 - expected)) / replicas),
    `${killed} killed, ${expected} by the law`,
  )
})

test.run()
