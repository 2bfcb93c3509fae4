/**
 * Taints NoExecute of the input whose keys are nobody's but the cluster's own: they stay as they are, and take pods away that bear them for a time
 * only, or not at all (N7).
 */
import {
  borneUs,
  type ClusterSpec,
  type NodeSpec,
  type PodSpec,
  type TaintSpec,
  tolerates,
} from '../../../contract/cluster-spec.ts'
import { markOfTaint } from './node-mark.ts'

export function ownTaintsOf({ taints = [] }: NodeSpec): readonly TaintSpec[] {
  return taints.filter((taint) => taint.effect === 'NoExecute' && markOfTaint(taint) === 0)
}

/**
 * How long pods bear all of them: the shortest time of the first toleration for each; 0 = not at all, Infinity = for ever.
 * Source: kubernetes v1.36 pkg/controller/tainteviction/taint_eviction.go, getMinTolerationTime; component-helpers scheduling/corev1/helpers.go,
 * GetMatchingTolerations.
 */
export function bearsUs(taints: readonly TaintSpec[], { scheduling }: PodSpec): number {
  const tolerations = scheduling?.tolerations ?? []
  return Math.min(
    ...taints.map((taint) => {
      const found = tolerations.find((one) => tolerates(one, taint))
      if (found === undefined) return 0
      return found.seconds === undefined ? Infinity : borneUs(found.seconds)
    }),
  )
}

/** Whether they take a pod away: one that is placed there although it has to go, or that is there at the start. */
export function ownTaintsMatter({ nodes, workloads }: ClusterSpec): boolean {
  return nodes.some((node, index) => {
    const taints = ownTaintsOf(node)
    if (taints.length === 0) return false
    return workloads.some(({ staticOn, pod, revisions = [], livePods = [] }) => {
      if (staticOn !== undefined) return false
      const isThere = pod.nodeName === node.name || livePods.some((live) => live?.node === index)
      return [pod, ...revisions].some((one) => {
        const us = bearsUs(taints, one)
        return us < Infinity && (us > 0 || isThere)
      })
    })
  })
}
