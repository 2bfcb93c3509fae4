/** What the object of a pod in the API is to a controller. */
import { PodPhase } from '../codes.ts'

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
  /** It is gone. */
  Gone: 16,
  // Only of pods that Services select.
  /** Its condition Ready, whether it is being deleted or not. */
  Serving: 128,
  /** It has an address. */
  Address: 256,
} as const

/** Beside these, in `seenMark` of a pod: it is in the controllers' cache; the controller has asked for its deletion. */
export const SeenMark = { Known: 32, ExpectedGone: 64 } as const

/** @param deletion what has become of it beside its status: bits Deleted and Gone. */
export function podMark(phase: number, isReady: boolean, deletion: number): number {
  const hasEnded = phase >= PodPhase.Succeeded
  if (deletion === PodMark.Deleted) return hasEnded ? deletion : deletion | PodMark.Terminating
  if (deletion !== 0) return PodMark.Deleted | PodMark.Gone
  if (hasEnded) return 0
  return isReady ? PodMark.Active | PodMark.Ready : PodMark.Active
}
