/**
 * How a kubelet learns that a process started or ended: the generic PLEG's relist (S3, S4). Relists have no event
 * of their own; one is scheduled for a pod only when it has something to see.
 */
import { EventClass } from '../../kernel/time.ts'
import type { ClusterState, PodId } from '../cluster-state.ts'
import { ProcessState, WorkerStage } from '../codes.ts'
import { EventKind } from '../event-kind.ts'
import { endHold, relistFromUs, requestSync } from './sync-queue.ts'

/** A process of the pod started or ended now: the next relist will see it. */
export function noteChange(state: ClusterState, pod: PodId): void {
  const atUs = relistFromUs(state, state.pod.node[pod], state.nowUs)
  if (state.pod.relistAtUs[pod] === atUs) return
  state.pod.relistAtUs[pod] = atUs
  state.events.schedule(atUs, EventClass.Relist, pod, EventKind.PodRelist, 0)
}

/** S3, S4: the relist takes note of every process of the pod, and its events ask for a sync when it ends. */
export function onRelist(state: ClusterState, pod: PodId): void {
  const { pod: pods, node } = state
  pods.relistAtUs[pod] = -1
  if (pods.workerStage[pod] === WorkerStage.Terminated) return
  seeProcesses(state, pod)
  requestSync(state, pod, state.nowUs + node.relistCostUs[pods.node[pod]])
}

/** Copies what runs to what the kubelet has seen. What was removed, the kubelet removed itself. */
export function seeProcesses(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, workload } = state
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  endHold(state, pod)
  pods.seenSandbox[pod] = pods.hasSandbox[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.state[container] === ProcessState.None) continue
    containers.seenState[container] = containers.state[container]
    containers.seenIncarnation[container] = containers.incarnation[container]
    containers.seenStartedAtUs[container] = containers.startedAtUs[container]
    containers.seenExitedAtUs[container] = containers.exitedAtUs[container]
    containers.seenExitCode[container] = containers.exitCode[container]
  }
}
