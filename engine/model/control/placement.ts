/**
 * Where pods are that have been there from before, by row of the spec: static pods have their nodes before the scheduler sees any other
 * (T3), live ones are where they are; the others are placed as the scheduler places them (decision 38). Others ask, too, where pods will be.
 */
import type { NodeChoiceSpec, WorkloadSpec } from '../../contract/cluster-spec.ts'
import {
  atLeast,
  type KubernetesVersion,
  kubernetesVersionDefault,
} from '../../contract/kubernetes-versions.ts'
import { hashName } from '../../kernel/name-hash.ts'
import { noNode } from './scheduler/choose-node.ts'
import { kubeletRefusal, lackOfRoom } from './scheduler/filter.ts'
import { NodeCache, type PlacedSpec as PlacedCluster } from './scheduler/node-cache.ts'
import { StartPlacement } from './scheduler/start-placement.ts'

export { noNode } from './scheduler/choose-node.ts'

/** What of a spec decides where pods go. */
export type PlacedSpec = PlacedCluster & { readonly kubernetesVersion?: KubernetesVersion }

export type StartPlaces = {
  /** The cluster with these pods. */
  readonly cache: NodeCache
  /** By workload, then ordinal: the node, or `noNode`. */
  readonly nodes: readonly Int32Array[]
}

/** From 1.36 on BalancedAllocation scores the change (D4). */
export function scoresChange({ kubernetesVersion = kubernetesVersionDefault }: PlacedSpec): boolean {
  return atLeast(kubernetesVersion, '1.36')
}

/**
 * Places the pods of every workload.
 * @param countOf pods of a workload that are there.
 */
export function startPlaces(spec: PlacedSpec, countOf: (workload: number) => number): StartPlaces {
  const { workloads } = spec
  const nodes = workloads.map((_, workload) => new Int32Array(countOf(workload)).fill(noNode))
  const firstRows = new Map<number, number>()
  const cache = new NodeCache(spec, (row, tell) => {
    const workload = firstRows.get(row)
    if (workload !== undefined) for (const node of nodes[workload]) if (node !== noNode) tell(node, false)
  })
  for (const [workload, row] of cache.firstRow.entries()) firstRows.set(row, workload)
  const eligible = eligibleNodes(spec)
  const start = new StartPlacement(cache, scoresChange(spec))
  // A pod that wants to be near to another may have to wait for it.
  let left = placementOrder(spec)
  while (left.length > 0) {
    const lacking = left.filter((index) => placeWorkload(index) > 0)
    if (lacking.length === left.length) break
    left = lacking
  }
  return { cache, nodes }

  /** @returns pods without a place that may find one when others have theirs. */
  function placeWorkload(index: number): number {
    const workload = workloads[index]
    const row = cache.firstRow[index]
    const waiting: number[] = []
    /** S15: the kubelet of a node rejects a pod that names it and that it does not take. */
    const isRejected = ({ pod, staticOn, livePods }: WorkloadSpec, of: number, node: number): boolean =>
      pod.nodeName !== undefined &&
      staticOn === undefined &&
      livePods === undefined &&
      kubeletRefusal(cache, cache.demand(of), node, 0) !== 0
    const ownPlace = ({ kind }: WorkloadSpec, ordinal: number): number | undefined => {
      if (kind !== 'DaemonSet') return undefined
      const node = eligible[index][ordinal] ?? noNode
      return node !== noNode && lackOfRoom(cache, cache.demand(row), node) === 0 ? node : noNode
    }
    for (let ordinal = 0; ordinal < nodes[index].length; ordinal++) {
      if (nodes[index][ordinal] !== noNode) continue
      const given = givenNode(workload, ordinal, 0, eligible[index]) ?? ownPlace(workload, ordinal)
      if (given === undefined) waiting.push(ordinal)
      else if (given !== noNode && !isRejected(workload, row, given)) {
        nodes[index][ordinal] = given
        cache.add(row, given)
      }
    }
    let next = 0
    start.place(row, waiting.length, hashName(workload.name), nodes[index], (node) => {
      nodes[index][waiting[next++]] = node
    })
    return cache.demand(row).spec.near.length > 0 ? waiting.length - next : 0
  }
}

/** Pods at the start, by workload and node: `[workload][node]`. Pods that find no place are left out. */
export function podsByNode(spec: PlacedSpec): Int32Array[] {
  const { nodes } = startPlaces(spec, (workload) => spec.workloads[workload].replicas)
  return nodes.map((ofWorkload) => {
    const counts = new Int32Array(spec.nodes.length)
    for (const node of ofWorkload) if (node !== noNode) counts[node]++
    return counts
  })
}

/** The order in which workloads find their places: those that have theirs come first, then by priority. */
export function placementOrder({ workloads }: Pick<PlacedSpec, 'workloads'>): number[] {
  const rank = ({ staticOn, livePods }: WorkloadSpec): number => {
    if (staticOn !== undefined) return 0
    return livePods === undefined ? 2 : 1
  }
  const all = workloads.map((_, workload) => workload)
  const priority = (row: number): number => workloads[row].pod.scheduling?.priority ?? 0
  return [0, 1, 2].flatMap((wanted) =>
    all
      .filter((workload) => rank(workloads[workload]) === wanted)
      .sort((a, b) => priority(b) - priority(a) || a - b),
  )
}

/** By workload: the nodes that may take its pods, in order of name; of a static pod the nodes by ordinal (T3). Equal lists are one. */
export function eligibleNodes({ nodes, workloads }: PlacedSpec): Int32Array[] {
  const every = Int32Array.from(nodes, (_, node) => node)
  const places = new Map(nodes.map(({ name }, node) => [name, node]))
  const made = new Map<NodeChoiceSpec, Int32Array>()
  return workloads.map(({ staticOn, nodes: choice, pod: { nodeName } }) => {
    if (staticOn !== undefined) return Int32Array.from(staticOn, (name) => places.get(name)!)
    if (nodeName !== undefined) return Int32Array.from(places.has(nodeName) ? [places.get(nodeName)!] : [])
    if (choice === undefined) return every
    let list = made.get(choice)
    if (list === undefined) {
      list = Int32Array.from(choice.admitted)
      made.set(choice, list)
    }
    return list
  })
}

/** The node of a pod that no scheduler looks for one for: static (T3), live, or one that names it; `noNode` if there is no such node. */
export function givenNode(
  workload: WorkloadSpec,
  ordinal: number,
  creation: number,
  eligible: Int32Array,
): number | undefined {
  if (workload.staticOn !== undefined) return eligible[ordinal]
  const live = creation === 0 ? workload.livePods?.[ordinal]?.node : undefined
  if (live !== undefined) return live
  if (workload.pod.nodeName === undefined) return undefined
  return eligible.length === 0 ? noNode : eligible[0]
}
