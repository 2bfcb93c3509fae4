/** What the scenario does to the cluster from outside, fault by fault. Which instances are hit is drawn when it begins. */

import type { ClusterSpec, ContainerRef, FaultSpec, Share } from '../../contract/cluster-spec.ts'
import { nextUniform } from '../../kernel/random-stream.ts'
import { EventClass } from '../../kernel/time.ts'
import type { ClusterState, ContainerId, PodId } from '../cluster-state.ts'
import { ProcessState } from '../codes.ts'
import { deletePod, livePods, scaleWorkload } from '../control/pod-set.ts'
import { rollOut } from '../control/rollout.ts'
import { addStaticPods, removeStaticPods } from '../control/static-pods.ts'
import { EventKind } from '../event-kind.ts'
import { restartKubelet } from '../node/kubelet-restart.ts'
import { resumeAfterExit } from '../node/pod-workers/pod-worker.ts'
import { loseAnswers } from '../node/prober/probe-run.ts'
import { disturb, redraw, settleContainer } from '../node/prober/quiet-probes.ts'
import { crashProcess } from '../node/runtime/container-lifecycle.ts'
import { isHanging, noteHangEnd, noteHangOnset } from '../world/illness.ts'

export function onFaultBegin(state: ClusterState, faultId: number): void {
  const fault = state.spec.faults[faultId]
  state.metrics.recovery.faultBegins(state.metrics.levels.readyCount)
  beginFault(state, faultId, fault)
  if (hangs(fault)) state.nextHangFaultUs = nextFaultUs(state.spec, hangs, fault.atUs, faultId)
  if (deletes(fault)) state.nextDeletionFaultUs = nextFaultUs(state.spec, deletes, fault.atUs, faultId)
  const lastsUs = faultLengthUs(fault)
  if (lastsUs > 0)
    state.events.schedule(state.nowUs + lastsUs, EventClass.Fault, faultId, EventKind.FaultEnd, 0)
  else state.metrics.recovery.ended(state.nowUs)
}

/** When the next such fault begins, after that time or after that fault of the list at that time. */
export function nextFaultUs(
  { faults }: ClusterSpec,
  isSuch: (fault: FaultSpec) => boolean,
  afterUs: number,
  faultId: number,
): number {
  let nextUs = Infinity
  for (const [index, fault] of faults.entries()) {
    const isAhead = fault.atUs > afterUs || (fault.atUs === afterUs && index > faultId)
    if (isAhead && isSuch(fault)) nextUs = Math.min(nextUs, fault.atUs)
  }
  return nextUs
}

export function hangs({ kind }: FaultSpec): boolean {
  return kind === 'hang'
}

/** Whether it may delete pods. */
export function deletes({ kind }: FaultSpec): boolean {
  return kind === 'delete' || kind === 'scale' || kind === 'removeStaticPod'
}

/** How long it lasts; 0 = it has no end of its own. */
export function faultLengthUs(fault: FaultSpec): number {
  return 'forUs' in fault ? (fault.forUs ?? 0) : 0
}

function beginFault(state: ClusterState, faultId: number, fault: FaultSpec): void {
  switch (fault.kind) {
    case 'hang':
    case 'slow':
    case 'crash': {
      const hits = draw(state, faultId, containersOf(state, fault.containers), fault.share)
      state.faultHits[faultId] = hits
      for (const container of hits) hitContainer(state, fault, container)
      return
    }
    case 'scale':
      for (const workload of fault.workloads) scaleWorkload(state, workload, fault.replicas)
      return
    case 'delete': {
      const pods = draw(
        state,
        faultId,
        Int32Array.from(fault.workloads.flatMap((workload) => livePods(state, workload, fault.force))),
        fault.share,
      )
      // T4: a mirror pod that is deleted is made again at once, and the containers go on.
      for (const pod of pods) {
        if (state.workload.isStatic[state.pod.workload[pod]] === 0) removePod(state, pod, fault)
      }
      return
    }
    case 'kubeletRestart':
      for (const node of draw(state, faultId, Int32Array.from(fault.nodes), fault.share))
        restartKubelet(state, node)
      return
    case 'registryDown':
      state.faultHits[faultId] = draw(state, faultId, Int32Array.from(fault.nodes), fault.share)
      setRegistryDown(state, state.faultHits[faultId], 1)
      return
    case 'addStaticPod':
      addStaticPods(state, fault.workload, fault.ordinals)
      return
    case 'removeStaticPod': {
      const hits = draw(state, faultId, Int32Array.from(fault.nodes), fault.share)
      for (const workload of fault.workloads) removeStaticPods(state, workload, (node) => hits.includes(node))
      return
    }
    case 'rollout':
      for (const container of containersOf(state, fault.containers))
        rollOut(state, container, state.imageNumbers.get(fault.image)!)
  }
}

