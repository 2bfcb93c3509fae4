/** `kubectl get hpa`. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go, printHorizontalPodAutoscaler. */
import type { AutoscalerView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { ageText } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { entry, type PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

/** An autoscaler, what it scales, and what its manifest says of its labels. */
export type ShownAutoscaler = {
  readonly view: AutoscalerView
  readonly target: { readonly kind: string; readonly name: string }
  readonly labels: Readonly<Record<string, string>>
}
export type AutoscalerTableOptions = LabelColumns & { readonly withNamespace: boolean }

export function autoscalerHeaders({ withNamespace, ...labels }: AutoscalerTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...['NAME', 'REFERENCE', 'TARGETS', 'MINPODS', 'MAXPODS', 'REPLICAS', 'AGE'],
    ...labelHeaders(labels),
  ]
}

export function autoscalerCells(
  { view, target, labels }: ShownAutoscaler,
  nowSeconds: number,
  { withNamespace, ...columns }: AutoscalerTableOptions,
): string[] {
  const { spec, current, currentReplicas } = view
  return [
    ...(withNamespace ? [spec.namespace] : []),
    spec.name,
    `${target.kind}/${target.name}`,
    `cpu: ${current === null ? '<unknown>' : useText(spec, current)}/${useText(spec, goalOf(spec))}`,
    String(spec.minReplicas),
    String(spec.maxReplicas),
    String(currentReplicas),
    ageText(nowSeconds, beforeRunSeconds),
    ...labelCells(labels, columns),
  ].map(safeText)
}

type Spec = AutoscalerView['spec']

function goalOf({ target }: Spec): number {
  return target.kind === 'utilization' ? target.percent : target.millicores
}

function useText({ target }: Spec, value: number): string {
  if (target.kind === 'utilization') return `${value}%`
  return value % 1000 === 0 ? String(value / 1000) : `${value}m`
}

export function autoscalerObject({ view, target, labels }: ShownAutoscaler): PlainMap {
  const { spec, current, currentReplicas, desiredReplicas } = view
  const inUnit = (value: number): PlainMap =>
    spec.target.kind === 'utilization'
      ? { averageUtilization: value }
      : { averageValue: useText(spec, value) }
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      creationTimestamp: apiTime(beforeRunSeconds),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      name: spec.name,
      namespace: spec.namespace,
    },
    spec: {
      maxReplicas: spec.maxReplicas,
      metrics: [
        {
          resource: {
            name: 'cpu',
            target: {
              ...inUnit(goalOf(spec)),
              type: spec.target.kind === 'utilization' ? 'Utilization' : 'AverageValue',
            },
          },
          type: 'Resource',
        },
      ],
      minReplicas: spec.minReplicas,
      scaleTargetRef: { apiVersion: 'apps/v1', ...target },
    },
    status: {
      ...entry(
        'currentMetrics',
        current === null
          ? undefined
          : [{ resource: { current: inUnit(current), name: 'cpu' }, type: 'Resource' }],
      ),
      currentReplicas,
      desiredReplicas,
    },
  }
}
