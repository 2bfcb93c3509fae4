/**
 * The DaemonSet controller against a genuine one (W3, Z20, Z24): on 30 nodes as traced; on 128 nodes, and of pods that their node rejects, as the
 * tables of the measurement say. A fake kubelet gives pods the times of the trace: Running after 1 s, Ready after another, ended 1 s after the deletion.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Amount,
  type ClusterSpec,
  controlPlaneDefaults,
  type DaemonUpdateSpec,
} from '../../engine/contract/cluster-spec.ts'
import { ApiCall } from '../../engine/model/control/api-client.ts'
import { ControllerId } from '../../engine/model/control/controller.ts'
import { cluster, container, idealOverheads, node, workload } from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { callLaw, watchLaw } from './recorder.ts'
import { recorded, sinceLast, timesOf } from './set-intervals.ts'
import { type LifeOf, type SetPodLife, SetReplay, type SetTrace } from './set-replay.ts'

const test = suite('measured DaemonSets')

type Moment = number | null
type Run = {
  readonly what: 'create' | 'update' | 'stuck'
  readonly maxUnavailable?: number | string
  readonly maxSurge?: number | string
  readonly calls: Readonly<
    Record<'revisions' | 'pods' | 'deletions' | 'posts' | 'patches' | 'statuses', number>
  >
  /** Created, running, ready, deleting, ended, gone. */
  readonly pods: readonly (readonly [Moment, Moment, Moment, Moment, Moment, Moment])[]
  readonly statuses: readonly (readonly [at: number, ...counts: number[]])[]
}
const path = new URL('measured/daemon-sets.json', import.meta.url)
const runs = (JSON.parse(readFileSync(path, 'utf8')) as { runs: readonly Run[] }).runs

const amountOf = (value: number | string): Amount =>
  typeof value === 'number' ? { count: value } : { percent: Number.parseInt(value, 10) }
function updateOf({
  maxUnavailable = 0,
  maxSurge = 0,
}: Pick<Run, 'maxUnavailable' | 'maxSurge'>): DaemonUpdateSpec {
  return { maxUnavailable: amountOf(maxUnavailable), maxSurge: amountOf(maxSurge) }
}

function specOf(nodes: number, update: DaemonUpdateSpec, isCreated: boolean, seed: number): ClusterSpec {
  const one = workload([container()], { kind: 'DaemonSet', name: 'd', replicas: nodes })
  return cluster([{ ...one, daemonSet: { minReadyUs: 0, update }, revisions: [one.pod] }], 2000, {
    masterSeed: String(seed),
    controlPlane: controlPlaneDefaults,
    kubernetesVersion: '1.36',
    initialState: isCreated ? 'created' : 'running',
    nodes: Array.from({ length: nodes }, (_, index) => node({ name: `n${String(index).padStart(4, '0')}` })),
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
  })
}

function traceOf({ pods, statuses }: Run): SetTrace {
  return {
    pods: pods.map(([created, running, ready, deleting, ended, gone]) => ({
      ordinal: 0,
      created: created ?? undefined,
      running: running ?? undefined,
      ready: ready ?? undefined,
      deleting: deleting ?? undefined,
      ended: ended ?? undefined,
      gone: gone ?? undefined,
    })),
    // The first is the object's own change.
    changed: statuses[0]![0],
    statuses: statuses.slice(1),
  }
}

/** The pod of the trace that was created, or deleted, after so many others. */
function livesOf(run: Run): LifeOf {
  const { pods } = traceOf(run)
  const created = pods.filter((pod) => pod.created !== undefined).sort((a, b) => a.created! - b.created!)
  const deleted = pods.filter((pod) => pod.deleting !== undefined).sort((a, b) => a.deleting! - b.deleting!)
  const after = (from: number, to: number | undefined): number | undefined =>
    to === undefined ? undefined : to - from
  return (_ordinal, _creation, createdCount, deletedCount): SetPodLife => {
    const start = created[createdCount]
    const end = deleted[deletedCount]
    return {
      ...(start === undefined
        ? {}
        : { running: after(start.created!, start.running), ready: after(start.created!, start.ready) }),
      ...(end === undefined
        ? {}
        : { ended: after(end.deleting!, end.ended), gone: after(end.deleting!, end.gone) }),
    }
  }
}

function replayed(run: Run, nodes: number, seed: number, lifeOf: LifeOf): SetReplay {
  const isCreated = run.what === 'create'
  const replay = new SetReplay(specOf(nodes, updateOf(run), isCreated, seed), lifeOf)
  return isCreated ? replay.to(60) : replay.begin(50).rollTo(1).to(1000)
}

const experiment = experimentOf('daemonset_30_nodes')
const inTables = experimentOf('daemonset')
function note(values: Readonly<Record<string, readonly number[]>>, isMeasured: boolean): void {
  for (const [kind, times] of Object.entries(values))
    experiment.note(kind, isMeasured ? times : [], isMeasured ? [] : times)
}

function draw(picture: string, { pods }: SetTrace, isMeasured: boolean): void {
  for (const what of ['created', 'ready', 'deleting'] as const) {
    const times = timesOf(pods, what)
    experiment.draw(picture, what, isMeasured ? times : undefined, isMeasured ? undefined : times)
  }
}

