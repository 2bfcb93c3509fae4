/** Failure and success policies of Jobs. Source: kubernetes v1.36 pkg/apis/batch/validation, validatePodFailurePolicy, validateSuccessPolicy. */
import type { Located } from '../../text/located.ts'
import { type Causes, noValue } from './causes.ts'
import { checkDefaultedChoice } from './choice.ts'
import { qualifiedName } from './formats.ts'
import { checkNotNegative } from './numbers.ts'
import { checkPlainText } from './texts.ts'
import { countOf, listOf, mapOf, numberOf, textOf } from './values.ts'

const rulesMax = 20
const exitCodesMax = 255
const conditionsMax = 20

/** A word that must be there: its absence and other words are told apart. */
function checkWord(at: Located, key: string, words: readonly string[], causes: Causes): void {
  const word = textOf(at, key) ?? ''
  const listed = words.map((one) => JSON.stringify(one)).join(' ')
  if (word === '')
    causes.required(at.get(key), `valid values: [${listed}]`, { fix: `add ${key}: ${words.join(' or ')}` })
  else if (!words.includes(word)) causes.unsupported(at.get(key), words)
}

export function checkFailurePolicy(policy: Located, spec: Located, causes: Causes): void {
  const rules = listOf(policy, 'rules')
  if (rules.length > rulesMax) causes.tooMany(policy.get('rules'), rules.length, rulesMax)
  const podSpec = spec.at('template', 'spec')
  const containers = [...listOf(podSpec, 'containers'), ...listOf(podSpec, 'initContainers')]
  const names = new Set(containers.map((container) => textOf(container, 'name')))
  const hasLimitPerIndex = spec.peek('backoffLimitPerIndex') !== undefined
  for (const rule of rules) checkFailureRule(rule, names, hasLimitPerIndex, causes)
}

function checkFailureRule(
  rule: Located,
  names: ReadonlySet<string | undefined>,
  hasLimitPerIndex: boolean,
  causes: Causes,
): void {
  if (textOf(rule, 'action') === 'FailIndex') {
    if (!hasLimitPerIndex)
      causes.invalid(rule.get('action'), 'requires the backoffLimitPerIndex to be set', {
        fix: 'add backoffLimitPerIndex',
      })
  } else checkWord(rule, 'action', ['Count', 'FailIndex', 'FailJob', 'Ignore'], causes)
  const codes = mapOf(rule, 'onExitCodes')
  const conditions = listOf(rule, 'onPodConditions')
  if (codes !== undefined) checkExitCodes(codes, names, causes)
  if (conditions.length > conditionsMax)
    causes.tooMany(rule.get('onPodConditions'), conditions.length, conditionsMax)
  for (const condition of conditions) {
    checkPlainText(condition, 'type', qualifiedName, causes)
    checkDefaultedChoice(condition, 'status', ['False', 'True', 'Unknown'], causes)
  }
  if (codes !== undefined && conditions.length > 0)
    causes.invalid(rule, 'specifying both OnExitCodes and OnPodConditions is not supported', {
      value: noValue,
      fix: 'write two rules',
    })
  if (codes === undefined && conditions.length === 0)
    causes.invalid(rule, 'specifying one of OnExitCodes and OnPodConditions is required', {
      value: noValue,
      fix: 'add onExitCodes or onPodConditions',
    })
}

function checkExitCodes(at: Located, names: ReadonlySet<string | undefined>, causes: Causes): void {
  checkWord(at, 'operator', ['In', 'NotIn'], causes)
  const name = textOf(at, 'containerName')
  if (name !== undefined && !names.has(name))
    causes.invalid(
      at.get('containerName'),
      'must be one of the container or initContainer names in the pod template',
    )
  const values = listOf(at, 'values')
  if (values.length === 0)
    causes.invalid(at.get('values'), 'at least one value is required', { value: [], fix: 'add values' })
  else if (values.length > exitCodesMax) causes.tooMany(at.get('values'), values.length, exitCodesMax)
  const codes = values.map(({ value }) => (typeof value === 'number' ? value : 0))
  const seen = new Set<number>()
  for (const [index, code] of codes.entries()) {
    if (code === 0 && textOf(at, 'operator') === 'In')
      causes.invalid(values[index], 'must not be 0 for the In operator', { value: code })
    if (seen.has(code)) causes.duplicate(values[index], { value: code })
    seen.add(code)
  }
  if (codes.some((code, index) => index > 0 && codes[index - 1] > code))
    causes.invalid(at.get('values'), 'must be ordered', { fix: 'sort the values' })
}

/** @param completions of the Job. */
export function checkSuccessPolicy(policy: Located, completions: number | undefined, causes: Causes): void {
  const count = countOf(policy, 'rules')
  if (count === 0)
    causes.required(
      policy.get('rules'),
      'at least one rules must be specified when the successPolicy is specified',
    )
  if (count > rulesMax) causes.tooMany(policy.get('rules'), count, rulesMax)
  for (const rule of listOf(policy, 'rules')) checkSuccessRule(rule, completions ?? 0, causes)
}

function checkSuccessRule(rule: Located, completions: number, causes: Causes): void {
  const indexes = textOf(rule, 'succeededIndexes')
  const count = numberOf(rule, 'succeededCount')
  if (indexes === undefined && count === undefined)
    causes.required(rule, 'at least one of succeededCount or succeededIndexes must be specified', {
      fix: 'add succeededCount or succeededIndexes',
    })
  const total = indexes === undefined ? undefined : countIndexes(indexes, completions)
  if (typeof total === 'string')
    causes.invalid(rule.get('succeededIndexes'), `error parsing succeededIndexes: ${total}`, {
      fix: 'write intervals such as 0-2,4 below completions',
    })
  if (count === undefined) return
  checkNotNegative(rule, 'succeededCount', causes)
  const refuse = (max: number, which: string): void =>
    causes.invalid(
      rule.get('succeededCount'),
      `must be less than or equal to ${max} (the number of ${which})`,
      {
        rule: 'number-range',
        fix: 'lower succeededCount',
      },
    )
  if (count > completions) refuse(completions, 'specified completions')
  const listed = typeof total === 'number' ? total : 0
  if (indexes !== undefined && count > listed)
    refuse(listed, 'indexes in the specified succeededIndexes field')
}

/** How many indexes a text such as `0-2,4` names, or what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0
  let total = 0
  let last = -1
  for (const interval of text.split(',')) {
    const limits = interval.split('-')
    if (limits.length > 2)
      return `the fragment "${interval}" violates the requirement that an index interval can have at most two parts separated by '-'`
    const numbers: number[] = []
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) return `cannot convert string to integer for index: "${limit}"`
      if (Number(limit) >= completions) return `too large index: "${limit}"`
      numbers.push(Number(limit))
    }
    const [from, to = from] = numbers
    if (limits.length === 2 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`
    if (from <= last) return `non-increasing order, previous: ${last}, current: ${from}`
    total += to - from + 1
    last = to
  }
  return total
}
