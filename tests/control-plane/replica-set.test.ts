/**
 * The ReplicaSet controller against a genuine one (W1, W8, Z20 to Z22, Z24): created, scaled to 0, replaced. A fake kubelet gives pods
 * the times of the trace.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSpec, controlPlaneDefaults, type FaultSpec } from '../../engine/contract/cluster-spec.ts'
import { ApiCall } from '../../engine/model/control/api-client.ts'
import { ControllerId } from '../../engine/model/control/controller.ts'
import { cluster, container, idealOverheads, node, workload } from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { callLaw, Recorder, watchLaw } from './recorder.ts'
import { type PodLife, type Replayed, replay } from './replay.ts'

const test = suite('measured ReplicaSets')

type Status = readonly [at: number, active: number, ready: number]
type Creation = {
  readonly replicas: number
  readonly repeat: number
  readonly calls: Readonly<Record<'pods' | 'statuses' | 'posts' | 'patches', number>>
  readonly statuses: readonly Status[]
  readonly pods: readonly (readonly [created: number, running: number, ready: number])[]
}
type Deletion = { readonly replicas: number; readonly deleting: readonly number[] }
type Replacement = {
  readonly failed: number
  readonly created: number
  readonly ready: number
  readonly statuses: readonly Status[]
}
type Replacements = {
  readonly rejected: readonly (readonly [created: number, failed: number])[]
  /** From the deletionTimestamp of a pod that a taint evicted to its replacement. */
  readonly evicted: readonly number[]
  readonly failed: readonly Replacement[]
}
const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`measured/${name}.json`, import.meta.url), 'utf8')) as T
const creations = read<{ runs: readonly Creation[] }>('creation').runs
const deletions = read<{ runs: readonly Deletion[] }>('deletion').runs
const replacements = read<Replacements>('replacement')

const sizes = [10, 100, 500]
const seeds = (replicas: number): number[] =>
  Array.from({ length: replicas > 100 ? 16 : 40 }, (_, seed) => seed)

function deployment(
  replicas: number,
  seconds: number,
  seed: number,
  faults: readonly FaultSpec[] = [],
): ClusterSpec {
  return cluster([workload([container()], { kind: 'Deployment', replicas })], seconds, {
    masterSeed: String(seed),
    controlPlane: controlPlaneDefaults,
    kubernetesVersion: '1.36',
    nodes: [node({ podsMax: 10_000 })],
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
    faults,
  })
}

const livesOf = ({ pods }: Creation): PodLife[] =>
  pods.map(([created, running, ready]) => ({ running: running - created, ready: ready - created }))

const creation = experimentOf('deployment_create')
const deletion = experimentOf('deployment_scale_down')
const replacement = experimentOf('replicaset_replacement')

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, index) => time - times[index])
const lastOf = (times: readonly number[]): number => Math.max(...times)

function noteCreation(
  run: Creation,
  { created, statuses }: Replayed,
  recorder: Recorder,
  isFirst: boolean,
): void {
  const asked = recorder.requestSeconds()
  const seen = recorder.seenInOrder(created.map((time) => asked + time))
  const written = recorder.seenInOrder(statuses.map(([at]) => asked + at))
  const ready = created.map((time, pod) => asked + time + livesOf(run)[pod].ready!)
  const pods = run.pods.map(([time]) => time)
  const measured = (values: readonly number[]): readonly number[] => (isFirst ? values : [])
  creation.draw(`${run.replicas} pods`, 'created', isFirst ? pods : undefined, seen)
  // The trace has the first status too, which says nothing of pods.
  const theirs = run.statuses.slice(1).map(([at]) => at)
  creation.note('request to first pod', measured([Math.min(...pods)]), [Math.min(...seen)])
  creation.note(`request to last of ${run.replicas} pods`, measured([lastOf(pods)]), [lastOf(seen)])
  creation.note(
    'last pod ready to its status',
    measured([theirs.at(-1)! - lastOf(run.pods.map(([, , time]) => time))]),
    [written.at(-1)! - lastOf(ready)],
  )
  if (run.replicas === 10) return
  creation.note('from pod to pod after the burst', measured(gaps(pods.slice(40))), gaps(seen.slice(40)))
  creation.note(
    'from status to status while events wait',
    measured(gaps(theirs.slice(0, 14))),
    gaps(written.slice(0, 14)),
  )
  creation.note('last pod to its first status', measured([theirs[0] - lastOf(pods)]), [
    written[0] - lastOf(seen),
  ])
}

for (const replicas of sizes) {
  test(`a Deployment of ${replicas}: pods and events as measured, statuses within the simulated range (W1, Z20, Z21, A8)`, () => {
    const runs = creations.filter((run) => run.replicas === replicas)
    const statusCalls = runs.flatMap((run) => {
      const lives = livesOf(run)
      return seeds(replicas).map((seed) => {
        const replayed = replay(deployment(replicas, 60, seed), (creation) => lives[creation])
        const { calls } = replayed.state.controllers[ControllerId.ReplicaSet].client
        creation.exact(`${replicas} pods: creations`, run.calls.pods, calls[ApiCall.CreatePod])
        creation.exact(`${replicas} pods: new events`, run.calls.posts, calls[ApiCall.PostEvent])
        creation.exact(`${replicas} pods: updates of events`, run.calls.patches, calls[ApiCall.PatchEvent])
        assert.equal(replayed.statuses.at(-1)!.slice(1), [replicas, replicas])
        noteCreation(run, replayed, new Recorder(seed), seed === 0)
        return calls[ApiCall.WriteStatus]
      })
    })
    const measured = runs.map(({ calls }) => calls.statuses)
    assert.is(creation.count(`${replicas} pods: statuses`, measured, statusCalls), undefined)
  })
}

