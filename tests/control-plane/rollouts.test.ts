/** Rollouts that get stuck, flap, roll over or are scaled, and Recreate, against genuine ones; pods that their node rejects (W2, W8, Z22 to Z24). */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSpec, controlPlaneDefaults, type FaultSpec } from '../../engine/contract/cluster-spec.ts'
import { ApiCall } from '../../engine/model/control/api-client.ts'
import { ControllerId } from '../../engine/model/control/controller.ts'
import { cluster, container, idealOverheads, node, workload } from '../support/spec.ts'
import { callLaw, watchLaw } from './api-law.ts'
import { experimentOf } from './experiment.ts'
import { Recorder } from './recorder.ts'
import { type PodLife, replay } from './replay.ts'
import {
  atUs,
  drawRollout,
  livesOf,
  type MeasuredRollout,
  measuredCalls,
  readRollouts,
  type SimulatedRollout,
  simulate,
  timelineOf,
} from './rollout-replay.ts'

const test = suite('measured special rollouts')

const runs = readRollouts('rollout-special')
const runOf = (tag: string): MeasuredRollout[] => runs.filter((run) => run.tag!.includes(tag))
const seeds = Array.from({ length: 12 }, (_, seed) => seed)
const experiment = experimentOf('deployment_special')
const replacement = experimentOf('replicaset_replacement')

const rollback = (seconds: number): FaultSpec => ({ kind: 'rollback', atUs: atUs(seconds), workloads: [0] })
const counted = ['replicaset create pods', 'replicaset delete pods', 'deployment create replicasets'] as const

const nameOf = ({ tag, maxSurge, maxUnavailable }: MeasuredRollout): string =>
  maxSurge === null ? tag! : `${maxSurge} / ${maxUnavailable}, ${tag}`

type Case = {
  readonly run: MeasuredRollout
  readonly life: (index: number, template: number) => PodLife
  readonly faults?: readonly FaultSpec[]
  readonly seconds: number
  readonly revisions?: number
  readonly progressDeadlineSeconds?: number
}

/** Simulates the run with every seed; its counts of pods and calls are as measured. */
function simulated({ run, ...variant }: Case): SimulatedRollout[] {
  const all = seeds.map((seed) => simulate(run, { seed, ...variant }))
  const timelines = all.map(timelineOf)
  drawRollout(experiment, nameOf(run), run, timelines)
  const calls = measuredCalls(run)
  const counts: readonly (readonly [string, number, number[]])[] = [
    ['most pods', run.most, timelines.map(({ most }) => most)],
    ['fewest ready', run.fewestReady, timelines.map(({ fewestReady }) => fewestReady)],
    ...counted.map((name) => [name, calls[name]!, all.map((one) => one.calls[name]!)] as const),
  ]
  const wrong = counts.flatMap(([what, measured, found]) => {
    const problem = experiment.count(`${nameOf(run)}: ${what}`, [measured], found)
    return problem === undefined ? [] : [`${what}: ${problem}`]
  })
  assert.equal(wrong, [], run.tag)
  return all
}

const timedOut = ({ deployment, offset }: SimulatedRollout): number[] =>
  deployment.flatMap(({ at, status }) =>
    status.progressing?.reason === 'ProgressDeadlineExceeded' ? [at + offset] : [],
  )

for (const run of runOf('never ready')) {
  test(`${run.maxSurge} / ${run.maxUnavailable}, ${run.tag}: the deadline changes a condition, the rollback the pods (Z23)`, () => {
    const [[undone]] = run.edits as readonly [readonly [number, number]]
    const lives = livesOf(run)
    const deadline = Number(/\d+/.exec(run.tag!)![0])
    const all = simulated({
      run,
      life: (index) => lives[index] ?? {},
      faults: [rollback(undone)],
      seconds: run.complete! + 5,
      progressDeadlineSeconds: deadline,
    })
    const measured = run.deployment.find((status) => status[6] === 'ProgressDeadlineExceeded')![0]
    for (const one of all) {
      const { recorder } = one
      const over = recorder.seen(timedOut(one)[0]!)
      // By the second of the API's clock in which the last progress was: any of a second.
      assert.ok(over > deadline && over < deadline + 1.6, String(over))
      const timeline = timelineOf(one)
      const isFirst = one === all[0]
      const again = run.new.filter(([created]) => created > undone)
      experiment.note(
        'rollback to the first pod of the old version',
        isFirst ? again.slice(0, 1).map(([at]) => at - undone) : [],
        [timeline.recreated.find((at) => at > undone)! - undone],
      )
    }
    assert.ok(measured > deadline && measured < deadline + 1.6)
  })
}

test('pods that are ready for 3 s do not count as available with minReadySeconds 10: the rollout stays where it is (W2, Z23)', () => {
  const [run] = runOf('Ready for 3 s')
  const lives = run!.new.map(([created, running, ready, , unready]) => ({
    running: running! - created,
    ready: ready! - created,
    unready: unready! - created,
  }))
  const all = simulated({
    run: run!,
    life: (index) => lives[index] ?? {},
    seconds: 60,
    progressDeadlineSeconds: 30,
  })
  for (const one of all) {
    const { status } = one.deployment.at(-1)!
    assert.equal([status.replicas, status.updated, status.ready, status.available], [13, 5, 8, 8])
    // The last progress was that a pod became ready, at 3 s.
    const [over] = timedOut(one)
    assert.ok(over! > 32.5 && over! < 34.7, String(over))
  }
})

