/** Workloads that keep pods: Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController. Source: kubernetes v1.36 pkg/apis/apps/validation. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkChoice } from './choice.ts'
import { checkClaimSpec } from './claim.ts'
import { dnsLabel, dnsSubdomain } from './formats.ts'
import { checkSelector, isEmptySelector, selectorMatches } from './labels.ts'
import { checkMetadata } from './metadata.ts'
import { checkNotNegative } from './numbers.ts'
import { checkTemplate } from './pod.ts'
import { podRestartPolicy } from './restart.ts'
import { checkDaemonStrategy, checkDeploymentStrategy, checkStatefulStrategy } from './strategy.ts'
import { checkText, nameText } from './texts.ts'
import { listOf, mapOf, numberOf, textOf } from './values.ts'
import type { VolumeKind } from './volumes.ts'

const deadlineDefault = 600

export function checkDeployment(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const spec = at.get('spec')
  checkNotNegative(spec, 'replicas', causes)
  if (checkOwnSelector(spec, 'deployment', causes)) checkOwnTemplate(spec, 'ReplicaSet', causes)
  checkDeploymentStrategy(spec, causes)
  checkNotNegative(spec, 'minReadySeconds', causes)
  checkNotNegative(spec, 'revisionHistoryLimit', causes)
  checkNotNegative(spec, 'progressDeadlineSeconds', causes)
  const deadline = numberOf(spec, 'progressDeadlineSeconds') ?? deadlineDefault
  if (deadline <= (numberOf(spec, 'minReadySeconds') ?? 0))
    causes.invalid(spec.get('progressDeadlineSeconds'), 'must be greater than minReadySeconds', {
      value: deadline,
      fix: 'raise progressDeadlineSeconds, or lower minReadySeconds',
    })
}

export function checkReplicaSet(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const spec = at.get('spec')
  checkNotNegative(spec, 'replicas', causes)
  checkNotNegative(spec, 'minReadySeconds', causes)
  if (checkOwnSelector(spec, 'deployment', causes)) checkOwnTemplate(spec, 'ReplicaSet', causes)
}

export function checkStatefulSet(at: Located, causes: Causes): void {
  checkMetadata(at, dnsLabel, causes)
  const spec = at.get('spec')
  const management = textOf(spec, 'podManagementPolicy')
  if (management && management !== 'OrderedReady' && management !== 'Parallel')
    causes.invalid(spec.get('podManagementPolicy'), "must be 'OrderedReady' or 'Parallel'", {
      rule: 'text-choice',
      fix: 'write OrderedReady or Parallel',
    })
  checkStatefulStrategy(spec, causes)
  checkRetention(spec, causes)
  checkNotNegative(spec, 'replicas', causes)
  checkNotNegative(spec, 'minReadySeconds', causes)
  checkNotNegative(spec.get('ordinals'), 'start', causes)
  checkText(spec, 'serviceName', dnsLabel, causes, nameText)
  if (checkOwnSelector(spec, 'statefulset', causes))
    checkOwnTemplate(spec, 'StatefulSet', causes, checkClaimNames(spec, causes))
  for (const claim of listOf(spec, 'volumeClaimTemplates')) checkClaimSpec(claim.get('spec'), causes)
}

function checkRetention(spec: Located, causes: Causes): void {
  const retention = mapOf(spec, 'persistentVolumeClaimRetentionPolicy')
  if (retention === undefined) return
  for (const key of ['whenDeleted', 'whenScaled'])
    if (textOf(retention, key)) checkChoice(retention, key, ['Retain', 'Delete'], causes)
}

/** The server checks the claims as volumes of the template. */
function checkClaimNames(spec: Located, causes: Causes): Map<string, VolumeKind> {
  const claims = new Map<string, VolumeKind>()
  for (const [index, claim] of listOf(spec, 'volumeClaimTemplates').entries()) {
    const name = textOf(claim.get('metadata'), 'name') ?? ''
    const field = `${spec.at('template', 'spec', 'volumes').pathText}[${index}]`
    const at = claim.at('metadata', 'name')
    if (name === '') {
      causes.required(at, '', { field: `${field}.persistentVolumeClaim.claimName` })
      causes.required(at, '', { field: `${field}.name` })
    } else causes.badFormat(at, dnsLabel(name), { field: `${field}.name`, rule: 'name-format' })
    claims.set(name, { isClaim: true, isImage: false })
  }
  return claims
}

