/** Whom a fault hits, drawn when it begins. */
import type { ContainerRef, Share } from '../../contract/fault-spec.ts'
import { nextUniform } from '../../kernel/random-stream.ts'
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { livePods } from '../control/pod-set.ts'

/** Container slots of live pods behind the references, by workload, then in entity order. */
export function containersOf(state: ClusterState, references: readonly ContainerRef[]): Int32Array {
  const found: ContainerId[] = []
  const { container, pod, podTemplate } = state
  for (const { workload, container: place, isInit } of references)
    for (const row of livePods(state, workload)) {
      const offset = isInit === true ? place : podTemplate.initCount[pod.template[row]] + place
      found.push(pod.firstContainer[row] + offset)
    }
  const workloadOf = (row: ContainerId): number => pod.workload[container.pod[row]]
  return Int32Array.from(found.sort((a, b) => workloadOf(a) - workloadOf(b) || a - b))
}

/** The fault's share of the targets, in entity order: rounded to the nearest, at least 1 if there is any. */
export function drawShare(
  state: ClusterState,
  faultId: number,
  targets: Int32Array,
  share: Share,
): Int32Array {
  const wanted = shareCount(share, targets.length)
  for (let index = 0; index < wanted; index++) {
    const other = index + Math.floor(nextUniform(state.streams.fault, faultId) * (targets.length - index))
    const swapped = targets[index]
    targets[index] = targets[other]
    targets[other] = swapped
  }
  return targets.slice(0, wanted).sort()
}

/** The containers that a fault hits, kept until its end. */
export function drawContainers(
  state: ClusterState,
  faultId: number,
  fault: { readonly containers: readonly ContainerRef[]; readonly share: Share },
): Int32Array {
  const hits = drawShare(state, faultId, containersOf(state, fault.containers), fault.share)
  state.faultHits[faultId] = hits
  return hits
}

function shareCount(share: Share, targetCount: number): number {
  if (share === 'all') return targetCount
  const wanted = 'count' in share ? share.count : Math.max(1, Math.round(share.fraction * targetCount))
  return Math.min(wanted, targetCount)
}