for (const replicas of sizes) {
  test(`${replicas} pods scaled to 0: all that the bucket holds at once, then 20 per second (W1, Z20, Z22)`, () => {
    const life: PodLife = { running: 1, ready: 2, gone: 1.2 }
    for (const run of deletions.filter((each) => each.replicas === replicas)) {
      // They were scaled down soon after they were created: how full the bucket was shows in the trace.
      const tokens = replicas === 10 ? 30 : run.deleting.filter((time) => time < 0.09).length
      for (const seed of seeds(replicas)) {
        const idleFrom = replay(deployment(replicas, 60, seed), () => life).statuses.at(-1)![0]
        const downAt = idleFrom + tokens / 20
        const down: FaultSpec = { kind: 'scale', atUs: Math.round(downAt * 1e6), replicas: 0, workloads: [0] }
        const { deleting } = replay(deployment(replicas, downAt + 60, seed, [down]), () => life)
        const recorder = new Recorder(100 + seed)
        const asked = recorder.requestSeconds() - downAt
        const times = [...deleting].sort((a, b) => a - b)
        const seen = recorder.seenInOrder(times.map((time) => asked + time))
        const measured = (values: readonly number[]): readonly number[] => (seed === 0 ? values : [])
        deletion.exact(`${replicas} pods: deletions`, replicas, deleting.length)
        deletion.draw(`${replicas} pods`, 'deleted', seed === 0 ? run.deleting : undefined, seen)
        deletion.note('request to first deletion', measured([run.deleting[0]]), [seen[0]])
        deletion.note(`request to last of ${replicas} deletions`, measured([run.deleting.at(-1)!]), [
          seen.at(-1)!,
        ])
        if (replicas > 10)
          deletion.note(
            'from deletion to deletion after the burst',
            measured(gaps(run.deleting.slice(40))),
            gaps(seen.slice(40)),
          )
      }
    }
  })
}

test('a pod that fails is replaced at once, and two statuses are written (W8, Z22, Z24, Z30)', () => {
  const failsAt = 900
  for (const run of replacements.failed) {
    for (const seed of seeds(6)) {
      // The first pod fails; the seventh takes its place.
      const life = (creation: number): PodLife =>
        creation < 6 ? { running: 0.2, ready: 0.7 } : { running: 0.2, ready: run.ready - run.created }
      const { created, failed, statuses } = replay(deployment(6, failsAt + 10, seed), (creation) =>
        creation === 0 ? { ...life(0), failed: failsAt } : life(creation),
      )
      const recorder = new Recorder(200 + seed)
      const measured = (values: readonly number[]): readonly number[] => (seed === 0 ? values : [])
      replacement.exact('pods after one fails', 7, created.length)
      const after = statuses.filter(([at]) => at > failed[0])
      assert.equal(
        after.map(([, active, ready]) => [active, ready]),
        [
          [5, 5],
          [6, 5],
          [6, 6],
        ],
      )
      const [seen, createdAt, readyAt] = recorder.seenInOrder([
        failed[0],
        created[6],
        created[6] + life(6).ready!,
      ])
      const [first, second, third] = recorder.seenInOrder(after.map(([at]) => at))
      replacement.note('end of a pod to its replacement', measured([run.created - run.failed]), [
        createdAt - seen,
      ])
      replacement.note('end of a pod to its status', measured([run.statuses[0][0] - run.failed]), [
        first - seen,
      ])
      replacement.note('from that status to the next', measured([run.statuses[1][0] - run.statuses[0][0]]), [
        second - first,
      ])
      replacement.note('pod ready to its status', measured([run.statuses[2][0] - run.ready]), [
        third - readyAt,
      ])
    }
  }
})

test('a pod that is deleted is replaced at once, while it still terminates (W8, Z24)', () => {
  const atSeconds = 900
  const fault: FaultSpec = {
    kind: 'delete',
    atUs: atSeconds * 1e6,
    workloads: [0],
    share: { count: 1 },
    force: false,
  }
  for (const seed of seeds(6)) {
    const { created, deleting } = replay(deployment(6, atSeconds + 10, seed, [fault]), () => ({
      running: 0.2,
      ready: 0.7,
      gone: 1.2,
    }))
    const recorder = new Recorder(300 + seed)
    replacement.exact('pods after one is deleted', 7, created.length)
    const [seen, createdAt] = recorder.seenInOrder([deleting.find((time) => time !== undefined)!, created[6]])
    replacement.note('deletion of a pod to its replacement', seed === 0 ? replacements.evicted : [], [
      createdAt - seen,
    ])
  }
})

test('every kind of interval agrees with what was measured', () => {
  for (const one of [creation, deletion, replacement]) assert.equal(one.disagreements(), [])
})

test.run()
