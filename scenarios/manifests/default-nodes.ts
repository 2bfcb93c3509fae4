/** Nodes for an input that describes none: those that its pods name, and as many more as the others need. */
import type { NodeSpec } from '../../engine/contract/cluster-spec.ts'
import { countMax } from '../scenario/shape.ts'
import { type Labels, selects } from '../text/label-selector.ts'
import { byCodeUnits } from '../text/order.ts'
import type { KubeletClass } from './kubelet-configuration.ts'
import type { NodeTemplate } from './node-fit.ts'
import { hostnameKey, labelsFor } from './node-labels.ts'
import { podsMaxOf, withDefaultLabels } from './node-reader.ts'
import type { PodTemplate } from './pod-reader.ts'
import type { PodSelector } from './scheduling-reader.ts'

const gibibyte = 1024 * 1024 * 1024
/** Size of a default node: cores and bytes. Pods are the kubelet's `maxPods`. */
const size = { cpu: 16, memory: 64 * gibibyte }

export const defaultNodeText = (podsMax: number): string =>
  `${size.cpu} CPU, ${size.memory / gibibyte}Gi, ${podsMax} pods`

/** Pods of one workload that are there at the same time; undefined for one on each node. */
export type Demand = { readonly pod: PodTemplate; readonly pods: number | undefined }

/** Whether an empty node is large enough. */
function fits({ requests: { cpu, memory } }: PodTemplate): boolean {
  return cpu <= size.cpu && memory <= size.memory
}

/** What one pod of each asks for together. */
function sumOf(demands: readonly Demand[]): { cpu: number; memory: number; pods: number } {
  const sum = { cpu: 0, memory: 0, pods: demands.length }
  for (const { pod } of demands) {
    sum.cpu += pod.requests.cpu
    sum.memory += pod.requests.memory
  }
  return sum
}

/**
 * How many default nodes requests and pods need, what DaemonSets take on each node set apart; at least one. Pods that are larger than the
 * room of a node need none, for they stay Pending.
 */
export function defaultNodeCount(demands: readonly Demand[], commonClass: KubeletClass): number {
  const fitting = demands.filter(({ pod }) => fits(pod))
  const taken = sumOf(fitting.filter(({ pods }) => pods === undefined))
  const room = {
    cpu: size.cpu - taken.cpu,
    memory: size.memory - taken.memory,
    pods: podsMaxOf(undefined, commonClass) - taken.pods,
  }
  const pods = fitting.reduce((sum, demand) => sum + (demand.pods ?? 0), 0)
  return Math.max(
    nodesFor(fitting, ({ requests }) => requests.cpu, room.cpu),
    nodesFor(fitting, ({ requests }) => requests.memory, room.memory),
    room.pods > 0 ? Math.ceil(pods / room.pods) : 1,
  )
}

/**
 * At least the nodes that the sum needs, and those that pods of one size or more need, of which only few share a node. Not the packing: pods of
 * several sizes may leave gaps that are too small.
 */
function nodesFor(demands: readonly Demand[], amountOf: (pod: PodTemplate) => number, room: number): number {
  let sum = 0
  let larger = 0
  let count = 1
  const sized = demands.map(({ pod, pods = 0 }) => ({ amount: amountOf(pod), pods }))
  for (const { amount, pods } of sized.sort((a, b) => b.amount - a.amount)) {
    if (amount <= 0 || amount > room) continue
    sum += amount * pods
    larger += pods
    count = Math.max(count, Math.ceil(larger / Math.floor(room / amount + 1e-9)))
  }
  return room > 0 ? Math.max(count, Math.ceil(sum / room - 1e-9)) : count
}

/** What the names of default nodes begin with that no pod asks for by name. */
const namePrefix = 'node-'
/** What the values of invented labels begin with. */
const inventedValue = 'default-'

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
    if (!fits(pod)) continue
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

/** Default nodes that an input may lead to, as many as it may declare. */
export const defaultNodesMax = countMax

/** What default nodes are like. */
export type DefaultNode = {
  /** Of all of them; the label of the host name is the name of the only one. */
  readonly labels: Labels
  /** Labels by which pods divide them, and how many values each has. */
  readonly domains: ReadonlyMap<string, number>
}

/** `count` default nodes, with names that nobody has. */
export function defaultNodes(
  count: number,
  { labels, domains }: DefaultNode,
  commonClass: KubeletClass,
  taken: ReadonlySet<string>,
): NodeTemplate[] {
  const nodes: NodeTemplate[] = []
  for (let index = 0; nodes.length < count; index++) {
    const name = labels[hostnameKey] ?? `${namePrefix}${index}`
    if (taken.has(name) && labels[hostnameKey] === undefined) continue
    const divided = [...domains].flatMap(([key, values]) =>
      key === hostnameKey || Object.hasOwn(labels, key)
        ? []
        : [[key, `${inventedValue}${nodes.length % values}`] as const],
    )
    nodes.push({
      spec: {
        name,
        pool: 'node',
        labels: withDefaultLabels(name, { ...Object.fromEntries(divided), ...labels }),
        podsMax: podsMaxOf(undefined, commonClass),
        cpuCores: size.cpu,
        memoryBytes: size.memory,
        kubelet: commonClass.kubelet,
      },
      taints: [],
    })
  }
  return nodes
}

/** Labels that default nodes have for their pods: keys, with the value where pods name it; and the names that pods ask for. */
export function askedLabels(nodes: readonly NodeSpec[]): string[] {
  const texts = new Set<string>()
  for (const { name, labels } of nodes) {
    const always = withDefaultLabels(name, {})
    if (!name.startsWith(namePrefix)) texts.add(`${hostnameKey}=${name}`)
    for (const [key, value] of Object.entries(labels))
      if (labels[key] !== always[key] && !key.startsWith('beta.'))
        texts.add(value.startsWith(inventedValue) ? key : `${key}=${value}`)
  }
  return [...texts].sort(byCodeUnits)
}

/** Nodes of which only the names are known, with the pods that each has: it takes at least those, and has the labels that they ask for. */
export function namedNodes(
  podsOf: ReadonlyMap<string, readonly PodTemplate[]>,
  commonClass: KubeletClass,
): NodeTemplate[] {
  return Array.from(podsOf, ([name, pods]) => ({
    spec: {
      name,
      pool: 'named',
      labels: withDefaultLabels(name, labelsOf(name, pods)),
      podsMax: Math.max(pods.length, podsMaxOf(undefined, commonClass)),
      kubelet: commonClass.kubelet,
    },
    taints: [],
  })).sort((a, b) => byCodeUnits(a.spec.name, b.spec.name))
}

/** The labels with which a node meets what its pods ask for, as far as they can stand together. */
function labelsOf(name: string, pods: readonly PodTemplate[]): Labels {
  let labels: Labels = {}
  for (const demand of new Set(pods.map((pod) => pod.demand))) {
    const met = labelsFor(demand, labels, name)
    if (met === undefined || (met[hostnameKey] ?? name) !== name) continue
    const before = labels
    if (Object.keys(before).every((key) => met[key] === before[key])) labels = met
  }
  return labels
}
