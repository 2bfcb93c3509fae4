/** Recommendations for containers with slow phases, held against fresh simulations with other seeds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import { constant, node, probe, second } from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, DistributionSpec } from '../../../contract/cluster-spec.ts'
import { type Limits, monthSeconds, type RatedSetting } from '../../../contract/recommendation.ts'
import { simulate } from '../../run/experiment.ts'
import { recommend } from './recommend.ts'
import { withRecommended } from './scenario-check.ts'

const test = suite('recommend, against fresh simulations')

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (low: number, high: number) => number {
  let state = seed >>> 0
  return (low, high) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return low + ((high - low) * state) / 2 ** 32
  }
}

const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * second })

type Case = { readonly spec: ClusterSpec; readonly limits: Limits; readonly containers: number }

function randomCase(index: number): Case {
  const draw = numbers(1000 + index)
  for (let skip = 0; skip < 5; skip++) draw(0, 1)
  const length = draw(20, 120)
  const answer: DistributionSpec = {
    kind: 'lognormal',
    median: draw(3, 30) * 1000,
    sigma: draw(0.5, 1.2),
  }
  const does: Partial<BehaviorSpec> = {
    latency: { ...latency(0.01), liveness: answer },
    errorRate: draw(0, 1) < 0.3 ? draw(0, 0.01) : 0,
    slow: {
      every: exponential(draw(600, 7200)),
      for: draw(0, 1) < 0.5 ? constant(Math.round(length)) : exponential(length),
      factor: draw(0, 1) < 0.2 ? Number.POSITIVE_INFINITY : draw(30, 400),
    },
  }
  const containers = Math.round(draw(20, 400))
  return {
    containers,
    spec: deployed(app({ liveness: probe() }, does), 600, {
      replicas: containers,
      initialState: 'running',
      masterSeed: `case ${index}`,
      nodes: [node({ podsMax: 10_000 })],
    }),
    limits: {
      'detect-within': Math.round(draw(25, 120)),
      'remove-within': null,
      'false-restarts-per-month': [10, 100, 1000][Math.floor(draw(0, 3))],
      'false-removals-per-month': null,
      'startup-kill-probability': 0.001,
      'max-probes-per-node': null,
      'max-probe-cpu': null,
      outlast: null,
    },
  }
}

/** Probability of so many or more, of a Poisson law. */
function upperTail(mean: number, count: number): number {
  let term = Math.exp(-mean)
  let below = 0
  for (let k = 0; k < count; k++) {
    below += term
    term *= mean / (k + 1)
  }
  return 1 - below
}

/** False restarts of a setting under a seed of its own, and how many the limit would allow in that time. */
async function fresh({ spec, limits, containers }: Case, rated: RatedSetting, seed: string) {
  const own = { workloadIndex: 0, container: 'app', probe: 'liveness' as const, recommended: rated }
  const most = limits['false-restarts-per-month']! / containers / monthSeconds
  // Some 100 restarts at the limit, within reason.
  const containerSeconds = Math.min(100 / most, 20_000 * 86_400)
  const replications = Math.max(1, Math.ceil(containerSeconds / (containers * 86_400)))
  const { replications: runs } = await simulate(
    {
      ...withRecommended(spec, [own]),
      durationUs: 86_400e6,
      intervalUs: 86_400e6,
      masterSeed: seed,
      replications,
    },
    { workers: 2 },
  )
  const sum = (name: 'false_restarts_total' | 'container_seconds'): number =>
    runs.reduce((total, { summary }) => total + summary[0].values[name]!, 0)
  return { count: sum('false_restarts_total'), allowed: most * sum('container_seconds') }
}

const cases = 20
let settings = 0
for (let index = 0; index < cases; index++) {
  test(`case ${index}: the setting keeps its limit, and cheaper ones do not or cannot be told from it`, async () => {
    const question = randomCase(index)
    const { probes } = await recommend(
      question.spec,
      { limits: question.limits, objective: 'probe-load' },
      allKnown,
      { workers: 2 },
    )
    const { recommended, neighbours, detectWithinSeconds, evidence } = probes[0]
    if (recommended === null) return
    settings++
    assert.ok(recommended.detectionSecondsHigh <= detectWithinSeconds!)
    const { count, allowed } = await fresh(question, recommended, `fresh ${index}`)
    const chance = upperTail(allowed, count)
    assert.ok(
      evidence.basis === 'noise' || chance > 0.001,
      `${count} false restarts where ${allowed} are allowed`,
    )
    for (const { rated, breaks, isWithinNoise, simulation } of neighbours) {
      assert.ok(rated.probesPerSecond < recommended.probesPerSecond)
      assert.ok(breaks.length > 0 || isWithinNoise)
      // What is refused by a simulation breaks its limit in another one too.
      if (breaks.length !== 1 || breaks[0] !== 'false-restarts-per-month' || simulation === undefined)
        continue
      const again = await fresh(question, rated, `neighbour ${index}`)
      assert.ok(upperTail(again.allowed, again.count + 1) < 0.999, `${again.count} of ${again.allowed}`)
    }
  })
}

test('most cases have a setting', () => assert.ok(settings >= 12, `${settings} of ${cases}`))

test.run()
