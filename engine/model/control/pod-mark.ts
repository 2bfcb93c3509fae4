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
  /** It has ended, and succeeded. */
  Succeeded: 128,
  /** It is active, and its phase is Running. */
  Running: 256,
  // Only of pods that Services select.
  /** Its condition Ready, whether it is being deleted or not. */
  Serving: 512,
  /** It has an address. */
  Address: 1024,
} as const

/** One that is being deleted may be ready, and does not count as such where pods have to be active. */
export const readyMark = PodMark.Active | PodMark.Ready

/** Beside these, in `seenMark` of a pod: it is in the controllers' cache; the controller has asked for its deletion. */
export const SeenMark = { Known: 32, ExpectedGone: 64 } as const

/** In place of a mark, the stamp of a `PodSeen` that only says that the news of a ReplicaSet have come (`ready-news.ts`). */
export const heraldStamp = -1

/** What the cache holds of a pod once it has heard what the pod is in the API. */
export function markSeen(before: number, mark: number): number {
  const isAwaited = (mark & PodMark.Deleted) === 0
  return mark | SeenMark.Known | (isAwaited ? before & SeenMark.ExpectedGone : 0)
}

/** @param deletion what has become of it beside its status: bits Deleted and Gone. */
export function podMark(phase: number, isReady: boolean, deletion: number): number {
  const hasEnded = phase >= PodPhase.Succeeded
  const outcome = phase === PodPhase.Succeeded ? PodMark.Succeeded : 0
  if ((deletion & PodMark.Gone) !== 0) return PodMark.Deleted | PodMark.Gone | outcome
  if (hasEnded) return deletion | outcome
  const readiness = isReady ? PodMark.Ready : 0
  if (deletion !== 0) return deletion | PodMark.Terminating | readiness
  const running = phase === PodPhase.Running ? PodMark.Running : 0
  return PodMark.Active | running | readiness
}
