/**
 * What the tables of a replication will take, counted from its spec before they are allocated. What a row takes is seen
 * by allocating one: there is no second list of columns.
 */

import { type ClusterSpec, sharesCpu } from '../contract/cluster-spec.ts'
import { DistributionBuilder } from '../kernel/distribution.ts'
import { EventCells } from '../kernel/event-cells.ts'
import { EventTrace } from '../kernel/event-trace.ts'
import type { ClusterState } from './cluster-state.ts'
import type { ProbeCost } from './metrics/node-probes.ts'
import { Metrics } from './metrics.ts'
import { allocateImageTables } from './node/images/build-images.ts'
import { countBuckets, countEvents, countRows, type RowCounts } from './row-counts.ts'
import { allocateTables } from './tables/allocate-tables.ts'
import { buildTemplates } from './templates.ts'
import { hasTraffic } from './world/traffic/traffic.ts'

export type MemoryPart = {
  /** What is counted, singular: `pod`, `bucket`. */
  readonly what: string
  readonly count: number
  readonly bytes: number
}

/** The parts of one replication, without the logs of starts and hangs, which grow as things happen. */
export function replicationMemory(spec: ClusterSpec, tracesProbes: boolean): MemoryPart[] {
  const rows = countRows(spec, tracesProbes)
  const tables = rowNames.map((name) => ({
    what: tableNames[name],
    count: rows[name],
    bytes: rows[name] === 0 ? 0 : rows[name] * bytesPerRow(name),
  }))
  const events = countEvents(rows)
  const buckets = countBuckets(spec)
  const admitted = rows.workloads * rows.nodes
  const templates = buildTemplates(spec, new DistributionBuilder())
  const { imageNumbers, images } = allocateImageTables(spec)
  return [
    ...tables,
    { what: 'image', count: imageNumbers.size, bytes: bytesHeld(images) },
    { what: 'pending event', count: events, bytes: events * bytesPerEvent() },
    { what: 'bucket', count: buckets, bytes: metricsBytes(spec, rows, templates.probeCosts, buckets) },
    { what: 'choice of node', count: admitted, bytes: admitted * Int32Array.BYTES_PER_ELEMENT },
    {
      what: 'template',
      count: templates.podTemplate.workload.length,
      bytes: bytesHeld(templates),
    },
  ]
}

const tableNames: Readonly<Record<keyof RowCounts, string>> = {
  workloads: 'workload',
  podTemplates: 'pod template',
  services: 'Service',
  nodes: 'node',
  pods: 'pod',
  containers: 'container',
  probes: 'probe',
  tracedProbes: 'traced probe',
  faults: 'fault',
  triggeredPods: 'triggered pod',
  pullingContainers: 'image pull',
  pullingNodes: 'image puller',
  pausingContainers: 'pausing container',
  hookedContainers: 'lifecycle hook',
  jobs: 'Job',
  jobIndexes: 'index of a Job',
  jobPods: 'pod of a Job',
  cronJobs: 'CronJob',
  failingNodes: 'node that may fail',
  sharingContainers: 'container that shares processors',
  sharingNodes: 'node whose processors are shared',
  leakingContainers: 'container whose probes leave something',
  leakingNodes: 'node where probes leave something',
}
const rowNames = Object.keys(tableNames) as (keyof RowCounts)[]
const noRows = Object.fromEntries(rowNames.map((name) => [name, 0])) as RowCounts

function bytesPerRow(name: keyof RowCounts): number {
  return bytesHeld(allocateTables({ ...noRows, [name]: 1 }))
}

/** Of a list with room for more than the least. */
function bytesPerEvent(): number {
  const events = 10_000
  return bytesHeld(new EventCells(events)) / events
}

/** Each bucket takes as much as the second. */
function metricsBytes(
  spec: ClusterSpec,
  { workloads, services, nodes }: RowCounts,
  probeCosts: readonly ProbeCost[],
  buckets: number,
): number {
  const { durationUs, intervalUs, warmUpUs } = spec
  const bytesOf = (buckets: number): number => {
    // Metrics read the state when they hear of something, and not before.
    const state = {} as ClusterState
    const times = { durationUs, intervalUs, warmUpUs, leastReadyFromUs: warmUpUs }
    const sizes = {
      workloads,
      services,
      nodes,
      buckets,
      ...times,
      probeCosts,
      hasTraffic: hasTraffic(spec),
      sharesCpu: sharesCpu(spec),
    }
    const options = { sink: undefined, keepsStarts: false }
    return bytesHeld(new Metrics(state, sizes, new EventTrace(), options))
  }
  const first = bytesOf(1)
  return first + (buckets - 1) * (bytesOf(2) - first)
}

/** Bytes of all typed arrays in a value, whatever else it is. */
export function bytesHeld(value: unknown): number {
  const buffers = new Set<ArrayBufferLike>()
  const seen = new Set<unknown>()
  const visit = (each: unknown): void => {
    if (typeof each !== 'object' || each === null || seen.has(each)) return
    seen.add(each)
    if (ArrayBuffer.isView(each)) buffers.add(each.buffer)
    else for (const part of Object.values(each)) visit(part)
  }
  visit(value)
  return Array.from(buffers).reduce((sum, { byteLength }) => sum + byteLength, 0)
}
