/** What the API server refuses of an object once it is decoded (HTTP 422), by kind. */
import type { Located } from '../../text/located.ts'
import type { Report } from '../../text/report.ts'
import { checkAutoscaler } from './autoscaler.ts'
import { type Cause, Causes } from './causes.ts'
import { checkCronJob } from './cron-job.ts'
import { checkDisruptionBudget } from './disruption-budget.ts'
import { dnsSubdomain } from './formats.ts'
import { checkJob } from './job.ts'
import { checkMetadata } from './metadata.ts'
import { checkNode } from './node.ts'
import { checkPod, checkTemplate } from './pod.ts'
import { checkPriorityClass } from './priority-class.ts'
import { checkService } from './service.ts'
import { flagOf, listOf, textOf } from './values.ts'
import {
  checkDaemonSet,
  checkDeployment,
  checkReplicaSet,
  checkReplicationController,
  checkStatefulSet,
} from './workload.ts'

type Check = (object: Located, causes: Causes) => void

const checks: Readonly<Record<string, Check>> = {
  'v1 Pod': checkPod,
  'v1 PodTemplate': checkPodTemplate,
  'v1 Service': checkService,
  'v1 Node': checkNode,
  'v1 ReplicationController': checkReplicationController,
  'apps/v1 Deployment': checkDeployment,
  'apps/v1 ReplicaSet': checkReplicaSet,
  'apps/v1 StatefulSet': checkStatefulSet,
  'apps/v1 DaemonSet': checkDaemonSet,
  'batch/v1 Job': checkJob,
  'batch/v1 CronJob': checkCronJob,
  'autoscaling/v1 HorizontalPodAutoscaler': checkAutoscaler,
  'autoscaling/v2 HorizontalPodAutoscaler': checkAutoscaler,
  'policy/v1 PodDisruptionBudget': checkDisruptionBudget,
  'scheduling.k8s.io/v1 PriorityClass': checkPriorityClass,
}

/**
 * The causes for which the API server refuses an object, in its order; none for other kinds. An object with a uid
 * came out of a cluster: what forbids only its creation does not count, and what a controller made of a template is
 * not looked at again.
 */
export function objectCauses(object: Located, apiVersion: string, kind: string): readonly Cause[] {
  const check = `${apiVersion} ${kind}`
  if (!Object.hasOwn(checks, check)) return []
  const metadata = object.get('metadata')
  const isLive = Boolean(textOf(metadata, 'uid'))
  if (isLive && listOf(metadata, 'ownerReferences').some((owner) => flagOf(owner, 'controller'))) return []
  const causes = new Causes(isLive)
  checks[check](object, causes)
  return causes.list
}

/** Whether the API server accepts an object; reports the causes if not. */
export function isAccepted(
  object: { readonly at: Located; readonly apiVersion: string; readonly kind: string },
  report: Report,
): boolean {
  return reportCauses(objectCauses(object.at, object.apiVersion, object.kind), report)
}

/** Whether the API server accepts pods of a template, of whatever kind its object is; reports the causes if not. */
export function isTemplateAccepted(template: Located, report: Report): boolean {
  const causes = new Causes()
  checkTemplate(template, causes)
  return reportCauses(causes.list, report)
}

function reportCauses(causes: readonly Cause[], report: Report): boolean {
  for (const { rule, at, message, fix, part } of causes) report.error(rule, at, message, fix, part)
  return causes.length === 0
}

function checkPodTemplate(object: Located, causes: Causes): void {
  checkMetadata(object, dnsSubdomain, causes)
  checkTemplate(object.get('template'), causes)
}
