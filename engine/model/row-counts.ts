/** How many rows a spec asks for: what is allocated before the run, and known without allocating. */

import {
  type ClusterSpec,
  containersOfPod,
  type JobSpec,
  probeOrder,
  type WorkloadSpec,
} from '../contract/cluster-spec.ts'
import { nodeFaults } from '../contract/fault-spec.ts'
import { usesRegistry } from './node/images/build-images.ts'

export type RowCounts = {
  readonly workloads: number
  readonly nodes: number
  readonly pods: number
  readonly containers: number
  readonly probes: number
  /** Probes whose runs are traced: all or none. */
  readonly tracedProbes: number
  readonly faults: number
  /** Pods whose triggers may be lost (Z4): all or none. */
  readonly triggeredPods: number
  /** Containers and nodes whose images may have to be pulled: all or none. */
  readonly pullingContainers: number
  readonly pullingNodes: number
  /** Containers that may stand still: all or none. */
  readonly pausingContainers: number
  /** Containers whose hooks may draw how long they take: all or none. */
  readonly hookedContainers: number
  /** Nodes that may fail: all or none. */
  readonly failingNodes: number
}

/** Tables that only some runs need. */
export type TableNeeds = {
  /** Probe runs are traced. */
  readonly traces: boolean
  /** Triggers may be lost (Z4). */
  readonly triggers: boolean
  /** Images may have to be pulled. */
  readonly pulls: boolean
  /** Containers may stand still. */
  readonly pauses: boolean
  /** Hooks may draw how long they take. */
  readonly hooks: boolean
  /** Nodes may fail, or be drained. */
  readonly nodeHealth: boolean
}

export function tableNeeds(spec: ClusterSpec, tracesProbes: boolean): TableNeeds {
  return {
    traces: tracesProbes,
    triggers: spec.overheads.lostTrigger > 0,
    pulls: usesRegistry(spec),
    pauses: hasPauses(spec),
    hooks: hasHooks(spec),
    nodeHealth: spec.faults.some(({ kind }) => nodeFaults.includes(kind)),
  }
}

/** W5: the least wait after a failure. */
const jobBackoffUsMin = 10_000_000

/** Pods that a workload is foreseen to have: those at the start and those that faults or its controller may add. */
export function podRows(spec: ClusterSpec, workload: number): number {
  const { replicas, staticOn, job } = spec.workloads[workload]
  if (staticOn !== undefined) return staticOn.length
  let rows = job === undefined ? replicas : jobPodRows(job, spec.durationUs)
  for (const fault of spec.faults) {
    if (fault.kind === 'scale' && fault.workloads.includes(workload)) rows += fault.replicas
  }
  return rows
}

/**
 * Pods that a Job can have had: those that succeed, and those that fail, of which there are no more than its limit bears, nor
 * more than can be made one round after the other, each 10 s after the one before or after a success (W5).
 */
function jobPodRows({ parallelism, completions, backoffLimit }: JobSpec, durationUs: number): number {
  const successes = completions ?? parallelism
  const rounds = Math.ceil(durationUs / jobBackoffUsMin) + 1 + successes
  return successes + Math.min(backoffLimit + parallelism, parallelism * rounds)
}

export function containersPerPod(workload: WorkloadSpec): number {
  return workload.pod.initContainers.length + workload.pod.containers.length
}

export function probesPerPod(workload: WorkloadSpec): number {
  const containers = containersOfPod(workload.pod)
  return probeOrder(workload.pod).reduce(
    (sum, place) => sum + Object.keys(containers[place].probes).length,
    0,
  )
}

export function countRows(spec: ClusterSpec, tracesProbes: boolean): RowCounts {
  let pods = 0
  let containers = 0
  let probes = 0
  spec.workloads.forEach((workload, index) => {
    const count = podRows(spec, index)
    pods += count
    containers += count * containersPerPod(workload)
    probes += count * probesPerPod(workload)
  })
  const needs = tableNeeds(spec, tracesProbes)
  return {
    workloads: spec.workloads.length,
    nodes: spec.nodes.length,
    pods,
    containers,
    probes,
    tracedProbes: needs.traces ? probes : 0,
    faults: spec.faults.length,
    triggeredPods: needs.triggers ? pods : 0,
    pullingContainers: needs.pulls ? containers : 0,
    pullingNodes: needs.pulls ? spec.nodes.length : 0,
    pausingContainers: needs.pauses ? containers : 0,
    hookedContainers: needs.hooks ? containers : 0,
    failingNodes: needs.nodeHealth ? spec.nodes.length : 0,
  }
}

function hasPauses({ workloads }: ClusterSpec): boolean {
  return workloads.some(({ pod }) =>
    containersOfPod(pod).some(({ behavior }) => behavior.pause !== undefined),
  )
}

/** Whether a container has a lifecycle hook. */
function hasHooks({ workloads }: ClusterSpec): boolean {
  return workloads.some(({ pod }) =>
    containersOfPod(pod).some(({ preStop, postStart }) => preStop !== undefined || postStart !== undefined),
  )
}

/** Buckets of the time series; the last one may be cut short. */
export function countBuckets(spec: ClusterSpec): number {
  return Math.ceil(spec.durationUs / spec.intervalUs)
}

/** Events to make room for: what probes and containers have pending at most, in most runs. */
export function countEvents({ probes, containers }: RowCounts): number {
  return probes + containers + 1024
}
