/**
 * The end of a pod on its node: deletion, or a terminal phase (K4, K6, K7, P18). Source: kubernetes v1.35
 * pkg/kubelet/kubelet.go, SyncTerminatingPod and SyncTerminatedPod.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { Handler, Outcome, PodPhase, ProbeType, ProcessState, WorkerMode, WorkerStage } from '../../codes.ts'
import { drawCallUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { knowsDeletion } from '../../in-touch.ts'
import { schedule } from '../../lanes.ts'
import { profileOfPod } from '../../version-profile.ts'
import { awaitAnswer } from '../prober/probe-run.ts'
import { stopWorker } from '../prober/probe-worker.ts'
import { endCalm } from '../prober/quiet-probes.ts'
import { endBackoffWait } from '../runtime/backoff-wait.ts'
import { giveTurns, runsStill, stopAll } from '../runtime/container-kill.ts'
import { seeProcesses } from '../runtime/pleg.ts'
import { housekeepingPeriodUs } from '../runtime/restart-backoff.ts'
import { isRegular } from '../runtime/restart-policy.ts'
import { generateStatus, setPhase } from '../status/pod-status.ts'
import { noteStatusChange } from '../status/status-writer.ts'
import { isStopped } from './active-deadline.ts'
import { cancelSync, relistFromUs } from './sync-queue.ts'

/**
 * Z3: the deletion of the pod ends exec probes. One under way is cut off, which makes it err; the container is called no more.
 * Source: kubernetes v1.36 pkg/kubelet/prober/prober_manager.go, AddPod (the context); pkg/kubelet/pod_workers.go, UpdatePod.
 */
export function cancelExecProbes(state: ClusterState, pod: PodId): void {
  if (!profileOfPod(state, pod).deletionCancelsExec) return
  const { pod: pods, probe: probes, probeTemplate, podTemplate } = state
  const end = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
  for (let place = pods.firstProbe[pod]; place < end; place++) {
    const probe = probes.rowAt[place]
    if (probeTemplate.handler[probes.template[probe]] !== Handler.Exec) continue
    if (probes.mode[probe] === WorkerMode.Calm) endCalm(state, probe)
    // A worker that sleeps before its first run (P5) has none.
    if (probes.isRunning[probe] === 0 || probes.runEndsUs[probe] < state.nowUs) continue
    probes.runOutcome[probe] = Outcome.Error
    awaitAnswer(state, probe, state.nowUs)
  }
}

/** P18, K4: stops liveness and startup workers of regular containers and stops every container at once. */
export function terminatePod(state: ClusterState, pod: PodId, graceUsMax = Infinity): void {
  const { pod: pods, probe: probes, probeTemplate, podTemplate } = state
  const template = pods.template[pod]
  cancelSync(state, pod)
  pods.workerStage[pod] = WorkerStage.Terminating
  const probeEnd = pods.firstProbe[pod] + podTemplate.probeCount[template]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++) {
    const probe = probes.rowAt[place]
    const isReadiness = probeTemplate.type[probes.template[probe]] === ProbeType.Readiness
    if (!isReadiness && isRegular(state, probes.container[probe])) stopWorker(state, probe)
  }
  // K4: at least 1 s, whatever the deletion says.
  const isDeleted = knowsDeletion(state, pod)
  // Z5: that the kubelet has seen the deletion (observedGeneration).
  if (isDeleted) noteStatusChange(state, pod)
  const ownUs = isDeleted ? pods.deletionGraceUs[pod] : podTemplate.graceUs[template]
  const graceUs = Math.max(Math.min(ownUs, graceUsMax), usPerSecond)
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++)
    endBackoffWait(state, container)
  stopAll(state, pod, graceUs)
  terminationGoesOn(state, pod)
}

/** K6: once the last process has ended, the workers go, the status is final, and the pod leaves the API. */
export function terminationGoesOn(state: ClusterState, pod: PodId): void {
  const { pod: pods, workload, podTemplate } = state
  giveTurns(state, pod)
  if (runsStill(state, pod)) return
  pods.hasSandbox[pod] = 0
  pods.workerStage[pod] = WorkerStage.Terminated
  const probeEnd = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++)
    stopWorker(state, state.probe.rowAt[place])
  seeProcesses(state, pod)
  generateStatus(state, pod)
  // T6: a static pod has no terminal phase of its end.
  if (workload.isStatic[pods.workload[pod]] === 0) setPhase(state, pod, finalPhase(state, pod))
  // A pod in a terminal phase stays in the API, but takes no place on its node any more.
  const isDeleted = knowsDeletion(state, pod)
  const freeUs = isDeleted ? goneUs(state, pod) : state.nowUs
  schedule(state, EventKind.PodGone, pod, freeUs, 0)
}

/** K6: Succeeded if every regular container ended with 0, else Failed; Failed after its deadline (L9). */
function finalPhase(state: ClusterState, pod: PodId): number {
  const { pod: pods, container: containers, podTemplate } = state
  if (isStopped(state, pod)) return PodPhase.Failed
  const template = pods.template[pod]
  const end = pods.endContainer[pod]
  for (
    let container = pods.firstContainer[pod] + podTemplate.initCount[template];
    container < end;
    container++
  ) {
    if (containers.state[container] !== ProcessState.Exited || containers.exitCode[container] !== 0)
      return PodPhase.Failed
  }
  return PodPhase.Succeeded
}

/**
 * K6: the next 1 s tick, runtime state newer than the last exit, then the status write and the DELETE. Ideal: at once.
 * Simplified: unmounting volumes and removing the cgroup take no time of their own (100 ms polls).
 */
function goneUs(state: ClusterState, pod: PodId): number {
  if (state.overheads.isIdeal) return state.nowUs
  const node = state.pod.node[pod]
  const phaseUs = state.node.syncTickPhaseUs[node]
  const tickUs = phaseUs + Math.ceil((state.nowUs - phaseUs) / usPerSecond) * usPerSecond
  const freshUs = relistFromUs(state, node, state.nowUs + 1) + state.node.relistCostUs[node]
  const { streams } = state
  // T5: housekeeping deletes the mirror pod (S14).
  if (state.workload.isStatic[state.pod.workload[pod]] === 1) {
    const passUs = state.node.housekeepingPhaseUs[node]
    const nextUs = passUs + Math.ceil((state.nowUs - passUs) / housekeepingPeriodUs) * housekeepingPeriodUs
    return nextUs + drawCallUs(state, streams.overhead, pod)
  }
  const callsUs = drawCallUs(state, streams.overhead, pod) + drawCallUs(state, streams.overhead, pod)
  return Math.max(tickUs, freshUs) + callsUs
}
