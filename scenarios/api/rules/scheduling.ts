/** What the scheduler reads of a pod: tolerations, affinity, spread. Source: kubernetes v1.36 pkg/apis/core/validation. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkChoice, checkOptionalChoice } from './choice.ts'
import { dnsLabel, dnsSubdomain, labelValue } from './formats.ts'
import { checkLabelKey, checkSelector, refuseOperator } from './labels.ts'
import { checkTextItem } from './texts.ts'
import { countOf, listOf, mapOf, numberOf, textOf } from './values.ts'

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function checkTolerations(spec: Located, causes: Causes): void {
  for (const toleration of listOf(spec, 'tolerations')) checkToleration(toleration, causes)
}

function checkToleration(at: Located, causes: Causes): void {
  const operator = textOf(at, 'operator') ?? ''
  const value = textOf(at, 'value') ?? ''
  const effect = textOf(at, 'effect') ?? ''
  const hasKey = Boolean(textOf(at, 'key'))
  if (hasKey) checkLabelKey(at.get('key'), causes)
  else if (operator !== 'Exists')
    causes.invalid(
      at.get('operator'),
      'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      { value: operator, fix: 'write operator: Exists, or add the key' },
    )
  if (at.peek('tolerationSeconds') !== undefined && effect !== 'NoExecute')
    causes.invalid(at.get('effect'), "effect must be 'NoExecute' when `tolerationSeconds` is set", {
      value: effect,
      fix: 'write effect: NoExecute, or delete tolerationSeconds',
    })
  if (operator === 'Equal' || operator === '') {
    const messages = labelValue(value)
    if (messages.length > 0)
      causes.invalid(at.get('value'), messages.join(';'), { field: at.get('operator').pathText })
  } else if (operator === 'Exists') {
    if (value !== '')
      causes.invalid(at.get('value'), "value must be empty when `operator` is 'Exists'", {
        field: at.get('operator').pathText,
        fix: 'delete the value, or write operator: Equal',
      })
  } else causes.unsupported(at.get('operator'), ['Equal', 'Exists'])
  if (effect !== '') checkChoice(at, 'effect', taintEffects, causes)
}

export function checkAffinity(spec: Located, causes: Causes): void {
  const affinity = mapOf(spec, 'affinity')
  if (affinity === undefined) return
  const node = mapOf(affinity, 'nodeAffinity')
  if (node !== undefined) checkNodeAffinity(node, causes)
  for (const key of ['podAffinity', 'podAntiAffinity']) {
    const pods = mapOf(affinity, key)
    if (pods !== undefined) checkPodAffinity(pods, causes)
  }
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'

function checkNodeAffinity(at: Located, causes: Causes): void {
  const selector = mapOf(at, required)
  if (selector !== undefined) {
    if (countOf(selector, 'nodeSelectorTerms') === 0)
      causes.required(selector.get('nodeSelectorTerms'), 'must have at least one node selector term')
    for (const term of listOf(selector, 'nodeSelectorTerms')) checkNodeTerm(term, true, causes)
  }
  for (const term of listOf(at, preferred)) {
    checkWeight(term, causes)
    checkNodeTerm(term.get('preference'), false, causes)
  }
}

function checkWeight(at: Located, causes: Causes): void {
  const weight = numberOf(at, 'weight') ?? 0
  if (weight < 1 || weight > 100)
    causes.invalid(at.get('weight'), 'must be in the range 1-100', {
      rule: 'number-range',
      value: weight,
      fix: 'write a weight from 1 to 100',
    })
}

/** @param isStrict whether values must be values of labels. */
function checkNodeTerm(at: Located, isStrict: boolean, causes: Causes): void {
  for (const requirement of listOf(at, 'matchExpressions'))
    checkNodeRequirement(requirement, isStrict, causes)
  for (const requirement of listOf(at, 'matchFields')) checkNodeField(requirement, causes)
}

function checkNodeRequirement(at: Located, isStrict: boolean, causes: Causes): void {
  const values = at.get('values')
  const count = countOf(at, 'values')
  switch (textOf(at, 'operator')) {
    case 'In':
    case 'NotIn':
      if (count === 0) causes.required(values, "must be specified when `operator` is 'In' or 'NotIn'")
      break
    case 'Exists':
    case 'DoesNotExist':
      if (count > 0)
        causes.forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      break
    case 'Gt':
    case 'Lt':
      if (count !== 1)
        causes.required(values, "must be specified single value when `operator` is 'Lt' or 'Gt'", {
          fix: 'write one value',
        })
      break
    default:
      refuseOperator(at.get('operator'), causes)
  }
  checkLabelKey(at.get('key'), causes)
  if (!isStrict) return
  for (const value of listOf(at, 'values')) checkTextItem(value, labelValue, causes)
}

