/** Clusters so large for their pods that nobody has to place them to know that each finds a node. */
import { type NodeSpec, noScheduling, type WorkloadSpec } from '../../engine/contract/cluster-spec.ts'

/**
 * Whether every pod finds a node, in whatever order and wherever they are placed: each may go to any node, and a node that is too full for one more has
 * taken at least so much of something that all pods together make fewer nodes full than there are. Pods of DaemonSets are not asked about; each node
 * may have one of each already. False = that is not known.
 */
export function hasAmpleRoom(workloads: readonly WorkloadSpec[], nodes: readonly NodeSpec[]): boolean {
  const everywhere = workloads.filter(({ kind }) => kind === 'DaemonSet')
  const anywhere = workloads.filter(({ kind }) => kind !== 'DaemonSet')
  if (!workloads.every(takesOnlyRoom) || !anywhere.every(goesAnywhere)) return false
  if (nodes.some(({ taints = [] }) => taints.length > 0)) return false
  const pods = sum(anywhere, ({ replicas }) => replicas)
  const leftOf = (amountOf: (workload: WorkloadSpec) => number, leastOfNode: number): number =>
    leastOfNode - sum(everywhere, amountOf)
  const podsOfNode = least(nodes, ({ podsMax }) => podsMax) - everywhere.length
  const cpuOfNode = leftOf(
    cpuOf,
    least(nodes, ({ cpuCores = Infinity }) => Math.round(cpuCores * 1000)),
  )
  const memoryOfNode = leftOf(
    memoryOf,
    least(nodes, ({ memoryBytes = Infinity }) => Math.floor(memoryBytes)),
  )
  if (podsOfNode < 0 || cpuOfNode < 0 || memoryOfNode < 0) return false
  if (everywhere.filter(({ pod }) => (pod.scheduling?.hostPorts.length ?? 0) > 0).length > 1) return false
  if (pods > 0 && podsOfNode === 0) return false
  const full =
    (pods === 0 ? 0 : pods / podsOfNode) +
    fullNodes(anywhere, cpuOf, cpuOfNode) +
    fullNodes(anywhere, memoryOf, memoryOfNode)
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

/** Its pods keep others away by what they ask for alone. */
function takesOnlyRoom({ pod: { scheduling = noScheduling } }: WorkloadSpec): boolean {
  return scheduling.apart.length === 0
}

function goesAnywhere({ staticOn, livePods, nodes, pod }: WorkloadSpec): boolean {
  const { requests, hostPorts, isGated, spread = [], near } = pod.scheduling ?? noScheduling
  const hasNode = staticOn !== undefined || livePods !== undefined
  return !(
    hasNode ||
    nodes !== undefined ||
    pod.nodeName !== undefined ||
    isGated ||
    hostPorts.length + near.length + Object.keys(requests.others).length > 0 ||
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
