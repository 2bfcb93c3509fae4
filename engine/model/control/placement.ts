/**
 * Where pods go until the scheduler is simulated: round-robin over the nodes that take them (D3), past full nodes. A workload's
 * walk starts at the hash of its name, so workloads do not move each other. Pods of a live cluster stay where they are.
 *
 * Nodes and workloads are rows of the spec: the model asks as pods come, others ask where all pods will be at the start.
 */
import type { ClusterSpec, NodeChoiceSpec, WorkloadSpec } from '../../contract/cluster-spec.ts'
import { hashName } from '../../kernel/name-hash.ts'

/** What of a spec decides where pods go. */
export type PlacedSpec = Pick<ClusterSpec, 'nodes' | 'workloads'>

/** How far placement has come. */
export type Places = {
  /** By workload: the nodes that take its pods. */
  readonly eligible: readonly Int32Array[]
  /** By workload: the place among them at which its walk goes on. */
  readonly cursor: Int32Array
  /** By node: its pods, and how many it takes. */
  readonly podCount: Int32Array
  readonly podsMax: Int32Array
  /** Whether a node takes no pods of a workload now, for another reason. */
  readonly repels?: ((node: number, row: number) => boolean) | undefined
}

/** No node takes the pod. */
export const noNode = -1

/** Before the first pod has a place. */
export function emptyPlaces(spec: PlacedSpec): Places {
  const eligible = eligibleNodes(spec)
  return {
    eligible,
    cursor: Int32Array.from(spec.workloads, (workload, row) => firstCursor(workload, eligible[row].length)),
    podCount: new Int32Array(spec.nodes.length),
    podsMax: Int32Array.from(spec.nodes, ({ podsMax }) => podsMax),
  }
}

/**
 * The node of a pod, which has its place there from now on.
 * @param row of the workload.
 * @param creation pods of the same ordinal before it.
 * @returns `noNode` if no node takes it now.
 */
export function takePlace(
  places: Places,
  workload: WorkloadSpec,
  row: number,
  ordinal: number,
  creation: number,
): number {
  const node = givenNode(workload, ordinal, creation, places.eligible[row], places) ?? nextNode(places, row)
  if (node !== noNode) places.podCount[node]++
  return node
}

/** Pods at the start, by workload and node: `[workload][node]`. Pods that find no place are left out. */
export function podsByNode(spec: PlacedSpec): Int32Array[] {
  const counts = spec.workloads.map(() => new Int32Array(spec.nodes.length))
  const places = emptyPlaces(spec)
  for (const row of placementOrder(spec)) {
    const workload = spec.workloads[row]
    for (let ordinal = 0; ordinal < workload.replicas; ordinal++) {
      const node = takePlace(places, workload, row, ordinal, 0)
      if (node !== noNode) counts[row][node]++
      // Those that follow find none either, unless they have their nodes.
      else if (isWalked(workload, ordinal)) break
    }
  }
  return counts
}

/**
 * The order in which workloads find their places: static pods have theirs before the scheduler sees any other (T3), and live pods
 * are where they are before any other looks for a place.
 */
export function placementOrder({ workloads }: Pick<PlacedSpec, 'workloads'>): number[] {
  const rank = ({ staticOn, livePods }: WorkloadSpec): number => {
    if (staticOn !== undefined) return 0
    return livePods === undefined ? 2 : 1
  }
  const all = workloads.map((_, workload) => workload)
  return [0, 1, 2].flatMap((wanted) => all.filter((workload) => rank(workloads[workload]) === wanted))
}

/** By workload: the nodes that take its pods, in order of name; of a static pod the nodes by ordinal (T3). Equal lists are one. */
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

/** Where the walk of a workload over so many eligible nodes begins. */
export function firstCursor(workload: WorkloadSpec, eligibleCount: number): number {
  return eligibleCount === 0 ? 0 : hashName(workload.name) % eligibleCount
}

/** Whether this pod and those behind it look for nodes. */
function isWalked({ kind, staticOn, livePods = [] }: WorkloadSpec, ordinal: number): boolean {
  return kind !== 'DaemonSet' && staticOn === undefined && ordinal >= livePods.length
}

/** The node of a pod that nobody has to look for one for: static (T3), of a DaemonSet, or live; undefined for any other. */
function givenNode(
  workload: WorkloadSpec,
  ordinal: number,
  creation: number,
  eligible: Int32Array,
  { podCount, podsMax }: Places,
): number | undefined {
  if (workload.staticOn !== undefined) return eligible[ordinal]
  const live = creation === 0 ? workload.livePods?.[ordinal]?.node : undefined
  if (live !== undefined) return live
  if (workload.kind !== 'DaemonSet') return undefined
  const node = ordinal < eligible.length ? eligible[ordinal] : noNode
  return node !== noNode && podCount[node] < podsMax[node] ? node : noNode
}

/** The next node on the walk that has room. */
function nextNode({ eligible, cursor, podCount, podsMax, repels }: Places, row: number): number {
  const nodes = eligible[row]
  for (let step = 0; step < nodes.length; step++) {
    const place = (cursor[row] + step) % nodes.length
    if (podCount[nodes[place]] >= podsMax[nodes[place]] || repels?.(nodes[place], row)) continue
    cursor[row] = (place + 1) % nodes.length
    return nodes[place]
  }
  return noNode
}
