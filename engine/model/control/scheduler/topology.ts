/** Domains of nodes: nodes with the same value of a label are one. */
import type { NodeSpec } from '../../../contract/cluster-spec.ts'

export const hostnameKey = 'kubernetes.io/hostname'
export const zoneKey = 'topology.kubernetes.io/zone'

export type Topology = {
  /** By node; -1 = it has no such label. */
  readonly domain: Int32Array
  readonly domains: number
}

/** Every kubelet sets its hostname: a node that does not say it has its own. */
export function topologyOf(nodes: readonly NodeSpec[], key: string): Topology {
  const known = new Map<string, number>()
  const domain = Int32Array.from(nodes, ({ name, labels }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : key === hostnameKey ? name : undefined
    if (value === undefined) return -1
    if (!known.has(value)) known.set(value, known.size)
    return known.get(value)!
  })
  return { domain, domains: known.size }
}
