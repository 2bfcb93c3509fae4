/**
 * What this version leaves out, named where it matters and nowhere else: one list. Some is known before a run, some shows
 * in its result.
 */
import {
  type ClusterSpec,
  type FaultSpec,
  type WorkloadSpec,
  workloadLabel,
} from '../engine/contract/cluster-spec.ts'
import {
  metricsNotSimulated,
  type ReplicationLimits,
  type ReplicationResult,
  type StoppingRule,
} from '../engine/contract/run-result.ts'

type Limit = (spec: ClusterSpec) => string | undefined
type ResultLimit = (limits: readonly ReplicationLimits[], spec: ClusterSpec) => string | undefined

/** Before a run. */
const ofSpec: readonly Limit[] = [deletedPods, orderedPods]
/** After it. */
const ofResult: readonly ResultLimit[] = [crowdedStarts, unfinished]

/** A line for each limit that matters for a study, before it runs. */
export function limitsOf(spec: ClusterSpec): string[] {
  return ofSpec.flatMap((limit) => limit(spec) ?? [])
}

/** A line for each limit that a result shows. */
export function limitsOfResult(
  spec: ClusterSpec,
  { replications }: { readonly replications: readonly Pick<ReplicationResult, 'limits'>[] },
): string[] {
  const limits = replications.map((replication) => replication.limits)
  return ofResult.flatMap((limit) => limit(limits, spec) ?? [])
}

/** Of a stopping rule: the numbers of a column that is not simulated never are sure. */
export function limitOfRule(rule: StoppingRule): string[] {
  if (!metricsNotSimulated.includes(rule.metric)) return []
  return [`${rule.metric} is not simulated yet: "${rule.text}" cannot be reached`]
}

/** Kinds whose controller would make a new pod for one that is deleted, and is not simulated yet; a static pod comes back. */
const replacingKinds: readonly string[] = ['StatefulSet', 'DaemonSet']

function deletedPods({ faults, workloads }: ClusterSpec): string | undefined {
  const hit = workloads.filter(
    ({ kind, staticOn }, index) =>
      replacingKinds.includes(kind) &&
      staticOn === undefined &&
      faults.some((fault) => fault.kind === 'delete' && fault.workloads.includes(index)),
  )
  if (hit.length === 0) return undefined
  return `deleted pods of ${named(hit)} are not replaced, as controllers would at once: availability, recovery and pods at the end are those without new pods`
}

/** OrderedReady: a pod is made when those before it are ready, and removed when those behind it are gone. */
function orderedPods({ initialState, faults, workloads }: ClusterSpec): string | undefined {
  const hit = workloads.filter((workload, index) => {
    if (workload.statefulSet?.isOrdered !== true) return false
    const isBuilt = initialState === 'created' && workload.replicas > 1
    return isBuilt || isScaledInOrder(workload.replicas, scalesOf(faults, index))
  })
  if (hit.length === 0) return undefined
  return `pods of ${named(hit)} come and go all at once, not one after the other as podManagementPolicy OrderedReady has it: they are ready sooner than on a cluster`
}

/** Replicas that scale faults ask for, in order of time. */
function scalesOf(faults: readonly FaultSpec[], workload: number): number[] {
  return faults
    .filter((fault) => fault.kind === 'scale')
    .filter((fault) => fault.workloads.includes(workload))
    .sort((a, b) => a.atUs - b.atUs)
    .map(({ replicas }) => replicas)
}

/** A new pod waits until those before it are ready; of several that go, each waits for the one behind it. */
function isScaledInOrder(replicas: number, scales: readonly number[]): boolean {
  return scales.some((to, index) => {
    const from = scales[index - 1] ?? replicas
    return to > from ? to > 1 : to < from - 1
  })
}

function crowdedStarts(limits: readonly ReplicationLimits[], { nodes }: ClusterSpec): string | undefined {
  const crowded = limits.flatMap((each) => each.crowdedStarts ?? [])
  if (crowded.length === 0) return undefined
  const worst = crowded.reduce((most, each) => (each.starts > most.starts ? each : most))
  const count = Math.max(...crowded.map((each) => each.nodes))
  const others = count > 1 ? `, and as many as matter on ${count - 1} more of ${nodes.length} nodes` : ''
  return `${worst.starts} containers start within ${worst.spanSeconds} s on ${worst.node}${others}: contention for CPUs, disks and the runtime is not simulated, so they are ready sooner than on a cluster`
}

/** What an outage, or the start of everything, still causes when the run is over. */
function unfinished(limits: readonly ReplicationLimits[], { durationUs }: ClusterSpec): string | undefined {
  const most = (count: (of: ReplicationLimits) => number): number => Math.max(...limits.map(count))
  const waiting = most((of) => of.backoffContainers)
  const unready = most((of) => of.unreadyPods)
  if (waiting + unready === 0) return undefined
  const upTo = limits.length > 1 ? 'up to ' : ''
  const parts = [
    ...(waiting > 0 ? [`${upTo}${waiting} container${waiting === 1 ? ' waits' : 's wait'} in back-off`] : []),
    ...(unready > 0 ? [`${upTo}${unready} pod${unready === 1 ? ' is' : 's are'} not ready`] : []),
  ]
  return `at the end of the run ${parts.join(' and ')}: what follows after ${durationUs / 1e6} s, restarts and unready time, is in no number; a longer duration counts it`
}

/** The first three. */
function named(workloads: readonly WorkloadSpec[]): string {
  const names = workloads.slice(0, 3).map(workloadLabel)
  const left = workloads.length - names.length
  return left > 0 ? `${names.join(', ')} and ${left} more` : names.join(' and ')
}
