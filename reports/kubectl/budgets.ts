/** `kubectl get pdb`. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go, printPodDisruptionBudget. */
import type { PodAmount } from '../../engine/contract/cluster-spec.ts'
import type { BudgetView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { ageText } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { entry, type PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

/** A budget, with what its manifest says of its labels. */
export type ShownBudget = { readonly view: BudgetView; readonly labels: Readonly<Record<string, string>> }
export type BudgetTableOptions = LabelColumns & { readonly withNamespace: boolean }

export function budgetHeaders({ withNamespace, ...labels }: BudgetTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...['NAME', 'MIN AVAILABLE', 'MAX UNAVAILABLE', 'ALLOWED DISRUPTIONS', 'AGE'],
    ...labelHeaders(labels),
  ]
}

/** It is there before the run, as what it covers is. */
export function budgetCells(
  { view: { spec, allowed }, labels }: ShownBudget,
  nowSeconds: number,
  { withNamespace, ...columns }: BudgetTableOptions,
): string[] {
  return [
    ...(withNamespace ? [spec.namespace] : []),
    spec.name,
    String(amountOf(spec.minAvailable) ?? 'N/A'),
    String(amountOf(spec.maxUnavailable) ?? 'N/A'),
    String(allowed),
    ageText(nowSeconds, beforeRunSeconds),
    ...labelCells(labels, columns),
  ].map(safeText)
}

function amountOf(amount: PodAmount | undefined): number | string | undefined {
  if (amount === undefined) return undefined
  return 'pods' in amount ? amount.pods : `${amount.percent}%`
}

export function budgetObject({ view, labels }: ShownBudget): PlainMap {
  const { spec, allowed, healthy, desired, expected } = view
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      creationTimestamp: apiTime(beforeRunSeconds),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      name: spec.name,
      namespace: spec.namespace,
    },
    spec: {
      ...entry('maxUnavailable', amountOf(spec.maxUnavailable)),
      ...entry('minAvailable', amountOf(spec.minAvailable)),
      ...entry('unhealthyPodEvictionPolicy', spec.alwaysAllowsUnhealthy ? 'AlwaysAllow' : undefined),
    },
    status: {
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: expected,
    },
  }
}
