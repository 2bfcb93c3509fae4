/** Workload objects: replicas, selector, pod template. */
import {
  type DaemonSetSpec,
  type DeploymentSpec,
  type JobSpec,
  type StatefulSetSpec,
  statefulSetDefaults,
  type WorkloadKind,
} from '../../engine/contract/cluster-spec.ts'
import { isTemplateAccepted } from '../api/rules/check-object.ts'
import type { NodeMatch } from '../scenario/match.ts'
import { type Located, type PathStep, shown } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import type { AutoscalerObject } from './autoscalers.ts'
import { type CronJobTemplate, readCronJob } from './cron-job-reader.ts'
import { readRollout } from './deployment-reader.ts'
import { isMapField, podCountField } from './field.ts'
import { readJob } from './job-reader.ts'
import { knativeScale, withKnativeDefaults } from './knative.ts'
import type { LivePod } from './live-pods.ts'
import { noDemand } from './node-demand.ts'
import type { InputObjects } from './objects.ts'
import type { WorkloadSource } from './owners.ts'
import { type PodTemplate, readPod } from './pod-reader.ts'
import { readDaemonSet, readStatefulSet } from './set-reader.ts'
import { groupOf } from './template-kinds.ts'

/** Pools whose folder holds a static pod from the start, and faults, by place in the list, that put it into folders. */
export type StaticPlaces = {
  readonly pools: readonly string[]
  /** Names of nodes whose kubelet had it in the live cluster. */
  readonly nodes?: readonly string[]
  readonly faults: readonly { readonly fault: number; readonly nodes: NodeMatch }[]
}

/** Where a workload stands in the input. */
export type WorkloadPlace = {
  readonly at: Located
  /** Where `metadata` and `spec` of its pods stand. */
  readonly podAt: Located
  /** The object whose pod template this is, where it is not the one at `at` with its template at `spec.template`. */
  readonly owner?: TemplateOwner
}

export type TemplateOwner = {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  /** Keys from the object to the template. */
  readonly steps: readonly PathStep[]
}

export type WorkloadTemplate = WorkloadPlace & {
  readonly namespace: string
  readonly kind: WorkloadKind
  /** As outputs name it, where that is another one. */
  readonly shownKind?: string
  readonly name: string
  /** Undefined for a DaemonSet: the nodes decide. */
  readonly replicas?: number
  /** Nodes that were to have a pod of the DaemonSet in the live cluster. */
  readonly desired?: number
  /** Its pods in the live cluster, by ordinal. */
  readonly live?: readonly (LivePod | undefined)[]
  readonly pod: PodTemplate
  /** Of a Deployment, ReplicaSet or StatefulSet. */
  readonly autoscaler?: AutoscalerObject
  readonly statefulSet?: StatefulSetSpec
  readonly daemonSet?: DaemonSetSpec
  /** Of a Job, and of those that a CronJob makes. */
  readonly job?: JobSpec
  readonly cronJob?: CronJobTemplate
  /** Of a Job: the CronJob of the input that has made it. */
  readonly madeBy?: string
  /** How it rolls out, where it is not as by default; after how long a pod counts as available. */
  readonly deployment?: DeploymentSpec
  readonly minReadyUs?: number
  /** Only of a static pod: where it is, and when. */
  readonly staticPlaces?: StaticPlaces
}

/** Reads the workloads of an input; what the API would reject is reported. */
export class WorkloadReader {
  private readonly objects: InputObjects
  private readonly report: Report
  private readonly asides: Asides
  private readonly takenOver: ReadonlySet<string>

  constructor(objects: InputObjects, report: Report, asides: Asides) {
    this.objects = objects
    this.report = report
    this.asides = asides
    this.takenOver = takenOver(objects.sources)
  }

  read(source: WorkloadSource): WorkloadTemplate {
    const { namespace, kind, shownKind, name, at } = source
    const identity = { namespace, kind, ...(shownKind === undefined ? {} : { shownKind }), name, at }
    if (source.isOrphaned) return { ...identity, ...this.orphans(source) }
    if (kind === 'Pod') return { ...identity, ...this.pod(source) }
    return { ...identity, ...this.ofObject(source) }
  }

  /** Pods that nobody makes. One of a live cluster is where it is. */
  private pod({ podAt, pods }: WorkloadSource): TemplateRest {
    const { nodeName, ...pod } = readPod(podAt, this.report, this.asides)
    const isLive = pods.length > 0
    return {
      podAt,
      replicas: 1,
      pod: isLive || nodeName === undefined ? pod : { ...pod, nodeName },
      ...(isLive ? { live: pods } : {}),
    }
  }

