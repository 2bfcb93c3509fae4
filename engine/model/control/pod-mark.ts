/** What the object of a pod in the API is to a controller. */
import { PodPhase } from '../codes.ts'

/** What a controller asks of a pod, as bits. */
export const PodMark = {
  /** It is there, has not ended, and is not being deleted (Z24). */
  Active: 1,
  /** It is ready, and has not ended. */
  Ready: 2,
  /** It is being deleted, and has not ended. */
  Terminating: 4,
  /** It has a deletionTimestamp, or is gone. */
  Deleted: 8,
  /** It is gone. */
  Gone: 16,
} as const

/** Beside these, in `seenMark` of a pod: it is in the controllers' cache; the controller has asked for its deletion. */
export const SeenMark = { Known: 32, ExpectedGone: 64 } as const

/** @param deletion what has become of it beside its status: bits Deleted and Gone. */
export function podMark(phase: number, isReady: boolean, deletion: number): number {
  const hasEnded = phase >= PodPhase.Succeeded
  if ((deletion & PodMark.Gone) !== 0) return PodMark.Deleted | PodMark.Gone
  if (hasEnded) return deletion
  const readiness = isReady ? PodMark.Ready : 0
  return deletion === 0 ? PodMark.Active | readiness : deletion | PodMark.Terminating | readiness
}
