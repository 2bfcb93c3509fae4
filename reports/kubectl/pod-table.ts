/** `kubectl get pods` (L4). Source: kubernetes v1.35 pkg/printers/internalversion/printers.go, printPod. */
import type { PodView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { ageText, humanDuration } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { listOf, mapOf } from './plain-data.ts'
import { podLabels, type ShownPod } from './pod-object.ts'

export type PodTableOptions = LabelColumns & {
  readonly wide: boolean
  readonly withNamespace: boolean
}

export function podHeaders({ wide, withNamespace, ...labels }: PodTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    'NAME',
    'READY',
    'STATUS',
    'RESTARTS',
    'AGE',
    ...(wide ? ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'] : []),
    ...labelHeaders(labels),
  ]
}

/** One row, as of that time. */
export function podCells(pod: ShownPod, nowSeconds: number, options: PodTableOptions): string[] {
  const { view, template } = pod
  const { wide, withNamespace, ...labels } = options
  const gates = listOf(mapOf(mapOf(template)['spec'])['readinessGates']).length
  return [
    ...(withNamespace ? [view.namespace] : []),
    view.name,
    `${view.readyCount}/${view.containerCount}`,
    view.status,
    restartsText(view, nowSeconds),
    ageText(nowSeconds, view.createdSeconds),
    // Addresses are not simulated; no condition of a readiness gate is ever set.
    ...(wide
      ? ['<none>', view.node ?? '<none>', view.nominatedNode ?? '<none>', gates > 0 ? `0/${gates}` : '<none>']
      : []),
    ...labelCells(podLabels(pod), labels),
  ].map(safeText)
}

function restartsText({ restarts, lastRestartSeconds }: PodView, nowSeconds: number): string {
  if (restarts === 0 || lastRestartSeconds === null) return String(restarts)
  return `${restarts} (${humanDuration(nowSeconds - lastRestartSeconds)} ago)`
}
