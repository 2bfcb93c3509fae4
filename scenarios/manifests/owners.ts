/**
 * Whose pods are whose. An object whose controller is in the input is part of it and counts no second time; live pods say where
 * those of their controller are; pods of one controller that is not there are one workload. Source: kubernetes v1.36
 * staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/controller_ref.go, GetControllerOf.
 */
import type { WorkloadKind } from '../../engine/contract/cluster-spec.ts'
import type { Located, PathStep } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import { endOf, type InputClock, isLive, jobEndOf, type LivePod, readLivePod } from './live-pods.ts'
import { isName } from './names.ts'
import type { ManifestObject } from './objects.ts'
import type { TemplateKinds } from './template-kinds.ts'

/** A workload of the input: an object, or pods whose controller is not there. */
export type WorkloadSource = {
  readonly namespace: string
  readonly kind: WorkloadKind
  readonly shownKind?: string
  readonly name: string
  /** The object; of pods without a controller one of them. */
  readonly at: Located
  /** Where `metadata` and `spec` of its pods stand, and the keys that lead there. */
  readonly podAt: Located
  readonly steps: readonly PathStep[]
  /** Its pods in the live cluster, sorted by name. */
  readonly pods: readonly LivePod[]
  /** The pods are all that there is of it. */
  readonly isOrphaned: boolean
  /** The pods come from the folders of their kubelets (T4). */
  readonly isStatic: boolean
  /** Of a Job: the CronJob of the input that has made it. */
  readonly cronJob?: string
}

export type Ownership = {
  readonly sources: readonly WorkloadSource[]
  /** Objects whose controller is in the input, by kind. */
  readonly owned: ReadonlyMap<string, number>
  /** Pods that have ended or are about to, by how. */
  readonly endedPods: ReadonlyMap<string, number>
  /** Jobs that are done, by how. */
  readonly endedJobs: ReadonlyMap<string, number>
  /** ReplicaSets and ReplicationControllers of earlier revisions, without pods. */
  readonly oldRevisions: number
  /** Workloads whose controller is not in the input and whose pods follow different templates. */
  readonly mixedTemplates: number
}

type Owner = { readonly kind: string; readonly name: string }

/** Pods of a controller that is not in the input. */
type Orphans = {
  readonly namespace: string
  readonly kind: WorkloadKind
  readonly shownKind?: string
  readonly name: string
  readonly isStatic: boolean
  readonly revisions: Map<string, ManifestObject[]>
}

export function findOwners(
  objects: readonly ManifestObject[],
  kinds: TemplateKinds,
  clock: InputClock,
): Ownership {
  return new OwnerSearch(objects, kinds, clock).result()
}

class OwnerSearch {
  private readonly kinds: TemplateKinds
  private readonly clock: InputClock
  private readonly makers = new Map<string, ManifestObject>()
  private readonly pods = new Map<string, LivePod[]>()
  private readonly orphans = new Map<string, Orphans>()
  private readonly owned = new Map<string, number>()
  private readonly endedPods = new Map<string, number>()
  private readonly endedJobs = new Map<string, number>()
  private readonly kept: ManifestObject[] = []
  private oldRevisions = 0
  /** Of Knative Services with a Deployment in the input. */
  private readonly revised = new Set<string>()

  constructor(objects: readonly ManifestObject[], kinds: TemplateKinds, clock: InputClock) {
    this.kinds = kinds
    this.clock = clock
    for (const object of objects) {
      if (object.kind === 'Pod') continue
      this.makers.set(keyOf(object.kind, object.namespace, object.name), object)
      const service = object.at.at('metadata', 'labels', 'serving.knative.dev/service').value
      if (object.kind === 'Deployment' && typeof service === 'string')
        this.revised.add(keyOf('Service', object.namespace, service))
    }
    for (const object of objects) this.sort(object)
  }

  result(): Ownership {
    const sources = this.kept.map((object): WorkloadSource => {
      const { namespace, kind, name, at, template } = object
      const pods = this.pods.get(keyOf(kind, namespace, name)) ?? []
      return {
        namespace,
        kind: template.behavesAs,
        ...(template.behavesAs === kind ? {} : { shownKind: kind }),
        name,
        at,
        podAt: at.at(...template.steps),
        steps: template.steps,
        pods: sortPods(kind === 'Pod' && isLive(at) ? [this.live(object)] : pods),
        isOrphaned: false,
        isStatic: false,
        ...this.cronJobOf(object),
      }
    })
    let mixedTemplates = 0
    for (const { revisions, ...identity } of this.orphans.values()) {
      const [newest, ...older] = [...revisions.values()].sort(
        (a, b) => b.length - a.length || byCodeUnits(b[0].name, a[0].name),
      )
      if (older.length > 0) mixedTemplates++
      const pods = [newest, ...older].flat().map((pod) => this.live(pod))
      sources.push({
        ...identity,
        at: newest[0].at,
        podAt: newest[0].at,
        steps: [],
        pods: sortPods(pods),
        isOrphaned: true,
      })
    }
    const { owned, endedPods, endedJobs, oldRevisions } = this
    return { sources, owned, endedPods, endedJobs, oldRevisions, mixedTemplates }
  }