export function checkDaemonSet(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const spec = at.get('spec')
  const selector = mapOf(spec, 'selector')
  const isGood = selector === undefined || checkSelector(selector, causes)
  if (isGood) checkSelected(spec, selector, causes)
  if (selector !== undefined && isEmptySelector(selector)) refuseEmpty(selector, 'daemonset', causes)
  checkOwnTemplate(spec, 'DaemonSet', causes)
  checkNotNegative(spec, 'minReadySeconds', causes)
  checkDaemonStrategy(spec, causes)
  checkNotNegative(spec, 'revisionHistoryLimit', causes)
}

export function checkReplicationController(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const spec = at.get('spec')
  checkNotNegative(spec, 'minReadySeconds', causes)
  const template = mapOf(spec, 'template')
  const labels = mapOf(spec.at('template', 'metadata'), 'labels')
  const own = mapOf(spec, 'selector')
  // Without a selector of its own it selects the labels of its template.
  const selector = own !== undefined && own.keys().length > 0 ? own : labels
  if (selector === undefined || selector.keys().length === 0) causes.required(spec.get('selector'))
  checkNotNegative(spec, 'replicas', causes)
  if (template === undefined) {
    causes.required(spec.get('template'))
    return
  }
  if (selector?.keys().some((key) => labels?.peek(key) !== (selector.get(key).value ?? '')))
    refuseLabels(spec, causes)
  checkOwnTemplate(spec, 'ReplicationController', causes)
}

/** Whether the template of a workload is to be checked: its selector can be read. */
function checkOwnSelector(spec: Located, noun: string, causes: Causes): boolean {
  const selector = mapOf(spec, 'selector')
  if (selector === undefined) {
    causes.required(spec.get('selector'), '', {
      fix: 'add selector.matchLabels with the labels of the template',
    })
    return true
  }
  const isGood = checkSelector(selector, causes)
  if (isEmptySelector(selector)) refuseEmpty(selector, noun, causes)
  else if (isGood) checkSelected(spec, selector, causes)
  return isGood
}

function refuseEmpty(selector: Located, noun: string, causes: Causes): void {
  causes.invalid(selector, `empty selector is invalid for ${noun}`, {
    rule: 'selector-format',
    fix: 'add matchLabels with the labels of the template',
  })
}

function checkSelected(spec: Located, selector: Located | undefined, causes: Causes): void {
  const labels = mapOf(spec.at('template', 'metadata'), 'labels')
  if (selector === undefined || !selectorMatches(selector, labels)) refuseLabels(spec, causes)
}

export function refuseLabels(spec: Located, causes: Causes): void {
  causes.invalid(spec.at('template', 'metadata', 'labels'), '`selector` does not match template `labels`', {
    rule: 'selector-mismatch',
    fix: 'give the template the labels of the selector',
  })
}

/** The template of a workload whose pods always restart. */
function checkOwnTemplate(
  spec: Located,
  kind: string,
  causes: Causes,
  claims?: ReadonlyMap<string, VolumeKind>,
): void {
  const template = spec.get('template')
  checkTemplate(template, causes, claims)
  const podSpec = template.get('spec')
  if (podRestartPolicy(podSpec) !== 'Always')
    causes.unsupported(podSpec.get('restartPolicy'), ['Always'], {
      rule: 'restart-policy',
      fix: 'delete the line, or make the workload a Job',
    })
  if (podSpec.peek('activeDeadlineSeconds') !== undefined)
    causes.forbidden(
      podSpec.get('activeDeadlineSeconds'),
      `activeDeadlineSeconds in ${kind} is not Supported`,
    )
}
