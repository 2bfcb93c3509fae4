/**
 * What every controller of the controller manager is: a queue of keys, some workers, one client, and a rule that syncs a key. A
 * sync is one thread: while it waits for a call its key is in no other sync (Z21), and what it has read stays as it was.
 * A rule says when it goes on, and is called again then; where it stands is in its table.
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go, processNextWorkItem, and its like.
 */
import type { WorkloadSpec } from '../../contract/cluster-spec.ts'
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { controllerOf, EventKind, keyOf, taskOf } from '../event-table.ts'
import { schedule, sendToCluster } from '../lanes.ts'
import type { ApiClient } from './api-client.ts'
import { Retries } from './retry.ts'
import type { Steps } from './sync-thread.ts'
import { WorkQueue } from './work-queue.ts'

/** Place of a controller in `controllerRules`. */
export const ControllerId = {
  CronJob: 0,
  DaemonSet: 1,
  Deployment: 2,
  Disruption: 3,
  Endpoints: 4,
  EndpointSlice: 5,
  GarbageCollector: 6,
  Autoscaler: 7,
  Job: 8,
  NodeLifecycle: 9,
  PodGc: 10,
  ReplicaSet: 11,
  ReplicationController: 12,
  StatefulSet: 13,
  TaintEviction: 14,
  Ttl: 15,
} as const

export type ControllerRule = {
  /** As it calls itself in the API's log. */
  readonly name: string
  /** Syncs that run at once (W6). */
  readonly workers: number
  /** What it writes beside pods and events, and whose statuses, as the API names them. */
  readonly objects?: string
  readonly statuses?: string
  /** How long a key whose sync failed waits, doubled with each further failure [5 ms] (W10). */
  readonly retryBaseUs?: number
  /** Begins a sync of the key, or takes it further; says when it goes on, `syncDone`, or `syncFailed`. */
  readonly sync: (state: ClusterState, controller: Controller, key: number) => number
  /** Workload that a key belongs to. Default: keys are workloads. */
  readonly workloadOf?: (state: ClusterState, key: number) => WorkloadId
  /** Whether it keeps a workload: sees to it that its pods are created, replaced and deleted. No two do. */
  readonly keeps: (workload: WorkloadSpec) => boolean
  /** Whether it hears of the pods of a workload; of those that it keeps it always does. */
  readonly watches?: (workload: WorkloadSpec) => boolean
  /** The object of a workload that it keeps is created, or asks for another number of pods. */
  readonly objectChanged: (
    state: ClusterState,
    controller: Controller,
    workload: WorkloadId,
    replicas: number,
  ) => void
  /** The object of a workload that it keeps asks for pods of another template, a row of `podTemplate`. Default: who creates pods uses it. */
  readonly templateChanged?: (
    state: ClusterState,
    controller: Controller,
    workload: WorkloadId,
    template: number,
  ) => void
  /**
   * A pod that it hears of comes into the cache, or changes there. Before and after are bits of `PodMark` and `SeenMark`; 0 before =
   * it was not there.
   */
  readonly podSeen: (
    state: ClusterState,
    controller: Controller,
    pod: PodId,
    before: number,
    after: number,
  ) => void
  /** A sync of a key has ended: what it has not been told of asks for the next one (`ready-news.ts`). Default: it is told of all. */
  readonly syncEnded?: (state: ClusterState, controller: Controller, key: number) => void
  /** It has known the object of a workload that it keeps, and the pods, for long. */
  readonly ranBefore: (state: ClusterState, controller: Controller, workload: WorkloadId) => void
  /** What it tells of are pods and nodes, and not workloads. */
  readonly tellsOfPods?: true
  /** Whether it may do something to nodes at any moment, because of what happens on nodes or in the API. See `lanes.ts`. */
  readonly mayActOnNodes: (state: ClusterState) => boolean
  /** When it may do so next if nothing happens meanwhile. Default: never. */
  readonly nextActUs?: (state: ClusterState) => number
  /** Calls per second, as a multiple of what the other controllers may make. Default: 1. */
  readonly qpsFactor?: number
  /** The run begins. */
  readonly start?: (state: ClusterState, controller: Controller, replication: number) => void
}

/** Of a rule that keeps no pods. */
export const keepsNoPods = {
  keeps: () => false,
  objectChanged: () => {},
  podSeen: () => {},
  ranBefore: () => {},
  mayActOnNodes: () => false,
} satisfies Partial<ControllerRule>

/** Answers of a sync: it has ended; it has failed, and is tried again (W10). */
export const syncDone = -1
export const syncFailed = -2

export class Controller {
  readonly id: number
  readonly rule: ControllerRule
  readonly client: ApiClient
  readonly queue = new WorkQueue()
  readonly retries: Retries
  /** Syncs that run, by key, of a rule that has them as threads. */
  readonly threads = new Map<number, Steps>()
  busyWorkers = 0
  /** A turn of its workers is scheduled. */
  hasTurn = false

  constructor(id: number, rule: ControllerRule, client: ApiClient) {
    this.id = id
    this.rule = rule
    this.client = client
    this.retries = new Retries(rule.retryBaseUs)
  }

  /** A key is in a sync, or about to be. */
  get isBusy(): boolean {
    return this.busyWorkers > 0 || this.queue.waiting > 0
  }
}

/** The key wants a sync. */
export function wake(state: ClusterState, controller: Controller, key: number): void {
  controller.queue.add(key)
  if (controller.busyWorkers < controller.rule.workers) takeTurn(state, controller)
}

/** The key wants a sync at that time; of several such times the earliest counts. */
export function wakeAt(state: ClusterState, controller: Controller, key: number, atUs: number): void {
  if (!controller.queue.addAt(key, atUs)) return
  sendToCluster(state, EventKind.ControllerWake, taskOf(controller.id, key), atUs, 0)
}

export function onControllerWake(state: ClusterState, task: number): void {
  const controller = state.controllers[controllerOf(task)]
  const key = keyOf(task)
  if (controller.queue.isDue(key, state.nowUs)) wake(state, controller, key)
}

/** Workers look for keys when all of this instant has reached the queue. */
function takeTurn(state: ClusterState, controller: Controller): void {
  if (controller.hasTurn || controller.queue.waiting === 0) return
  controller.hasTurn = true
  schedule(state, EventKind.ControllerTurn, taskOf(controller.id, 0), state.nowUs, 0)
}

/** Free workers take keys that wait. */
export function onControllerTurn(state: ClusterState, task: number): void {
  const controller = state.controllers[controllerOf(task)]
  controller.hasTurn = false
  while (controller.busyWorkers < controller.rule.workers) {
    const key = controller.queue.take()
    if (key < 0) return
    controller.busyWorkers++
    goOn(state, controller, key)
  }
}

/** What a sync waited for is there. */
export function onControllerStep(state: ClusterState, task: number): void {
  goOn(state, state.controllers[controllerOf(task)], keyOf(task))
}

function goOn(state: ClusterState, controller: Controller, key: number): void {
  const { retries, queue } = controller
  const answer = controller.rule.sync(state, controller, key)
  if (answer >= 0) {
    schedule(state, EventKind.ControllerStep, taskOf(controller.id, key), answer, 0)
    return
  }
  if (answer === syncFailed) wakeAt(state, controller, key, state.nowUs + retries.waitUs(key, state.nowUs))
  else retries.forget(key)
  queue.done(key)
  controller.rule.syncEnded?.(state, controller, key)
  controller.busyWorkers--
  takeTurn(state, controller)
}
