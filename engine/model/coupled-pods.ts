/**
 * Which pods may influence each other, and when. As long as none can, the quiet engine walks pod by pod through a window of time
 * instead of event by event through the cluster; the results are the same bytes.
 */
import type { ClusterSpec } from '../contract/cluster-spec.ts'
import type { ClusterState, PodId } from './cluster-state.ts'
import { isControlBusy } from './control/control-events.ts'
import { EventKind } from './event-kind.ts'
import { faultLengthUs } from './faults/faults.ts'

/**
 * Whether, from now until the next event of the whole cluster, an event of one pod may change what another pod does,
 * or its place among the events of other pods shows. Asked when a window begins, of spec and state at that time: so coupling may
 * end at any time, but begin only with an event of the whole cluster.
 *
 * Pods have tables, streams and events of their own; a node's phases are fixed. What couples them:
 * - the pulls of a node share its puller, and what one pulls the next one finds (I1, I4, I5);
 * - a static pod waits for another to go (T2);
 * - the pods of a Job: one that ends may lead to another, or end them all;
 * - the control plane creates and deletes pods, and hears of those that end;
 * - a pod that waits for a place takes that of one that goes (`placeWaiting`);
 * - a probe trace is streamed in nearly the order of time;
 * - the exact engine is the oracle: it keeps the global order always.
 *
 * Who lets pods share something that changes between events of the whole cluster (the pulls of a node, its CPU) says here
 * when that may happen. Facts that are only counted do not couple: metrics take them in any order. Nor do a kubelet's writes
 * to the API, on which nothing waits: they are worked off when a stretch of time is over (`node/status/api-writer.ts`).
 */
export function arePodsCoupled(state: ClusterState): boolean {
  return (
    !state.isQuiet ||
    state.metrics.tracesProbes ||
    state.usesRegistry ||
    state.unscheduled.length > 0 ||
    state.staticWaiting.length > 0 ||
    hasLiveJob(state) ||
    isControlBusy(state)
  )
}

function hasLiveJob({ job, workload }: ClusterState): boolean {
  for (let row = 0; row < job.isActive.length; row++)
    if (job.isActive[row] === 1 && workload.created[row] > 0) return true
  return false
}

/** When something happens to the whole cluster, ascending: faults and their ends, creation of workloads. No window spans one. */
export function clusterWideTimesUs(spec: ClusterSpec): number[] {
  const times = spec.workloads.map(({ createdAtUs }) => createdAtUs)
  for (const fault of spec.faults) {
    times.push(fault.atUs, fault.atUs + faultLengthUs(fault))
  }
  return [...new Set(times)].sort((a, b) => a - b)
}

/** The pod that an event belongs to; none may be of the whole cluster. */
export function podOf(
  state: Pick<ClusterState, 'container' | 'probe' | 'workload'>,
  kind: number,
  entity: number,
): PodId {
  switch (kind) {
    case EventKind.CalmTick:
    case EventKind.ProbeTick:
    case EventKind.ProbeAnswer:
    case EventKind.ProbeTrigger:
    case EventKind.ProbeResult:
      return state.container.pod[state.probe.container[state.probe.rowAt[entity]]]
    case EventKind.ContainerStart:
    case EventKind.ImagePullEnd:
    case EventKind.ContainerExit:
    case EventKind.HangOnset:
    case EventKind.SlowToggle:
    case EventKind.PauseTurn:
    case EventKind.StopStageEnd:
      return state.container.pod[entity]
    case EventKind.JobSync:
      return Math.max(0, state.workload.firstPod[entity])
    case EventKind.PodRelist:
    case EventKind.PodSync:
    case EventKind.PodStep:
    case EventKind.PodGone:
    case EventKind.PodDeadline:
      return entity
    default:
      throw new Error(`broken invariant: event kind ${kind} of entity ${entity} belongs to no pod`)
  }
}
