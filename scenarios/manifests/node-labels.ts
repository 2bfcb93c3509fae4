/** Labels that a node has to have for pods to go there, where the input does not say which it has. */
import type { Labels } from '../text/label-selector.ts'
import { admits, type NodeDemand, type NodeTerm, type Wish } from './node-demand.ts'
import { withDefaultLabels } from './node-reader.ts'

export const hostnameKey = 'kubernetes.io/hostname'
const osKey = 'kubernetes.io/os'
const archKey = 'kubernetes.io/arch'
/** Old names that always say the same as the new ones. */
const oldNames: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/os': osKey,
  'beta.kubernetes.io/arch': archKey,
}
/** What a label says of which only the key is asked for. */
const anyValue = 'true'

/**
 * The labels, with as few more as the demand takes; undefined if no labels do. A node with a label of its host name is the one of
 * this name. @param name of the node, where it has no such label.
 */
export function labelsFor(demand: NodeDemand, labels: Labels, name: string): Labels | undefined {
  const { nodeSelector, os, terms = [noTerm] } = demand
  const asked: Record<string, string> = { ...labels }
  for (const [key, value] of Object.entries(nodeSelector)) asked[oldNames[key] ?? key] = value
  if (os !== undefined) asked[osKey] = os
  for (const { labels: wishes, fields } of terms) {
    const met = { ...asked }
    for (const wish of wishes) meet(met, oldNames[wish.key] ?? wish.key, wish)
    for (const wish of fields) meet(met, hostnameKey, wish)
    if (meets(demand, met, name)) return met
  }
  return undefined
}

const noTerm: NodeTerm = { labels: [], fields: [] }

/** Whether a node with these labels and those that each node has is as a pod asks. */
export function meets(demand: NodeDemand, labels: Labels, name: string): boolean {
  const own = labels[hostnameKey] ?? name
  return admits(demand, { name: own, labels: withDefaultLabels(own, labels) })
}

function meet(labels: Record<string, string>, key: string, { operator, values }: Wish): void {
  const has = Object.hasOwn(labels, key)
  const [value = ''] = values
  if (operator === 'In' && !(has && values.includes(labels[key]))) labels[key] = value
  else if (operator === 'Exists' && !has && key !== hostnameKey) labels[key] = anyValue
  else if ((operator === 'Gt' || operator === 'Lt') && /^[+-]?\d{1,18}$/.test(value))
    labels[key] = String(BigInt(value) + (operator === 'Gt' ? 1n : -1n))
}
