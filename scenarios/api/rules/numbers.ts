/** Numbers that may not be negative, and numbers that may be percentages. Source: kubernetes v1.36 pkg/apis/apps/validation, ValidatePositiveIntOrPercent. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { percent } from './formats.ts'
import { numberOf } from './values.ts'

/** Reports the number under a key if it is negative. */
export function checkNotNegative(at: Located, key: string, causes: Causes): void {
  const value = numberOf(at, key)
  if (value !== undefined && value < 0) refuseNegative(at.get(key), causes)
}

export function refuseNegative(at: Located, causes: Causes, value: unknown = at.value): void {
  causes.invalid(at, 'must be greater than or equal to 0', {
    rule: 'number-range',
    fix: 'write 0 or more',
    value,
  })
}

/** A count, or a share of the replicas as a text such as `25%`. */
export function checkCountOrPercent(at: Located, causes: Causes): void {
  if (typeof at.value === 'number') {
    if (at.value < 0) refuseNegative(at, causes)
  } else if (typeof at.value === 'string') {
    causes.badFormat(at, percent(at.value), {
      fix: 'write a number without quotes, or a percentage such as 25%',
    })
  }
}

/** The number of a count or a percentage; 0 for what is neither. */
export function countOrPercent(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return 0
  return Number.parseInt(value, 10) || 0
}

export function checkAtMostWhole(at: Located, causes: Causes): void {
  if (typeof at.value === 'string' && percent(at.value).length === 0 && Number.parseInt(at.value, 10) > 100)
    causes.invalid(at, 'must not be greater than 100%', { fix: 'write at most 100%' })
}
