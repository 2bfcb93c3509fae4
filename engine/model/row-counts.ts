/** How many rows a spec asks for: what is allocated before the run, and known without allocating. */

import {
  type ClusterSpec,
  type ContainerSpec,
  containersOfPod,
  type FaultSpec,
  type JobSpec,
  leaks,
  type PodSpec,
  podSpecsOf,
  sharesCpu,
  type WorkloadSpec,
} from '../contract/cluster-spec.ts'
import { nodeFaults } from '../contract/fault-spec.ts'
import { concernsControllers } from './control/nodes/node-mark.ts'
import { ownTaintsMatter } from './control/nodes/own-taints.ts'
import { usesRegistry } from './node/images/build-images.ts'
import { containersPerPod, probesPerPod } from './pod-templates.ts'

export type RowCounts = {
  readonly workloads: number
  readonly podTemplates: number
  readonly services: number
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
  readonly jobs: number
  /** Indexes of Jobs that are indexed. */
  readonly jobIndexes: number
  /** Pods, and workloads as CronJobs: all or none. */
  readonly jobPods: number
  readonly cronJobs: number
  /** Nodes that may fail: all or none. */
  readonly failingNodes: number
  /** Containers that contend for processors, and their nodes: all or none. */
  readonly sharingContainers: number
  readonly sharingNodes: number
  /** Containers whose probes leave something behind, and their nodes: all or none. */
  readonly leakingContainers: number
  readonly leakingNodes: number
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
  /** There are Jobs. */
  readonly jobs: boolean
  /** Nodes may fail, or be drained, or pods have to leave them. */
  readonly nodeHealth: boolean
  /** Containers contend for processors. */
  readonly cpu: boolean
  /** Probes leave something behind. */
  readonly leaks: boolean
}

export function tableNeeds(spec: ClusterSpec, tracesProbes: boolean): TableNeeds {
  return {
    traces: tracesProbes,
    triggers: spec.overheads.lostTrigger > 0,
    pulls: usesRegistry(spec),
    pauses: hasPauses(spec),
    hooks: hasHooks(spec),
    jobs: spec.workloads.some(({ job }) => job !== undefined),
    nodeHealth:
      spec.faults.some(({ kind }) => nodeFaults.includes(kind)) ||
      spec.nodes.some(concernsControllers) ||
      ownTaintsMatter(spec),
    cpu: sharesCpu(spec),
    leaks: leaks(spec),
  }
}

/** W5: the least wait after a failure. */
const jobBackoffUsMin = 10_000_000

/** Pods that a workload is foreseen to have: those at the start and those that faults or its controller may add. */
export function podRows(spec: ClusterSpec, workload: number): number {
  const { replicas, staticOn, job } = spec.workloads[workload]
  if (staticOn !== undefined) return staticOn.length
  let rows = job === undefined ? replicas : runsOf(spec, workload) * jobPodRows(job, spec.durationUs)
  for (const fault of spec.faults) if (replacesPods(fault, workload)) rows += replicas
  return rows + scaledPods(spec, workload)
}

/** Pods that faults of kind `scale` add, one after the other in time. */
function scaledPods({ faults, workloads }: ClusterSpec, workload: number): number {
  let wanted = workloads[workload].replicas
  let added = 0
  const inTime = faults.filter(({ kind }) => kind === 'scale').sort((one, other) => one.atUs - other.atUs)
  for (const fault of inTime) {
    if (fault.kind !== 'scale' || !fault.workloads.includes(workload)) continue
    added += Math.max(0, fault.replicas - wanted)
    wanted = fault.replicas
  }
  return added
}

/** Jobs that a workload is foreseen to have: of a CronJob as many as it has scheduled times, as far as room is made for them beforehand. */
function runsOf({ workloads, durationUs }: ClusterSpec, workload: number): number {
  const { job, cronJob } = workloads[workload]
  if (job === undefined) return 0
  if (cronJob === undefined) return 1
  const { times } = cronJob
  const runs = 'everyUs' in times ? Math.ceil(durationUs / times.everyUs) : times.length
  return Math.min(runs, runsForeseenMax)
}

const runsForeseenMax = 100

/** Whether a fault brings another revision: its pods are made anew. */
function replacesPods(fault: FaultSpec, workload: number): boolean {
  if (fault.kind === 'rollback') return fault.workloads.includes(workload)
  return fault.kind === 'rollout' && fault.revisions.some((ref) => ref.workload === workload)
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

export function countRows(spec: ClusterSpec, tracesProbes: boolean): RowCounts {
  let pods = 0
  let containers = 0
  let probes = 0
  spec.workloads.forEach((workload, index) => {
    const count = podRows(spec, index)
    pods += count
    containers += count * most(workload, containersPerPod)
    probes += count * most(workload, probesPerPod)
  })
  const needs = tableNeeds(spec, tracesProbes)
  const jobs = spec.workloads.map((_, index) => runsOf(spec, index))
  const indexes = spec.workloads.map(({ job }, index) =>
    job?.isIndexed ? jobs[index] * job.completions! : 0,
  )
  return {
    workloads: spec.workloads.length,
    podTemplates: spec.workloads.reduce((sum, workload) => sum + podSpecsOf(workload).length, 0),
    services: spec.services.length,
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
    jobs: total(jobs),
    jobIndexes: total(indexes),
    jobPods: needs.jobs ? pods : 0,
    cronJobs: needs.jobs ? spec.workloads.length : 0,
    failingNodes: needs.nodeHealth ? spec.nodes.length : 0,
    sharingContainers: needs.cpu ? containers : 0,
    sharingNodes: needs.cpu ? spec.nodes.length : 0,
    leakingContainers: needs.leaks ? containers : 0,
    leakingNodes: needs.leaks ? spec.nodes.length : 0,
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** The largest count among its revisions: any pod may be of any. */
function most(workload: WorkloadSpec, count: (pod: PodSpec) => number): number {
  return Math.max(...podSpecsOf(workload).map(count))
}

function hasPauses(spec: ClusterSpec): boolean {
  return containersOfAll(spec).some(({ behavior }) => behavior.pause !== undefined)
}

/** Whether a container has a lifecycle hook. */
function hasHooks(spec: ClusterSpec): boolean {
  return containersOfAll(spec).some(
    ({ preStop, postStart }) => preStop !== undefined || postStart !== undefined,
  )
}

function containersOfAll({ workloads }: ClusterSpec): ContainerSpec[] {
  return workloads.flatMap(podSpecsOf).flatMap(containersOfPod)
}

/** Buckets of the time series; the last one may be cut short. */
export function countBuckets(spec: ClusterSpec): number {
  return Math.ceil(spec.durationUs / spec.intervalUs)
}

/** Events to make room for: what probes and containers have pending at most, in most runs. */
export function countEvents({ probes, containers }: RowCounts): number {
  return probes + containers + 1024
}
