/** What follows from a spec and the options of a study before it begins: threads, what is kept, memory. */
import type { ClusterSpec } from '../model/cluster-spec.ts'
import { type MemoryPart, replicationMemory } from '../model/memory.ts'
import { countBuckets, countRows } from '../model/row-counts.ts'
import { metricsNotSimulated, nodeMetrics, timeseriesMetrics } from './run-result.ts'

/** Above so many containers x replications starts and detections are kept only on demand. */
const startRowsContainersMax = 10_000

export function keepsStarts(spec: ClusterSpec, isAsked = false): boolean {
  const containers = spec.workloads.reduce(
    (sum, { replicas, pod }) => sum + replicas * pod.containers.length,
    0,
  )
  return isAsked || containers * spec.replications <= startRowsContainersMax
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
}

/** Node.js with probestorm loaded; each further thread with its compiled code and garbage. Measured with Node 20. */
const programBytes = 80e6
const threadBytes = 40e6
/** Tables of finished replications that V8 lets wait for its next big collection. Measured with Node 20. */
const uncollectedBytesMin = 64e6
/** A start in the log, in the result and while it is written. Measured with Node 20. */
const startBytes = 700

/**
 * What a study will take at its peak, by part, before it begins. What grows with what happens is not counted: starts
 * beyond one of each container when they are kept, hangs, and the changes of a storm that wait for the end of a window.
 */
export function studyMemory(spec: ClusterSpec, options: MemoryOptions = {}): MemoryPart[] {
  const threads = threadsOf(spec, options.workers, options.tracesProbes || options.tracesEvents)
  const tables = replicationMemory(spec, options.tracesProbes === true)
  const tablesBytes = bytesOf(tables)
  const earlier = Math.ceil(spec.replications / threads) - 1
  const earlierBytes = Math.min(earlier * tablesBytes, Math.max(tablesBytes, uncollectedBytesMin))
  const starts = keepsStarts(spec, options.traceStarts)
    ? countRows(spec, false).containers * spec.replications
    : 0
  return [
    { what: 'thread', count: threads, bytes: programBytes + (threads - 1) * threadBytes },
    ...tables.map((part) => ({ ...part, bytes: threads * part.bytes })),
    { what: 'finished replication', count: threads * Math.min(earlier, 1), bytes: threads * earlierBytes },
    { what: 'result', count: spec.replications, bytes: spec.replications * resultBytes(spec) },
    { what: 'start', count: starts, bytes: starts * startBytes },
  ]
}

export function bytesOf(parts: readonly MemoryPart[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** The tables of a result, a double for each cell. */
function resultBytes(spec: ClusterSpec): number {
  const simulated = (names: readonly string[]): number =>
    names.filter((name) => !metricsNotSimulated.includes(name)).length
  const cells =
    simulated(timeseriesMetrics) * countBuckets(spec) * (spec.workloads.length + 1) +
    simulated(nodeMetrics) * spec.nodes.length
  return cells * Float64Array.BYTES_PER_ELEMENT
}
