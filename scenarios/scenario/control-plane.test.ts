/** Limits of the control plane: what is written, what is left out, what is not simulated yet. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText, scenarioWith } from '../load-text.test.helper.ts'

const test = suite('control plane of a scenario')

const controllersOf = async (...lines: readonly string[]) =>
  (await loadText(scenarioWith(...lines))).spec.controlPlane.controllers

test('controllers have the limits of the controller manager, or those that are written (Z20)', async () => {
  assert.equal(await controllersOf('duration: 1m'), { qps: 20, burst: 30 })
  assert.equal(await controllersOf('controlPlane: {controllers: {qps: 100}}'), { qps: 100, burst: 30 })
  assert.equal(await controllersOf('controlPlane: {controllers: {qps: 0.5, burst: 2}}'), {
    qps: 0.5,
    burst: 2,
  })
})

test('the scheduler has limits of its own', async () => {
  const { scheduler } = (await loadText(scenarioWith('controlPlane: {scheduler: {qps: 500}}'))).spec
    .controlPlane
  assert.equal(scheduler, { qps: 500, burst: 100 })
})

for (const key of ['nodeMonitorPeriod', 'nodeMonitorGracePeriod', 'proxyMinSyncPeriod']) {
  test(`${key} is not simulated yet, and said to be`, async () => {
    const error = await loadError(loadText(scenarioWith(`controlPlane: {${key}: 1}`)))
    assert.match(error.message, /does not simulate/)
  })
}

test('a limit of nothing is an error', async () => {
  const error = await loadError(loadText(scenarioWith('controlPlane: {controllers: {qps: 0}}')))
  assert.match(error.message, /qps/)
})

test.run()
