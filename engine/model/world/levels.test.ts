/** The ladder of load, and what levels make of answers. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../tests/support/observe.ts'
import { behavior, cluster, container, probe, workload } from '../../../tests/support/spec.ts'
import type { DistributionSpec } from '../../contract/distribution-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { hazard } from './hazard.ts'
import { rungCount, stretchOf, stretchRung, waitRung, waitUsOf } from './ladder.ts'
import { lateChance } from './lateness.ts'
import { levelOf, slowed } from './levels.ts'

const test = suite('levels')

test('a stretch of k rungs is 1.05^k, and the nearest rung is taken', () => {
  assert.equal([1, 1.02, 1.03, 1.05, 2, 10].map(stretchRung), [0, 0, 1, 1, 14, 47])
  for (let rung = 0; rung < rungCount - 1; rung++) assert.is(stretchRung(stretchOf(rung)), rung)
  assert.is(stretchOf(0), 1)
  assert.ok(Math.abs(stretchOf(14) - 1.9799315994393987) < 1e-14)
})

test('waits begin at 1 ms, go up by 5 %, and are whole microseconds', () => {
  assert.equal([0, 499, 500, 1000, 1030, 2000].map(waitRung), [0, 0, 1, 1, 2, 15])
  assert.equal([0, 1, 2, 3, 15].map(waitUsOf), [0, 1000, 1050, 1103, 1980])
  for (let rung = 0; rung < rungCount; rung++) assert.is(waitRung(waitUsOf(rung)), rung)
})

test('what lies above the last rung is at the last rung', () => {
  assert.equal([stretchRung(Infinity), waitRung(Infinity)], [rungCount - 2, rungCount - 1])
})

const lognormal: DistributionSpec = { kind: 'lognormal', median: 100_000, sigma: 0.8 }

/** One container with two probes that err in 1 % of their runs. */
function oneContainer(of: DistributionSpec): ClusterState {
  const latency = { startup: of, readiness: of, liveness: of }
  const probes = { liveness: probe(), readiness: probe({ period: 1, timeout: 2 }) }
  const app = container({ probes, behavior: behavior({ latency, errorRate: 0.01 }) })
  const state = stateAfter(cluster([workload([app])], 30), 1)
  state.probeTemplate.isEverSlow.fill(1)
  return state
}

function setLoad({ container: containers }: ClusterState, stretch: number, waitUs: number): void {
  containers.stretch[0] = stretchRung(stretch)
  containers.wait[0] = waitRung(waitUs)
}

test('one level belongs to each factor and pair of rungs; as usual is level 0', () => {
  const state = oneContainer(lognormal)
  const at = (slowFactor: number, stretch: number, waitUs: number): number => {
    state.container.slowFaultFactor[0] = slowFactor
    setLoad(state, stretch, waitUs)
    return levelOf(state, 0, 0)
  }
  assert.is(at(1, 1, 0), 0)
  const levels = [at(3, 1, 0), at(3.01, 1, 0), at(1, 3, 0), at(1, 1, 3000), at(3, 3, 0), at(Infinity, 1, 0)]
  assert.equal(levels, [1, 2, 3, 4, 5, 6])
  assert.equal([at(3, 1, 0), at(1, 3.01, 0), at(1, 1, 3001), at(1, 1, 0)], [1, 3, 4, 0])
  assert.is(state.level.factor[5], 3 * state.level.factor[3])
  assert.is(slowed(state, 1000, 4), 1000 + waitUsOf(waitRung(3000)))
})

test('answers are late as often as the length of a slowed answer says, of either kind', () => {
  for (const of of [lognormal, { kind: 'constant', value: 400_000 } as const]) {
    const state = oneContainer(of)
    for (const [stretch, waitUs] of [
      [1, 0],
      [2, 0],
      [2.8, 150_000],
      [1, 900_000],
      [1, 3_000_000],
    ]) {
      setLoad(state, stretch!, waitUs!)
      const level = levelOf(state, 0, 0)
      const latestUs = state.probeTemplate.latestQuietUs[0]!
      // The first whole latency that is late.
      let lateUs = 0
      while (slowed(state, lateUs, level) <= latestUs) lateUs++
      const expected =
        of.kind === 'constant'
          ? Number(of.value >= lateUs)
          : lateUs === 0
            ? 1
            : upperTail(Math.log((lateUs - 0.5) / of.median) / of.sigma)
      const found = lateChance(state, 0, level)
      assert.ok(
        Math.abs(found - expected) < 1e-5 * expected + 1e-12,
        `${stretch}, ${waitUs}: ${found}, ${expected}`,
      )
      const abnormal = found + 0.01 - found * 0.01
      assert.ok(
        abnormal === 1
          ? hazard(state, 0, level) === Infinity
          : Math.abs(1 - Math.exp(-hazard(state, 0, level)) - abnormal) < 1e-12,
      )
    }
  }
})

/** Of the standard normal distribution, by Simpson's rule. */
function upperTail(from: number): number {
  const steps = 4000
  const width = 20 / steps
  let sum = 0
  for (let index = 0; index <= steps; index++) {
    const x = from + index * width
    sum += (index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2) * Math.exp((-x * x) / 2)
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI)
}

test.run()
