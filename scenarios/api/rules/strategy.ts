/** Update strategies. Source: kubernetes v1.36 pkg/apis/apps/validation, ValidateDeploymentStrategy, ValidateDaemonSetUpdateStrategy; pkg/apis/apps/v1/defaults.go. */
import { isMap, type Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkAtMostWhole, checkCountOrPercent, checkNotNegative, countOrPercent } from './numbers.ts'
import { mapOf, textOf } from './values.ts'

/** A value, or its default where there is none. */
function countUnder(at: Located, key: string, standard: number | string): number {
  return countOrPercent(at.peek(key) ?? standard)
}

export function checkDeploymentStrategy(spec: Located, causes: Causes): void {
  const strategy = spec.get('strategy')
  const type = textOf(strategy, 'type') || 'RollingUpdate'
  if (type === 'Recreate') {
    if (isMap(strategy.peek('rollingUpdate')))
      causes.forbidden(
        strategy.get('rollingUpdate'),
        "may not be specified when strategy `type` is 'Recreate'",
      )
  } else if (type === 'RollingUpdate') {
    const rolling = strategy.get('rollingUpdate')
    checkCountOrPercent(rolling.get('maxUnavailable'), causes)
    checkCountOrPercent(rolling.get('maxSurge'), causes)
    if (countUnder(rolling, 'maxUnavailable', '25%') === 0 && countUnder(rolling, 'maxSurge', '25%') === 0)
      causes.invalid(rolling.get('maxUnavailable'), 'may not be 0 when `maxSurge` is 0', {
        fix: 'raise maxUnavailable or maxSurge',
      })
    checkAtMostWhole(rolling.get('maxUnavailable'), causes)
  } else causes.unsupported(strategy, ['Recreate', 'RollingUpdate'])
}

export function checkDaemonStrategy(spec: Located, causes: Causes): void {
  const strategy = spec.get('updateStrategy')
  const type = textOf(strategy, 'type') || 'RollingUpdate'
  if (type === 'OnDelete') return
  if (type !== 'RollingUpdate') {
    causes.unsupported(strategy, ['RollingUpdate', 'OnDelete'])
    return
  }
  const rolling = strategy.get('rollingUpdate')
  for (const check of [checkCountOrPercent, checkAtMostWhole])
    for (const key of ['maxUnavailable', 'maxSurge']) check(rolling.get(key), causes)
  const hasUnavailable = countUnder(rolling, 'maxUnavailable', 1) !== 0
  const hasSurge = countUnder(rolling, 'maxSurge', 0) !== 0
  if (hasUnavailable && hasSurge)
    causes.invalid(rolling.get('maxSurge'), 'may not be set when maxUnavailable is non-zero', {
      fix: 'write maxUnavailable: 0, which is 1 by default, or delete maxSurge',
    })
  else if (!hasUnavailable && !hasSurge)
    causes.required(rolling.get('maxUnavailable'), 'cannot be 0 when maxSurge is 0', {
      fix: 'raise maxUnavailable or maxSurge',
    })
}

/** `maxUnavailable` of a StatefulSet is not stored in 1.36, and not checked. */
export function checkStatefulStrategy(spec: Located, causes: Causes): void {
  const strategy = spec.get('updateStrategy')
  const type = textOf(strategy, 'type') || 'RollingUpdate'
  const rolling = mapOf(strategy, 'rollingUpdate')
  if (type === 'RollingUpdate') {
    if (rolling !== undefined) checkNotNegative(rolling, 'partition', causes)
  } else if (type === 'OnDelete') {
    if (rolling !== undefined)
      causes.invalid(rolling, "only allowed for updateStrategy 'RollingUpdate'", {
        fix: 'delete rollingUpdate',
      })
  } else
    causes.invalid(strategy, "must be 'RollingUpdate' or 'OnDelete'", {
      rule: 'text-choice',
      fix: 'write RollingUpdate or OnDelete',
    })
}
