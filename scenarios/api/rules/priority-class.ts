/** PriorityClasses. Source: kubernetes v1.36 pkg/apis/scheduling/validation, ValidatePriorityClass; pkg/apis/scheduling/v1/helpers.go. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkOptionalChoice } from './choice.ts'
import { dnsSubdomain } from './formats.ts'
import { checkMetadata, objectName } from './metadata.ts'
import { flagOf, numberOf } from './values.ts'

const systemPrefix = 'system-'
const systemValues: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}
const userMax = 1_000_000_000

export function checkPriorityClass(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const name = objectName(at)
  const value = numberOf(at, 'value') ?? 0
  const problem = name.startsWith(systemPrefix) ? systemProblem(name, value, at) : undefined
  if (problem !== undefined)
    causes.forbidden(
      at.at('metadata', 'name'),
      `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${problem}`,
      { fix: 'write another name' },
    )
  else if (!name.startsWith(systemPrefix) && value > userMax)
    causes.forbidden(at.get('value'), `maximum allowed value of a user defined priority is ${userMax}`, {
      rule: 'number-range',
      fix: `write at most ${userMax}`,
    })
  checkOptionalChoice(at, 'preemptionPolicy', ['PreemptLowerPriority', 'Never'], causes)
}

function systemProblem(name: string, value: number, at: Located): string | undefined {
  if (!Object.hasOwn(systemValues, name)) return `${name} is not a known system priority class`
  if (value !== systemValues[name]) return `value of ${name} PriorityClass must be ${systemValues[name]}`
  return flagOf(at, 'globalDefault') ? `globalDefault of ${name} PriorityClass must be false` : undefined
}
