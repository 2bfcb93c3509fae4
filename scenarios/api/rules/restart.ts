/** Restart policies of pods and containers, and restart rules (B10). Source: kubernetes v1.36 pkg/apis/core/validation, validateRestartPolicy, validateContainerRestartPolicy. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkChoice } from './choice.ts'
import { countOf, listOf, mapOf, textOf } from './values.ts'

const rulesMax = 20
const exitCodesMax = 255

/** The policy of a pod spec; an empty one is Always. */
export function podRestartPolicy(spec: Located): string {
  return textOf(spec, 'restartPolicy') || 'Always'
}

export function checkPodRestartPolicy(spec: Located, causes: Causes): void {
  const policies = ['Always', 'OnFailure', 'Never']
  if (!policies.includes(podRestartPolicy(spec))) causes.unsupported(spec.get('restartPolicy'), policies)
}

/** `restartPolicy` and `restartPolicyRules` of a container. */
export function checkContainerRestart(container: Located, causes: Causes): void {
  const policy = textOf(container, 'restartPolicy')
  const rules = listOf(container, 'restartPolicyRules')
  const policies = ['Always', 'Never', 'OnFailure']
  if (policy === undefined) {
    if (rules.length > 0)
      causes.required(
        container.get('restartPolicy'),
        'must specify restartPolicy when restart rules are used',
        { fix: 'add restartPolicy: Always, OnFailure or Never to the container' },
      )
  } else if (!policies.includes(policy)) causes.unsupported(container.get('restartPolicy'), policies)
  if (rules.length > rulesMax) causes.tooMany(container.get('restartPolicyRules'), rules.length, rulesMax)
  for (const rule of rules) checkRule(rule, causes)
}

function checkRule(at: Located, causes: Causes): void {
  checkChoice(at, 'action', ['Restart', 'RestartAllContainers'], causes)
  const codes = mapOf(at, 'exitCodes')
  if (codes === undefined) {
    causes.required(at.get('exitCodes'), 'must be specified')
    return
  }
  checkChoice(codes, 'operator', ['In', 'NotIn'], causes)
  const count = countOf(codes, 'values')
  if (count > exitCodesMax) causes.tooMany(codes.get('values'), count, exitCodesMax)
}
