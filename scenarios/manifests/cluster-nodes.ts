/** The nodes of a cluster: those of the input, else those that its pods name and as many default nodes as the others need. */
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import {
  type Demand,
  defaultNodeCount,
  defaultNodes,
  defaultNodesMax,
  domainsByLabel,
  namedNodes,
} from './default-nodes.ts'
import type { KubeletClass } from './kubelet-configuration.ts'
import type { NodeTemplate } from './node-fit.ts'

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
  const podCounts = new Map<string, number>()
  for (const { boundTo } of users)
    for (const name of boundTo) podCounts.set(name, (podCounts.get(name) ?? 0) + 1)
  const named = namedNodes(podCounts, commonClass)
  const isAllBound = users.every(({ pods, boundTo }) => (pods ?? 0) <= boundTo.length)
  const needed = named.length > 0 && isAllBound ? 0 : defaultNodeCount(users, commonClass)
  const missing = missingNodes(needed, named.length, scenario, report)
  const domains = domainsByLabel(users)
  const added = defaultNodes(missing, commonClass, new Set(podCounts.keys()), domains)
  const nodes = [...named, ...added].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1))
  return { nodes, namedCount: named.length, defaultCount: added.length }
}

/** Default nodes beside the named ones. */
function missingNodes(needed: number | undefined, named: number, scenario: Located, report: Report): number {
  if (needed === undefined && named === 0)
    report.error(
      'nodes-too-few',
      scenario,
      'the DaemonSets alone fill a default node; expected room for other pods',
      'give nodes with spec.nodes, or put kind: Node objects into the input',
    )
  const missing = Math.max(0, (needed ?? 0) - named)
  if (missing <= defaultNodesMax) return missing
  report.error(
    'number-range',
    scenario,
    `the requests of the pods need ${missing} default nodes; expected at most ${defaultNodesMax}`,
    'lower requests or replicas, or give larger nodes with spec.nodes',
  )
  return 0
}
