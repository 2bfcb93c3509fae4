/** Limits of the control plane: what is written, what is left out, what is an error. */
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

test('nodes are looked at and given up as the controller manager has it, or as is written (N2)', async () => {
  const timesOf = async (...lines: readonly string[]) => {
    const { controlPlane } = (await loadText(scenarioWith(...lines))).spec
    return [controlPlane.nodeMonitorPeriodUs / 1e6, controlPlane.nodeMonitorGraceUs / 1e6]
  }
  assert.equal(await timesOf('duration: 1m'), [5, 50])
  assert.equal(await timesOf('controlPlane: {nodeMonitorPeriod: 2s, nodeMonitorGracePeriod: 16s}'), [2, 16])
})

test('a time of nothing between two looks at nodes is an error', async () => {
  const error = await loadError(loadText(scenarioWith('controlPlane: {nodeMonitorPeriod: 0s}')))
  assert.match(error.message, /nodeMonitorPeriod/)
})

test('proxies wait as long as kube-proxy by default, or as is written (R6)', async () => {
  const periodOf = async (line: string) =>
    (await loadText(scenarioWith(line))).spec.controlPlane.proxyMinSyncPeriodUs
  assert.is(await periodOf('duration: 1m'), 1e6)
  assert.is(await periodOf('controlPlane: {proxyMinSyncPeriod: 10s}'), 10e6)
})

test('a limit of nothing is an error', async () => {
  const error = await loadError(loadText(scenarioWith('controlPlane: {controllers: {qps: 0}}')))
  assert.match(error.message, /qps/)
})

test.run()
