/** Kinds whose objects hold a pod template: those that everybody has, and those that an option names. */
import type { WorkloadKind } from '../../engine/contract/cluster-spec.ts'
import type { Located, PathStep } from '../text/located.ts'
import { pathSegments } from '../text/value-path.ts'

export type TemplateKind = {
  /** Empty for the core group. */
  readonly group: string
  /** As objects write it, and as outputs name it. */
  readonly kind: string
  readonly behavesAs: WorkloadKind
  /** Keys from the object to `metadata` and `spec` of its pods. */
  readonly steps: readonly PathStep[]
}

const inSpec = ['spec', 'template']
const kindIn = (
  group: string,
  kind: string,
  behavesAs: WorkloadKind,
  steps: readonly PathStep[] = inSpec,
) => ({
  group,
  kind,
  behavesAs,
  steps,
})

/** Simulated without being asked for. */
const knownKinds: readonly TemplateKind[] = [
  kindIn('', 'Pod', 'Pod', []),
  kindIn('apps', 'Deployment', 'Deployment'),
  kindIn('apps', 'ReplicaSet', 'ReplicaSet'),
  kindIn('apps', 'StatefulSet', 'StatefulSet'),
  kindIn('apps', 'DaemonSet', 'DaemonSet'),
  kindIn('batch', 'Job', 'Job'),
  kindIn('batch', 'CronJob', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template']),
  kindIn('', 'ReplicationController', 'ReplicaSet'),
  kindIn('apps.openshift.io', 'DeploymentConfig', 'Deployment'),
  // Before OpenShift 3.9.
  kindIn('', 'DeploymentConfig', 'Deployment'),
  kindIn('argoproj.io', 'Rollout', 'Deployment'),
  kindIn('serving.knative.dev', 'Service', 'Deployment'),
]

/** Kinds of workloads as messages list them. */
export const simulatedKindsText =
  'a Pod, Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet, Job, CronJob, DeploymentConfig, Rollout or Knative Service'

/** Kinds of workloads beside `workloadKinds` that a match may name. */
export const otherWorkloadKinds = ['ReplicationController', 'DeploymentConfig', 'Rollout', 'Service'] as const

/** Which objects hold pod templates, and where. */
export class TemplateKinds {
  private readonly kinds = new Map<string, TemplateKind>()

  constructor(custom: readonly TemplateKind[] = []) {
    for (const kind of [...knownKinds, ...custom]) this.kinds.set(`${kind.group}/${kind.kind}`, kind)
  }

  of(group: string, kind: string): TemplateKind | undefined {
    return this.kinds.get(`${group}/${kind}`)
  }

  /** Of any group, as an owner's kind. */
  ofName(kind: string): TemplateKind | undefined {
    return [...this.kinds.values()].find((known) => known.kind === kind)
  }
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** `example.com/Widget=spec.template`; what is wrong with it otherwise. */
export function parseTemplateKind(text: string): TemplateKind | { readonly problem: string } {
  const match = /^([^/=\s]+)\/([A-Za-z][A-Za-z0-9]{0,62})=(.+)$/.exec(text)
  if (match === null) return { problem: 'no GROUP/KIND=PATH' }
  const [, group, kind, path] = match
  const steps = pathSegments(path)?.map(({ step }) => step)
  if (steps === undefined) return { problem: `${JSON.stringify(path)} is no path of keys` }
  // The path may lead to the template or to its spec.
  return {
    group: group === 'core' ? '' : group,
    kind,
    behavesAs: 'Deployment',
    steps:
      steps.length > 1 && steps.at(-1) === 'spec' && steps.at(-2) === 'template' ? steps.slice(0, -1) : steps,
  }
}

/** Places where objects of other kinds have their pod template, as a rule. */
const usualSteps: readonly (readonly PathStep[])[] = [
  ['spec', 'template'],
  ['spec', 'podTemplate'],
  ['template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
  ['spec', 'jobTargetRef', 'template'],
  ['spec', 'leaderWorkerTemplate', 'workerTemplate'],
]

/** Where an object of a kind that nobody named has a pod template. */
export function findTemplate(object: Located): readonly PathStep[] | undefined {
  return usualSteps.find((steps) => Array.isArray(object.at(...steps, 'spec', 'containers').value))
}
