/**
 * L8: the kubelet process is replaced at once. Containers run on; back-off entries, probe results and counts, the
 * reason cache and the limits of its API clients are lost; every pod is synced anew, and its workers start with the jitter of a young kubelet (P5).
 * Simplified: a container start that was under way is made again.
 */
import type { ClusterState, NodeId, PodId } from '../cluster-state.ts'
import { PodStage, WaitReason, WorkerStage } from '../codes.ts'
import { relistAfterSync } from '../tables/pods.ts'
import { forgetPulls, resetPuller } from './images/image-pull.ts'
import { cancelSync, requestSync } from './pod-workers/sync-queue.ts'
import { loseWorker } from './prober/probe-worker.ts'
import { forgetStop } from './runtime/container-kill.ts'
import { seeProcesses } from './runtime/pleg.ts'
import { renewEventClient } from './status/event-client.ts'
import { forgetEvents } from './status/event-recorder.ts'
import { renewWriter } from './status/status-writer.ts'

export function restartKubelet(state: ClusterState, node: NodeId): void {
  state.node.kubeletStartUs[node] = state.nowUs
  resetPuller(state, node)
  renewEventClient(state, node)
  renewWriter(state, node)
  const { pod: pods } = state
  for (let pod = 0; pod < pods.count; pod++) {
    if (pods.node[pod] !== node || pods.stage[pod] === PodStage.Absent) continue
    if (pods.workerStage[pod] !== WorkerStage.Terminated) resumePod(state, pod)
  }
}

function resumePod(state: ClusterState, pod: PodId): void {
  const { pod: pods, container: containers, podTemplate } = state
  const template = pods.template[pod]
  cancelSync(state, pod)
  const probeEnd = pods.firstProbe[pod] + podTemplate.probeCount[template]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++)
    loseWorker(state, state.probe.rowAt[place])
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    containers.backoffUs[container] = 0
    forgetPulls(state, container)
    containers.waitReason[container] = WaitReason.None
    forgetStop(state, container)
  }
  forgetEvents(state, pod)
  pods.hasWorkers[pod] = 0
  pods.workerStage[pod] = WorkerStage.New
  pods.lastSyncEndUs[pod] = -Infinity
  if (pods.relistAtUs[pod] === relistAfterSync) pods.relistAtUs[pod] = -1
  seeProcesses(state, pod)
  requestSync(state, pod, state.nowUs)
}