function intervalsOf(run: Run, { pods, changed, statuses }: SetTrace): Record<string, readonly number[]> {
  const created = timesOf(pods, 'created')
  const ready = timesOf(pods, 'ready')
  const deleting = timesOf(pods, 'deleting')
  const ended = timesOf(pods, 'ended')
  const written = statuses.map(([at]) => at)
  if (run.what === 'create')
    return {
      'change of the object to first pod': [created[0]! - changed],
      'change of the object to last of 30 pods': [created.at(-1)! - changed],
      'last pod to its status': [written[0]! - created.at(-1)!],
      'last pod ready to its status': [written.at(-1)! - ready.at(-1)!],
    }
  if (run.maxSurge !== undefined)
    return {
      'change of the object to first pod of an update': [created[0]! - changed],
      'new pod ready to the deletion of the old one': sinceLast(deleting, ready),
      'deletion of the old pod to the next new one': sinceLast(
        created.slice(Number(run.maxSurge) || 3),
        deleting,
      ),
      [`update of 30 nodes, maxSurge ${run.maxSurge}`]: [deleting.at(-1)! - created[0]!],
      'last pod ended to its status': [written.at(-1)! - ended.at(-1)!],
    }
  return {
    'change of the object to first deletion': [deleting[0]! - changed],
    'pod ended to its replacement': sinceLast(created, ended),
    ...(run.what === 'stuck'
      ? {}
      : {
          'new pod ready to the next deletion': sinceLast(deleting.slice(3), ready),
          [`update of 30 nodes, maxUnavailable ${run.maxUnavailable}`]: [written.at(-1)! - deleting[0]!],
        }),
  }
}

const seeds = Array.from({ length: 24 }, (_, seed) => seed)

for (const run of runs) {
  const strategy =
    run.maxSurge === undefined ? `maxUnavailable ${run.maxUnavailable}` : `maxSurge ${run.maxSurge}`
  const name = run.what === 'create' ? 'creation' : `${run.what}, ${strategy}`
  test(`30 nodes, ${run.what}, ${strategy}: pods, deletions and events as measured (W3, Z24)`, () => {
    const statuses = seeds.map((seed) => {
      const replay = replayed(run, 30, seed, livesOf(run))
      const { calls } = replay.state.controllers[ControllerId.DaemonSet].client
      const { revisions, pods = 0, deletions = 0 } = run.calls
      experiment.exact(`${name}: revisions`, revisions, calls[ApiCall.Create])
      experiment.exact(`${name}: creations`, pods, calls[ApiCall.CreatePod])
      experiment.exact(`${name}: deletions`, deletions, calls[ApiCall.DeletePod])
      if (run.what === 'create') {
        experiment.exact(`${name}: new events`, run.calls.posts, calls[ApiCall.PostEvent])
        experiment.exact(`${name}: updates of events`, run.calls.patches, calls[ApiCall.PatchEvent])
      }
      const trace = recorded(replay.trace(), seed)
      note(intervalsOf(run, trace), false)
      draw(name, trace, false)
      return calls[ApiCall.WriteStatus]
    })
    note(intervalsOf(run, traceOf(run)), true)
    draw(name, traceOf(run), true)
    experiment.count(`${name}: statuses`, [run.calls.statuses], statuses)
    const [least, most] = [Math.min(...statuses), Math.max(...statuses)]
    const { statuses: measured } = run.calls
    assert.ok(measured >= least && measured <= most, `${measured} statuses: ${least} to ${most} simulated`)
  })
}

const amountText = ({ maxUnavailable, maxSurge }: DaemonUpdateSpec): string =>
  'percent' in maxSurge || maxSurge.count > 0
    ? `maxSurge ${Object.values(maxSurge)[0]}${'percent' in maxSurge ? ' %' : ''}`
    : `maxUnavailable ${Object.values(maxUnavailable)[0]}${'percent' in maxUnavailable ? ' %' : ''}`

const usual: SetPodLife = { running: 1, ready: 2, ended: 1, gone: 1.2 }
/** Nodes, update, least and most seconds that it took. Of 30 nodes only those whose traces were kept back. */
const tables: readonly (readonly [nodes: number, update: DaemonUpdateSpec, least: number, most: number])[] = [
  [30, updateOf({ maxUnavailable: 1 }), 91, 91],
  [128, updateOf({ maxUnavailable: 1 }), 389, 389],
  [128, updateOf({ maxUnavailable: '10%' }), 31, 31],
  [128, updateOf({ maxSurge: '10%' }), 20.4, 21],
]

for (const [nodes, update, least, most] of tables)
  test(`${nodes} nodes, ${JSON.stringify(update)}: an update takes ${least} to ${most} s, within 3 % (W3)`, () => {
    const replay = new SetReplay(specOf(nodes, update, false, 1), () => usual).begin(50).rollTo(1).to(1000)
    const { pods, statuses } = recorded(replay.trace(), 1)
    // With surge the update is over when the last old pod is deleted.
    const surges = 'percent' in update.maxSurge
    const seconds = surges ? timesOf(pods, 'deleting').at(-1)! : statuses.at(-1)![0]
    assert.ok(seconds > 0.97 * least && seconds < 1.03 * most, String(seconds))
    inTables.note(`${nodes} nodes, update with ${amountText(update)}`, [least, most], [seconds])
  })

// Each event that is sent before the last pod is asked for takes 50 ms of the bucket: 7 to 13 of them while the first 30 calls are made.
test('128 nodes: all pods are created in 5.3 to 5.6 s, each run within 3 % (W3, Z20)', () => {
  for (const seed of seeds) {
    const replay = new SetReplay(specOf(128, updateOf({ maxUnavailable: 1 }), true, seed), () => usual).to(60)
    const last = timesOf(recorded(replay.trace(), seed).pods, 'created').at(-1)!
    assert.ok(last > 0.97 * 5.3 && last < 1.03 * 5.6, `${last}`)
    inTables.note('128 nodes: creation', seed === 0 ? [5.3, 5.6] : [], [last])
  }
})

test('every kind of interval agrees with what was measured', () => {
  for (const one of [experiment, inTables]) assert.equal(one.disagreements(), [])
})

test.run()
