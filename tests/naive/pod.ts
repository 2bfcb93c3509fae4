/** One pod on one kubelet: what runs, what its status says, what others may ask of it. Its syncs are in `pod-worker.ts`. */
import type { ClusterSpec, ContainerSpec, ProbeTypeName, WorkloadSpec } from '../../engine/index.ts'
import type { Agenda } from './agenda.ts'
import { restartsAfter } from './policy.ts'
import { endedInstance, type Instance } from './process.ts'
import type { RunLog } from './run-log.ts'
import type { Worker } from './worker.ts'

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

/** What the stored status says of a container. */
export type ContainerStatus = {
  id: number | undefined
  state: 'waiting' | 'running' | 'terminated'
  /** Of the instance that ended last; undefined = none has. */
  exitCode: number | undefined
  startedAtWallUs: number
  started: boolean
  ready: boolean
}

/** A container of a pod, over all of its instances. */
export type Slot = {
  readonly spec: ContainerSpec
  /** In the order of rows: init containers, then regular ones. */
  readonly place: number
  readonly kind: 'init' | 'sidecar' | 'regular'
  readonly instances: Instance[]
  /** Hang faults with a length. */
  readonly hangs: { readonly fromUs: number; readonly untilUs: number }[]
  /** K2: the kubelet sleeps for its hook until then, process or not. */
  sleepsUntilUs: number
  /** B1: the back-off entry. */
  backoff: { lengthUs: number; steppedAtUs: number } | undefined
  /** Whether the last sync could not start it (the reason cache, S9.11). */
  isRefused: boolean
  status: ContainerStatus
}

export type Pod = {
  readonly agenda: Agenda
  readonly log: RunLog
  readonly cluster: ClusterSpec
  readonly spec: WorkloadSpec['pod']
  readonly slots: readonly Slot[]
  readonly clockOffsetUs: number
  readonly createdAtUs: number
  workers: Worker[]
  hasStatus: boolean
  phase: Phase
  isReady: boolean
  /** From when its deadline counts, and whether it is over (L9). */
  activeSinceUs: number
  isPastDeadline: boolean
  /** The kubelet has begun to end it. */
  isTerminating: boolean
  hear(worker: Worker, id: number): void
  outlivesEnd(slot: Slot): boolean
  isKeptOverRestart(slot: Slot): boolean
}

export function newSlot(spec: ContainerSpec, place: number, isInit: boolean): Slot {
  const kind = !isInit ? 'regular' : spec.restartPolicy === 'Always' ? 'sidecar' : 'init'
  return {
    spec,
    place,
    kind,
    instances: [],
    hangs: [],
    sleepsUntilUs: -Infinity,
    backoff: undefined,
    isRefused: false,
    status: {
      id: undefined,
      state: 'waiting',
      exitCode: undefined,
      startedAtWallUs: 0,
      started: false,
      ready: false,
    },
  }
}

export function workerOf(pod: Pod, slot: Slot, type: ProbeTypeName): Worker | undefined {
  return pod.workers.find((worker) => worker.slot === slot && worker.type === type)
}

/** A hang begins. */
export function loseAnswers(pod: Pod, instance: Instance): void {
  if (instance.finishedAtUs === undefined) for (const worker of pod.workers) worker.loseAnswer(instance)
}

/** S9.1: computes the status and stores it; what it finds unready it triggers (P6). */
export function storeStatus(pod: Pod): void {
  for (const slot of pod.slots) slot.status = statusOf(pod, slot)
  for (const slot of pod.slots) if (isProbedByHand(pod, slot)) workerOf(pod, slot, 'readiness')?.trigger()
  if (!hasEnded(pod) && isOverdue(pod)) pod.isPastDeadline = true
  if (!hasEnded(pod) && !pod.isPastDeadline) pod.phase = phaseOf(pod)
  pod.hasStatus = true
  showReadiness(pod)
}

