/**
 * The CronJob controller against a genuine one (Z25): six CronJobs, every minute, for 56 minutes. Jobs of three end after 3 s, those of three
 * others after 91 s, with each of the policies.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ClusterSpec,
  controlPlaneDefaults,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { ConcurrencyPolicy } from '../../engine/contract/job-spec.ts'
import { createStreams, nextUniform, purposeKey, seedStream } from '../../engine/kernel/random-stream.ts'
import { cluster, container, idealOverheads, node, workload } from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { type ReplayedJobs, replayJobs } from './job-replay.ts'
import { callLaw, Recorder, watchLaw } from './recorder.ts'

const test = suite('measured CronJobs')
const experiment = experimentOf('cronjob')

type Measured = {
  readonly jobs: Readonly<Record<string, number>>
  readonly deletedPods: Readonly<Record<string, number>>
  /** From creation to end beyond the second to Running and the length that was asked for. */
  readonly kubeletJitter: readonly number[]
  readonly intervals: Readonly<Record<string, readonly number[]>>
}
const measured = JSON.parse(
  readFileSync(new URL('measured/cronjob.json', import.meta.url), 'utf8'),
) as Measured

const seconds = 1e6
/** They were created so long after a full minute, and watched for so long after the first. */
const createdAt = 51.7
const minutes = 56
/** By name: policy, and how long a pod runs. */
const cronJobs: readonly [name: string, policy: ConcurrencyPolicy, seconds: number][] = [
  ['allow90', 'Allow', 90],
  ['every0', 'Allow', 2],
  ['every1', 'Allow', 2],
  ['every2', 'Allow', 2],
  ['forbid90', 'Forbid', 90],
  ['replace90', 'Replace', 90],
]

function cronJob(name: string, policy: ConcurrencyPolicy): WorkloadSpec {
  return workload([container()], {
    kind: 'CronJob',
    name,
    replicas: 1,
    createdAtUs: createdAt * seconds,
    pod: { restartPolicy: 'Never' },
    job: { parallelism: 1, completions: 1, backoffLimit: 6 },
    cronJob: {
      schedule: '* * * * *',
      times: Array.from({ length: minutes + 1 }, (_, minute) => minute * 60 * seconds),
      policy,
      successfulJobsMax: 3,
      failedJobsMax: 1,
    },
  })
}

function simulate(seed: number): ReplayedJobs {
  const spec: ClusterSpec = cluster(
    cronJobs.map(([name, policy]) => cronJob(name, policy)),
    60 * (minutes + 1) - 8,
    {
      masterSeed: String(seed),
      controlPlane: controlPlaneDefaults,
      kubernetesVersion: '1.36',
      nodes: [node({ podsMax: 10_000 })],
      overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
    },
  )
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey('kubelet', seed, 'jitter'), '')
  const { kubeletJitter: jitter } = measured
  return replayJobs(spec, (_, __, of) => {
    const drawn = jitter[Math.floor(nextUniform(streams, 0) * jitter.length)]
    return { running: 1, succeeded: 1 + cronJobs[of][2] + drawn, stopped: { ends: 1, goes: 1.2 } }
  })
}

/** The measured kinds of intervals, of one simulated run. */
function intervalsOf(
  { state, jobs, pods, cronStatuses }: ReplayedJobs,
  seed: number,
): Record<string, number[]> {
  const recorder = new Recorder(700 + seed)
  const kinds: Record<string, number[]> = {}
  const note = (kind: string, value: number): void => {
    kinds[kind] ??= []
    kinds[kind].push(value)
  }
  const created = jobs.map(([, at]) => recorder.seen(at))
  const podOf = jobs.map((_, job) => pods.find((pod) => pod.job === job))
  for (const [of, [name, policy]] of cronJobs.entries()) {
    const own = jobs.flatMap((_, job) => (state.job.workload[job] === of ? [job] : []))
    for (const [place, job] of own.entries()) {
      const late = created[job] - state.job.scheduledUs[job] / seconds
      if (policy === 'Allow') note('minute to Job, Allow', late)
      else if (policy === 'Replace' && place > 0) note('minute to Job, Replace', late)
      else if (policy === 'Forbid' && place > 0)
        note('Job to Job, Forbid', created[job] - created[own[place - 1]])
      const pod = podOf[job]
      if (pod !== undefined) note('Job to pod', recorder.seen(pod.created) - created[job])
      const deleting = podOf[own[place - 1]]?.deleting
      if (policy === 'Replace' && deleting !== undefined)
        note('Job to deletion of the pod before, Replace', recorder.seen(deleting) - created[job])
      const oldest = pod?.deleting
      if (name.startsWith('every') && oldest !== undefined) {
        const gaps = cronStatuses.flatMap(([at, by]) => (by === of ? oldest - at : []))
        const nearest = gaps.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0]
        note('end of a run to deletion of the oldest pod', recorder.seen(nearest) - recorder.seen(0))
      }
    }
  }
  return kinds
}

test('Jobs, their pods and deletions come as measured, for each policy (Z25)', () => {
  const runs = [0, 1, 2].map((seed) => simulate(seed))
  const intervals = runs.map(intervalsOf)
  for (const [kind, values] of Object.entries(measured.intervals))
    experiment.note(
      kind,
      values,
      intervals.flatMap((one) => one[kind] ?? []),
    )
  assert.equal(experiment.disagreements(), [])
  for (const { state, jobs, pods } of runs)
    for (const [of, [name]] of cronJobs.entries()) {
      const own = jobs.flatMap((_, job) => (state.job.workload[job] === of ? [job] : []))
      const deleted = pods.filter(({ job, deleting }) => own.includes(job) && deleting !== undefined)
      experiment.exact(`${name}: Jobs`, measured.jobs[name], own.length)
      experiment.exact(`${name}: pods deleted`, measured.deletedPods[name], deleted.length)
    }
})

test.run()
