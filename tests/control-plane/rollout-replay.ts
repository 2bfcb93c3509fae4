/** One measured rollout, simulated: the same strategy, with pods that take as long as those of the trace. */
import { readFileSync } from 'node:fs'
import {
  type ClusterSpec,
  type CountOrPercent,
  controlPlaneDefaults,
  type DeploymentSpec,
  deploymentDefaults,
  type FaultSpec,
} from '../../engine/contract/cluster-spec.ts'
import { ApiCall } from '../../engine/model/control/api-client.ts'
import { ControllerId } from '../../engine/model/control/controller.ts'
import { cluster, container, idealOverheads, node, second, workload } from '../support/spec.ts'
import type { Experiment } from './experiment.ts'
import { callLaw, Recorder, watchLaw } from './recorder.ts'
import { type PodLife, type Replayed, replay } from './replay.ts'

type Value = number | `${number}%` | null
/** Times are seconds after the PATCH of the template; null = it did not happen. */
export type MeasuredRollout = {
  readonly tag?: string
  readonly maxSurge: Value
  readonly maxUnavailable: Value
  readonly ready_s: number
  readonly minReadySeconds: number
  readonly replicas: number
  /** How far into a second of the trace those of the API's clock began, where it shows. */
  readonly secondBegins?: number
  readonly complete: number | null
  /** Pods at one time: without and with those that are being deleted; and how few were ready. */
  readonly most: number
  readonly mostWithTerminating: number
  readonly fewestReady: number
  readonly calls: Readonly<Record<string, number>>
  /** Pods that came, in order, and pods that were there before and went. */
  readonly new: readonly (readonly [
    created: number,
    running: number | null,
    ready: number | null,
    deleting: number | null,
    unready?: number,
  ])[]
  readonly old: readonly (readonly [deleting: number, ended: number | null, gone: number | null])[]
  /** Later edits of the Deployment: when, and the replicas that it wants then. */
  readonly edits: readonly (readonly [at: number, replicas: number])[]
  /** Its statuses. */
  readonly deployment: readonly (readonly [
    at: number,
    replicas: number,
    updated: number,
    ready: number,
    available: number,
    terminating: number,
    progressing: string,
  ])[]
}