function statusOf(pod: Pod, slot: Slot): ContainerStatus {
  const latest = slot.instances.at(-1)
  const exitCode = endedInstance(slot)?.exitCode
  if (latest === undefined) return { ...newSlot(slot.spec, slot.place, false).status }
  if (latest.finishedAtUs !== undefined) {
    const waits = slot.isRefused && restartsAfter(pod, slot, latest.exitCode)
    return {
      id: latest.id,
      state: waits ? 'waiting' : 'terminated',
      exitCode: latest.exitCode,
      startedAtWallUs: 0,
      started: false,
      ready: slot.kind === 'init' && latest.exitCode === 0,
    }
  }
  const started = isStarted(pod, slot, latest.id)
  const readiness = workerOf(pod, slot, 'readiness')
  const isProvenReady =
    readiness === undefined || readiness.hasEnded || readiness.results.get(latest.id)?.result === 'success'
  return {
    id: latest.id,
    state: 'running',
    exitCode,
    startedAtWallUs: Math.floor((latest.startedAtUs + pod.clockOffsetUs) / 1_000_000) * 1_000_000,
    started,
    ready: slot.kind !== 'init' && started && isProvenReady,
  }
}

/** P6, of a container whose status is new. */
function isProbedByHand(pod: Pod, slot: Slot): boolean {
  const { id, state, started } = slot.status
  return (
    state === 'running' && started && workerOf(pod, slot, 'readiness')?.results.get(id!)?.result !== 'success'
  )
}

/** P15 of a container that runs. */
function isStarted(pod: Pod, slot: Slot, id: number): boolean {
  const worker = workerOf(pod, slot, 'startup')
  const published = worker?.results.get(id)
  if (published !== undefined) return published.result === 'success'
  if (keepsStarted(pod.cluster) && slot.status.started) return true
  return worker === undefined || worker.hasEnded
}

function keepsStarted({ kubernetesVersion }: ClusterSpec): boolean {
  return kubernetesVersion >= '1.35'
}

export function hasEnded({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}

/** L9. */
function isOverdue({ agenda, activeSinceUs, spec }: Pod): boolean {
  return agenda.nowUs >= activeSinceUs + (spec.activeDeadlineUs ?? Infinity)
}

/** L2; the condition of the stored status. */
export function showReadiness(pod: Pod): void {
  const isReady =
    pod.phase === 'Running' &&
    !pod.isPastDeadline &&
    pod.slots.every(({ kind, status }) => kind === 'init' || status.ready)
  if (isReady !== pod.isReady) pod.log.ready(pod.agenda.nowUs, isReady)
  pod.isReady = isReady
}

/** L1. */
function phaseOf(pod: Pod): Phase {
  const plain = pod.slots.filter(({ kind }) => kind === 'init')
  const sidecars = pod.slots.filter(({ kind }) => kind === 'sidecar')
  const regular = pod.slots.filter(({ kind }) => kind === 'regular')
  const hasRun = regular.some(({ instances }) => instances.length > 0)
  const isOver = (slot: Slot): boolean =>
    slot.status.state === 'terminated' && !restartsAfter(pod, slot, slot.status.exitCode!)
  if (plain.some((slot) => isOver(slot) && slot.status.exitCode !== 0)) return 'Failed'
  if (plain.some(({ status }) => !(status.state !== 'running' && status.exitCode !== undefined)))
    return 'Pending'
  if (!hasRun && plain.some(({ status }) => status.exitCode !== 0)) return 'Pending'
  if (!hasRun && sidecars.some(({ status }) => !status.started)) return 'Pending'
  const both = [...regular, ...sidecars]
  if (both.some(({ status }) => status.state === 'waiting' && status.exitCode === undefined)) return 'Pending'
  if (both.some(({ status }) => status.state === 'running')) return 'Running'
  const allWell = regular.every(({ status }) => status.state === 'terminated' && status.exitCode === 0)
  if (pod.isTerminating) return allWell ? 'Succeeded' : 'Failed'
  if (pod.cluster.kubernetesVersion >= '1.35') {
    if (regular.some((slot) => restartsAfter(pod, slot, slot.status.exitCode!))) return 'Running'
    return allWell ? 'Succeeded' : 'Failed'
  }
  if (pod.spec.restartPolicy === 'Always') return 'Running'
  if (allWell) return 'Succeeded'
  return pod.spec.restartPolicy === 'Never' ? 'Failed' : 'Running'
}
