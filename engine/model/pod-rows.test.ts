/** Pods that are appended in the middle of a run: in both engines, whatever the spec, with tables that grow. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anyReplacements, replacementsWithin } from '../../tests/support/any-replacements.ts'
import { anySpec } from '../../tests/support/arbitrary-spec.ts'
import { answersAreCertain } from '../../tests/support/observe.ts'
import { ReplacingRun, replacedOutcome } from '../../tests/support/replacing-run.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../tests/support/spec.ts'
import { createStreams, nextUniform, pathKey, purposeKey, seedEntity } from '../kernel/random-stream.ts'
import { PodStage } from './codes.ts'
import { createPod, deletePod, livePods } from './control/pod-set.ts'
import { checkInvariants } from './invariants.ts'
import { podNameOf, podsOf } from './pod-rows.ts'

const test = suite('appended pods')

test('come to the same pod by pod and in the order of time, whatever the spec', () => {
  fc.assert(
    fc.property(anySpec, anyReplacements, (spec, all) => {
      const replacements = replacementsWithin(all, spec.workloads.length)
      const inOrder = replacedOutcome(spec, 'quiet', replacements)
      assert.is(replacedOutcome(spec, 'walk', replacements), inOrder)
    }),
    { numRuns: 60 },
  )
})

test('come to the same in both engines where every answer is certain', () => {
  fc.assert(
    fc.property(anySpec, anyReplacements, (spec, all) => {
      fc.pre(spec.workloads.every((workload) => answersAreCertain(workload, spec)))
      const replacements = replacementsWithin(all, spec.workloads.length)
      assert.is(replacedOutcome(spec, 'quiet', replacements), replacedOutcome(spec, 'exact', replacements))
    }),
    { numRuns: 60 },
  )
})

const probes = {
  liveness: probe({ period: 3 }, { failureThreshold: 1 }),
  readiness: probe({ period: 2 }),
}
const flaky = container({
  probes,
  behavior: behavior({
    errorRate: 0.1,
    slow: {
      every: { kind: 'exponential', mean: 20 * second },
      for: constant(5),
      factor: 4,
      survivesRestart: true,
    },
    pause: { every: { kind: 'exponential', mean: 30 * second }, for: constant(2) },
    crash: { after: [{ kind: 'exponential', mean: 100 * second }], exitCode: 1 },
    image: { pull: constant(1), check: constant(0.2), present: false, fails: false },
  }),
  preStop: { length: { kind: 'uniform', low: 0, high: second }, endsWithProcess: false, fails: false },
})
const web = workload([flaky], { kind: 'Deployment', name: 'web', replicas: 3 })
const spec = cluster([web], 3600, { nodes: [node({ podsMax: 100 })], initialState: 'running' })

test('tables that grow keep what their rows hold, and every table that the run needs grows', () => {
  for (const way of ['quiet', 'exact'] as const) {
    const run = new ReplacingRun(spec, way)
    const { state } = run
    for (let index = 1; index <= 500; index++) {
      run.runBefore(index * 4 * second)
      run.replace({ workload: 0, pod: index, keepsOrdinal: index % 2 === 0, isForced: index % 3 === 0 })
    }
    assert.is(state.pod.count, 503)
    const { pod, container: containers, probe: rows, streams } = state
    assert.equal([containers.count, rows.count], [503, 2 * 503])
    assert.ok(pod.workload.length >= 503 && pod.workload.length <= 2 * 503)
    for (const [table, count] of [
      [streams.overhead, 503],
      [streams.requeue, 503],
      [streams.process, 503],
      [streams.slow, 503],
      [streams.pause, 503],
      [streams.image, 503],
      [streams.imageCheck, 503],
      [streams.hook, 503],
      [streams.probe, 2 * 503],
      [streams.phase, 2 * 503],
    ] as const)
      assert.ok(table.state.length >= 4 * count)
    assert.ok(state.slow.turnsAtUs.length >= 503 && state.pause.isOn.length >= 503)
    assert.ok(state.pull.image.length >= 503)
    for (let row = 0; row < rows.count; row++) assert.is(rows.rowAt[rows.place[row]], row)
    run.runBefore(spec.durationUs)
    run.outcome()
  }
})

test('a pod that is gone leaves the chain of its workload and keeps its row', () => {
  const run = new ReplacingRun(spec, 'quiet')
  const { state } = run
  for (let index = 1; index <= 40; index++) {
    run.runBefore(index * 60 * second)
    run.replace({ workload: 0, pod: 0, keepsOrdinal: false, isForced: false })
  }
  run.runBefore(spec.durationUs)
  assert.equal(podsOf(state, 0), [40, 41, 42])
  assert.equal(livePods(state, 0), [40, 41, 42])
  assert.equal([state.workload.firstPod[0], state.workload.lastPod[0]], [40, 42])
  assert.is([...state.pod.stage.subarray(0, 43)].filter((stage) => stage === PodStage.Gone).length, 40)
  const last = livePods(state, 0).at(-1)!
  for (const pod of livePods(state, 0)) deletePod(state, pod, 0, true)
  assert.equal([podsOf(state, 0), state.workload.firstPod[0], state.workload.lastPod[0]], [[], -1, -1])
  assert.is(createPod(state, 0), last + 1)
  assert.equal(podsOf(state, 0), [last + 1])
})

const named: readonly {
  readonly what: string
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet'
  readonly names: readonly string[]
}[] = [
  { what: 'of a Deployment by how many came before', kind: 'Deployment', names: ['app-3', 'app-4'] },
  { what: 'of a StatefulSet by its ordinal', kind: 'StatefulSet', names: ['app-1', 'app-1'] },
  { what: 'of a DaemonSet by how many came before', kind: 'DaemonSet', names: ['app-3', 'app-4'] },
]

for (const { what, kind, names } of named) {
  test(`a pod that takes the place of another is called, ${what}`, () => {
    const nodes = ['a', 'b', 'c'].map((name) => node({ name }))
    const run = new ReplacingRun(
      cluster([workload([container()], { kind, name: 'app', replicas: 3 })], 600, {
        nodes,
        initialState: 'running',
      }),
      'quiet',
    )
    const { state } = run
    run.runBefore(100 * second)
    deletePod(state, 1, 0, false)
    run.runBefore(200 * second)
    const second1 = createPod(state, 0, 1)
    run.runBefore(300 * second)
    deletePod(state, second1, 0, false)
    run.runBefore(400 * second)
    const second2 = createPod(state, 0, second1)
    assert.equal(
      [second1, second2].map((pod) => podNameOf(state, pod)),
      names,
    )
    assert.equal([state.pod.ordinal[second2], state.pod.creation[second2]], [1, 2])
    assert.is(podNameOf(state, createPod(state, 0)), kind === 'StatefulSet' ? 'app-3' : 'app-5')
    run.runBefore(500 * second)
    // D3: a DaemonSet's pod belongs to its node.
    if (kind === 'DaemonSet') assert.is(state.pod.node[second2], state.pod.node[1])
    checkInvariants(state)
  })
}

test('streams are named by workload, ordinal and creation, whatever name is shown', () => {
  const live = ['web-7d9f-x2', 'web-7d9f-a1', 'web-7d9f-b3'].map((name) => ({ name, containers: [] }))
  const shown = { ...spec, workloads: [{ ...web, livePods: live }] }
  const { state } = new ReplacingRun(shown, 'quiet')
  const replaced = createPod(state, 0, 1)
  assert.equal([podNameOf(state, 1), podNameOf(state, replaced)], ['web-7d9f-a1', 'web-3'])
  const expected = createStreams(2)
  const key = pathKey(purposeKey(shown.masterSeed, 1, 'requeue'), 'default/Deployment/web')
  seedEntity(expected, 0, key, 1, 0, 0)
  seedEntity(expected, 1, key, 1, 1, 0)
  assert.is(nextUniform(state.streams.requeue, 1), nextUniform(expected, 0))
  assert.is(nextUniform(state.streams.requeue, replaced), nextUniform(expected, 1))
})

test('one pod more than podsMax stops the run with a message that names it', () => {
  const { state } = new ReplacingRun({ ...spec, podsMax: 5 }, 'quiet')
  createPod(state, 0)
  createPod(state, 0)
  assert.throws(
    () => createPod(state, 0),
    (error: Error) =>
      error.name === 'PodsMaxError' &&
      /^The simulation has too many pods: at 0 s .*podsMax: 5,/.test(error.message),
  )
  assert.throws(() => new ReplacingRun({ ...spec, podsMax: 2 }, 'quiet'), /podsMax: 2,/)
})

test.run()
