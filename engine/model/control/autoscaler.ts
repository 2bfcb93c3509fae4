/**
 * The controller of HorizontalPodAutoscalers (Z29): every 15 s it asks what the pods of a workload use, and scales it through the API.
 * Simplified: metrics are fresh; a metrics server would be up to a scrape of its own behind.
 * Source: kubernetes v1.36 pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler.
 */
import type { AutoscalerSpec, CpuLoadSpec } from '../../contract/autoscaler-spec.ts'
import { createStreams, nextUniform, purposeKey, seedStream } from '../../kernel/random-stream.ts'
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState, PodId } from '../cluster-state.ts'
import { PodPhase } from '../codes.ts'
import { podsOf } from '../pod-rows.ts'
import { wholeWallSecondUs } from '../wall-clock.ts'
import { ApiCall, tell } from './api-client.ts'
import { type Controller, type ControllerRule, keepsNoPods, syncDone, wakeAt } from './controller.ts'
import { Reason } from './event-sink.ts'
import { PodMark } from './pod-mark.ts'
import { scaleWorkload } from './pod-set.ts'
import { ScalingMemory } from './scaling-limits.ts'
import { type ScaledPod, type Wanted, wantedReplicas, withLoad } from './wanted-replicas.ts'

/** W6, and how often each is looked at. Source: pkg/controller/podautoscaler/config/v1alpha1/defaults.go. */
const workers = 5
const periodUs = 15 * usPerSecond

/** What the sync of an autoscaler waits for. */
const Stage = { None: 0, Scale: 1, Metrics: 2, Update: 3, Status: 4 } as const

/** What is known of an autoscaler. */
export class Autoscaler {
  readonly spec: AutoscalerSpec
  readonly memory = new ScalingMemory()
  stage: number = Stage.None
  /** When it is looked at next. */
  dueUs = 0.5
  /** What its status says: what pods use, in the unit of the target, and how many there were, and are to be. */
  current: number | null = null
  currentReplicas = 0
  desiredReplicas = 0
  /** What the running sync has found, and asks for. */
  found: number | null = null
  replicas = 0
  wanted = 0
  next = 0
  /** What its conditions say: `conditionsOf`. -1 = nothing is written yet. */
  conditions = -1

  constructor(spec: AutoscalerSpec) {
    this.spec = spec
  }
}

export const autoscalerController: ControllerRule = {
  ...keepsNoPods,
  name: 'horizontal-pod-autoscaler',
  workers,
  objects: 'scale',
  statuses: 'horizontalpodautoscalers',
  sync,
  workloadOf: ({ autoscalers }, row) => autoscalers[row].spec.workload,
  // The cache has its pods; it looks there when its time has come.
  watches: ({ cpuLoad, scalesByUse }) => cpuLoad !== undefined || scalesByUse === true,
  start,
  mayActOnNodes: ({ autoscalers }) => autoscalers.some(({ stage }) => stage !== Stage.None),
  nextActUs: ({ autoscalers }) => autoscalers.reduce((least, { dueUs }) => Math.min(least, dueUs), Infinity),
}

/** All have been found as their controller began, and are looked at one after another since then. */
function start(state: ClusterState, controller: Controller, replication: number): void {
  const { autoscalers, spec } = state
  if (autoscalers.length === 0) return
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey(spec.masterSeed, replication, 'autoscalers'), '')
  const firstUs = Math.floor(nextUniform(streams, 0) * periodUs)
  for (let row = 0; row < autoscalers.length; row++) lookAt(state, controller, row, firstUs)
}

function lookAt(state: ClusterState, controller: Controller, row: number, atUs: number): void {
  state.autoscalers[row].dueUs = atUs
  wakeAt(state, controller, row, atUs)
}

/** What the message of a rescale names: the new size, and why: what the metrics ask for now, which may be none of it. */
export const RescaleCause = { AboveMax: 0, BelowMin: 1, Above: 2, Below: 3, None: 4 } as const
const rescaleCauses = Object.keys(RescaleCause).length

export function readRescale(detail: number): { readonly replicas: number; readonly cause: number } {
  return { replicas: Math.floor(detail / rescaleCauses), cause: detail % rescaleCauses }
}

function rescaleDetail(autoscaler: Autoscaler): number {
  return autoscaler.next * rescaleCauses + rescaleCause(autoscaler)
}

function rescaleCause({ spec: { minReplicas, maxReplicas }, replicas, wanted }: Autoscaler): number {
  if (replicas > maxReplicas) return RescaleCause.AboveMax
  if (replicas < minReplicas) return RescaleCause.BelowMin
  if (wanted === replicas) return RescaleCause.None
  return wanted > replicas ? RescaleCause.Above : RescaleCause.Below
}

