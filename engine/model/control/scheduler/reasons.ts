/** Why a node does not take a pod (D3), as bits: of a lack of room there may be several. Their words: `engine/observation/unschedulable-text.ts`. */
export const Reason = {
  Cordoned: 1,
  Tainted: 2,
  Mismatched: 4,
  PortTaken: 8,
  TooManyPods: 16,
  Cpu: 32,
  Memory: 64,
  Skewed: 128,
  WithoutLabel: 256,
  NotNear: 512,
  NotApart: 1024,
  OthersKeepApart: 2048,
  /** The first of the resources that are neither, in the order of the cache. */
  Other: 4096,
} as const

/** Resources beside processors and memory that are told apart; the last one stands for all others. */
export const othersMax = 16

/** Bits of room. */
export const roomBits = Reason.TooManyPods | Reason.Cpu | Reason.Memory | ~(Reason.Other - 1)

/** Bits, by number. */
export const reasonBits = 12 + othersMax

/** The node has too little of a resource beside processors and memory: its place in the cache. */
export function otherReason(resource: number): number {
  return Reason.Other << Math.min(resource, othersMax - 1)
}

/** Of reasons that no deletion of pods takes away; a pod that is too large for the empty node is one, too. */
export const unresolvableBits =
  Reason.Cordoned | Reason.Tainted | Reason.Mismatched | Reason.WithoutLabel | Reason.NotNear
