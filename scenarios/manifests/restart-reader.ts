/** Restart policies and rules of single containers (B10). */
import {
  type ContainerSpec,
  type RestartRuleSpec,
  restartPolicies,
} from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { choiceField, listField, wholeField } from './field.ts'

const actions = ['Restart', 'RestartAllContainers'] as const
const operators = ['In', 'NotIn'] as const

/** `restartPolicy` and `restartPolicyRules` of the container at a place. */
export function readRestart(
  at: Located,
  report: Report,
): Pick<ContainerSpec, 'restartPolicy' | 'restartRules'> {
  const policy = at.get('restartPolicy')
  if (policy.isAbsent) return {}
  const restartPolicy = choiceField(policy, restartPolicies, report)
  if (restartPolicy === undefined) return {}
  const restartRules = listField(at.get('restartPolicyRules'), report).flatMap((rule) =>
    readRule(rule, report),
  )
  return restartRules.length === 0 ? { restartPolicy } : { restartPolicy, restartRules }
}

/** Any whole number is an exit code to the API, and null is 0. */
function readRule(at: Located, report: Report): RestartRuleSpec[] {
  const action = choiceField(at.get('action'), actions, report)
  const codes = at.get('exitCodes')
  const operator = choiceField(codes.get('operator'), operators, report)
  const exitCodes = listField(codes.get('values'), report).map((value) => wholeField(value, report) ?? 0)
  return action === undefined || operator === undefined ? [] : [{ action, operator, exitCodes }]
}
