/**
 * What every controller of the controller manager is: a queue of keys, some workers, one client, and a rule that syncs a key. A
 * sync is one thread: while it waits for a call its key is in no other sync (Z21), and what it has read stays as it was.
 * A rule says when it goes on, and is called again then; where it stands is in its table.
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go, processNextWorkItem, and its like.
 */
import { EventClass } from '../../kernel/time.ts'
import type { ClusterState } from '../cluster-state.ts'
import { EventKind } from '../event-kind.ts'
import type { ApiClient } from './api-client.ts'
import { scheduleControl } from './control-events.ts'
import { Retries } from './retry.ts'
import { WorkQueue } from './work-queue.ts'

/** Place of a controller in `controllerRules`. */
export const ControllerId = { ReplicaSet: 0 } as const

export type ControllerRule = {
  /** As it calls itself in the API's log. */
  readonly name: string
  /** Syncs that run at once (W6). */
  readonly workers: number
  /** Begins a sync of the key, or takes it further; says when it goes on, `syncDone`, or `syncFailed`. */
  readonly sync: (state: ClusterState, controller: Controller, key: number) => number
}

/** Answers of a sync: it has ended; it has failed, and is tried again (W10). */
export const syncDone = -1
export const syncFailed = -2

/** Keys of a controller, at most: an event of its class names both. */
const keysMax = 0x40_0000

export class Controller {
  readonly id: number
  readonly rule: ControllerRule
  readonly client: ApiClient
  readonly queue = new WorkQueue()
  readonly retries = new Retries()
  busyWorkers = 0
  /** A turn of its workers is scheduled. */
  hasTurn = false

  constructor(id: number, rule: ControllerRule, client: ApiClient) {
    this.id = id
    this.rule = rule
    this.client = client
  }
}

/** The key wants a sync. */
export function wake(state: ClusterState, controller: Controller, key: number): void {
  controller.queue.add(key)
  if (
    controller.hasTurn ||
    controller.busyWorkers >= controller.rule.workers ||
    controller.queue.waiting === 0
  )
    return
  controller.hasTurn = true
  schedule(state, controller, 0, state.nowUs, EventKind.ControllerTurn)
}

/** The key wants a sync at that time. */
export function wakeAt(state: ClusterState, controller: Controller, key: number, atUs: number): void {
  schedule(state, controller, key, atUs, EventKind.ControllerWake)
}

export function onControllerWake(state: ClusterState, key: number, controller: number): void {
  wake(state, state.controllers[controller], key % keysMax)
}

/** Free workers take keys that wait. */
export function onControllerTurn(state: ClusterState, id: number): void {
  const controller = state.controllers[id]
  controller.hasTurn = false
  while (controller.busyWorkers < controller.rule.workers) {
    const key = controller.queue.take()
    if (key < 0) return
    controller.busyWorkers++
    goOn(state, controller, key)
  }
}

/** What a sync waited for is there. */
export function onControllerStep(state: ClusterState, task: number, id: number): void {
  goOn(state, state.controllers[id], task % keysMax)
}

function goOn(state: ClusterState, controller: Controller, key: number): void {
  const answer = controller.rule.sync(state, controller, key)
  if (answer >= 0) {
    schedule(state, controller, key, answer, EventKind.ControllerStep)
    return
  }
  if (answer === syncFailed)
    wakeAt(state, controller, key, state.nowUs + controller.retries.waitUs(key, state.nowUs))
  else controller.retries.forget(key)
  controller.queue.done(key)
  controller.busyWorkers--
  if (controller.queue.waiting > 0 && !controller.hasTurn) {
    controller.hasTurn = true
    schedule(state, controller, 0, state.nowUs, EventKind.ControllerTurn)
  }
}

/** Controllers come by name at equal times, and the keys of one in their order. */
function schedule(state: ClusterState, { id }: Controller, key: number, atUs: number, kind: EventKind): void {
  scheduleControl(state, EventClass.Controller, kind, id * keysMax + key, atUs, id)
}
