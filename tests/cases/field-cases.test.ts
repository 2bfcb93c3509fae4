/** Inputs from real use: what each got wrong is told in its head, what is right is asserted here. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { repository } from '../support/cli.ts'
import { simulated, stateAfter } from '../support/observe.ts'

const test = suite('cases from real use')

const load = (name: string, set: Readonly<Record<string, string>> = {}) =>
  loadScenario({
    files: [join(repository, 'tests/cases/field', name)],
    overrides: { sets: Object.entries(set).map(([path, value]) => `${path}=${value}`) },
  })

/** From the deletion at 2 min to the exit. */
function stopSeconds(spec: ClusterSpec): number {
  return stateAfter(spec, 299).container.exitedAtUs[0] / 1e6 - 120
}

test('15: a shell hook takes at least as long as it sleeps, which a note says (K2)', async () => {
  const { spec, notes } = await load('15-prestop-length.yaml')
  assert.ok(stopSeconds(spec) >= 15 && stopSeconds(spec) < 15.2)
  assert.ok(notes.some((note) => /^lifecycle hooks that sleep among other commands .*: 1;/.test(note)))
})

for (const [preStop, least] of [
  ['22s', 22],
  ['300s', 30],
  ['{uniform: [16s, 20s]}', 16],
] as const) {
  test(`15: behavior.preStop ${preStop} says how long the hook takes (K2)`, async () => {
    const entry = `[{match: {name: drains}, behavior: {preStop: ${preStop}}}]`
    const { spec, notes } = await load('15-prestop-length.yaml', { workloads: entry })
    const found = stopSeconds(spec)
    assert.ok(found >= least && found < (least === 16 ? 20.2 : least + 0.2), `${found} s`)
    assert.not.ok(notes.some((note) => note.startsWith('lifecycle hooks')))
  })
}

test('15: with a hook of 300 s and a grace period of 30 s SIGTERM comes after 30 s, SIGKILL after 32 s (K2)', async () => {
  const behavior = '{preStop: 300s, shutdown: never}'
  const entry = `[{match: {name: drains}, behavior: ${behavior}}]`
  const { spec } = await load('15-prestop-length.yaml', { workloads: entry })
  assert.ok(Math.abs(stopSeconds(spec) - 32) < 0.2)
})

/** kubernetes/kubernetes issue 99697, on kind 1.20. */
const restartSeconds99697 = [67, 137, 206, 276, 346]

test('17: asking the registry at each start makes the cycle 70 s long, as reported (I1, P9 step 8)', async () => {
  const set = { 'workloads[0].behavior.image': '{check: 1s}' }
  const { spec } = await load('17-pull-policy-always-is-free.yaml', set)
  const { starts } = await simulated(spec)
  for (const [index, expected] of restartSeconds99697.entries()) {
    const found = starts[index + 1].timeSeconds
    assert.ok(Math.abs(found - expected) <= 6, `restart ${index + 1} at ${found} s; reported ${expected} s`)
  }
})

test('the library tells the same story exactly, and that of a minute without the check (I1, P9 step 8)', async () => {
  const times = async (...sets: string[]) => {
    const files = [join(repository, 'scenarios/library/pull-policy-always')]
    const { spec } = await loadScenario({ files, overrides: { sets } })
    return (await simulated(spec)).starts.map((row) => row.timeSeconds)
  }
  const asked = await times()
  assert.equal(asked, [1.2, 71.2, 141.2, 211.2, 281.2, 351.2, 501.2])
  for (const [index, expected] of restartSeconds99697.entries())
    assert.ok(Math.abs(asked[index + 1] - expected) <= 6)
  const unasked = await times('workloads[0].behavior.image.check=0s')
  assert.equal(unasked.slice(0, 6), [0.2, 60.2, 120.2, 180.2, 240.2, 300.2])
})

test('17: by default it takes 0.3 s, which is enough for the longer cycle (I1)', async () => {
  const { spec } = await load('17-pull-policy-always-is-free.yaml')
  const times = (await simulated(spec)).starts.map((row) => row.timeSeconds)
  for (let at = 2; at < 6; at++) assert.ok(Math.abs(times[at] - times[at - 1] - 70) < 1)
})

test.run()
