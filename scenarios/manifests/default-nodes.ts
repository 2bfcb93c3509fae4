/** Nodes for an input that describes none: those that its pods name, and as many more as the others need. */
import { countMax } from '../scenario/shape.ts'
import { type Labels, selects } from '../text/label-selector.ts'
import { byCodeUnits } from '../text/order.ts'
import type { KubeletClass } from './kubelet-configuration.ts'
import { admits } from './node-demand.ts'
import type { NodeTemplate } from './node-fit.ts'
import { podsMaxOf, withDefaultLabels } from './node-reader.ts'
import type { PodTemplate } from './pod-reader.ts'
import type { PodSelector } from './scheduling-reader.ts'

/** Size of a default node: cores and bytes. Pods are the kubelet's `maxPods`. */
const size = { cpu: 16, memory: 64 * 1024 * 1024 * 1024 }

export const defaultNodeText = (podsMax: number): string => `16 CPU, 64Gi, ${podsMax} pods`

/** Pods of one workload that are there at the same time; undefined for one on each node. */
export type Demand = { readonly pod: PodTemplate; readonly pods: number | undefined }

/**
 * How many default nodes the sums of requests and pods need, what DaemonSets take on each node set apart, and pods that share no node
 * with others of their workload; at least one. Sums, not packing: a pod that fits no gap is not seen, and one that is larger than a
 * node needs none, for it stays Pending. Undefined if the DaemonSets alone fill a node.
 */
export function defaultNodeCount(demands: readonly Demand[], commonClass: KubeletClass): number | undefined {
  const room = { ...size, pods: podsMaxOf(undefined, commonClass) }
  const need = { cpu: 0, memory: 0, pods: 0 }
  const [{ spec }] = defaultNodes(1, commonClass, new Set())
  for (const { pod, pods } of demands) {
    const { cpu, memory } = pod.requests
    if (pods === undefined) {
      if (!admits(pod.demand, spec)) continue
      room.cpu -= cpu
      room.memory -= memory
      room.pods -= 1
    } else if (!isTooLarge(pod)) {
      need.cpu += pods * cpu
      need.memory += pods * memory
      need.pods += pods
    }
  }
  const resources = ['cpu', 'memory', 'pods'] as const
  if (resources.some((resource) => room[resource] < 0 || (need[resource] > 0 && room[resource] === 0)))
    return undefined
  const counts = resources.map((resource) =>
    need[resource] === 0 ? 0 : Math.ceil(need[resource] / room[resource] - 1e-9),
  )
  return Math.max(1, ...counts, ...domainsByLabel(demands).values())
}

/** What the values of invented labels begin with. */
export const inventedValue = 'default-'

const hostnameKey = 'kubernetes.io/hostname'

/**
 * The labels by which hard constraints of pods divide nodes, and how many values of each it takes for all pods to find a node. An
 * anti-affinity alone needs no label but the host name: what is not divided keeps nothing apart.
 */
export function domainsByLabel(demands: readonly Demand[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const needed = new Set([hostnameKey])
  const need = (key: string, count: number): void => {
    counts.set(key, Math.max(counts.get(key) ?? 1, count))
  }
  for (const { pod, pods = 1 } of demands) {
    const { hostPorts, apart, near, spread = [] } = pod.scheduling
    if (isTooLarge(pod)) continue
    if (hostPorts.length > 0) need(hostnameKey, pods)
    for (const term of apart) if (isOwn(term.pods, pod.labels)) need(term.topologyKey, pods)
    const hard = spread.filter(({ isHard }) => isHard)
    for (const { topologyKey, minDomains } of hard) need(topologyKey, Math.min(minDomains, pods))
    for (const { topologyKey } of near) need(topologyKey, 1)
    for (const { topologyKey } of [...hard, ...near]) needed.add(topologyKey)
  }
  return new Map([...counts].filter(([key]) => needed.has(key)))
}

/** Whether a term is about the pods of the workload itself. */
function isOwn({ selector, namespaces, namespaceSelector }: PodSelector, labels: Labels): boolean {
  if (selector === undefined || namespaces !== undefined || namespaceSelector !== undefined) return false
  return selects(selector, labels)
}

function isTooLarge({ requests: { cpu, memory } }: PodTemplate): boolean {
  return cpu > size.cpu || memory > size.memory
}

/** Default nodes that an input may lead to, as many as it may declare. */
export const defaultNodesMax = countMax

/** `count` default nodes, with names that nobody has. @param domains labels by which pods divide them, and how many values each has. */
export function defaultNodes(
  count: number,
  commonClass: KubeletClass,
  taken: ReadonlySet<string>,
  domains: ReadonlyMap<string, number> = new Map(),
): NodeTemplate[] {
  const nodes: NodeTemplate[] = []
  for (let index = 0; nodes.length < count; index++) {
    const name = `node-${index}`
    if (taken.has(name)) continue
    const labels = [...domains].flatMap(([key, values]) =>
      key === hostnameKey ? [] : [[key, `${inventedValue}${nodes.length % values}`] as const],
    )
    nodes.push({
      spec: {
        name,
        pool: 'node',
        labels: withDefaultLabels(name, Object.fromEntries(labels)),
        podsMax: podsMaxOf(undefined, commonClass),
        cpuCores: size.cpu,
        memoryBytes: size.memory,
        kubelet: commonClass.kubelet,
      },
      taints: [],
    })
  }
  return nodes.sort((a, b) => byCodeUnits(a.spec.name, b.spec.name))
}

/** Nodes of which only the names are known, with the pods that each has: it takes at least those. */
export function namedNodes(
  podCounts: ReadonlyMap<string, number>,
  commonClass: KubeletClass,
): NodeTemplate[] {
  return Array.from(podCounts, ([name, pods]) => ({
    spec: {
      name,
      pool: 'named',
      labels: withDefaultLabels(name, {}),
      podsMax: Math.max(pods, podsMaxOf(undefined, commonClass)),
      kubelet: commonClass.kubelet,
    },
    taints: [],
  })).sort((a, b) => byCodeUnits(a.spec.name, b.spec.name))
}
