/** Default nodes by the labels that they need: pods that ask for labels which no node can have together go to different ones. */
import type { Labels } from '../text/label-selector.ts'
import type { Demand } from './default-nodes.ts'
import { hostnameKey, labelsFor, meets } from './node-labels.ts'

export type NodeGroup = { labels: Labels; readonly demands: Demand[] }

/** Name of a node that no pod asks for by name. */
const anyName = 'node'
/** Groups that are made; pods that ask for more stay Pending. */
const groupsMax = 10_000

/** Each demand joins the first group that takes it, whose labels may become more; those that no labels meet join none. */
export function nodeGroups(demands: readonly Demand[]): NodeGroup[] {
  const groups: NodeGroup[] = []
  for (const demand of demands) {
    if (groups.some((group) => joins(group, demand))) continue
    const labels = labelsFor(demand.pod.demand, {}, anyName)
    if (labels !== undefined && groups.length < groupsMax) groups.push({ labels, demands: [demand] })
  }
  return groups
}

function joins(group: NodeGroup, demand: Demand): boolean {
  const labels = labelsFor(demand.pod.demand, group.labels, anyName)
  if (labels === undefined || labels[hostnameKey] !== group.labels[hostnameKey]) return false
  const isSame = Object.keys(labels).every((key) => labels[key] === group.labels[key])
  if (!isSame) {
    if (!group.demands.every(({ pod }) => meets(pod.demand, labels, anyName))) return false
    group.labels = labels
  }
  group.demands.push(demand)
  return true
}