test('a third version takes the unready pods of the second away, then ready ones of the oldest first (W2)', () => {
  const [run] = runOf('rollover')
  const [[third]] = run!.edits as readonly [readonly [number, number]]
  const lives = livesOf(run!)
  const later: FaultSpec = {
    kind: 'rollout',
    atUs: atUs(third),
    revisions: [{ workload: 0, revision: 2 }],
  }
  const all = simulated({
    run: run!,
    life: (index) => lives[index] ?? {},
    faults: [later],
    seconds: 15,
    revisions: 2,
  })
  all.forEach((one, index) => {
    const { complete } = timelineOf(one)
    experiment.note('rollover: complete', index === 0 ? [run!.complete!] : [], [complete!])
  })
})

test('scaled from 10 to 20 in the middle of a stuck rollout, each version gets its part (Z23)', () => {
  const [run] = runOf('scaled')
  const [[scaled]] = run!.edits as readonly [readonly [number, number]]
  const scale: FaultSpec = { kind: 'scale', atUs: atUs(scaled), replicas: 20, workloads: [0] }
  const all = simulated({
    run: run!,
    life: (_, template) => (template === 0 ? { running: 1, ready: 6 } : { running: 1 }),
    faults: [scale],
    seconds: 20,
  })
  for (const { deployment } of all) {
    const { status } = deployment.at(-1)!
    assert.equal([status.replicas, status.updated, status.ready], [25, 10, 15])
  }
})

test('Recreate makes new pods when the last old one has its terminal phase, not when it is gone (W2, Z24)', () => {
  const [run] = runOf('Recreate')
  const lives = livesOf(run!)
  const all = simulated({ run: run!, life: (index) => lives[index] ?? {}, seconds: 12 })
  const lastEnd = Math.max(...run!.old.map(([, ended]) => ended!))
  for (const one of all) {
    const isFirst = one === all[0]
    const { ended, created, complete } = timelineOf(one)
    experiment.note('last old pod ended to the first new one', isFirst ? [run!.new[0]![0] - lastEnd] : [], [
      created[0]! - ended.at(-1)!,
    ])
    experiment.note('Recreate: complete', isFirst ? [run!.complete!] : [], [complete!])
  }
})

/** From a change to who hears of it, seconds: the median of `watchLaw`, and some for the work. */
const heardAfter = 0.0008

type Rejected = { readonly rejected: readonly (readonly [created: number, failed: number])[] }

test('pods that their node rejects are replaced without any back-off, for ever, as fast as the bucket lets them (W8, Z20, Z22)', () => {
  const file = new URL('measured/replacement.json', import.meta.url)
  const { rejected } = JSON.parse(readFileSync(file, 'utf8')) as Rejected
  const seconds = 42
  const within = (times: readonly number[]): number[] => times.filter((at) => at < seconds)
  const measured = within(rejected.map(([created]) => created))
  const spec = (seed: number): ClusterSpec =>
    cluster([workload([container()], { kind: 'Deployment', replicas: 3 })], seconds + 2, {
      masterSeed: String(seed),
      controlPlane: controlPlaneDefaults,
      kubernetesVersion: '1.36',
      nodes: [node({ podsMax: 10_000 })],
      overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
    })
  const gaps = (times: readonly number[]): number[] =>
    times.slice(41).map((time, index) => time - times[40 + index]!)
  replacement.explain(
    'rejected pods in 42 s',
    'the controller writes two statuses for each eight pods (16 pods a second), or none for ten seconds and more (20 a second), while each sync begins with one pod that has not failed yet; which of the two holds is chance and lasts until the machine stands still: the trace has both for half of the time each, replays mostly the first (the test allows 0.88 to 1.03 of what was measured)',
  )
  for (const seed of seeds.slice(0, 24)) {
    // The scheduler binds the pod, its node rejects it: calls at the pace of all others.
    const { created, state } = replay(spec(seed), (_index, _template, callSeconds) => {
      const bound = heardAfter + callSeconds(heardAfter)
      return { failed: bound + heardAfter + callSeconds(bound + heardAfter) }
    })
    const recorder = new Recorder(seed)
    const asked = recorder.requestSeconds()
    const seen = within(recorder.seenInOrder(created.map((at) => at + asked)))
    // The controller writes a status after each few pods, or for seconds none, as long as each sync begins with one pod that has not failed yet. Which of the two
    // holds is chance, and lasts: the trace had 0 to 26 writes in 5 s, and each takes the place of a pod.
    const share = seen.length / measured.length
    assert.ok(share > 0.88 && share < 1.03, `${seen.length} of ${measured.length}`)
    replacement.count('rejected pods in 42 s', seed === 0 ? [measured.length] : [], [seen.length])
    replacement.draw('pods that their node rejects', 'created', seed === 0 ? measured : undefined, seen)
    replacement.note('from a pod to the next, all rejected', seed === 0 ? gaps(measured) : [], gaps(seen))
    const { calls } = state.controllers[ControllerId.ReplicaSet].client
    replacement.exact('rejected pods: new events', 10, calls[ApiCall.PostEvent])
    replacement.exact('rejected pods: updates of events', 15, calls[ApiCall.PatchEvent])
  }
})

test('every kind of interval agrees with what was measured', () => {
  for (const one of [experiment, replacement]) assert.equal(one.disagreements(), [])
})

test.run()
