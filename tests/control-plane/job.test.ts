/**
 * The Job controller against a genuine one (W5, Z25, Z20, Z22): each run of `measured/job.json` with the lives of its pods. When the API's clock
 * showed whole seconds in a run is read off its first wait, which counts from one.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSpec, controlPlaneDefaults, type FaultSpec } from '../../engine/contract/cluster-spec.ts'
import { ApiCall } from '../../engine/model/control/api-client.ts'
import { jobControllerOf } from '../../engine/model/control/batch/job-watch.ts'
import { readJob } from '../../scenarios/manifests/job-reader.ts'
import { Located, type Source } from '../../scenarios/text/located.ts'
import { Report } from '../../scenarios/text/report.ts'
import { cluster, container, idealOverheads, node, workload } from '../support/spec.ts'
import { disagreement } from './agreement.ts'
import { experimentOf } from './experiment.ts'
import { type JobPodLife, type JobStatus, type ReplayedJobs, replayJobs } from './job-replay.ts'
import { callLaw, Recorder, watchLaw } from './recorder.ts'

const test = suite('measured Jobs')
const experiment = experimentOf('job')

type Pod = {
  readonly index?: number
  readonly created?: number
  readonly running?: number
  readonly ready?: number
  readonly failed?: number
  readonly succeeded?: number
  readonly deleting?: number
  readonly gone?: number
}
type Run = {
  readonly tag: string
  readonly repeat: number
  readonly spec: Readonly<Record<string, unknown>>
  readonly exitCode: number
  readonly calls: Readonly<Record<string, number>>
  readonly pods: readonly Pod[]
  readonly statuses: readonly (readonly [at: number, ...status: JobStatus])[]
}
const { runs } = JSON.parse(readFileSync(new URL('measured/job.json', import.meta.url), 'utf8')) as {
  runs: readonly Run[]
}

/** The Job of the run whose pod is deleted is as old as this then. */
const ageSeconds = 20
/** From the end of a wait to the first pod, or deletion, that the recorder sees. */
const lateSeconds = 0.006

/** When the clock of a run showed whole seconds, as a fraction of a second of its own time. */
function wholeSecondOf({ pods }: Run): number {
  const ends = pods.flatMap(({ failed, succeeded }) => [failed ?? [], succeeded ?? []].flat())
  const waited = pods.find(
    ({ created }) =>
      created !== undefined && created > 5 && !ends.some((end) => end < created && created - end < 2),
  )
  const at = waited?.created ?? pods.find(({ deleting = 0 }) => deleting > 1)?.deleting ?? 0
  return (at - lateSeconds + 1000) % 1
}

function lifeOf(run: Run, { created = -ageSeconds, ...pod }: Pod): JobPodLife {
  const { deleting } = pod
  const since = (time: number | undefined): number | undefined =>
    time === undefined || (deleting !== undefined && time > deleting) ? undefined : time - created
  const stopped =
    deleting === undefined ? undefined : { ends: pod.succeeded! - deleting, goes: pod.gone! - deleting }
  return {
    running: since(pod.running) ?? (created < 0 ? 1 : undefined),
    ready: since(pod.ready) ?? (created < 0 ? 2 : undefined),
    failed: since(pod.failed),
    succeeded: since(pod.succeeded),
    exitCode: run.exitCode,
    stopped: stopped ?? { ends: 1, goes: 1.2 },
  }
}

const isDeletedByHand = ({ pods }: Run): boolean => pods[0].created === undefined

function simulate(run: Run, seed: number): ReplayedJobs {
  const beganSeconds = isDeletedByHand(run) ? ageSeconds : 0
  const { replicas, job } = readJob(
    Located.root(run.spec, {} as Source),
    Located.root({}, {} as Source),
    new Report(),
  )
  const deletion: FaultSpec = {
    kind: 'delete',
    atUs: ageSeconds * 1e6,
    workloads: [0],
    share: 'all',
    force: false,
  }
  const last = Math.max(...run.statuses.map(([at]) => at), ...run.pods.map(({ created = 0 }) => created))
  const clockOffset = (1 - wholeSecondOf(run)) % 1
  const spec: ClusterSpec = cluster(
    [workload([container()], { kind: 'Job', name: 'j', replicas, job, pod: { restartPolicy: 'Never' } })],
    beganSeconds + last + 1.5,
    {
      masterSeed: String(seed),
      controlPlane: controlPlaneDefaults,
      kubernetesVersion: '1.36',
      clockOffsetUs: Math.round(clockOffset * 1e6),
      nodes: [node({ podsMax: 10_000 })],
      overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
      faults: isDeletedByHand(run) ? [deletion] : [],
    },
  )
  const lives = new Map<number, JobPodLife[]>()
  const inOrder = run.pods.toSorted((a, b) => (a.created ?? -1) - (b.created ?? -1))
  for (const pod of inOrder) {
    const { index = -1 } = pod
    lives.set(index, [...(lives.get(index) ?? []), lifeOf(run, pod)])
  }
  const never: JobPodLife = { stopped: { ends: 1, goes: 1.2 } }
  return replayJobs(spec, (index, attempt) => lives.get(index)?.[attempt] ?? never)
}

