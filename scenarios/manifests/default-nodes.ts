/** Nodes for an input that names none: as many as its pods need. */
import type { NodeSpec } from '../../engine/model/cluster-spec.ts'
import { byCodeUnits } from '../text/order.ts'
import type { KubeletClass } from './kubelet-configuration.ts'
import { admits, podsMaxOf, withDefaultLabels } from './node-reader.ts'
import type { PodTemplate } from './pod-reader.ts'

/** Size of a default node: cores and bytes. Pods are the kubelet's `maxPods`. */
const size = { cpu: 16, memory: 64 * 1024 * 1024 * 1024 }

export const defaultNodeText = (podsMax: number): string => `16 CPU, 64Gi, ${podsMax} pods`

/** Pods of one workload that are there at the same time; undefined for one on each node. */
export type Demand = { readonly pod: PodTemplate; readonly pods: number | undefined }

/**
 * As many default nodes as the sums of requests and pods need, what DaemonSets take on each node set apart; at least
 * one. Sums, not packing: a pod that fits no gap is not seen. Undefined if the DaemonSets alone fill a node.
 */
export function defaultNodes(demands: readonly Demand[], commonClass: KubeletClass): NodeSpec[] | undefined {
  const room = { ...size, pods: podsMaxOf(undefined, commonClass) }
  const need = { cpu: 0, memory: 0, pods: 0 }
  for (const { pod, pods } of demands) {
    if (pods === undefined) {
      if (!admits(pod.nodeSelector, node(0, commonClass))) continue
      room.cpu -= pod.requests.cpu
      room.memory -= pod.requests.memory
      room.pods -= 1
    } else {
      need.cpu += pods * pod.requests.cpu
      need.memory += pods * pod.requests.memory
      need.pods += pods
    }
  }
  const resources = ['cpu', 'memory', 'pods'] as const
  if (resources.some((resource) => room[resource] < 0 || (need[resource] > 0 && room[resource] === 0)))
    return undefined
  const count = Math.max(
    1,
    ...resources.map((resource) =>
      need[resource] === 0 ? 0 : Math.ceil(need[resource] / room[resource] - 1e-9),
    ),
  )
  return Array.from({ length: count }, (_, index) => node(index, commonClass)).sort((a, b) =>
    byCodeUnits(a.name, b.name),
  )
}

function node(index: number, commonClass: KubeletClass): NodeSpec {
  const name = `node-${index}`
  return {
    name,
    pool: 'node',
    labels: withDefaultLabels(name, {}),
    podsMax: podsMaxOf(undefined, commonClass),
    cpuCores: size.cpu,
    kubelet: commonClass.kubelet,
  }
}
