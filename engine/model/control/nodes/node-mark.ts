/** What a Node object is to who watches it. */
import type { NodeSpec, TaintSpec } from '../../../contract/cluster-spec.ts'

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
  /** NoExecute with keys of the cluster's own (`own-taints.ts`): it never changes, and the scheduler does not go by it. */
  OwnNoExecute: 1024,
} as const

export const noScheduleTaints =
  NodeMark.NotReadyNoSchedule | NodeMark.UnreachableNoSchedule | NodeMark.UnschedulableNoSchedule
/** Taints that take pods off a node, and those of them that the node lifecycle controller sets. */
export const lifecycleTaints = NodeMark.NotReadyNoExecute | NodeMark.UnreachableNoExecute
export const noExecuteTaints = lifecycleTaints | NodeMark.OutOfServiceNoExecute
/** What the taint eviction controller goes by. */
export const evictingTaints = noExecuteTaints | NodeMark.OwnNoExecute

/** Taints that have a mark of their own, as the API spells them, in the order in which they are shown. */
export const markedTaints: readonly (readonly [mark: number, key: string, effect: TaintSpec['effect']])[] = [
  [NodeMark.NotReadyNoExecute, 'node.kubernetes.io/not-ready', 'NoExecute'],
  [NodeMark.UnreachableNoExecute, 'node.kubernetes.io/unreachable', 'NoExecute'],
  [NodeMark.OutOfServiceNoExecute, 'node.kubernetes.io/out-of-service', 'NoExecute'],
  [NodeMark.NotReadyNoSchedule, 'node.kubernetes.io/not-ready', 'NoSchedule'],
  [NodeMark.UnreachableNoSchedule, 'node.kubernetes.io/unreachable', 'NoSchedule'],
  [NodeMark.UnschedulableNoSchedule, 'node.kubernetes.io/unschedulable', 'NoSchedule'],
]

/** The bit of a taint; 0 = it has none. */
export function markOfTaint({ key, effect }: Pick<TaintSpec, 'key' | 'effect'>): number {
  return markedTaints.find((one) => one[1] === key && one[2] === effect)?.[0] ?? 0
}

/** What the object of the input says. */
export function markAtStart({ status, taints = [] }: NodeSpec): number {
  const { ready = 'yes', isUnschedulable = false } = status ?? {}
  const condition = ready === 'yes' ? NodeMark.Ready : ready === 'unknown' ? NodeMark.Unknown : 0
  const cordon = isUnschedulable ? NodeMark.Cordoned | NodeMark.UnschedulableNoSchedule : 0
  return taints.reduce(
    (mark, taint) =>
      mark | (markOfTaint(taint) || (taint.effect === 'NoExecute' ? NodeMark.OwnNoExecute : 0)),
    condition | cordon,
  )
}

/** The taint NoSchedule that follows from what the object says; 0 = none. */
export function noScheduleOf(mark: number): number {
  const cordon = (mark & NodeMark.Cordoned) === 0 ? 0 : NodeMark.UnschedulableNoSchedule
  if ((mark & NodeMark.Ready) !== 0) return cordon
  return (
    cordon | ((mark & NodeMark.Unknown) === 0 ? NodeMark.NotReadyNoSchedule : NodeMark.UnreachableNoSchedule)
  )
}

/** The taint NoExecute that follows from it. */
export function noExecuteOf(mark: number): number {
  if ((mark & NodeMark.Ready) !== 0) return 0
  return (mark & NodeMark.Unknown) === 0 ? NodeMark.NotReadyNoExecute : NodeMark.UnreachableNoExecute
}

/**
 * Whether something follows from what the input says of the node: a taint takes pods off it (NoExecute of the node lifecycle controller, or out-of-service), or its
 * taints are not those that its condition and its cordon lead to, as of a node that has just become unready.
 */
export function concernsControllers(node: NodeSpec): boolean {
  const mark = markAtStart(node)
  return (
    (mark & noExecuteTaints) !== 0 ||
    noExecuteOf(mark) !== (mark & lifecycleTaints) ||
    noScheduleOf(mark) !== (mark & noScheduleTaints)
  )
}