function sync(state: ClusterState, controller: Controller, row: number): number {
  const autoscaler = state.autoscalers[row]
  const { spec, stage } = autoscaler
  const { client } = controller
  switch (stage) {
    case Stage.None:
      autoscaler.stage = Stage.Scale
      return client.call(state, ApiCall.Get, spec.workload)
    case Stage.Scale:
      autoscaler.stage = Stage.Metrics
      return client.call(state, ApiCall.Get, spec.workload)
    case Stage.Metrics:
      if (decide(state, autoscaler)) return beginUpdate(state, controller, autoscaler)
      return saysTheSame(autoscaler) ? end(state, controller, row) : writeStatus(state, controller, row)
    case Stage.Update:
      scaleWorkload(state, spec.workload, autoscaler.next)
      tell(state, controller.id, row, Reason.SuccessfulRescale, rescaleDetail(autoscaler))
      autoscaler.memory.scaled(spec, autoscaler.replicas, autoscaler.next, state.nowUs)
      return writeStatus(state, controller, row)
    default:
      return end(state, controller, row)
  }
}

/** Whether the workload is to have another number of pods. */
function decide(state: ClusterState, autoscaler: Autoscaler): boolean {
  const { spec, memory } = autoscaler
  const { minReplicas, maxReplicas, workload } = spec
  const replicas = state.workload.desired[workload]
  autoscaler.replicas = replicas
  autoscaler.wanted = replicas
  autoscaler.next = replicas
  autoscaler.found = null
  memory.begin(replicas, state.nowUs)
  // Somebody has switched it off.
  if (replicas === 0) return false
  if (replicas > maxReplicas || replicas < minReplicas)
    autoscaler.next = replicas > maxReplicas ? maxReplicas : minReplicas
  else {
    const wanted = wantedNow(state, spec, replicas)
    autoscaler.found = wanted?.current ?? null
    if (wanted !== null) {
      autoscaler.wanted = wanted.replicas
      autoscaler.next = memory.limited(spec, replicas, wanted.replicas, state.nowUs)
    }
  }
  return autoscaler.next !== replicas
}

/** Whether earlier wishes hold it, and whether limits do; what it is held at is in the other fields of the status. */
function conditionsOf({ wanted, next, memory: { stable } }: Autoscaler): number {
  return (stable === wanted ? 0 : 1) + (next === stable ? 0 : 2)
}

/** Whether the status is as it was: then it is not written. Source: updateStatusIfNeeded. */
function saysTheSame(autoscaler: Autoscaler): boolean {
  const { current, found, currentReplicas, replicas, desiredReplicas, next, conditions } = autoscaler
  return (
    current === found &&
    currentReplicas === replicas &&
    desiredReplicas === next &&
    conditions === conditionsOf(autoscaler)
  )
}

function wantedNow(state: ClusterState, spec: AutoscalerSpec, replicas: number): Wanted | null {
  const { pod: pods } = state
  const { cpuLoad } = state.spec.workloads[spec.workload]
  const scaled: ScaledPod[] = []
  for (const pod of podsOf(state, spec.workload)) {
    const mark = pods.seenMark[pod]
    if ((mark & PodMark.Active) === 0) continue
    scaled.push({
      isPending: pods.apiPhase[pod] === PodPhase.Pending,
      isReady: (mark & PodMark.Ready) !== 0,
      readyChangedUs: apiTimeUs(state, pods.readyChangedAtUs[pod]),
      startedUs: apiTimeUs(state, pods.activeSinceUs[pod]),
      millicores: cpuLoad === undefined ? useOf(state, pod) : 0,
    })
  }
  const used = cpuLoad === undefined ? scaled : withLoad(scaled, loadNow(cpuLoad, state.nowUs))
  return wantedReplicas(spec, used, replicas, state.nowUs)
}

/** The API's clock has whole seconds; what was there before the run is as old as its kubelet. */
function apiTimeUs(state: ClusterState, timeUs: number): number {
  return Number.isNaN(timeUs) ? -state.spec.kubeletUptimeUs : wholeWallSecondUs(state, timeUs)
}

/** What all pods of the workload use now. */
function loadNow(steps: CpuLoadSpec, nowUs: number): number {
  let millicores = 0
  for (const step of steps) if (step.fromUs <= nowUs) millicores = step.millicores
  return millicores
}

/** What the containers of a pod take now. */
function useOf({ pod: pods, cpu }: ClusterState, pod: PodId): number {
  let cores = 0
  for (let container = pods.firstContainer[pod]; container < pods.endContainer[pod]; container++)
    cores += cpu.share[container]
  return Math.ceil(1000 * cores - roundingMilli)
}

/** What sums of shares are off by at most. */
const roundingMilli = 1e-6

function beginUpdate(state: ClusterState, { client }: Controller, autoscaler: Autoscaler): number {
  autoscaler.stage = Stage.Update
  return client.call(state, ApiCall.Update, autoscaler.spec.workload)
}

function writeStatus(state: ClusterState, { client }: Controller, row: number): number {
  const autoscaler = state.autoscalers[row]
  autoscaler.stage = Stage.Status
  return client.call(state, ApiCall.WriteStatus, autoscaler.spec.workload)
}

function end(state: ClusterState, controller: Controller, row: number): number {
  const autoscaler = state.autoscalers[row]
  autoscaler.stage = Stage.None
  autoscaler.current = autoscaler.found
  autoscaler.currentReplicas = autoscaler.replicas
  autoscaler.desiredReplicas = autoscaler.next
  autoscaler.conditions = autoscaler.next === autoscaler.replicas ? conditionsOf(autoscaler) : -1
  lookAt(state, controller, row, state.nowUs + periodUs)
  return syncDone
}
