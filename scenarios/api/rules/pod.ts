/** Pods and pod templates. Source: kubernetes v1.36 pkg/apis/core/validation, ValidatePodSpec, ValidatePodCreate, ValidatePodTemplateSpec. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkDefaultedChoice, checkOptionalChoice } from './choice.ts'
import {
  checkContainers,
  checkEphemeralContainers,
  checkImageSpaces,
  checkInitContainers,
} from './container.ts'
import { checkDnsConfig, checkHostAliases } from './dns.ts'
import { checkFileVolumes } from './env.ts'
import { dnsLabel, dnsSubdomain, qualifiedName } from './formats.ts'
import { checkAnnotations, checkLabels } from './labels.ts'
import { checkMetadata } from './metadata.ts'
import { checkOs } from './os.ts'
import { checkPodAnnotations } from './pod-annotations.ts'
import { checkHostNetwork } from './ports.ts'
import { checkOverhead, checkPodResources } from './resources.ts'
import { checkPodRestartPolicy, podRestartPolicy } from './restart.ts'
import { checkAffinity, checkSpread, checkTolerations } from './scheduling.ts'
import { checkPodSecurityContext } from './security.ts'
import { checkPlainText, checkRequiredText, checkText, nameText } from './texts.ts'
import { countOf, flagOf, listOf, mapOf, numberOf, textOf } from './values.ts'
import { checkVolumes, type VolumeKind } from './volumes.ts'
import { checkHostProcesses } from './windows.ts'

const int32Max = 2_147_483_647
const graceDefault = 30

export function checkPod(pod: Located, causes: Causes): void {
  checkMetadata(pod, dnsSubdomain, causes)
  const spec = pod.get('spec')
  const annotations = mapOf(pod.get('metadata'), 'annotations')
  if (annotations !== undefined) checkPodAnnotations(annotations, spec, () => annotations.pathText, causes)
  checkPodSpec(spec, 'pod', causes)
  checkImageSpaces(spec, causes)
  if (causes.isLive) return
  if (countOf(spec, 'ephemeralContainers') > 0)
    causes.forbidden(spec.get('ephemeralContainers'), 'cannot be set on create')
  if (textOf(spec, 'nodeName') && countOf(spec, 'schedulingGates') > 0)
    causes.forbidden(spec.get('nodeName'), 'cannot be set until all schedulingGates have been cleared')
}

/** A pod template. @param claims volumes that the owner of the template adds: it is a StatefulSet. */
export function checkTemplate(
  template: Located,
  causes: Causes,
  claims: ReadonlyMap<string, VolumeKind> = noVolumes,
): void {
  const metadata = template.get('metadata')
  const path = (key: string) => () => template.get(key).pathText
  const labels = mapOf(metadata, 'labels')
  const annotations = mapOf(metadata, 'annotations')
  checkLabels(labels, causes, path('labels'))
  const spec = template.get('spec')
  if (annotations !== undefined) {
    checkAnnotations(annotations, causes, path('annotations'))
    checkPodAnnotations(annotations, spec, path('annotations'), causes)
  }
  checkPodSpec(spec, 'template', causes, claims)
  if (countOf(spec, 'ephemeralContainers') > 0)
    causes.forbidden(spec.get('ephemeralContainers'), 'ephemeral containers not allowed in pod template')
}

const noVolumes: ReadonlyMap<string, VolumeKind> = new Map()

function checkPodSpec(
  spec: Located,
  kind: 'pod' | 'template',
  causes: Causes,
  claims: ReadonlyMap<string, VolumeKind> = noVolumes,
): void {
  const volumes = checkVolumes(spec, kind === 'pod', causes)
  for (const [name, claim] of claims) volumes.set(name, claim)
  const isHostNetwork = flagOf(spec, 'hostNetwork')
  const pod = {
    volumes,
    claimNames: checkResourceClaims(spec, causes),
    restartPolicy: podRestartPolicy(spec),
    graceSeconds: graceSeconds(spec, kind),
    isHostUsers: spec.peek('hostUsers') !== false,
    hasHostPorts: isHostNetwork && kind === 'pod',
  }
  checkContainers(spec, pod, causes)
  checkInitContainers(spec, pod, causes)
  checkEphemeralContainers(spec, pod, causes)
  checkPodResources(spec, causes)
  if (isHostNetwork) checkHostNetwork(listOf(spec, 'containers'), causes)
  checkPodRestartPolicy(spec, causes)
  checkDefaultedChoice(spec, 'dnsPolicy', dnsPolicies, causes)
  checkLabels(mapOf(spec, 'nodeSelector'), causes)
  checkPodSecurityContext(spec, causes)
  checkAffinity(spec, causes)
  checkDnsConfig(spec, causes)
  checkGates(spec, causes)
  checkSpread(spec, causes)
  checkHostProcesses(spec, causes)
  checkHostUsers(spec, causes)
  checkNames(spec, claims !== noVolumes, causes)
}

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

