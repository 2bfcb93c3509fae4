/** The StatefulSet controller within the model: order, names, replacement, updates (W4, Z24). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault, scaleFault } from '../../../../tests/support/faults.ts'
import { observe, stateAfter } from '../../../../tests/support/observe.ts'
import { SetRun } from '../../../../tests/support/set-run.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  type ContainerSpec,
  type StatefulSetSpec,
  type StatefulUpdateSpec,
  statefulSetDefaults,
} from '../../../contract/cluster-spec.ts'
import { PodStage } from '../../codes.ts'
import { ControllerId } from '../controller.ts'
import { onSetPodDelete } from './set-sync.ts'

const test = suite('StatefulSet controller')

/** Answers so many seconds after its start, and needs ten to stop. */
const app = (startup: number): ContainerSpec =>
  container({
    probes: { readiness: probe({ period: 1 }) },
    behavior: behavior({
      startup: [Number.isFinite(startup) ? constant(startup) : never],
      shutdown: { after: [constant(10)], exitCode: 0 },
    }),
  })

const rolling = (update: Partial<StatefulUpdateSpec>): Partial<StatefulSetSpec> => ({
  update: { partition: 0, maxUnavailable: { count: 1 }, ...update },
})

function db(
  replicas: number,
  set: Partial<StatefulSetSpec> = {},
  changes: Partial<ClusterSpec> = {},
  revisions: readonly ContainerSpec[] = [app(20), app(Number.POSITIVE_INFINITY)],
): ClusterSpec {
  const one = workload([app(20)], { kind: 'StatefulSet', name: 'db', replicas })
  return cluster(
    [
      {
        ...one,
        statefulSet: { ...statefulSetDefaults, ...set },
        revisions: revisions.map((each) => ({ ...one.pod, containers: [each] })),
      },
    ],
    3600,
    { initialState: 'running', kubernetesVersion: '1.36', ...changes },
  )
}

const created = { initialState: 'created' } as const

test('pods are created one after the other, each when the one before is ready (W4)', () => {
  assert.equal(new SetRun(db(4, {}, created)).to(300).creations(), [
    ['db-0', 0],
    ['db-1', 20],
    ['db-2', 40],
    ['db-3', 60],
  ])
})

test('Parallel creates all at once (W4)', () => {
  const run = new SetRun(db(4, { isOrdered: false }, created)).to(1)
  assert.equal(
    run.creations().map(([, at]) => at),
    [0, 0, 0, 0],
  )
})

test('names begin with the first ordinal (W4)', () => {
  const run = new SetRun(db(2, { firstOrdinal: 7 }, created)).to(100)
  assert.equal(
    run.creations().map(([name]) => name),
    ['db-7', 'db-8'],
  )
})

test('available is minReadySeconds after the whole second in which a pod became ready (Z23)', () => {
  const run = new SetRun(db(3, { minReadyUs: 5 * second }, { ...created, clockOffsetUs: 0.4 * second })).to(
    300,
  )
  // Ready at 20, which is 20.4 on the wall: available at 25.0 there.
  assert.equal(run.creations(), [
    ['db-0', 0],
    ['db-1', 24.6],
    ['db-2', 49.6],
  ])
})

test('scaling down takes the highest first, each when the one above has gone (W4)', () => {
  const run = new SetRun(db(4, {}, { faults: [scaleFault(100, 1)] }))
  assert.is(run.to(105).pods(), 'db-0:0 db-1:0 db-2:0 db-3:0!')
  assert.is(run.to(115).pods(), 'db-0:0 db-1:0 db-2:0!')
  assert.is(run.to(125).pods(), 'db-0:0 db-1:0!')
  assert.is(run.to(135).pods(), 'db-0:0')
  const atOnce = new SetRun(db(4, { isOrdered: false }, { faults: [scaleFault(100, 1)] }))
  assert.is(atOnce.to(105).pods(), 'db-0:0 db-1:0! db-2:0! db-3:0!')
})

