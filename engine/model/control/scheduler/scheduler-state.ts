/** What the scheduler keeps: what it knows of nodes, which pods wait, and its client. */
import { atLeast, type ClusterSpec } from '../../../contract/cluster-spec.ts'
import {
  createStreams,
  nextUniform,
  purposeKey,
  type Streams,
  seedStream,
} from '../../../kernel/random-stream.ts'
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { drawCallUs } from '../../draw.ts'
import type { PodId } from '../../ids.ts'
import { pathOf } from '../../seed-streams.ts'
import { ApiClient } from '../api-client.ts'
import { scoresChange } from '../placement.ts'
import { firstInHeap, NodeChooser, noNode, type Pick } from './choose-node.ts'
import type { Demand } from './demand.ts'
import { Failures } from './failures.ts'
import type { NodeCache } from './node-cache.ts'
import { flushPeriodUs, SchedulingQueue } from './scheduling-queue.ts'

export class Scheduler {
  readonly cache: NodeCache
  readonly chooser: NodeChooser
  readonly queue: SchedulingQueue
  readonly client: SchedulerClient
  readonly failures = new Failures()
  /** By workload: which of equal nodes a pod gets, and how long calls and watches about it take. */
  readonly streams: Streams
  /** Pods in the API that have no node and may get one because of what happens: all but the hopeless. */
  restless = 0
  /** Pods that have left the API, and that it has not heard of. */
  readonly leaving = new Set<PodId>()
  /** One thread: when it has written what it is about (`PATCH` of a status). */
  freeAtUs = 0
  /** A turn is scheduled; when the next look for pods that have waited long is. */
  hasTurn = false
  flushAtUs = Infinity
  wakeAtUs = Infinity
  /** The workload whose pod is tried. */
  tried: WorkloadId = 0
  readonly pick: Pick
  /** Nodes that preemption makes room on, by pod. */
  private readonly nominations = new Map<PodId, { readonly row: number; readonly node: number }>()

  constructor(spec: ClusterSpec, cache: NodeCache, replication: number) {
    this.cache = cache
    this.chooser = new NodeChooser(cache, scoresChange(spec))
    const rows = spec.workloads.length
    this.streams = createStreams(rows + 1)
    const key = purposeKey(spec.masterSeed, replication, 'scheduler')
    for (const [row, workload] of spec.workloads.entries())
      seedStream(this.streams, row, key, pathOf(workload))
    seedStream(this.streams, rows, key, '')
    const phaseUs = Math.floor(nextUniform(this.streams, rows) * flushPeriodUs)
    this.queue = new SchedulingQueue(phaseUs, atLeast(spec.kubernetesVersion, '1.33'))
    this.client = new SchedulerClient(spec.controlPlane.scheduler, this.streams)
    this.pick = atLeast(spec.kubernetesVersion, '1.35')
      ? firstInHeap
      : (_nodes, _places, count) => Math.floor(nextUniform(this.streams, this.tried) * count)
  }

  /** Preemption makes room for the pod on this node; `noNode` = on none. */
  nominate(pod: PodId, node: number, row = 0): void {
    if (node === noNode) this.nominations.delete(pod)
    else this.nominations.set(pod, { row, node })
  }

  /** What a search finds for a pod while pods of its priority and more that have a nomination count as being there. */
  withNominated(pod: PodId, demand: Demand, search: () => number): number {
    if (this.nominations.size === 0) return search()
    const counted = [...this.nominations].filter(
      ([other, { row }]) => other !== pod && this.cache.demand(row).spec.priority >= demand.spec.priority,
    )
    for (const [, { row, node }] of counted) this.cache.add(row, node)
    const found = search()
    for (const [, { row, node }] of counted) this.cache.remove(row, node, false)
    return found
  }
}

/** Its calls draw from its own streams: they move none of a controller. */
export class SchedulerClient extends ApiClient {
  private readonly streams: Streams

  constructor(limit: ClusterSpec['controlPlane']['scheduler'], streams: Streams) {
    super(limit)
    this.streams = streams
  }

  override call(state: ClusterState, call: number, about: number, fromUs = state.nowUs): number {
    const endUs = super.call(state, call, about, fromUs)
    state.metrics.api.schedulerCalled(this.calledAtUs)
    return endUs
  }

  protected override lengthUs(state: ClusterState, _call: number, workload: WorkloadId): number {
    return drawCallUs(state, this.streams, workload)
  }
}