/** A Pod is stored with 1 for a negative grace period, a template keeps it. */
function graceSeconds(spec: Located, kind: 'pod' | 'template'): number {
  const grace = numberOf(spec, 'terminationGracePeriodSeconds') ?? graceDefault
  return kind === 'pod' && grace < 0 ? 1 : grace
}

/** The names of the claims for devices. */
function checkResourceClaims(spec: Located, causes: Causes): Set<string> {
  const names = new Set<string>()
  for (const claim of listOf(spec, 'resourceClaims')) {
    const name = textOf(claim, 'name') ?? ''
    if (names.has(name)) causes.duplicate(claim.get('name'))
    else checkRequiredText(claim, 'name', dnsLabel, causes, nameText)
    if (name !== '') names.add(name)
    const sources = ['resourceClaimName', 'resourceClaimTemplateName']
    const found = sources.filter((source) => textOf(claim, source) !== undefined)
    if (found.length === 2)
      causes.invalid(
        claim,
        'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
        { fix: 'delete one of the two' },
      )
    if (found.length === 0)
      causes.invalid(claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`', {
        fix: 'add one of the two',
      })
    for (const source of found) checkPlainText(claim, source, dnsSubdomain, causes, nameText)
  }
  return names
}

function checkGates(spec: Located, causes: Causes): void {
  for (const gate of listOf(spec, 'readinessGates'))
    checkPlainText(gate, 'conditionType', qualifiedName, causes)
  const names = new Set<string>()
  for (const gate of listOf(spec, 'schedulingGates')) {
    const name = textOf(gate, 'name') ?? ''
    for (const words of qualifiedName(name)) causes.invalid(gate, words, { value: name })
    if (names.has(name)) causes.duplicate(gate, { value: name })
    names.add(name)
  }
}

function checkHostUsers(spec: Located, causes: Causes): void {
  if (spec.peek('hostUsers') !== false) return
  for (const [key, name] of [
    ['hostNetwork', 'hostNetwork'],
    ['hostPID', 'HostPID'],
    ['hostIPC', 'HostIPC'],
  ])
    if (flagOf(spec, key))
      causes.forbidden(spec.get(key), 'when `pod.Spec.HostUsers` is false', {
        field: spec.get(name).pathText,
      })
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'])
    for (const container of listOf(spec, list))
      if (countOf(container, 'volumeDevices') > 0)
        causes.forbidden(container.get('volumeDevices'), 'when `hostUsers` is false')
}

/** `serviceAccount` is the old name of `serviceAccountName`, and counts where that is absent. */
function checkServiceAccount(spec: Located, causes: Causes): void {
  const key = textOf(spec, 'serviceAccountName') ? 'serviceAccountName' : 'serviceAccount'
  checkText(spec, key, dnsSubdomain, causes, { ...nameText, field: spec.get('serviceAccountName').pathText })
}

/** The rest of a pod spec, in the server's order. @param isNamed whether its owner gives its pods their host names. */
function checkNames(spec: Located, isNamed: boolean, causes: Causes): void {
  checkServiceAccount(spec, causes)
  checkText(spec, 'nodeName', dnsSubdomain, causes, nameText)
  const deadline = numberOf(spec, 'activeDeadlineSeconds')
  if (deadline !== undefined && (deadline < 1 || deadline > int32Max))
    causes.invalid(spec.get('activeDeadlineSeconds'), `must be between 1 and ${int32Max}, inclusive`, {
      rule: 'number-range',
      fix: `write a whole number from 1 to ${int32Max}`,
    })
  if (!isNamed) for (const key of ['hostname', 'subdomain']) checkText(spec, key, dnsLabel, causes, nameText)
  checkHostnameOverride(spec, causes)
  checkTolerations(spec, causes)
  checkHostAliases(spec, causes)
  checkText(spec, 'priorityClassName', dnsSubdomain, causes, nameText)
  if (textOf(spec, 'runtimeClassName') !== undefined)
    checkPlainText(spec, 'runtimeClassName', dnsSubdomain, causes, nameText)
  checkOptionalChoice(spec, 'preemptionPolicy', ['PreemptLowerPriority', 'Never'], causes)
  checkOverhead(spec, causes)
  checkOs(spec, causes)
  checkFileVolumes(spec, causes)
}

const hostnameMax = 64

function checkHostnameOverride(spec: Located, causes: Causes): void {
  const name = textOf(spec, 'hostnameOverride')
  if (name === undefined) return
  const at = spec.get('hostnameOverride')
  checkPlainText(spec, 'hostnameOverride', dnsSubdomain, causes, nameText)
  if (name.length > hostnameMax) causes.invalid(at, `must be no more than ${hostnameMax} characters`)
  for (const key of ['setHostnameAsFQDN', 'hostNetwork'])
    if (flagOf(spec, key))
      causes.forbidden(at, `may not be specified when \`${key}\` is true`, { fix: `delete ${key}` })
}