test('a deleted pod comes again under its name when its object has gone (Z24)', () => {
  const run = new SetRun(db(3)).to(100).delete('db-1')
  assert.is(run.to(109).pods(), 'db-0:0 db-1:0! db-2:0')
  assert.is(run.to(111).pods(), '(db-1:0) db-0:0 db-2:0')
  assert.is(run.to(140).pods(), 'db-0:0 db-1:0 db-2:0')
})

test('db-0 is deleted while db-1 is not ready, and comes again: kubernetes/kubernetes#38418', () => {
  const run = new SetRun(db(3)).to(100).delete('db-1').to(115).delete('db-0')
  assert.is(run.to(116).pods(), '(db-1:0) db-0:0! db-2:0')
  assert.is(run.to(126).pods(), '(db-0:0) (db-1:0) db-2:0')
  assert.is(run.to(200).pods(), 'db-0:0 db-1:0 db-2:0')
})

test('a pod that has ended is made again at once, without any back-off (W4, W8)', () => {
  const ends = container({
    restartPolicy: 'Never',
    behavior: behavior({ complete: { after: [constant(3)] } }),
  })
  const spec = cluster([workload([ends], { kind: 'StatefulSet', name: 'db', replicas: 1 })], 100, {
    kubernetesVersion: '1.36',
  })
  assert.equal(
    new SetRun({ ...spec, initialState: 'created' })
      .to(10)
      .creations()
      .map(([name, at]) => [name, at]),
    [
      ['db-0', 0],
      ['db-0', 3],
      ['db-0', 6],
      ['db-0', 9],
    ],
  )
})

test('each pod of a name has streams of its own: what it draws is told apart by the number of its creation', async () => {
  const random = container({
    behavior: behavior({ crash: { after: [{ kind: 'exponential', mean: 30 * second }], exitCode: 1 } }),
  })
  const spec = cluster([workload([random], { kind: 'StatefulSet', name: 'db', replicas: 1 })], 600, {
    initialState: 'created',
    faults: [deleteFault(300)],
  })
  const { starts } = await observe(spec)
  const since = (first: number) =>
    starts.filter((row) => row.timeSeconds < 300 === (first === 0)).map((row) => row.timeSeconds - first)
  assert.ok(since(0).length > 1 && since(300).length > 1)
  assert.is.not(since(0)[1], since(300)[1])
})

test('an update goes from the highest ordinal down: deleted, gone, made again, ready, the next (Z24)', () => {
  const run = new SetRun(db(3)).to(100).rollTo(1)
  assert.is(run.to(105).pods(), 'db-0:0 db-1:0 db-2:0!')
  assert.is(run.to(115).pods(), '(db-2:1) db-0:0 db-1:0')
  assert.is(run.to(135).pods(), 'db-0:0 db-1:0! db-2:1')
  assert.is(run.to(300).pods(), 'db-0:1 db-1:1 db-2:1')
})

test('Parallel updates in the same way (Z24)', () => {
  const run = new SetRun(db(3, { isOrdered: false })).to(100).rollTo(1)
  assert.is(run.to(135).pods(), 'db-0:0 db-1:0! db-2:1')
})

test('an update to a version that never gets ready stays where it is, and a rollback does not repair it (Z24)', () => {
  const run = new SetRun(db(3)).to(100).rollTo(2)
  assert.is(run.to(900).pods(), '(db-2:2) db-0:0 db-1:0')
  run.rollTo(0)
  assert.is(run.to(1800).pods(), '(db-2:2) db-0:0 db-1:0')
  run.delete('db-2')
  assert.is(run.to(1900).pods(), 'db-0:0 db-1:0 db-2:0')
})

test('of a Parallel set a rollback replaces the broken pod (Z24)', () => {
  const run = new SetRun(db(3, { isOrdered: false })).to(100).rollTo(2).to(900).rollTo(0)
  assert.is(run.to(1000).pods(), 'db-0:0 db-1:0 db-2:0')
})

test('a partition is not passed, and a pod below it is made again as it was (W4)', () => {
  const run = new SetRun(db(3, rolling({ partition: 1 }))).to(100).rollTo(1)
  assert.is(run.to(400).pods(), 'db-0:0 db-1:1 db-2:1')
  assert.is(run.delete('db-0').to(500).pods(), 'db-0:0 db-1:1 db-2:1')
})

