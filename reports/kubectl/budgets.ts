/** `kubectl get pdb`. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go, printPodDisruptionBudget. */
import type { PodAmount } from '../../engine/contract/cluster-spec.ts'
import type { BudgetView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { ageText } from './human-duration.ts'
import { entry, type PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

export function budgetHeaders(withNamespace: boolean): string[] {
  const headers = ['NAME', 'MIN AVAILABLE', 'MAX UNAVAILABLE', 'ALLOWED DISRUPTIONS', 'AGE']
  return withNamespace ? ['NAMESPACE', ...headers] : headers
}

/** It is there before the run, as what it covers is. */
export function budgetCells(
  { spec, allowed }: BudgetView,
  nowSeconds: number,
  withNamespace: boolean,
): string[] {
  return [
    ...(withNamespace ? [spec.namespace] : []),
    spec.name,
    String(amountOf(spec.minAvailable) ?? 'N/A'),
    String(amountOf(spec.maxUnavailable) ?? 'N/A'),
    String(allowed),
    ageText(nowSeconds, beforeRunSeconds),
  ].map(safeText)
}

function amountOf(amount: PodAmount | undefined): number | string | undefined {
  if (amount === undefined) return undefined
  return 'pods' in amount ? amount.pods : `${amount.percent}%`
}

export function budgetObject({ spec, allowed, healthy, desired, expected }: BudgetView): PlainMap {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { creationTimestamp: apiTime(beforeRunSeconds), name: spec.name, namespace: spec.namespace },
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
