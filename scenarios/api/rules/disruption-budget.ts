/** PodDisruptionBudgets. Source: kubernetes v1.36 pkg/apis/policy/validation, ValidatePodDisruptionBudgetSpec. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkOptionalChoice } from './choice.ts'
import { pathSegment } from './formats.ts'
import { checkSelector } from './labels.ts'
import { checkMetadata } from './metadata.ts'
import { checkAtMostWhole, checkCountOrPercent } from './numbers.ts'
import { mapOf } from './values.ts'

export function checkDisruptionBudget(at: Located, causes: Causes): void {
  const spec = at.get('spec')
  const limits = ['minAvailable', 'maxUnavailable'].filter((key) => spec.peek(key) !== undefined)
  if (limits.length > 1)
    causes.invalid(spec, 'minAvailable and maxUnavailable cannot be both set', {
      fix: 'delete one of the two',
    })
  for (const key of limits) {
    checkCountOrPercent(spec.get(key), causes)
    checkAtMostWhole(spec.get(key), causes)
  }
  const selector = mapOf(spec, 'selector')
  if (selector !== undefined) checkSelector(selector, causes)
  checkOptionalChoice(spec, 'unhealthyPodEvictionPolicy', ['AlwaysAllow', 'IfHealthyBudget'], causes)
  // Only the general rules of every object hold for its metadata, and only where nothing else is wrong.
  if (causes.list.length === 0) checkMetadata(at, pathSegment, causes, false)
}