function checkNodeField(at: Located, causes: Causes): void {
  const operator = textOf(at, 'operator')
  if (operator !== 'In' && operator !== 'NotIn') refuseOperator(at.get('operator'), causes)
  else if (countOf(at, 'values') !== 1)
    causes.required(
      at.get('values'),
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      { fix: 'write one value' },
    )
  if (textOf(at, 'key') !== 'metadata.name')
    causes.invalid(at.get('key'), 'not a valid field selector key', { fix: 'write metadata.name' })
  else for (const value of listOf(at, 'values')) checkTextItem(value, dnsSubdomain, causes)
}

function checkPodAffinity(at: Located, causes: Causes): void {
  for (const term of listOf(at, required)) checkPodTerm(term, causes)
  for (const term of listOf(at, preferred)) {
    checkWeight(term, causes)
    checkPodTerm(term.get('podAffinityTerm'), causes)
  }
}

function checkPodTerm(at: Located, causes: Causes): void {
  for (const key of ['labelSelector', 'namespaceSelector']) {
    const selector = mapOf(at, key)
    if (selector !== undefined) checkSelector(selector, causes)
  }
  for (const name of listOf(at, 'namespaces'))
    checkTextItem(name, dnsLabel, causes, { field: () => at.get('namespace').pathText })
  checkMatchKeys(at, ['matchLabelKeys', 'mismatchLabelKeys'], causes)
  if (!textOf(at, 'topologyKey')) causes.required(at.get('topologyKey'), 'can not be empty')
  checkLabelKey(at.get('topologyKey'), causes)
}

function checkMatchKeys(at: Located, lists: readonly string[], causes: Causes): void {
  for (const list of lists) {
    if (countOf(at, list) === 0) continue
    if (mapOf(at, 'labelSelector') === undefined)
      causes.forbidden(at.get(list), 'must not be specified when labelSelector is not set')
    else for (const key of listOf(at, list)) checkLabelKey(key, causes)
  }
  const others = new Set(listOf(at, 'mismatchLabelKeys').map(({ value }) => value))
  for (const key of listOf(at, 'matchLabelKeys'))
    if (others.has(key.value))
      causes.invalid(key, 'exists in both matchLabelKeys and mismatchLabelKeys', {
        fix: 'delete it from one of the two',
      })
}

export function checkSpread(spec: Located, causes: Causes): void {
  const constraints = listOf(spec, 'topologySpreadConstraints')
  const last = new Map(constraints.map((constraint, index) => [spreadOf(constraint), index]))
  for (const [index, constraint] of constraints.entries())
    checkConstraint(constraint, last.get(spreadOf(constraint)) !== index, causes)
}

function spreadOf(at: Located): string {
  return `{${textOf(at, 'topologyKey') ?? ''}, ${textOf(at, 'whenUnsatisfiable') ?? ''}}`
}

/** @param isRepeated whether another one after it is of the same kind. */
function checkConstraint(at: Located, isRepeated: boolean, causes: Causes): void {
  const action = textOf(at, 'whenUnsatisfiable') ?? ''
  const key = textOf(at, 'topologyKey') ?? ''
  const skew = numberOf(at, 'maxSkew') ?? 0
  if (skew <= 0) refuseNotPositive(at.get('maxSkew'), skew, causes)
  if (key === '') causes.required(at.get('topologyKey'), 'can not be empty')
  checkChoice(at, 'whenUnsatisfiable', ['DoNotSchedule', 'ScheduleAnyway'], causes)
  if (isRepeated)
    causes.duplicate(at, {
      field: `${at.pathText}.{topologyKey, whenUnsatisfiable}`,
      value: spreadOf(at),
      fix: 'delete one of the two',
    })
  const domains = numberOf(at, 'minDomains')
  if (domains !== undefined) {
    if (domains <= 0) refuseNotPositive(at.get('minDomains'), domains, causes)
    if (action !== 'DoNotSchedule')
      causes.invalid(
        at.get('minDomains'),
        `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
        { fix: 'delete minDomains' },
      )
  }
  for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy'])
    checkOptionalChoice(at, policy, ['Honor', 'Ignore'], causes)
  checkSpreadKeys(at, causes)
  const selector = mapOf(at, 'labelSelector')
  if (selector !== undefined) checkSelector(selector, causes)
}

function checkSpreadKeys(at: Located, causes: Causes): void {
  const keys = listOf(at, 'matchLabelKeys')
  if (keys.length === 0) return
  const selector = mapOf(at, 'labelSelector')
  if (selector === undefined)
    causes.forbidden(at.get('matchLabelKeys'), 'must not be specified when labelSelector is not set')
  const selected = new Set([
    ...(selector === undefined ? [] : (mapOf(selector, 'matchLabels')?.keys() ?? [])),
    ...listOf(at.get('labelSelector'), 'matchExpressions').map((requirement) => textOf(requirement, 'key')),
  ])
  for (const key of keys) {
    checkLabelKey(key, causes)
    if (selected.has(String(key.value)))
      causes.invalid(key, 'exists in both matchLabelKeys and labelSelector', {
        fix: 'delete it from one of the two',
      })
  }
}

export function refuseNotPositive(at: Located, value: number, causes: Causes): void {
  causes.invalid(at, 'must be greater than zero', { rule: 'number-range', value, fix: 'write 1 or more' })
}
