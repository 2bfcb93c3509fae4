/**
 * How many pods a PodDisruptionBudget lets be disrupted (Z28).
 * Source: kubernetes v1.36 pkg/controller/disruption/disruption.go, getExpectedPodCount and updatePdbStatus.
 */
import type { BudgetSpec, PodAmount } from '../../../contract/budget-spec.ts'

/** What the controller finds; pods of the API, and of controllers' scales, which undefined = cannot be told. */
export type BudgetPods = {
  readonly pods: number
  readonly scale: number | undefined
  readonly healthy: number
}

export type BudgetStatus = {
  readonly healthy: number
  readonly desired: number
  readonly expected: number
  readonly allowed: number
}

export function budgetStatus(
  { minAvailable, maxUnavailable }: Pick<BudgetSpec, 'minAvailable' | 'maxUnavailable'>,
  { pods, scale, healthy }: BudgetPods,
): BudgetStatus {
  const needsScale = maxUnavailable !== undefined || (minAvailable !== undefined && 'percent' in minAvailable)
  // A sync that fails allows nothing.
  if (needsScale && scale === undefined) return { healthy, desired: 0, expected: 0, allowed: 0 }
  const expected = needsScale ? scale! : minAvailable === undefined ? 0 : pods
  const desired =
    maxUnavailable === undefined
      ? amountOf(minAvailable, expected)
      : Math.max(0, expected - amountOf(maxUnavailable, expected))
  return { healthy, desired, expected, allowed: expected > 0 ? Math.max(0, healthy - desired) : 0 }
}

/** Shares are rounded up. */
function amountOf(amount: PodAmount | undefined, of: number): number {
  if (amount === undefined) return 0
  return 'pods' in amount ? amount.pods : Math.ceil((amount.percent * of) / 100)
}
