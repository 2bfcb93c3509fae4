/** What the API says of a pod, as a controller asks: the one place where controllers read the status that a kubelet wrote. */
import type { ClusterState, PodId } from '../cluster-state.ts'
import { PodPhase, PodStage } from '../codes.ts'

/** What a controller asks of a pod, as bits. */
export const PodMark = {
  /** It is there, has not ended, and is not being deleted (Z24). */
  Active: 1,
  /** It is active and ready. */
  Ready: 2,
  /** It is being deleted, and has not ended. */
  Terminating: 4,
  /** It has a deletionTimestamp, or is gone. */
  Deleted: 8,
} as const

/** What the API says of a pod now. */
export function podMark(state: ClusterState, pod: PodId): number {
  const { stage, phase, isReady } = state.pod
  const hasEnded = phase[pod] >= PodPhase.Succeeded
  if (stage[pod] === PodStage.Gone) return PodMark.Deleted
  if (stage[pod] === PodStage.Deleting)
    return hasEnded ? PodMark.Deleted : PodMark.Deleted | PodMark.Terminating
  if (hasEnded) return 0
  return isReady[pod] === 1 ? PodMark.Active | PodMark.Ready : PodMark.Active
}
