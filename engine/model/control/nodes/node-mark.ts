/** What a Node object is to who watches it. */

/** What an object says, as bits. Neither ready nor unknown: its kubelet says that it is not ready. */
export const NodeMark = {
  Ready: 1,
  /** Condition Ready is Unknown: its kubelet has not been heard of. */
  Unknown: 2,
  /** `spec.unschedulable`. */
  Cordoned: 4,
  /** There is no object. */
  Missing: 8,
  // Taints, by key and effect.
  NotReadyNoSchedule: 16,
  UnreachableNoSchedule: 32,
  UnschedulableNoSchedule: 64,
  NotReadyNoExecute: 128,
  UnreachableNoExecute: 256,
  OutOfServiceNoExecute: 512,
} as const

export const noScheduleTaints =
  NodeMark.NotReadyNoSchedule | NodeMark.UnreachableNoSchedule | NodeMark.UnschedulableNoSchedule
/** Taints that take pods off a node, and those of them that the node lifecycle controller sets. */
export const lifecycleTaints = NodeMark.NotReadyNoExecute | NodeMark.UnreachableNoExecute
export const noExecuteTaints = lifecycleTaints | NodeMark.OutOfServiceNoExecute