export function readRollouts(name: string): readonly MeasuredRollout[] {
  const file = new URL(`measured/${name}.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { runs: readonly MeasuredRollout[] }).runs
}

/** When the template changes: the bucket is full again by then, and the events of the creation are not forgotten. */
const rolloutAt = 100

export type SimulatedRollout = Replayed & {
  readonly recorder: Recorder
  /** From the engine's clock to the trace's: the request began before the change. */
  readonly offset: number
  readonly calls: Readonly<Record<string, number>>
}

export type Variant = {
  readonly seed: number
  /** Pods of a version that is not the first, by the number of their creation from 0. */
  readonly life: (index: number, template: number) => PodLife
  readonly seconds: number
  readonly faults?: readonly FaultSpec[]
  readonly progressDeadlineSeconds?: number
  /** Versions that come. */
  readonly revisions?: number
}

/** A fault at a time after the PATCH. */
export const atUs = (seconds: number): number => Math.round((rolloutAt + seconds) * second)

export function simulate(run: MeasuredRollout, variant: Variant): SimulatedRollout {
  const { seed, life, seconds, faults = [], revisions = 1 } = variant
  const recorder = new Recorder(seed)
  const requestSeconds = recorder.requestSeconds()
  const { pod, ...first } = workload([container()], { kind: 'Deployment', replicas: run.replicas })
  const spec: ClusterSpec = cluster(
    [
      {
        ...first,
        pod,
        revisions: Array.from({ length: revisions }, () => pod),
        deployment: strategyOf(run, variant.progressDeadlineSeconds ?? 600),
        minReadyUs: run.minReadySeconds * second,
      },
    ],
    rolloutAt + seconds,
    {
      masterSeed: String(seed),
      controlPlane: controlPlaneDefaults,
      kubernetesVersion: '1.36',
      clockOffsetUs: clockOffsetUs(run, requestSeconds, seed),
      nodes: [node({ podsMax: 10_000 })],
      overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
      faults: [
        { kind: 'rollout', atUs: rolloutAt * second, revisions: [{ workload: 0, revision: 1 }] },
        ...faults,
      ],
    },
  )
  const early: PodLife = { running: 1, ready: 1 + run.ready_s, ...endOf(run) }
  const replayed = replay(spec, (creation, template) =>
    creation < run.replicas ? early : { ...endOf(run), ...life(creation - run.replicas, template) },
  )
  return {
    ...replayed,
    recorder,
    offset: requestSeconds - rolloutAt,
    calls: callsOf(replayed),
  }
}

/** Where availability shows when seconds of the API's clock began, as then; else anywhere. */
function clockOffsetUs({ secondBegins }: MeasuredRollout, requestSeconds: number, seed: number): number {
  const begins = secondBegins === undefined ? (seed * 0.618_034) % 1 : secondBegins - requestSeconds
  return Math.floor(((2 - begins) % 1) * second)
}

/** Calls from the rollout on, as the audit log of the trace names them. */
function callsOf({ callsSince }: Replayed): Record<string, number> {
  const sets = callsSince(ControllerId.ReplicaSet, rolloutAt)
  const deployments = callsSince(ControllerId.Deployment, rolloutAt)
  return {
    'replicaset create pods': sets[ApiCall.CreatePod]!,
    'replicaset delete pods': sets[ApiCall.DeletePod]!,
    'replicaset create events': sets[ApiCall.PostEvent]!,
    'replicaset patch events': sets[ApiCall.PatchEvent]!,
    'replicaset update replicasets/status': sets[ApiCall.WriteStatus]!,
    'replicaset get replicasets': sets[ApiCall.Get]!,
    'deployment create replicasets': deployments[ApiCall.Create]!,
    'deployment update replicasets': deployments[ApiCall.Update]!,
    'deployment update deployments/status': deployments[ApiCall.WriteStatus]!,
    'deployment events': deployments[ApiCall.PostEvent]! + deployments[ApiCall.PatchEvent]!,
  }
}

/** The same of the trace: refused ones among them. */
export function measuredCalls({ calls }: MeasuredRollout): Record<string, number> {
  const sum = (...names: readonly string[]): number =>
    Object.entries(calls).reduce(
      (total, [name, count]) => (names.some((one) => name.startsWith(`${one} `)) ? total + count : total),
      0,
    )
  const names = Object.keys(callNames)
  return Object.fromEntries(names.map((name) => [name, sum(...(callNames[name] ?? [name]))]))
}

/** Names of calls, where a name stands for others. */
const callNames: Readonly<Record<string, readonly string[] | undefined>> = {
  'replicaset create pods': undefined,
  'replicaset delete pods': undefined,
  'replicaset create events': undefined,
  'replicaset patch events': undefined,
  'replicaset update replicasets/status': undefined,
  'replicaset get replicasets': undefined,
  'deployment create replicasets': undefined,
  'deployment update replicasets': undefined,
  'deployment update deployments/status': undefined,
  'deployment events': ['deployment create events', 'deployment patch events'],
}

/** How long pods of the trace took to end, and to go: as the median one. */
function endOf({ old }: MeasuredRollout): PodLife {
  const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!
  const ended = old.flatMap(([deleting, end]) => (end === null ? [] : [end - deleting]))
  const gone = old.flatMap(([deleting, , end]) => (end === null ? [] : [end - deleting]))
  return { ended: ended.length === 0 ? 1 : median(ended), gone: gone.length === 0 ? 1.2 : median(gone) }
}

/** The lives of the pods of the trace that came, in order. */
export function livesOf(run: MeasuredRollout): PodLife[] {
  return run.new.map(([created, running, ready]) => ({
    ...(running !== null && { running: running - created }),
    ...(ready !== null && { ready: ready - created }),
  }))
}

function strategyOf(run: MeasuredRollout, deadlineSeconds: number): DeploymentSpec {
  const { maxSurge, maxUnavailable } = run
  const progressDeadlineUs = deadlineSeconds * second
  if (maxSurge === null || maxUnavailable === null)
    return { ...deploymentDefaults, progressDeadlineUs, strategy: { kind: 'Recreate' } }
  return {
    ...deploymentDefaults,
    progressDeadlineUs,
    strategy: {
      kind: 'RollingUpdate',
      maxSurge: countOf(maxSurge),
      maxUnavailable: countOf(maxUnavailable),
    },
  }
}

function countOf(value: number | string): CountOrPercent {
  return typeof value === 'number' ? { count: value } : { percent: Number.parseFloat(value) }
}

export type Timeline = {
  /** Times as the recorder had them, in order, by pod for `ready`. */
  readonly created: readonly number[]
  /** Pods of the version before that were made again. */
  readonly recreated: readonly number[]
  readonly deleted: readonly number[]
  /** Old pods that reached their terminal phase. */
  readonly ended: readonly number[]
  readonly ready: readonly number[]
  readonly most: number
  readonly mostWithTerminating: number
  readonly fewestReady: number
  readonly complete: number | undefined
}

/** What the recorder of the trace would have written from the PATCH on. */
export function timelineOf(simulated: SimulatedRollout): Timeline {
  const { pods, recorder, offset, state, deployment } = simulated
  const times = recorder.seenInOrder(pods.map(({ at }) => at + offset))
  const created: number[] = []
  const recreated: number[] = []
  const ended: number[] = []
  const deleted: number[] = []
  const ready: number[] = []
  const isReady = new Set<number>()
  const present = new Set<number>()
  const terminating = new Set<number>()
  let most = 0
  let mostWithTerminating = 0
  let fewestReady = Infinity
  pods.forEach(({ pod, what }, index) => {
    const at = times[index]!
    const isNew = state.pod.template[pod] > 0
    if (what === 'created') present.add(pod)
    if (what === 'ready') isReady.add(pod)
    if (what === 'unready' || what === 'failed') isReady.delete(pod)
    if (what === 'deleting') {
      present.delete(pod)
      isReady.delete(pod)
      terminating.add(pod)
    }
    if (what === 'gone') terminating.delete(pod)
    if (at < 0) return
    if (what === 'created') (isNew ? created : recreated).push(at)
    if (what === 'ended' && !isNew) ended.push(at)
    if (what === 'deleting' && !isNew) deleted.push(at)
    if (what === 'ready' && isNew) ready.push(at)
    most = Math.max(most, present.size)
    mostWithTerminating = Math.max(mostWithTerminating, present.size + terminating.size)
    fewestReady = Math.min(fewestReady, isReady.size)
  })
  const done = deployment.find(
    ({ at, status }) =>
      at + offset > 0 &&
      status.progressing?.reason === 'NewReplicaSetAvailable' &&
      status.updated === status.replicas &&
      status.available === status.replicas &&
      status.replicas === state.deployments.api[0]?.replicas &&
      status.observed > 1,
  )
  const complete = done === undefined ? undefined : recorder.seen(done.at + offset)
  return { created, recreated, ended, deleted, ready, most, mostWithTerminating, fewestReady, complete }
}

/** One measured rollout beside its simulated ones, as lines of a picture. */
export function drawRollout(
  experiment: Experiment,
  picture: string,
  run: MeasuredRollout,
  simulated: readonly Timeline[],
): void {
  const measured = {
    'new pods created': run.new.map(([created]) => created),
    'new pods ready': run.new.flatMap(([, , ready]) => ready ?? []),
    'old pods deleted': run.old.map(([deleting]) => deleting),
  }
  const of = {
    'new pods created': ({ created }: Timeline) => created,
    'new pods ready': ({ ready }: Timeline) => ready,
    'old pods deleted': ({ deleted }: Timeline) => deleted,
  }
  for (const what of Object.keys(of) as (keyof typeof of)[]) {
    experiment.draw(picture, what, measured[what], undefined)
    for (const one of simulated) experiment.draw(picture, what, undefined, of[what](one))
  }
}
