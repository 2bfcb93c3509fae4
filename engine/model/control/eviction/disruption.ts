/**
 * The disruption controller: keeps the status of PodDisruptionBudgets as its cache of pods has it (Z28). An eviction takes from the
 * status in the API at once; a write that meets such a change fails, and the controller looks again.
 * Source: kubernetes v1.36 pkg/controller/disruption/disruption.go, trySync and updatePdbStatus.
 */
import type { BudgetSpec } from '../../../contract/budget-spec.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { drawWatchUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import type { PodId, WorkloadId } from '../../ids.ts'
import { schedule } from '../../lanes.ts'
import { podsOf } from '../../pod-rows.ts'
import { ApiCall } from '../api-client.ts'
import {
  type Controller,
  ControllerId,
  type ControllerRule,
  keepsNoPods,
  syncDone,
  syncFailed,
  wake,
} from '../controller.ts'
import { PodMark, readyMark, SeenMark } from '../pod-mark.ts'
import { type BudgetStatus, budgetStatus } from './budget.ts'

/** It has one worker. */
const workers = 1
/** A pod that an eviction has announced and nobody deletes counts again after so long. Source: as above, DeletionTimeout. */
const announcedUs = 120 * usPerSecond

export const disruptionController: ControllerRule = {
  name: 'disruption-controller',
  statuses: 'poddisruptionbudgets',
  workers,
  sync,
  ...keepsNoPods,
  watches: ({ budgets = [] }) => budgets.length > 0,
  podSeen: (state, controller, pod) => {
    for (const budget of budgetsOf(state, pod)) wake(state, controller, budget)
  },
  mayActOnNodes: ({ drains }) => drains.isRunning,
}

type Content = BudgetStatus & {
  /** Pods that evictions have announced, and since when. */
  readonly announced: ReadonlyMap<PodId, number>
}

/** A PodDisruptionBudget: its status in the API, and in the controller's cache. */
export class Budget {
  readonly spec: BudgetSpec
  readonly workloads: readonly WorkloadId[]
  api: Content = {
    healthy: 0,
    desired: 0,
    expected: 0,
    allowed: 0,
    announced: new Map(),
  }
  seen: Content = this.api
  /** What the running sync writes; undefined = none runs. */
  next: Content | undefined
  /** What it read. */
  base: Content = this.api

  constructor(spec: BudgetSpec, workloads: readonly WorkloadId[]) {
    this.spec = spec
    this.workloads = workloads
  }
}

export function budgetsOf({ spec, pod: pods }: ClusterState, pod: PodId): readonly number[] {
  return spec.workloads[pods.workload[pod]].budgets ?? []
}

/** At time 0 the controller has known what is there for long. */
export function beginBudgets(state: ClusterState): void {
  state.budgets.forEach((budget, key) => {
    const first = statusNow(state, budget)
    budget.api = { ...first, announced: new Map() }
    budget.seen = budget.api
    if (state.spec.initialState === 'created') wake(state, state.controllers[ControllerId.Disruption], key)
  })
}

function sync(state: ClusterState, { client }: Controller, key: number): number {
  const budget = state.budgets[key]
  if (budget.next === undefined) {
    budget.base = budget.seen
    const announced = stillAnnounced(state, budget)
    const status = statusNow(state, budget)
    if (isSame(status, budget.base) && announced.size === budget.base.announced.size) return syncDone
    budget.next = { ...status, announced }
    return client.call(state, ApiCall.WriteStatus, budget.workloads[0])
  }
  const { next } = budget
  budget.next = undefined
  if (budget.api !== budget.base) return syncFailed
  writeBudget(state, key, next)
  return syncDone
}

function isSame(a: BudgetStatus, b: BudgetStatus): boolean {
  return (
    a.healthy === b.healthy && a.desired === b.desired && a.expected === b.expected && a.allowed === b.allowed
  )
}

/** The API holds this from now on. */
export function writeBudget(state: ClusterState, key: number, content: Content): void {
  const { streams, nowUs } = state
  const budget = state.budgets[key]
  budget.api = content
  const delayUs = drawWatchUs(state, streams.control, budget.workloads[0])
  schedule(state, EventKind.BudgetSeen, key, nowUs + delayUs, 0)
}

/** The controller's cache hears of it. */
export function onBudgetSeen(state: ClusterState, key: number): void {
  state.budgets[key].seen = state.budgets[key].api
  wake(state, state.controllers[ControllerId.Disruption], key)
}

function stillAnnounced({ pod: pods, nowUs }: ClusterState, { seen }: Budget): ReadonlyMap<PodId, number> {
  return new Map(
    [...seen.announced].filter(
      ([pod, sinceUs]) => (pods.seenMark[pod] & PodMark.Deleted) === 0 && nowUs - sinceUs <= announcedUs,
    ),
  )
}

/** By the controller's cache of pods. */
function statusNow(state: ClusterState, { spec, workloads, seen }: Budget): BudgetStatus {
  const { pod: pods, nowUs } = state
  let count = 0
  let healthy = 0
  for (const workload of workloads) {
    for (const pod of podsOf(state, workload)) {
      const mark = pods.seenMark[pod]
      if ((mark & SeenMark.Known) === 0 || (mark & PodMark.Gone) !== 0) continue
      count++
      const sinceUs = seen.announced.get(pod)
      const isAnnounced = sinceUs !== undefined && nowUs - sinceUs <= announcedUs
      if ((mark & readyMark) === readyMark && !isAnnounced) healthy++
    }
  }
  return budgetStatus(spec, { pods: count, scale: scaleOf(state, workloads), healthy })
}

/** Pods that the controllers of these pods want; pods of others than these kinds have no scale, and a sync fails. */
function scaleOf(
  { spec, workload: table }: ClusterState,
  workloads: readonly WorkloadId[],
): number | undefined {
  let scale = 0
  for (const workload of workloads) {
    const { kind, staticOn } = spec.workloads[workload]
    if (kind === 'Pod' || staticOn !== undefined) continue
    if (kind === 'DaemonSet' || kind === 'Job') return undefined
    scale += table.desired[workload]
  }
  return scale
}
