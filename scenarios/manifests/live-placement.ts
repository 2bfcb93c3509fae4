/** From live pods to those of the spec: places by number, times in microseconds. */
import {
  containersOfPod,
  type LiveContainerSpec,
  type LivePodSpec,
  type NodeChoiceSpec,
  type NodeSpec,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { LiveContainer, LivePod } from './live-pods.ts'

export type LiveCounts = {
  /** Pods of the live cluster that the run begins with. */
  readonly pods: number
  /** Those that were not ready, by why. */
  readonly unready: ReadonlyMap<string, number>
  /** Those whose node the input does not hold: placed elsewhere, or left out if they belong to their node. */
  readonly moved: number
  readonly lost: number
  /** On nodes that are not ready, live ones and those of DaemonSets. */
  readonly onUnreadyNodes: number
  readonly unreadyNodes: number
}

export class LivePlacement {
  readonly nodes: readonly NodeSpec[]
  private readonly areKnown: boolean
  private readonly isCreated: boolean
  private readonly indexes: ReadonlyMap<string, number>
  private readonly unready = new Map<string, number>()
  private moved = 0
  private lost = 0
  private podCount = 0

  /**
   * @param areKnown The input describes its nodes: a DaemonSet that lacks a pod on one of them makes it.
   * @param isCreated Pods begin anew, in the same places.
   */
  constructor(nodes: readonly NodeSpec[], areKnown: boolean, isCreated: boolean) {
    this.nodes = nodes
    this.areKnown = areKnown
    this.isCreated = isCreated
    this.indexes = new Map(nodes.map(({ name }, index) => [name, index]))
  }

  /** The live pods of a workload, by ordinal; no more than it has pods. */
  podsOf(
    workload: WorkloadSpec,
    live: readonly (LivePod | undefined)[],
  ): { readonly livePods?: readonly (LivePodSpec | undefined)[] } {
    const isOnNodes = workload.kind === 'DaemonSet' || workload.staticOn !== undefined
    const kept = isOnNodes || workload.replicas >= live.length ? live : live.slice(0, workload.replicas)
    if (!kept.some((pod) => pod !== undefined)) return {}
    const names = containersOfPod(workload.pod).map(({ name }) => name)
    return { livePods: kept.map((pod) => (pod === undefined ? undefined : this.spec(pod, names))) }
  }

  /** The live pods of a DaemonSet, and those that nodes lack. */
  daemonsOf(
    workload: WorkloadSpec,
    live: readonly (LivePod | undefined)[],
    choice: NodeChoiceSpec | undefined,
  ): Partial<WorkloadSpec> {
    const { livePods = [] } = this.podsOf(workload, this.here(live))
    const bound = livePods.filter((pod) => pod?.node !== undefined)
    const waiting = livePods.filter((pod) => pod?.node === undefined)
    const places = bound.flatMap((pod) => pod?.node ?? [])
    const taken = new Set(places)
    const wanted = choice?.admitted ?? this.nodes.map((_, node) => node)
    const lacking = this.areKnown ? wanted.filter((node) => !taken.has(node)) : []
    const admitted = [...places, ...lacking]
    return {
      livePods: [...bound, ...waiting],
      nodes: { admitted, refusals: choice?.refusals ?? [] },
      replicas: Math.max(livePods.length, admitted.length),
    }
  }

  /** Without those that belong to nodes that there are not. */
  here(live: readonly (LivePod | undefined)[]): readonly (LivePod | undefined)[] {
    const kept = live.filter((pod) => pod?.nodeName === undefined || this.indexes.has(pod.nodeName))
    this.lost += live.length - kept.length
    return kept
  }

  /** What is to be said, once all workloads are placed. */
  counts(workloads: readonly WorkloadSpec[]): LiveCounts {
    const isUnready = this.nodes.map(({ status }) => status !== undefined && status.ready !== 'yes')
    const unreadyNodes = isUnready.flatMap((is, node) => (is ? [node] : []))
    const onUnreadyNodes = workloads.reduce((sum, workload) => sum + podsOn(workload, unreadyNodes), 0)
    return {
      pods: this.podCount,
      unready: this.unready,
      moved: this.moved,
      lost: this.lost,
      onUnreadyNodes,
      unreadyNodes: unreadyNodes.length,
    }
  }

  private spec(pod: LivePod, names: readonly string[]): LivePodSpec {
    this.podCount++
    const node = pod.nodeName === undefined ? undefined : this.indexes.get(pod.nodeName)
    if (pod.nodeName !== undefined && node === undefined) this.moved++
    if (!pod.isReady) this.unready.set(pod.reason, (this.unready.get(pod.reason) ?? 0) + 1)
    return {
      name: pod.name,
      ...(node === undefined ? {} : { node }),
      ...(this.isCreated || pod.age === undefined ? {} : { ageUs: pod.age * 1_000_000 }),
      containers:
        this.isCreated || pod.containers.length === 0
          ? []
          : names.map((name) => containerSpec(pod.containers.find((container) => container.name === name))),
    }
  }
}

/** Pods of a workload that are on these nodes for certain. */
function podsOn({ kind, livePods, nodes }: WorkloadSpec, places: readonly number[]): number {
  if (livePods !== undefined)
    return livePods.filter((pod) => pod?.node !== undefined && places.includes(pod.node)).length
  if (kind !== 'DaemonSet') return 0
  return nodes === undefined ? places.length : places.filter((node) => nodes.admitted.includes(node)).length
}

function containerSpec(container: LiveContainer | undefined): LiveContainerSpec {
  const { restartCount = 0, startedAgo, endedAgo } = container ?? {}
  return {
    restartCount,
    ...(startedAgo === undefined ? {} : { startedAgoUs: startedAgo * 1_000_000 }),
    ...(endedAgo === undefined ? {} : { endedAgoUs: endedAgo * 1_000_000 }),
  }
}
