/** What the controllers' cache holds of a pod, as bits; 0 = nothing. */
export const PodFlag = {
  There: 1,
  /** It has a deletionTimestamp. */
  Terminating: 2,
  /** Its phase is terminal. */
  Ended: 4,
  Failed: 8,
  Ready: 16,
  /** It has been ready for `minReadySeconds`. */
  Available: 32,
  /** It is made from the newest template. */
  Updated: 64,
} as const
