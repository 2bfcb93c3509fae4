/**
 * What the policies of a Job make of its pods (Z25), over plain values.
 * Source: kubernetes v1.36 pkg/controller/job/pod_failure_policy.go, matchPodFailurePolicy; success_policy.go, matchSuccessPolicy.
 */
import type { FailureAction, FailureRuleSpec, SuccessRuleSpec } from '../../../contract/job-spec.ts'

/** A pod that has failed, as its status tells. */
export type FailedPod = {
  /** Containers that have ended, with their rows, regular ones first. */
  readonly ended: readonly { readonly name: string; readonly exitCode: number; readonly container: number }[]
  readonly conditions: readonly { readonly type: string; readonly status: string }[]
}

/** The rule that a failed pod matches; undefined = it counts as it would without a policy. */
export type FailureMatch = {
  readonly action: FailureAction
  readonly rule: number
  /** Of a rule of exit codes: the container, a row; else the condition. */
  readonly container?: number
  readonly condition?: string
}

export function matchFailure(rules: readonly FailureRuleSpec[], pod: FailedPod): FailureMatch | undefined {
  for (const [rule, { action, onExitCodes, onPodConditions = [] }] of rules.entries()) {
    if (onExitCodes === undefined) {
      const found = pod.conditions.find((condition) =>
        onPodConditions.some(({ type, status }) => condition.type === type && condition.status === status),
      )
      if (found !== undefined) return { action, rule, condition: found.type }
      continue
    }
    const { container, operator, values } = onExitCodes
    const ended = pod.ended.find(
      ({ name, exitCode }) =>
        exitCode !== 0 &&
        (container === undefined || container === name) &&
        values.includes(exitCode) === (operator === 'In'),
    )
    if (ended !== undefined) return { action, rule, container: ended.container }
  }
  return undefined
}

/** The first rule that holds, or -1. @param hasSucceeded whether an index has. @param succeeded how many have. */
export function successRule(
  rules: readonly SuccessRuleSpec[],
  succeeded: number,
  hasSucceeded: (index: number) => boolean,
): number {
  if (succeeded === 0) return -1
  return rules.findIndex(({ indexes, count }) => {
    if (indexes === undefined) return count !== undefined && succeeded >= count
    let wanted = 0
    let found = 0
    for (const [first, last] of indexes)
      for (let index = first; index <= last; index++) {
        wanted++
        if (hasSucceeded(index)) found++
      }
    return wanted > 0 && found >= Math.min(wanted, count ?? wanted)
  })
}

/** Indexes as the API writes them: `0,2-4`. @param has whether it is among them. */
export function indexesText(completions: number, has: (index: number) => boolean): string {
  const ranges: string[] = []
  for (let index = 0; index < completions; index++) {
    if (!has(index)) continue
    const first = index
    while (index + 1 < completions && has(index + 1)) index++
    if (index === first) ranges.push(String(first))
    else ranges.push(`${first}${index === first + 1 ? ',' : '-'}${index}`)
  }
  return ranges.join(',')
}
