/** What pods tolerate of nodes that fail (N7), as columns: each revision of a workload has its own. */
import { type NodeTaint, type NodeTolerationsSpec, tolerationsOf } from '../contract/cluster-spec.ts'
import { NodeMark } from './control/nodes/node-mark.ts'
import type { PodTemplateTable } from './tables/templates.ts'

/** Marks of a node that each of its taints, and being cordoned, leaves. */
const marksOfTaint: Readonly<Record<NodeTaint, number>> = {
  notReady: NodeMark.NotReadyNoSchedule,
  unreachable: NodeMark.UnreachableNoSchedule,
  outOfService: 0,
  unschedulable: NodeMark.UnschedulableNoSchedule | NodeMark.Cordoned,
}

/** Marks of nodes on which such a pod may be placed all the same: bits of `NodeMark`. */
export function toleratedMarks({ staysUs, placedDespite }: NodeTolerationsSpec): number {
  let marks = placedDespite.reduce((sum, taint) => sum | marksOfTaint[taint], 0)
  if (staysUs.notReady > 0) marks |= NodeMark.NotReadyNoExecute
  if (staysUs.unreachable > 0) marks |= NodeMark.UnreachableNoExecute
  if (staysUs.outOfService > 0) marks |= NodeMark.OutOfServiceNoExecute
  return marks
}

export function fillTolerations(
  table: PodTemplateTable,
  row: number,
  of: Parameters<typeof tolerationsOf>[0],
): void {
  const tolerations = tolerationsOf(of)
  const { notReady, unreachable, outOfService } = tolerations.staysUs
  table.toleratedMarks[row] = toleratedMarks(tolerations)
  table.notReadyUs[row] = notReady
  table.unreachableUs[row] = unreachable
  table.outOfServiceUs[row] = outOfService
}