  /** Pods of a controller that the input does not hold: as many as there are, where they are. */
  private orphans({ kind, shownKind, name, podAt, pods, isStatic }: WorkloadSource): TemplateRest {
    const { nodeName: _, ...pod } = readPod(podAt, this.report, this.asides)
    const nodes = pods.flatMap(({ nodeName }) => nodeName ?? []).sort(byCodeUnits)
    const apiVersion = shownKind === undefined ? ownerVersions[kind] : undefined
    const live = kind === 'StatefulSet' ? [...pods].sort((a, b) => numberOf(a) - numberOf(b)) : pods
    return {
      podAt,
      replicas: isStatic ? 0 : pods.length,
      // What the controller of a DaemonSet writes into its pods binds each to its node.
      pod: isStatic || kind === 'DaemonSet' ? { ...pod, demand: noDemand } : pod,
      live,
      ...(kind === 'StatefulSet' && live.length > 0
        ? { statefulSet: { ...statefulSetDefaults, firstOrdinal: numberOf(live[0]) } }
        : {}),
      ...(isStatic ? { staticPlaces: { pools: [], nodes, faults: [] } } : {}),
      ...(apiVersion === undefined ? {} : { owner: { apiVersion, kind, name, steps: ['spec', 'template'] } }),
    }
  }

  private ofObject(source: WorkloadSource): TemplateRest {
    const { report, asides } = this
    const { kind, shownKind, at, pods } = source
    const spec = at.get('spec')
    isMapField(spec, report)
    const { podAt, owner } = this.templateOf(source)
    if (shownKind !== undefined) isTemplateAccepted(podAt, report)
    const pod = readPod(podAt, report, asides)
    const rest = { podAt, pod, ...(owner === undefined ? {} : { owner }) }
    if (shownKind === 'DeploymentConfig') checkRestartPolicy(podAt.at('spec', 'restartPolicy'), report)
    if (kind === 'Job') {
      const { cronJob: madeBy } = source
      const job = readJob(spec, at.get('status'), report)
      asides.note('suspended', job.job.isSuspended === true ? 1 : 0)
      asides.note('managedElsewhere', job.job.isManagedElsewhere === true ? 1 : 0)
      return { ...rest, ...job, ...liveOf(pods), ...(madeBy !== undefined && { madeBy }) }
    }
    if (kind === 'CronJob') {
      const job = readJob(spec.at('jobTemplate', 'spec'), spec.get('status'), report)
      const cronJob = readCronJob(spec, report)
      asides.note('managedElsewhere', job.job.isManagedElsewhere === true ? 1 : 0)
      asides.note('suspendedCronJob', cronJob.rest.isSuspended === true ? 1 : 0)
      return { ...rest, ...job, cronJob }
    }
    if (kind === 'DaemonSet')
      return { ...rest, ...desiredOf(at), daemonSet: readDaemonSet(spec, report), ...liveOf(pods) }
    const replicas = this.replicas(source)
    const live = placed(source, replicas)
    asides.note('surplus', pods.length - live.filter((one) => one !== undefined).length)
    const autoscaler = shownKind === undefined ? this.scalerOf(source)?.object : undefined
    const rollout = readRollout(kind, shownKind, spec, report)
    asides.note('paused', rollout.deployment?.isPaused === true ? 1 : 0)
    if (kind === 'StatefulSet')
      asides.note('claim', spec.get('volumeClaimTemplates').items().length > 0 ? 1 : 0)
    const set = kind === 'StatefulSet' ? { statefulSet: readStatefulSet(spec, report) } : {}
    return { ...rest, replicas, ...(autoscaler && { autoscaler }), ...set, ...rollout, ...liveOf(live) }
  }

  /** Where the pod template of an object is, with what the server of its API fills in. */
  private templateOf(source: WorkloadSource): Pick<WorkloadTemplate, 'podAt' | 'owner'> {
    const { shownKind, at, podAt } = source
    const apiVersion = String(at.get('apiVersion').value)
    if (shownKind === 'Rollout' && !at.at('spec', 'workloadRef').isAbsent) return this.referenced(source)
    if (shownKind === 'Service') return { podAt: withKnativeDefaults(podAt) }
    if (source.steps.join('.') === 'spec.template') return { podAt }
    return {
      podAt,
      owner: { apiVersion, kind: shownKind ?? source.kind, name: source.name, steps: source.steps },
    }
  }

  /** A Rollout that takes the template of a Deployment. */
  private referenced({ namespace, at, podAt }: WorkloadSource): Pick<WorkloadTemplate, 'podAt' | 'owner'> {
    const reference = at.at('spec', 'workloadRef')
    const kind = String(reference.get('kind').value)
    const name = String(reference.get('name').value)
    const found = this.objects.sources.find(
      (other) =>
        other.namespace === namespace && other.name === name && (other.shownKind ?? other.kind) === kind,
    )
    if (found !== undefined) {
      const apiVersion = String(found.at.get('apiVersion').value)
      return { podAt: found.podAt, owner: { apiVersion, kind, name, steps: found.steps } }
    }
    this.report.error(
      'pod-template',
      reference,
      `${reference.pathText} names ${kind} ${name}, which the input does not hold; expected the object with the pod template`,
      `add the ${kind} to the input`,
    )
    return { podAt }
  }

