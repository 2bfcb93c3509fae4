/** Restart policies and rules of single containers (B10), with the API's wording. */
import { type ContainerSpec, type RestartRuleSpec, restartPolicies } from '../../engine/model/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { choiceField, countField, invalidType, isMapField, listField } from './field.ts'

const actions = ['Restart', 'RestartAllContainers'] as const
const operators = ['In', 'NotIn'] as const
const exitCodeMax = 255

/** `restartPolicy` and `restartPolicyRules` of the container at a place. */
export function readRestart(
  at: Located,
  report: Report,
): Pick<ContainerSpec, 'restartPolicy' | 'restartRules'> {
  const policy = at.get('restartPolicy')
  const rules = listField(at.get('restartPolicyRules'), report).flatMap((rule) => readRule(rule, report))
  if (policy.isAbsent) {
    if (rules.length > 0)
      report.error(
        'missing-key',
        at.get('restartPolicyRules'),
        `${policy.pathText}: Required value: must specify restartPolicy when restart rules are used`,
        'add restartPolicy: Always, OnFailure or Never to the container',
        'key',
      )
    return {}
  }
  const restartPolicy = choiceField(policy, restartPolicies, report)
  if (restartPolicy === undefined) return {}
  return rules.length === 0 ? { restartPolicy } : { restartPolicy, restartRules: rules }
}

function readRule(at: Located, report: Report): RestartRuleSpec[] {
  if (!isMapField(at, report)) return []
  const action = requiredChoice(at.get('action'), at, actions, report)
  const codes = at.get('exitCodes')
  const operator = requiredChoice(codes.get('operator'), codes.isAbsent ? at : codes, operators, report)
  const exitCodes = listField(codes.get('values'), report).flatMap((value) => readCode(value, report))
  return action === undefined || operator === undefined ? [] : [{ action, operator, exitCodes }]
}

function readCode(at: Located, report: Report): number[] {
  if (at.isAbsent) {
    invalidType(at, 'a whole number', report)
    return []
  }
  const code = countField(at, report, exitCodeMax)
  return code === undefined ? [] : [code]
}

function requiredChoice<const W extends string>(
  at: Located,
  parent: Located,
  words: readonly W[],
  report: Report,
): W | undefined {
  if (!at.isAbsent) return choiceField(at, words, report)
  report.error('missing-key', parent, `${at.pathText}: Required value`, `add ${words.join(' or ')}`)
  return undefined
}