function hitContainer(
  state: ClusterState,
  fault: FaultSpec & { kind: 'hang' | 'slow' | 'crash' },
  container: ContainerId,
): void {
  const { container: containers } = state
  const isRunning = containers.state[container] === ProcessState.Running
  if (fault.kind === 'slow')
    setSlowFactor(state, container, containers.slowFaultFactor[container] * fault.factor)
  else if (fault.kind === 'crash') {
    if (!isRunning) return
    crashProcess(state, container, fault.exitCode)
    resumeAfterExit(state, container)
  } else {
    disturb(state, container)
    const wasHanging = isHanging(state, container)
    if (fault.forUs !== undefined) containers.hangFaultCount[container]++
    else if (!isRunning || containers.isHungByFault[container] === 1) return
    else {
      containers.isHungByFault[container] = 1
      state.metrics.recovery.instanceHit()
    }
    if (!isRunning || wasHanging) return
    noteHangOnset(state, container, false)
    loseAnswers(state, container)
  }
}

/** A fault that lasts is over: hung slots answer again, slow ones lose its factor. */
export function onFaultEnd(state: ClusterState, faultId: number): void {
  const { container: containers } = state
  const fault = state.spec.faults[faultId]
  if (fault.kind === 'registryDown') {
    setRegistryDown(state, state.faultHits[faultId], -1)
    state.metrics.recovery.ended(state.nowUs)
    return
  }
  for (const container of state.faultHits[faultId]) {
    if (fault.kind === 'hang') {
      const wasHanging = isHanging(state, container) && containers.state[container] === ProcessState.Running
      containers.hangFaultCount[container]--
      noteHangEnd(state, container, wasHanging)
    } else if (fault.kind === 'slow')
      setSlowFactor(state, container, slowFaultsLeft(state, container, faultId))
  }
  state.faultHits[faultId] = new Int32Array(0)
  state.metrics.recovery.ended(state.nowUs)
}

/** One fault more, or less, keeps the registry out of reach of these nodes. */
function setRegistryDown(state: ClusterState, nodes: Int32Array, by: 1 | -1): void {
  if (!state.usesRegistry) return
  for (const node of nodes) state.puller.registryDownCount[node] += by
}

/** The probability of an abnormal tick changes with the factor. */
function setSlowFactor(state: ClusterState, container: ContainerId, factor: number): void {
  settleContainer(state, container)
  state.container.slowFaultFactor[container] = factor
  redraw(state, container)
}

/** Product of the factors that still hold: recomputed, for a factor may be infinite and division inexact. */
function slowFaultsLeft(state: ClusterState, container: ContainerId, endedFault: number): number {
  let factor = 1
  for (let faultId = 0; faultId < state.spec.faults.length; faultId++) {
    const fault = state.spec.faults[faultId]
    if (fault.kind !== 'slow' || faultId === endedFault) continue
    if (state.faultHits[faultId].includes(container)) factor *= fault.factor
  }
  return factor
}

function removePod(state: ClusterState, pod: PodId, fault: FaultSpec & { kind: 'delete' }): void {
  deletePod(state, pod, fault.gracePeriodUs ?? state.workload.graceUs[state.pod.workload[pod]], fault.force)
}

/** Container slots of live pods behind the references, in entity order. */
function containersOf(state: ClusterState, references: readonly ContainerRef[]): Int32Array {
  const found: ContainerId[] = []
  for (const { workload, container, isInit } of references) {
    const offset = isInit === true ? container : state.workload.initCount[workload] + container
    for (const pod of livePods(state, workload)) found.push(state.pod.firstContainer[pod] + offset)
  }
  return Int32Array.from(found).sort()
}

/** The fault's share of the targets, in entity order: rounded to the nearest, at least 1 if there is any. */
function draw(state: ClusterState, faultId: number, targets: Int32Array, share: Share): Int32Array {
  const wanted = shareCount(share, targets.length)
  for (let index = 0; index < wanted; index++) {
    const other = index + Math.floor(nextUniform(state.streams.fault, faultId) * (targets.length - index))
    const swapped = targets[index]
    targets[index] = targets[other]
    targets[other] = swapped
  }
  return targets.slice(0, wanted).sort()
}

function shareCount(share: Share, targetCount: number): number {
  if (share === 'all') return targetCount
  const wanted = 'count' in share ? share.count : Math.max(1, Math.round(share.fraction * targetCount))
  return Math.min(wanted, targetCount)
}