  private sort(object: ManifestObject): void {
    const end = object.kind === 'Pod' ? endOf(object.at) : undefined
    const jobEnd = object.kind === 'Job' ? jobEndOf(object.at) : undefined
    const owner = controllerOf(object.at)
    const maker = owner && this.makerOf(object, owner)
    if (end !== undefined) countOne(this.endedPods, end)
    else if (maker !== undefined) {
      countOne(this.owned, object.kind)
      if (object.kind === 'Pod') this.attach(object, maker)
    } else if (jobEnd !== undefined) countOne(this.endedJobs, jobEnd)
    else if (owner !== undefined && object.kind === 'Pod') this.addOrphan(object, owner)
    else if (owner !== undefined && isOldRevision(object)) this.oldRevisions++
    // Deployments of its revisions say more than a Knative Service does.
    else if (this.revised.has(keyOf(object.kind, object.namespace, object.name)))
      countOne(this.owned, 'Service.serving.knative.dev')
    else this.kept.push(object)
  }

  private cronJobOf({ kind, namespace, at }: ManifestObject): Pick<WorkloadSource, 'cronJob'> {
    const owner = kind === 'Job' ? controllerOf(at) : undefined
    const isKnown = owner?.kind === 'CronJob' && this.makers.has(keyOf('CronJob', namespace, owner.name))
    return isKnown ? { cronJob: owner.name } : {}
  }

  private attach(pod: ManifestObject, maker: ManifestObject): void {
    const key = keyOf(maker.kind, maker.namespace, maker.name)
    const pods = this.pods.get(key)
    if (pods === undefined) this.pods.set(key, [this.live(pod)])
    else pods.push(this.live(pod))
  }

  private live({ at, name }: ManifestObject): LivePod {
    return readLivePod(at, name, this.clock)
  }

  /** The workload of the input that an object comes from in the end. */
  private makerOf(object: ManifestObject, owner: Owner): ManifestObject | undefined {
    let found: ManifestObject | undefined
    let here: Owner | undefined = owner
    let from = object
    // A chain of owners is short; one that leads in a circle has an end here.
    for (let step = 0; here !== undefined && step < 8; step++) {
      const derived = derivedOwner(from.at, here)
      const maker =
        this.makers.get(keyOf(here.kind, object.namespace, here.name)) ??
        (derived && this.makers.get(keyOf(derived.kind, object.namespace, derived.name)))
      // A Job that runs is a workload of its own, beside those that its CronJob will make.
      if (maker === undefined || maker === object || maker.kind === 'CronJob') break
      found = maker
      from = maker
      here = controllerOf(maker.at)
    }
    return found
  }

  private addOrphan(pod: ManifestObject, owner: Owner): void {
    const isStatic = owner.kind === 'Node'
    const { kind, name } = isStatic ? mirrored(pod) : (derivedOwner(pod.at, owner) ?? owner)
    const key = keyOf(isStatic ? 'static' : kind, pod.namespace, name)
    let orphans = this.orphans.get(key)
    if (orphans === undefined) {
      const behavesAs = this.kinds.ofName(kind)?.behavesAs ?? 'Deployment'
      orphans = {
        namespace: pod.namespace,
        kind: behavesAs,
        ...(behavesAs === kind ? {} : { shownKind: kind }),
        name,
        isStatic,
        revisions: new Map(),
      }
      this.orphans.set(key, orphans)
    }
    const revision = isStatic ? '' : owner.name
    const pods = orphans.revisions.get(revision)
    if (pods === undefined) orphans.revisions.set(revision, [pod])
    else pods.push(pod)
  }
}

/** T2: the mirror of a static pod has the name of its node at the end. */
function mirrored({ at, name }: ManifestObject): { readonly kind: string; readonly name: string } {
  const ending = `-${String(at.at('spec', 'nodeName').value ?? '')}`
  return { kind: 'Pod', name: name.endsWith(ending) ? name.slice(0, -ending.length) : name }
}

function controllerOf(object: Located): Owner | undefined {
  const controller = object
    .at('metadata', 'ownerReferences')
    .items()
    .find((owner) => owner.get('controller').value === true)
  if (controller === undefined) return undefined
  const kind = String(controller.get('kind').value)
  const name = String(controller.get('name').value)
  // Both become names of workloads.
  return /^[A-Za-z][A-Za-z0-9]{0,62}$/.test(kind) && isName(name, 'subdomain') ? { kind, name } : undefined
}

/**
 * The controller of a controller, which its name and the labels of its pods tell. Sources: kubernetes v1.36
 * pkg/controller/deployment/sync.go, getNewReplicaSet (name of the Deployment, then the hash that the label has); the same of
 * argo-rollouts with a label of its own; openshift apps/v1, DeploymentConfigLabel.
 */
export function derivedOwner(
  object: Located,
  owner: Owner,
): { readonly kind: string; readonly name: string } | undefined {
  const labels = object.at('metadata', 'labels')
  const config = labels.get('deploymentconfig').value
  if (owner.kind === 'ReplicationController')
    return typeof config === 'string' ? { kind: 'DeploymentConfig', name: config } : undefined
  if (owner.kind !== 'ReplicaSet') return undefined
  for (const [key, kind] of hashLabels) {
    const hash = labels.get(key).value
    if (typeof hash === 'string' && hash !== '' && owner.name.endsWith(`-${hash}`))
      return { kind, name: owner.name.slice(0, -hash.length - 1) }
  }
  return undefined
}

const hashLabels = [
  ['rollouts-pod-template-hash', 'Rollout'],
  ['pod-template-hash', 'Deployment'],
] as const

/** A revision that its controller keeps to go back to. */
function isOldRevision({ kind, at }: ManifestObject): boolean {
  const isRevision = kind === 'ReplicaSet' || kind === 'ReplicationController'
  return isRevision && at.at('spec', 'replicas').value === 0
}

function sortPods(pods: readonly LivePod[]): readonly LivePod[] {
  return pods.toSorted((a, b) => byCodeUnits(a.name, b.name))
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}

export function countOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
