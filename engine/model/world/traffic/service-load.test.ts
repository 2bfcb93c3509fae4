/** What is counted of a load as time goes on. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../../tests/support/observe.ts'
import { served, traffic, website } from '../../../../tests/support/requests.ts'
import { container, probe, second } from '../../../../tests/support/spec.ts'
import { replicationLimits } from '../../../study/run/replication-limits.ts'

const test = suite('the load of a Service')

test('a share of probes that would time out by chance counts if it lasts, and not for an instant', () => {
  const probed = container({ probes: { liveness: probe() } })
  const state = stateAfter(website(traffic(), 100, {}, served(probed)), 10)
  const load = state.traffic!.loads[0]!
  const [cohort] = load.cohorts
  const usual = cohort!.level!
  const after = (longWaitShare: number, seconds: number): void => {
    cohort!.level = { ...usual, longWaitShare }
    state.nowUs += seconds * second
    load.advance(state.nowUs, state.metrics.requests)
    load.settle(cohort!)
  }
  after(0, 1)
  after(0.9, 0)
  assert.is(load.longShareMost, 0)
  after(0.2, 1)
  assert.is(load.longShareMost, 0.2)
  load.longWaitUs = 2 * second
  assert.equal(replicationLimits(state).longWaits, { service: 'default/web', seconds: 2, share: 0.2 })
})

test.run()
