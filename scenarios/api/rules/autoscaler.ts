/** HorizontalPodAutoscalers, autoscaling/v1 and v2. Source: kubernetes v1.36 pkg/apis/autoscaling/validation; pkg/apis/autoscaling/v2/defaults.go. */
import { isMap, type Located } from '../../text/located.ts'
import { parseQuantity } from '../../text/quantity.ts'
import type { Causes } from './causes.ts'
import { checkChoice, checkOptionalChoice } from './choice.ts'
import { dnsLabel, dnsSubdomain, pathSegment } from './formats.ts'
import { checkMetadata } from './metadata.ts'
import { refuseNegative } from './numbers.ts'
import { checkResourceName } from './resources.ts'
import { refuseNotPositive } from './scheduling.ts'
import { checkRequiredText, checkText, nameText } from './texts.ts'
import { countOf, listOf, mapOf, numberOf, textOf } from './values.ts'

const stabilizationMax = 3600
const periodMax = 1800
/** Where the server puts `targetCPUUtilizationPercentage` of autoscaling/v1. */
const cpuTarget = 'spec.metrics[0].resource.target.averageUtilization'

export function checkAutoscaler(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const spec = at.get('spec')
  const min = numberOf(spec, 'minReplicas') ?? 1
  const max = numberOf(spec, 'maxReplicas') ?? 0
  if (min < 1 && !causes.isLive)
    causes.invalid(spec.get('minReplicas'), 'must be greater than or equal to 1', {
      rule: 'number-range',
      fix: 'write 1 or more',
    })
  if (max < 1)
    causes.required(spec.get('maxReplicas'), 'must be set and greater than 0', {
      fix: 'write maxReplicas: 1 or more',
    })
  if (max < min)
    causes.invalid(spec.get('maxReplicas'), 'must be greater than or equal to `minReplicas`', {
      rule: 'number-range',
      value: max,
      fix: 'raise maxReplicas, or lower minReplicas',
    })
  checkReference(spec.get('scaleTargetRef'), true, causes)
  checkMetrics(spec, min, causes)
  const percent = numberOf(spec, 'targetCPUUtilizationPercentage')
  if (percent !== undefined && percent < 1)
    refusePercent(spec.get('targetCPUUtilizationPercentage'), causes, cpuTarget)
  const behavior = mapOf(spec, 'behavior')
  if (behavior === undefined) return
  for (const key of ['scaleUp', 'scaleDown']) {
    const rules = mapOf(behavior, key)
    if (rules !== undefined) checkScaling(rules, causes)
  }
}

/** @param needsGroup whether its apiVersion must name a group. */
function checkReference(at: Located, needsGroup: boolean, causes: Causes): void {
  for (const key of ['kind', 'name']) {
    checkRequiredText(at, key, pathSegment, causes)
  }
  const version = textOf(at, 'apiVersion') ?? ''
  const slashes = version.split('/').length - 1
  const fix = 'write a group and a version, such as apps/v1'
  if (slashes > 1) causes.invalid(at.get('apiVersion'), `unexpected GroupVersion string: ${version}`, { fix })
  else if (needsGroup && (slashes === 0 || version.startsWith('/')))
    causes.invalid(at.get('apiVersion'), 'apiVersion must specify API group', { value: version, fix })
}

/** Sources in the server's order, and the type of each. */
const sources: readonly (readonly [string, string])[] = [
  ['object', 'Object'],
  ['external', 'External'],
  ['pods', 'Pods'],
  ['resource', 'Resource'],
  ['containerResource', 'ContainerResource'],
]
const types = sources.map(([, type]) => type).sort()

function checkMetrics(spec: Located, min: number, causes: Causes): void {
  const metrics = listOf(spec, 'metrics')
  for (const metric of metrics) checkMetric(metric, causes)
  const scalesToZero = metrics.some((metric) => ['Object', 'External'].includes(textOf(metric, 'type') ?? ''))
  if (min === 0 && !scalesToZero && !causes.isLive)
    causes.forbidden(
      spec.get('metrics'),
      'must specify at least one Object or External metric to support scaling to zero replicas',
      { fix: 'write minReplicas: 1 or more' },
    )
}

function checkMetric(at: Located, causes: Causes): void {
  const type = textOf(at, 'type') ?? ''
  if (type === '') causes.required(at.get('type'), 'must specify a metric source type')
  if (!types.includes(type)) causes.unsupported(at.get('type'), types)
  const found = sources.map(([key]) => key).filter((key) => isMap(at.peek(key)))
  if (found.length > 0) checkSource(at.get(found[0]), found[0], causes)
  const expected = sources.find(([, known]) => known === type)?.[0]
  if (expected !== undefined && !found.includes(expected))
    causes.required(at.get(expected), 'must populate information for the given metric source')
  if (found.length === 1) return
  for (const other of found)
    if (other !== expected) causes.forbidden(at.get(other), 'must populate the given metric source only')
}