  private scalerOf({ shownKind, kind, namespace, name, at }: WorkloadSource) {
    const group = groupOf(String(at.get('apiVersion').value))
    return this.objects.autoscalers.of(group, shownKind ?? kind, namespace, name)
  }

  /** As written, else as its autoscaler has it, else the API's default. */
  private replicas(source: WorkloadSource): number {
    const { shownKind, kind, namespace, name, at } = source
    const written =
      shownKind === 'Service'
        ? knativeScale(source.podAt)
        : podCountField(at.at('spec', 'replicas'), this.report)
    const scaler = this.scalerOf(source)
    if (kind === 'Deployment' && this.takenOver.has(`${namespace}/${name}`)) return 0
    if (scaler === undefined || shownKind === 'Service')
      return written ?? (shownKind === 'DeploymentConfig' ? this.noReplicas(at) : 1)
    const label = `${namespace}/${(shownKind ?? kind).toLowerCase()}/${name}`
    // A HorizontalPodAutoscaler leaves a workload alone that is scaled to 0.
    const isOff = written === 0 && scaler.object !== undefined
    if (written === undefined) this.asides.noteScaled(label, scaler)
    else if (written < scaler.least && !isOff) this.asides.noteBelow(label, written, scaler)
    else if (written > scaler.most) this.asides.noteAbove(label, written, scaler)
    return written ?? scaler.least
  }

  /** OpenShift has no default for replicas. Source: openshift/origin pkg/apps/apis/apps/v1/defaults.go. */
  private noReplicas(at: Located): number {
    this.report.warn(
      'api-required',
      at.get('spec'),
      'spec.replicas is missing, which OpenShift takes for 0: the DeploymentConfig has no pods',
      'add spec.replicas',
    )
    return 0
  }
}

/** Deployments, by namespace and name, whose template a Rollout takes and that it scales down. */
function takenOver(sources: readonly WorkloadSource[]): ReadonlySet<string> {
  return new Set(
    sources.flatMap(({ shownKind, namespace, at }) => {
      if (shownKind !== 'Rollout') return []
      const reference = at.at('spec', 'workloadRef')
      const scaleDown = reference.get('scaleDown').value
      const isDown = scaleDown === 'onsuccess' || scaleDown === 'progressively'
      return isDown ? [`${namespace}/${String(reference.get('name').value)}`] : []
    }),
  )
}

/** What identity leaves. */
type TemplateRest = Omit<WorkloadTemplate, 'namespace' | 'kind' | 'shownKind' | 'name' | 'at'>

const ownerVersions: Readonly<Partial<Record<WorkloadKind, string>>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
}

/** The live pods that are to be, by ordinal: those that are ready first; of a StatefulSet by the number in the name. */
function placed({ kind, at, pods }: WorkloadSource, replicas: number): readonly (LivePod | undefined)[] {
  if (kind !== 'StatefulSet') {
    if (pods.length <= replicas) return pods
    const kept = new Set(
      [...pods.filter((pod) => pod.isReady), ...pods.filter((pod) => !pod.isReady)].slice(0, replicas),
    )
    return pods.filter((pod) => kept.has(pod))
  }
  const start = at.at('spec', 'ordinals', 'start').value
  const first = typeof start === 'number' ? start : 0
  const byOrdinal = new Map(pods.map((pod) => [numberOf(pod) - first, pod]))
  return Array.from({ length: replicas }, (_, ordinal) => byOrdinal.get(ordinal))
}

/** What the name of a pod of a StatefulSet ends with. */
function numberOf({ name }: LivePod): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0)
}

function desiredOf(daemonSet: Located): Pick<WorkloadTemplate, 'desired'> {
  const desired = daemonSet.at('status', 'desiredNumberScheduled').value
  return typeof desired === 'number' ? { desired } : {}
}

function liveOf(live: readonly (LivePod | undefined)[]): Pick<WorkloadTemplate, 'live'> {
  return live.some((pod) => pod !== undefined) ? { live } : {}
}

/** Pods of OpenShift's own kind always restart, too. */
function checkRestartPolicy(at: Located, report: Report): void {
  if (at.value !== 'OnFailure' && at.value !== 'Never') return
  report.error(
    'restart-policy',
    at,
    `${at.pathText}: Unsupported value: ${shown(at.value)}: supported values: "Always"`,
    'delete the line, or make the workload a Job',
  )
}