test('OnDelete waits until somebody deletes a pod (W4)', () => {
  const run = new SetRun(db(3, { update: 'OnDelete' })).to(100).rollTo(1)
  assert.is(run.to(400).pods(), 'db-0:0 db-1:0 db-2:0')
  assert.is(run.delete('db-1').to(500).pods(), 'db-0:0 db-1:1 db-2:0')
})

const two = rolling({ maxUnavailable: { count: 2 } })
const versions: readonly (readonly [name: string, changes: Partial<ClusterSpec>, pods: string])[] = [
  ['1.36 without the gate', {}, 'db-0:0 db-1:0 db-2:0!'],
  ['1.36 with it', { featureGates: { MaxUnavailableStatefulSet: true } }, 'db-0:0 db-1:0! db-2:0!'],
  ['1.37', { kubernetesVersion: '1.37' }, 'db-0:0 db-1:0! db-2:0!'],
  [
    '1.37 with the gate off',
    { kubernetesVersion: '1.37', featureGates: { MaxUnavailableStatefulSet: false } },
    'db-0:0 db-1:0 db-2:0!',
  ],
]
for (const [name, changes, pods] of versions)
  test(`maxUnavailable 2: ${name} (W4)`, () => {
    assert.is(new SetRun(db(3, two, changes)).to(100).rollTo(1).to(105).pods(), pods)
  })

test('the status says what it says in the API: who is of which revision, ready, and available (W4)', () => {
  const run = new SetRun(db(3)).to(100).rollTo(1)
  const status = (): number[] => {
    const { keptSet: sets } = run.state
    return [sets.statusReplicas[0], sets.statusReady[0], sets.statusCurrent[0], sets.statusUpdated[0]]
  }
  run.to(105)
  assert.equal(status(), [3, 3, 2, 0])
  run.to(115)
  assert.equal(status(), [3, 2, 2, 1])
  run.to(300)
  assert.equal(status(), [3, 3, 3, 3])
})

for (const [kubernetesVersion, current] of [
  ['1.36', 0],
  ['1.37', 2],
] as const)
  test(`under OnDelete, when somebody has deleted all, ${current} pods are of the current revision in ${kubernetesVersion} (W4)`, () => {
    const run = new SetRun(db(2, { update: 'OnDelete' }, { kubernetesVersion })).to(100).rollTo(1)
    run.delete('db-0').to(200).delete('db-1').to(300)
    const { statusCurrent, statusUpdated } = run.state.keptSet
    assert.equal([statusCurrent[0], statusUpdated[0]], [current, 2])
  })

test('another workload moves nothing but its place in the bucket (Z20)', async () => {
  const overheads = {
    ...idealOverheads,
    ideal: false,
    apiRoundTripUs: { kind: 'uniform', low: 1000, high: 9000 },
  } as const
  const alone = db(2, {}, { ...created, overheads, faults: [deleteFault(300)] })
  const beside = {
    ...alone,
    workloads: [...alone.workloads, workload([app(3)], { kind: 'StatefulSet', name: 'zzz', replicas: 3 })],
  }
  const startsOf = async (spec: ClusterSpec) =>
    (await observe(spec)).starts.filter((row) => row.pod.startsWith('db'))
  assert.equal(await startsOf(beside), await startsOf(alone))
})

test('a set that is as it is to be lets nodes run ahead', () => {
  const { keptSet: sets } = stateAfter(db(3), 100)
  assert.equal([sets.seenThere[0], sets.seenSettled[0], sets.wanted[0]], [3, 3, 3])
})

test('of a pod that has gone before its deletion nobody is told (W4)', () => {
  const state = stateAfter(db(2), 10)
  const { events } = state.controllers[ControllerId.StatefulSet].client
  state.pod.stage[0] = PodStage.Gone
  onSetPodDelete(state, 0)
  assert.is(events.isSending, false)
  onSetPodDelete(state, 1)
  assert.is(events.isSending, true)
})

test.run()