function checkSource(at: Located, source: string, causes: Causes): void {
  const target = at.get('target')
  const has = (key: string): boolean => target.peek(key) !== undefined
  if (source === 'object') checkReference(at.get('describedObject'), false, causes)
  if (source === 'resource' || source === 'containerResource') {
    if (!textOf(at, 'name')) causes.required(at.get('name'), 'must specify a resource name')
    else if (source === 'containerResource') checkResourceName(at.get('name'), causes)
    if (source === 'containerResource' && !textOf(at, 'container'))
      causes.required(at.get('container'), 'must specify a container')
    else if (source === 'containerResource') checkText(at, 'container', dnsLabel, causes, nameText)
    checkTarget(target, causes)
    if (!has('averageUtilization') && !has('averageValue'))
      causes.required(
        target.get('averageUtilization'),
        'must set either a target raw value or a target utilization',
      )
    if (has('averageUtilization') && has('averageValue'))
      causes.forbidden(
        target.get('averageValue'),
        'may not set both a target raw value and a target utilization',
      )
    return
  }
  const name = textOf(at.get('metric'), 'name') ?? ''
  if (name === '') causes.required(at.at('metric', 'name'), 'must specify a metric name')
  else checkText(at.get('metric'), 'name', pathSegment, causes)
  checkTarget(target, causes)
  if (source === 'pods') {
    if (!has('averageValue'))
      causes.required(target.get('averageValue'), 'must specify a positive target averageValue')
  } else if (!has('value') && !has('averageValue'))
    causes.required(
      target.get('averageValue'),
      source === 'object'
        ? 'must set either a target value or averageValue'
        : 'must set either a target value for metric or a per-pod target',
    )
  else if (source === 'external' && has('value') && has('averageValue'))
    causes.forbidden(target.get('value'), 'may not set both a target value for metric and a per-pod target')
}

function checkTarget(at: Located, causes: Causes): void {
  const type = textOf(at, 'type') ?? ''
  if (type === '') causes.required(at.get('type'), 'must specify a metric target type')
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    causes.invalid(at.get('type'), 'must be either Utilization, Value, or AverageValue', {
      value: type,
      fix: 'write Utilization, Value or AverageValue',
    })
  for (const key of ['value', 'averageValue']) {
    const value = at.peek(key)
    if (value !== undefined && (parseQuantity(String(value)) ?? 1) <= 0)
      causes.invalid(at.get(key), 'must be positive', { value: String(value), fix: 'write more than 0' })
  }
  const utilization = numberOf(at, 'averageUtilization')
  if (utilization !== undefined && utilization < 1) refusePercent(at.get('averageUtilization'), causes)
}

function refusePercent(at: Located, causes: Causes, field = at.pathText): void {
  causes.invalid(at, 'must be greater than 0', { rule: 'number-range', fix: 'write 1 or more', field })
}

function checkScaling(at: Located, causes: Causes): void {
  const window = numberOf(at, 'stabilizationWindowSeconds')
  if (window !== undefined && window < 0)
    causes.invalid(at.get('stabilizationWindowSeconds'), 'must be greater than or equal to zero', {
      rule: 'number-range',
      fix: 'write 0 or more',
    })
  if (window !== undefined && window > stabilizationMax)
    refuseLarge(at.get('stabilizationWindowSeconds'), stabilizationMax, causes)
  checkOptionalChoice(at, 'selectPolicy', ['Disabled', 'Max', 'Min'], causes)
  if (Array.isArray(at.peek('policies')) && countOf(at, 'policies') === 0)
    causes.required(at.get('policies'), 'must specify at least one Policy')
  for (const policy of listOf(at, 'policies')) {
    checkChoice(policy, 'type', ['Percent', 'Pods'], causes)
    for (const key of ['value', 'periodSeconds']) {
      const number = numberOf(policy, key) ?? 0
      if (number <= 0) refuseNotPositive(policy.get(key), number, causes)
    }
    if ((numberOf(policy, 'periodSeconds') ?? 0) > periodMax)
      refuseLarge(policy.get('periodSeconds'), periodMax, causes)
  }
  const tolerance = at.peek('tolerance')
  if (tolerance !== undefined && (parseQuantity(String(tolerance)) ?? 0) < 0)
    refuseNegative(at.get('tolerance'), causes, String(tolerance))
}

function refuseLarge(at: Located, max: number, causes: Causes): void {
  causes.invalid(at, `must be less than or equal to ${max}`, {
    rule: 'number-range',
    fix: `write at most ${max}`,
  })
}
