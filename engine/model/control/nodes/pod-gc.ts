/**
 * Pod garbage collection (N9): every 20 s it removes pods whose node is gone, once that has been gone for 40 s, and pods that are being deleted on nodes
 * that are out of service. They are set Failed first, for nobody else can say that they have ended.
 * Simplified: terminated pods above 12,500 stay, and pods of one missing node are removed at once and not one after the other.
 * Source: kubernetes v1.36 pkg/controller/podgc/gc_controller.go.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { PodPhase, PodStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import type { NodeId, PodId } from '../../ids.ts'
import { schedule } from '../../lanes.ts'
import { statusCode } from '../../node/status/status-writer.ts'
import { ApiCall, aboutNode } from '../api-client.ts'
import {
  type Controller,
  ControllerId,
  type ControllerRule,
  keepsNoPods,
  syncDone,
  wake,
} from '../controller.ts'
import { deletePod } from '../pod-set.ts'
import { writeStatus } from '../pod-watch.ts'
import { NodeMark } from './node-object.ts'

export const gcPeriodUs = 20 * usPerSecond
const quarantineUs = 40 * usPerSecond

/** It has one key: a pass. */
const thePass = 0
const workers = 1

export const podGcController: ControllerRule = {
  name: 'pod-garbage-collector',
  workers,
  sync,
  ...keepsNoPods,
  mayActOnNodes: ({ podGc }) => podGc.nextUs < Infinity || podGc.running > 0,
}

const Step = { Marked: 0, Deleted: 1 } as const

export class PodGc {
  /** Begin of some pass. */
  gridUs: number
  /** When the next pass that has something to do begins; Infinity = none has. */
  nextUs = Infinity
  /** Pods that are being removed. */
  running = 0
  /** When nodes that are missing are asked for once more. */
  readonly quarantine = new Map<NodeId, number>()

  constructor(firstUs: number) {
    this.gridUs = firstUs
  }
}

/** The next pass may have something to do. */
export function schedulePodGc(state: ClusterState): void {
  const { podGc, nowUs } = state
  if (podGc.nextUs < Infinity || podGc.running > 0 || !hasWork(state)) return
  podGc.nextUs = podGc.gridUs + Math.max(0, Math.ceil((nowUs - podGc.gridUs) / gcPeriodUs)) * gcPeriodUs
  schedule(state, EventKind.PodGcPass, 0, podGc.nextUs, 0)
}

export function onPodGcPass(state: ClusterState): void {
  wake(state, state.controllers[ControllerId.PodGc], thePass)
}

function hasWork(state: ClusterState): boolean {
  const { pod: pods } = state
  for (let pod = 0; pod < pods.count; pod++) if (isOrphan(state, pod) || isStranded(state, pod)) return true
  return false
}

function isThere({ pod: pods }: ClusterState, pod: PodId): boolean {
  return pods.node[pod] >= 0 && (pods.stage[pod] === PodStage.Bound || pods.stage[pod] === PodStage.Deleting)
}

/** Its node has no object. */
function isOrphan(state: ClusterState, pod: PodId): boolean {
  return isThere(state, pod) && (state.nodeHealth.seenMark[state.pod.node[pod]] & NodeMark.Missing) !== 0
}

/** It is being deleted on a node that is out of service. */
function isStranded(state: ClusterState, pod: PodId): boolean {
  const { pod: pods, nodeHealth: health } = state
  if (!isThere(state, pod) || pods.stage[pod] !== PodStage.Deleting) return false
  const mark = health.seenMark[pods.node[pod]]
  return (mark & NodeMark.Ready) === 0 && (mark & NodeMark.OutOfServiceNoExecute) !== 0
}

function sync(state: ClusterState, controller: Controller): number {
  const { pod: pods, podGc, nowUs } = state
  podGc.nextUs = Infinity
  const lost = new Set<NodeId>()
  for (let pod = 0; pod < pods.count; pod++) {
    if (!isOrphan(state, pod)) continue
    const node = pods.node[pod]
    const dueUs = podGc.quarantine.get(node)
    if (dueUs === undefined) podGc.quarantine.set(node, nowUs + quarantineUs)
    else if (dueUs <= nowUs) lost.add(node)
  }
  for (const node of lost) {
    podGc.quarantine.delete(node)
    controller.client.call(state, ApiCall.GetNode, aboutNode(node))
  }
  for (let pod = 0; pod < pods.count; pod++)
    if ((isOrphan(state, pod) && lost.has(pods.node[pod])) || isStranded(state, pod))
      remove(state, controller, pod)
  if (podGc.running === 0) endPass(state)
  return syncDone
}

function remove(state: ClusterState, { client }: Controller, pod: PodId): void {
  const { pod: pods, podGc } = state
  podGc.running++
  const hasEnded = pods.apiPhase[pod] >= PodPhase.Succeeded
  const call = hasEnded ? ApiCall.DeletePod : ApiCall.PatchPodStatus
  const atUs = client.call(state, call, pods.workload[pod])
  schedule(state, EventKind.PodGcStep, pod, atUs, hasEnded ? Step.Deleted : Step.Marked)
}

/** A call about a pod that is being removed is through. */
export function onPodGcStep(state: ClusterState, pod: PodId, step: number): void {
  const { podGc, pod: pods, controllers } = state
  if (isThere(state, pod)) {
    if (step === Step.Marked) {
      writeStatus(
        state,
        pod,
        statusCode(PodPhase.Failed, pods.apiIsReady[pod] === 1, pods.apiHasAddress[pod] === 1),
      )
      const { client } = controllers[ControllerId.PodGc]
      const atUs = client.call(state, ApiCall.DeletePod, pods.workload[pod])
      schedule(state, EventKind.PodGcStep, pod, atUs, Step.Deleted)
      return
    }
    deletePod(state, pod, 0, true)
  }
  if (--podGc.running === 0) endPass(state)
}

function endPass(state: ClusterState): void {
  state.podGc.gridUs = state.nowUs + gcPeriodUs
  schedulePodGc(state)
}
