/** Clusters so large for their pods that nobody has to place them to know that each finds a node. */
import { type NodeSpec, noScheduling, type WorkloadSpec } from '../../engine/contract/cluster-spec.ts'

/**
 * Whether every pod finds a node, in whatever order and wherever they are placed: each may go to any node, and a node that is too full for one more has
 * taken at least so much of something that all pods together make fewer nodes full than there are. False = that is not known.
 */
export function hasAmpleRoom(workloads: readonly WorkloadSpec[], nodes: readonly NodeSpec[]): boolean {
  if (!workloads.every(goesAnywhere) || nodes.some(({ taints = [] }) => taints.length > 0)) return false
  const pods = sum(workloads, ({ replicas }) => replicas)
  const full =
    pods / least(nodes, ({ podsMax }) => podsMax) +
    fullNodes(
      workloads,
      cpuOf,
      least(nodes, ({ cpuCores = Infinity }) => Math.round(cpuCores * 1000)),
    ) +
    fullNodes(
      workloads,
      memoryOf,
      least(nodes, ({ memoryBytes = Infinity }) => Math.floor(memoryBytes)),
    )
  return full < nodes.length
}

/** Nodes that lack of this for one more pod, at most: each has less left than the largest pod asks for. */
function fullNodes(
  workloads: readonly WorkloadSpec[],
  amountOf: (workload: WorkloadSpec) => number,
  leastOfNode: number,
): number {
  const total = sum(workloads, (workload) => workload.replicas * amountOf(workload))
  if (total === 0) return 0
  const taken = leastOfNode - Math.max(...workloads.map(amountOf))
  return taken > 0 ? total / taken : Infinity
}

function goesAnywhere({ kind, staticOn, livePods, nodes, pod }: WorkloadSpec): boolean {
  const { requests, hostPorts, isGated, spread = [], near, apart } = pod.scheduling ?? noScheduling
  const hasNode = kind === 'DaemonSet' || staticOn !== undefined || livePods !== undefined
  return !(
    hasNode ||
    nodes !== undefined ||
    pod.nodeName !== undefined ||
    isGated ||
    hostPorts.length + near.length + apart.length + Object.keys(requests.others).length > 0 ||
    spread.some(({ isHard }) => isHard)
  )
}

function cpuOf({ pod: { scheduling = noScheduling } }: WorkloadSpec): number {
  return scheduling.requests.cpuMilli
}

function memoryOf({ pod: { scheduling = noScheduling } }: WorkloadSpec): number {
  return scheduling.requests.memoryBytes
}

function least(nodes: readonly NodeSpec[], of: (node: NodeSpec) => number): number {
  return nodes.reduce((lowest, node) => Math.min(lowest, of(node)), Infinity)
}

function sum(workloads: readonly WorkloadSpec[], of: (workload: WorkloadSpec) => number): number {
  return workloads.reduce((total, workload) => total + of(workload), 0)
}