/** The status without what a watch may have merged. */
const lastOf = (statuses: readonly (readonly [number, ...JobStatus])[]): JobStatus =>
  statuses.at(-1)!.slice(1) as unknown as JobStatus

/** What most of the simulated runs have; a call that is slow by chance can give one of them another. */
function most<T>(values: readonly T[]): T {
  const count = (value: T): number => values.filter((other) => String(other) === String(value)).length
  return values.toSorted((a, b) => count(b) - count(a))[0]
}

const calls = [
  ['create pods', ApiCall.CreatePod],
  ['patch pods', ApiCall.PatchPod],
  ['delete pods', ApiCall.DeletePod],
  ['update jobs/status', ApiCall.WriteStatus],
  ['create events', ApiCall.PostEvent],
  ['patch events', ApiCall.PatchEvent],
] as const

/** Of 200 pods, in all runs: when the last was created, and when the Job was complete. */
const largeRanges: Readonly<Record<string, readonly number[]>> = { pod: [9, 9.2], condition: [19.8, 20.1] }

/** When another condition comes. */
const turns = (statuses: readonly (readonly [number, ...JobStatus])[]): number[] =>
  statuses.flatMap(([at, ...status], place) => (status[5] === (statuses[place - 1]?.[6] ?? '') ? [] : at))

for (const run of runs) {
  test(`${run.tag} (run ${run.repeat}): pods, statuses and calls as measured (Z25)`, () => {
    const began = isDeletedByHand(run) ? ageSeconds : 0
    const isLarge = run.pods.length > 100
    const seeds = Array.from({ length: isLarge ? 5 : 9 }, (_, seed) => seed)
    const simulated = seeds.map((seed) => ({ ...simulate(run, seed), recorder: new Recorder(500 + seed) }))
    const wrong: string[] = []
    const compare = (
      what: string,
      measured: readonly number[],
      of: (one: ReplayedJobs) => readonly number[],
    ): void => {
      const found = simulated.map((one) => of(one).map((time) => one.recorder.seen(time - began)))
      const alike = found.filter((one) => one.length === measured.length)
      assert.is(most(found.map(({ length }) => length)), measured.length, `number of ${what}s`)
      for (const [place, time] of measured.entries()) {
        const own = isLarge ? largeRanges[what] : [time]
        const simulatedTimes = alike.map((one) => one[place])
        const problem = disagreement(own, simulatedTimes)
        if (problem !== undefined) wrong.push(`${what} ${place}: ${problem}`)
        if (place === measured.length - 1) experiment.note(`${run.tag}: last ${what}`, own, simulatedTimes)
      }
      if (!isLarge) {
        experiment.draw(run.tag, `${what}s`, measured, undefined)
        for (const one of alike) experiment.draw(run.tag, `${what}s`, undefined, one)
      }
    }
    const theirs = run.statuses.filter(([at]) => at >= 0)
    const created = run.pods.flatMap(({ created }) => created ?? []).toSorted((a, b) => a - b)
    const ours = ({ pods }: ReplayedJobs): number[] =>
      pods.flatMap(({ created }) => (created < began ? [] : created))
    // Statuses of hundreds of pods held the machine up, now and then: of 200 pods the last one counts, and the end.
    compare('pod', isLarge ? created.slice(-1) : created, isLarge ? (one) => ours(one).slice(-1) : ours)
    compare(
      'condition',
      isLarge ? turns(theirs).slice(-1) : turns(theirs),
      isLarge ? ({ statuses }) => turns(statuses).slice(-1) : ({ statuses }) => turns(statuses),
    )
    assert.equal(most(simulated.map(({ statuses }) => lastOf(statuses))), lastOf(theirs))
    if (began === 0)
      for (const [name, call] of calls)
        if (!isLarge || call !== ApiCall.WriteStatus)
          experiment.exact(
            `${run.tag}: ${name}`,
            run.calls[name] ?? 0,
            most(simulated.map(({ state }) => jobControllerOf(state).client.calls[call])),
          )
    assert.equal(wrong, [])
  })
}

test.run()
