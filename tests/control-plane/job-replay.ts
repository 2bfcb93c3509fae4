/**
 * The controllers of Jobs and CronJobs with a fake kubelet: pods become what a trace says, as long after their creation, or their deletion,
 * as there. The engine's own kubelets do nothing.
 */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { Dispatch } from '../../engine/kernel/event-loop.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, PodId } from '../../engine/model/cluster-state.ts'
import { CronJobStage, jobConditionNames, PodPhase, PodStage, StatusState } from '../../engine/model/codes.ts'
import { Controller, ControllerId } from '../../engine/model/control/controller.ts'
import { onPodGone } from '../../engine/model/control/pod-set.ts'
import { onStatusWritten } from '../../engine/model/control/pod-watch.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventKind } from '../../engine/model/event-table.ts'
import { statusCode } from '../../engine/model/node/status/status-writer.ts'
import { jobNameOf } from '../../engine/model/pod-rows.ts'
import { BusyClient } from './replay.ts'

/** What becomes of a pod, in seconds after its creation; once it is deleted, in seconds after that. */
export type JobPodLife = {
  readonly running?: number | undefined
  readonly ready?: number | undefined
  readonly failed?: number | undefined
  readonly succeeded?: number | undefined
  readonly exitCode?: number
  readonly stopped: { readonly ends: number; readonly goes: number }
}

export type SimulatedPod = {
  readonly job: number
  readonly index: number
  readonly created: number
  deleting?: number
}

/** active, ready, terminating, succeeded, failed, the newest condition. */
export type JobStatus = readonly [number, number, number, number, number, string]

export type ReplayedJobs = {
  readonly state: ClusterState
  /** In the order of their creation. */
  readonly pods: readonly SimulatedPod[]
  /** Of the first Job: when, and what. */
  readonly statuses: readonly (readonly [at: number, ...status: JobStatus])[]
  /** Name and time of creation, in order. */
  readonly jobs: readonly (readonly [name: string, created: number])[]
  /** Of CronJobs: when a status was written, of which workload. */
  readonly cronStatuses: readonly (readonly [at: number, workload: number])[]
}

type Change = { readonly atUs: number; readonly pod: PodId; readonly what: string }

const controlKinds: readonly number[] = [
  EventKind.FaultBegin,
  EventKind.WorkloadCreate,
  EventKind.ControllerTurn,
  EventKind.ControllerStep,
  EventKind.ControllerWake,
  EventKind.JobPodCreate,
  EventKind.JobPodDelete,
  EventKind.PodReleased,
  EventKind.JobSeen,
  EventKind.EventSent,
  EventKind.PodChanged,
  EventKind.PodSeen,
  EventKind.PodToSchedule,
  EventKind.SchedulerTurn,
  EventKind.PodBound,
]

/** @param lifeOf of a pod, by its completion index, or -1, how many of that index there were before, and its workload. */
export function replayJobs(
  spec: ClusterSpec,
  lifeOf: (index: number, attempt: number, workload: number) => JobPodLife,
): ReplayedJobs {
  const state = buildState(spec, {
    replication: 0,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
  })
  const { controllers, events } = state
  for (const id of [ControllerId.CronJob, ControllerId.Job])
    (controllers as Controller[])[id] = new Controller(
      id,
      controllers[id].rule,
      new BusyClient(spec.controlPlane.controllers),
    )
  const pods: SimulatedPod[] = []
  const lives: JobPodLife[] = []
  const attempts = new Map<number, number>()
  const statuses: [number, ...JobStatus][] = []
  const jobs: [string, number][] = []
  const changes: Change[] = []
  const cronStatuses: [number, number][] = []
  const stages: number[] = []

  const add = (pod: PodId, what: string, delay: number | undefined): void => {
    if (delay === undefined) return
    const atUs = Math.round(state.nowUs + delay * 1e6)
    let place = changes.length
    while (place > 0 && changes[place - 1].atUs <= atUs) place--
    changes.splice(place, 0, { atUs, pod, what })
  }
  const meet = (pod: PodId): void => {
    const index = state.jobPod.index[pod]
    const attempt = attempts.get(index) ?? 0
    attempts.set(index, attempt + 1)
    lives[pod] = lifeOf(index, attempt, state.pod.workload[pod])
    pods[pod] = { job: state.jobPod.job[pod], index, created: state.nowUs / 1e6 }
    for (const what of ['running', 'ready', 'failed', 'succeeded'] as const) add(pod, what, lives[pod][what])
  }
  const look = (): void => {
    const now = state.nowUs / 1e6
    for (let pod = pods.length; pod < state.pod.count; pod++) meet(pod)
    for (let job = jobs.length; job < state.job.count; job++) jobs.push(['', now])
    for (const [pod, seen] of pods.entries()) {
      if (seen.deleting !== undefined || state.pod.stage[pod] < PodStage.Deleting) continue
      seen.deleting = now
      if (state.pod.stage[pod] !== PodStage.Deleting) continue
      add(pod, 'stopped', lives[pod].stopped.ends)
      add(pod, 'gone', lives[pod].stopped.goes)
    }
    for (const [of, stage] of state.cronJob.stage.entries()) {
      if (stages[of] === CronJobStage.Status && stage !== stages[of]) cronStatuses.push([now, of])
      stages[of] = stage
    }
    const status = statusOf(state)
    if (status !== undefined && String(status) !== String(statuses.at(-1)?.slice(1)))
      statuses.push([now, ...status])
  }
  const change = ({ pod, what }: Change): void => {
    const { pod: rows, container } = state
    if (what === 'gone') {
      if (rows.stage[pod] === PodStage.Deleting) onPodGone(state, pod)
      return
    }
    const hasEnded = rows.apiPhase[pod] >= PodPhase.Succeeded || rows.stage[pod] === PodStage.Gone
    if (hasEnded) return
    if (what === 'running' || what === 'ready') {
      if (rows.stage[pod] >= PodStage.Deleting) return
      rows.hasStatus[pod] = 1
      rows.readyChangedAtUs[pod] = state.nowUs
      onStatusWritten(state, pod, statusCode(PodPhase.Running, what === 'ready', true))
      return
    }
    const first = rows.firstContainer[pod]
    container.statusState[first] = StatusState.Terminated
    container.statusExitCode[first] = what === 'failed' ? (lives[pod].exitCode ?? 1) : 0
    container.statusExitedAtUs[first] = state.nowUs
    onStatusWritten(
      state,
      pod,
      statusCode(what === 'failed' ? PodPhase.Failed : PodPhase.Succeeded, false, true),
    )
  }

  const handle: Dispatch = (kind, ...event) => {
    if (controlKinds.includes(kind)) dispatch(state, kind, ...event)
  }
  look()
  for (;;) {
    const next = changes.at(-1)
    if (events.runUntil(Math.min(spec.durationUs, next?.atUs ?? Infinity), handle, 1) === 0) {
      if (next === undefined || next.atUs >= spec.durationUs) break
      changes.pop()
      state.nowUs = next.atUs
      change(next)
    }
    look()
  }
  return {
    state,
    pods,
    statuses,
    cronStatuses,
    jobs: jobs.map(([, created], job) => [jobNameOf(state, job), created]),
  }
}

function statusOf({ job }: ClusterState): JobStatus | undefined {
  if (job.count === 0) return undefined
  return [
    job.active[0],
    job.ready[0],
    job.terminating[0],
    job.succeeded[0],
    job.failed[0],
    jobConditionNames[job.condition[0]],
  ]
}
