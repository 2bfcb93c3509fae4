/** The nodes of a cluster: those of the input, else those that its pods name and as many default nodes as the others need. */
import type { Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import {
  type DefaultNode,
  type Demand,
  defaultNodeCount,
  defaultNodes,
  defaultNodesMax,
  domainsByLabel,
  namedNodes,
} from './default-nodes.ts'
import type { KubeletClass } from './kubelet-configuration.ts'
import { admits } from './node-demand.ts'
import type { NodeTemplate } from './node-fit.ts'
import { nodeGroups } from './node-groups.ts'
import { hostnameKey, meets } from './node-labels.ts'
import type { PodTemplate } from './pod-reader.ts'

/** A workload as nodes see it. */
export type NodeUser = Demand & {
  /** Names of the nodes that its pods are bound to; one for each of them that is. */
  readonly boundTo: readonly string[]
}

export type ClusterNodes = {
  readonly nodes: readonly NodeTemplate[]
  /** Nodes of which the input has only the names, and those that it says nothing of. */
  readonly namedCount: number
  readonly defaultCount: number
}

export function clusterNodes(
  given: readonly NodeTemplate[] | undefined,
  users: readonly NodeUser[],
  commonClass: KubeletClass,
  scenario: Located,
  report: Report,
): ClusterNodes {
  if (given !== undefined) return { nodes: given, namedCount: 0, defaultCount: 0 }
  const podsOf = new Map<string, PodTemplate[]>()
  for (const { pod, boundTo } of users)
    for (const name of boundTo) {
      const pods = podsOf.get(name)
      if (pods === undefined) podsOf.set(name, [pod])
      else pods.push(pod)
    }
  const named = namedNodes(podsOf, commonClass)
  const added = addedNodes(users, named, commonClass)
  const total = added.reduce((sum, { count }) => sum + count, 0)
  if (total > defaultNodesMax)
    report.error(
      'number-range',
      scenario,
      `the requests of the pods need ${total} default nodes; expected at most ${defaultNodesMax}`,
      'lower requests or replicas, or give larger nodes with spec.nodes',
    )
  const taken = new Set(podsOf.keys())
  const nodes = [...named]
  if (total <= defaultNodesMax)
    for (const { count, node } of added)
      for (const one of defaultNodes(count, node, commonClass, taken)) {
        taken.add(one.spec.name)
        nodes.push(one)
      }
  return {
    nodes: nodes.sort((a, b) => byCodeUnits(a.spec.name, b.spec.name)),
    namedCount: named.length,
    defaultCount: nodes.length - named.length,
  }
}

/** Default nodes beside the named ones, by the labels that they need. */
function addedNodes(
  users: readonly NodeUser[],
  named: readonly NodeTemplate[],
  commonClass: KubeletClass,
): { readonly count: number; readonly node: DefaultNode }[] {
  const isOpen = ({ pods, boundTo }: NodeUser): boolean => named.length === 0 || (pods ?? 0) > boundTo.length
  const open = users.filter(isOpen)
  const bound = users.filter((user) => !isOpen(user))
  const found = nodeGroups(open.filter(({ pods }) => pods !== 0))
  const groups = found.length + named.length > 0 ? found : [{ labels: {}, demands: [] }]
  return groups.map(({ labels, demands }, index) => {
    const node = { labels, domains: domainsByLabel(demands) }
    if (labels[hostnameKey] !== undefined)
      return { count: named.some(({ spec }) => spec.name === labels[hostnameKey]) ? 0 : 1, node }
    // Pods that have a node leave less room on those that have names.
    const counted = index === 0 ? [...demands, ...bound] : demands
    const daemons = users.filter(({ pod, pods }) => pods === undefined && meets(pod.demand, labels, ''))
    const others = counted.filter(({ pods }) => pods !== undefined)
    const takes = ({ spec }: NodeTemplate): boolean =>
      [...node.domains.keys()].every((key) => Object.hasOwn(spec.labels, key)) &&
      demands.every(({ pod }) => admits(pod.demand, spec))
    const taking = named.filter(takes).length
    const count = Math.max(
      defaultNodeCount([...others, ...daemons], commonClass) - taking,
      (node.domains.get(hostnameKey) ?? 0) - taking,
      ...[...node.domains].map(([key, values]) => (key === hostnameKey ? 0 : values)),
    )
    return { count: Math.max(0, count), node }
  })
}
