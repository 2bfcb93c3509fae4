/** What follows from a spec and the options of a study before it begins: threads, what is kept, memory. */
import { type ClusterSpec, sharesCpu } from '../../contract/cluster-spec.ts'
import { metricsOfCpu, nodeMetrics, timeseriesMetrics } from '../../contract/run-result.ts'
import { type MemoryPart, replicationMemory } from '../../model/memory.ts'
import { countBuckets } from '../../model/row-counts.ts'
import { foreseen } from './foreseen-starts.ts'
import { podObjects } from './pod-objects.ts'

/** Above so many containers x replications starts and detections are kept only on demand. */
const startRowsContainersMax = 10_000

/** Rows of starts that a study keeps unasked: what is more than anybody reads costs memory only. */
const startRowsMax = 500_000

export function keepsStarts(spec: ClusterSpec, isAsked = false): boolean {
  return isAsked || loggedContainers(spec) <= startRowsContainersMax
}

/** Starts of one container that are kept, its first ones, so that all together stay below a limit; no limit when asked for. */
export function startsPerContainerMax(spec: ClusterSpec, isAsked = false): number {
  return isAsked ? Infinity : Math.max(1, Math.floor(startRowsMax / Math.max(1, loggedContainers(spec))))
}

/** Over all replications, with the most pods that are asked for at a time. */
function loggedContainers({ workloads, faults, replications }: ClusterSpec): number {
  const replicasMax = workloads.map(({ replicas }) => replicas)
  for (const fault of faults)
    if (fault.kind === 'scale')
      for (const workload of fault.workloads)
        replicasMax[workload] = Math.max(replicasMax[workload], fault.replicas)
  return (
    replications *
    workloads.reduce((sum, { pod }, index) => sum + replicasMax[index] * pod.containers.length, 0)
  )
}

/**
 * Threads that replications run in, with the calling one.
 * @param staysHere what a run tells on its way is for the calling thread only.
 */
export function threadsOf(spec: ClusterSpec, workers = 1, staysHere = false): number {
  return staysHere ? 1 : Math.min(workers, spec.replications)
}

export type MemoryOptions = {
  readonly workers?: number
  readonly tracesProbes?: boolean
  readonly tracesEvents?: boolean
  readonly traceStarts?: boolean
  /** What the process holds already, its code, the input and the spec among it; default: that of a small input. */
  readonly heldBytes?: number
}

/** Node.js with probestorm loaded; each further thread with its compiled code and garbage. Measured with Node 20. */
const programBytes = 80e6
const threadBytes = 40e6
/** Tables of finished replications that V8 lets wait for its next big collection. Measured with Node 20. */
const uncollectedBytesMin = 64e6
/** A start, and a hang, in the log, in the result and while it is written. Measured with Node 20. */
const startBytes = 1700
const hangBytes = 1000
/** A workload, and a node, of a spec that a thread has a copy of. */
const workloadBytes = 8000
const nodeBytes = 500

/**
 * What a study will take at its peak, by part, before it begins. Starts and hangs are foreseen roughly; what cannot be is not
 * counted: those that faults and slow phases lead to, and the changes of a storm that wait for the end of a window.
 */
export function studyMemory(spec: ClusterSpec, options: MemoryOptions = {}): MemoryPart[] {
  const threads = threadsOf(spec, options.workers, options.tracesProbes || options.tracesEvents)
  const heldBytes = Math.max(programBytes, options.heldBytes ?? 0)
  const tables = [...replicationMemory(spec, options.tracesProbes === true), ...podObjects(spec)]
  const tablesBytes = bytesOf(tables)
  const earlier = Math.ceil(spec.replications / threads) - 1
  const earlierBytes = Math.min(earlier * tablesBytes, Math.max(tablesBytes, uncollectedBytesMin))
  const logged = foreseen(spec, startsPerContainerMax(spec, options.traceStarts))
  const starts = keepsStarts(spec, options.traceStarts) ? logged.starts * spec.replications : 0
  const hangs = logged.hangs * spec.replications
  return [
    { what: 'thread', count: threads, bytes: heldBytes + (threads - 1) * (threadBytes + specBytes(spec)) },
    ...tables.map((part) => ({ ...part, bytes: threads * part.bytes })),
    { what: 'finished replication', count: threads * Math.min(earlier, 1), bytes: threads * earlierBytes },
    { what: 'result', count: spec.replications, bytes: spec.replications * resultBytes(spec) },
    { what: 'start', count: starts, bytes: starts * startBytes },
    { what: 'hang', count: hangs, bytes: hangs * hangBytes },
  ]
}

export function bytesOf(parts: readonly MemoryPart[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Roughly: strings and objects. */
function specBytes({ workloads, nodes }: ClusterSpec): number {
  return workloads.length * workloadBytes + nodes.length * nodeBytes
}

/** The tables of a result, a double for each cell. */
function resultBytes(spec: ClusterSpec): number {
  const withCpu = sharesCpu(spec)
  const simulated = (names: readonly string[]): number =>
    names.filter((name) => withCpu || !metricsOfCpu.includes(name)).length
  const cells =
    simulated(timeseriesMetrics) * countBuckets(spec) * (spec.workloads.length + 1) +
    simulated(nodeMetrics) * spec.nodes.length
  return cells * Float64Array.BYTES_PER_ELEMENT
}
