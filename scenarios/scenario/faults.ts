/** How faults of a scenario become the engine's: what they hit, and what they cannot. */
import type {
  ClusterSpec,
  ContainerRef,
  FaultSpec,
  ServiceSpec,
  Share,
  WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import { isSidecar, workloadLabel } from '../../engine/contract/cluster-spec.ts'
import { isImageReference } from '../manifests/image-reference.ts'
import type { WorkloadTemplate } from '../manifests/workload-reader.ts'
import { durationText } from '../text/duration.ts'
import type { Labels } from '../text/label-selector.ts'
import { type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { type FaultEntry, rebootUsDefault } from './fault-shape.ts'
import { outageFault, trafficFault } from './load-faults.ts'
import { type Match, matchesContainer, matchesNode, matchesWorkload, type NodeMatch } from './match.ts'
import { type Revisions, rollsOut } from './rollouts.ts'
import { withRamps } from './scale-fault.ts'
import type { ServiceBook } from './service-book.ts'
import type { Placed } from './shape.ts'

/** What faults look at: the cluster so far, and the labels of each workload's pod template. */
export type FaultGround = Pick<ClusterSpec, 'durationUs' | 'nodes' | 'workloads'> & {
  readonly labels: readonly Labels[]
  /** In the order of the workloads. */
  readonly templates: readonly Pick<WorkloadTemplate, 'staticPlaces'>[]
  /** What each fault of the list brings, by its place. */
  readonly revisions: Revisions['brought']
}

/** And the Services, with what a scenario says of them. */
export type ServedGround = FaultGround & {
  readonly book: ServiceBook
  readonly services: readonly ServiceSpec[]
}

/** The engine's faults, in the order of the list, then the steps of those that go on. What cannot be is reported and left out. */
export function compileFaults(
  entries: readonly Placed<FaultEntry>[],
  ground: ServedGround,
  report: Report,
): FaultSpec[] {
  const faults = entries.flatMap(({ value, at }, index) => {
    if (value.at >= ground.durationUs) {
      report.error(
        'fault-time',
        at.get('at'),
        `${at.pathText}.at is ${shown(at.get('at').value)}, but the run ends at ${durationText(ground.durationUs)}; expected a time before the end`,
        'write an earlier time, or lengthen spec.duration',
      )
    } else if (value.kind === 'scale' && value.at + (value.ramp ?? 0) > ground.durationUs) {
      report.error(
        'fault-time',
        at.get('ramp'),
        `${at.pathText}.ramp is ${durationText(value.ramp ?? 0)}, but the run ends at ${durationText(ground.durationUs)}; expected an end of the change within the run`,
        'write a shorter time, or lengthen spec.duration',
      )
    }
    if (
      'count' in value &&
      'fraction' in value &&
      value.count !== undefined &&
      value.fraction !== undefined
    ) {
      report.error(
        'entry-target',
        at.get('fraction'),
        `${at.pathText} has both count and fraction; expected one of them`,
        'delete one of the two',
        'key',
      )
    }
    const fault = compileFault(value, index, at, ground, report)
    return fault === undefined ? [] : [fault]
  })
  return withRamps(faults, ground.workloads)
}

function compileFault(
  entry: FaultEntry,
  index: number,
  at: Located,
  ground: ServedGround,
  report: Report,
): FaultSpec | undefined {
  const atUs = entry.at
  switch (entry.kind) {
    case 'hang':
    case 'slow':
    case 'crash': {
      const targets = targetContainers(entry.match ?? {}, ground)
      if (targets.length === 0) return matchNothing(at.get('match'), at, 'no container', report)
      const target = { atUs, containers: targets, share: shareOf(entry) }
      if (entry.kind === 'crash') return { kind: 'crash', ...target, exitCode: entry.exitCode ?? 1 }
      if (entry.kind === 'slow') return { kind: 'slow', ...target, forUs: entry.for, factor: entry.factor }
      return {
        kind: 'hang',
        ...target,
        ...(entry.for === undefined ? {} : { forUs: entry.for }),
      }
    }
    case 'scale': {
      const workloads = targetWorkloads(entry.match ?? {}, ground)
      if (workloads.length === 0) return matchNothing(at.get('match'), at, 'no workload', report)
      const fixed = workloads.find((index) => !isScalable(ground.workloads[index]))
      if (fixed !== undefined) {
        report.error(
          'entry-target',
          at.get('match').isAbsent ? at : at.get('match'),
          `${at.pathText} selects ${workloadLabel(ground.workloads[fixed])}; expected Deployments, ReplicaSets and StatefulSets only, as kubectl scale`,
          'narrow the match, for example by kind: Deployment',
        )
        return undefined
      }
      const { replicas, ramp: rampUs } = entry
      return { kind: 'scale', atUs, replicas, workloads, ...(rampUs === undefined ? {} : { rampUs }) }
    }
    case 'delete': {
      const workloads = targetWorkloads(entry.match ?? {}, ground)
      if (workloads.length === 0) return matchNothing(at.get('match'), at, 'no workload', report)
      if (entry.force === true && (entry.gracePeriodSeconds ?? 0) > 0) {
        report.error(
          'entry-target',
          at.get('gracePeriodSeconds'),
          `${at.pathText} has force and a grace period of ${entry.gracePeriodSeconds} s; expected one of them, as kubectl delete`,
          'delete gracePeriodSeconds or force',
        )
      }
      const { force = false } = entry
      const grace = deletionGrace(entry.gracePeriodSeconds, force)
      return { kind: 'delete', atUs, workloads, share: shareOf(entry), force, ...grace }
    }
    case 'drain':
    case 'kubeletRestart':
    case 'nodeDelete':
    case 'nodeDown':
    case 'nodeReboot':
    case 'nodeShutdown':
    case 'nodeOutOfService':
    case 'partition':
    case 'registryDown': {
      const match = entry.nodes ?? {}
      const nodes = ground.nodes.flatMap((node, index) => (matchesNode(match, node) ? [index] : []))
      if (nodes.length === 0) return matchNothing(at.get('nodes'), at, 'no node', report)
      const target = { atUs, nodes, share: shareOf(entry) }
      if (entry.kind === 'kubeletRestart' || entry.kind === 'nodeDelete')
        return { kind: entry.kind, ...target }
      if (entry.kind === 'registryDown') return { kind: 'registryDown', ...target, forUs: entry.for }
      if (entry.kind === 'nodeShutdown') return { ...target, ...shutdownOf(entry, at, report) }
      if (entry.kind === 'drain') {
        const { gracePeriodSeconds: grace, for: lastsUs } = entry
        return {
          kind: 'drain',
          ...target,
          ...(lastsUs === undefined ? {} : { forUs: lastsUs }),
          ...(grace === undefined ? {} : { gracePeriodUs: grace * 1_000_000 }),
        }
      }
      const forUs = entry.kind === 'nodeReboot' ? (entry.for ?? rebootUsDefault) : entry.for
      return { kind: entry.kind, ...target, ...(forUs === undefined ? {} : { forUs }) }
    }
    case 'apiServerSlow':
      return { kind: 'apiServerSlow', atUs, forUs: entry.for, factor: entry.factor }
    case 'traffic':
      return trafficFault(entry, at, ground, report)
    case 'outage':
      return outageFault(entry, at, ground, report)
    case 'addStaticPod':
      return addedStaticPod(entry, index, at, ground, report)
    case 'removeStaticPod': {
      const workloads = targetWorkloads(entry.match ?? {}, ground).filter(
        (workload) => ground.workloads[workload].staticOn !== undefined,
      )
      if (workloads.length === 0) return matchNothing(at.get('match'), at, 'no static pod', report)
      const match = entry.nodes ?? {}
      const nodes = ground.nodes.flatMap((node, index) => (matchesNode(match, node) ? [index] : []))
      if (nodes.length === 0) return matchNothing(at.get('nodes'), at, 'no node', report)
      return { kind: 'removeStaticPod', atUs, workloads, nodes, share: shareOf(entry) }
    }
    case 'rollout':
      return rolledOut(entry, index, at, ground, report)
    case 'rollback': {
      const workloads = targetWorkloads(entry.match ?? {}, ground)
      if (workloads.length === 0) return matchNothing(at.get('match'), at, 'no workload', report)
      const other = workloads.find((workload) => !rollsOut(ground.workloads[workload]))
      if (other !== undefined) return noRollouts(other, 'a rollback', at, ground, report)
      return { kind: 'rollback', atUs, workloads }
    }
  }
}

/** Workloads get their next revision; of bare Pods the image is edited in place. */
function rolledOut(
  entry: FaultEntry & { readonly kind: 'rollout' },
  index: number,
  at: Located,
  ground: FaultGround,
  report: Report,
): FaultSpec | undefined {
  const { to, fails = false } = entry
  if (to?.image !== undefined && entry.image !== undefined) {
    report.error(
      'entry-target',
      at.get('image'),
      `${at.pathText} has image and to.image; expected one of them`,
      'delete image',
      'key',
    )
    return undefined
  }
  const targets = targetContainers(entry.match ?? {}, ground)
  if (targets.length === 0) return matchNothing(at.get('match'), at, 'no container', report)
  const image = entry.image ?? to?.image
  const bare = targets.filter(({ workload }) => !rollsOut(ground.workloads[workload]))
  const other = bare.find(({ workload }) => {
    const { kind, staticOn } = ground.workloads[workload]
    return kind !== 'Pod' || staticOn !== undefined || image === undefined
  })
  if (other !== undefined) return noRollouts(other.workload, 'a rollout', at, ground, report)
  const revisions = ground.revisions.get(index) ?? []
  if (image === undefined || bare.length === 0) return { kind: 'rollout', atUs: entry.at, revisions }
  const edit = { containers: bare, image, isImageValid: isImageReference(image), fails }
  return { kind: 'rollout', atUs: entry.at, revisions, edit }
}

function noRollouts(
  workload: number,
  what: string,
  at: Located,
  ground: FaultGround,
  report: Report,
): undefined {
  report.error(
    'entry-target',
    at.get('match').isAbsent ? at : at.get('match'),
    `${at.pathText} selects ${workloadLabel(ground.workloads[workload])}; expected Deployments, StatefulSets and DaemonSets only for ${what}, or bare Pods and a new image`,
    'narrow the match, for example by kind: Deployment',
  )
  return undefined
}

/** Critical pods have a part of the time, and power is back only once it was away. */
function shutdownOf(
  entry: FaultEntry & { readonly kind: 'nodeShutdown' },
  at: Located,
  report: Report,
): Pick<FaultSpec & { readonly kind: 'nodeShutdown' }, 'kind' | 'graceUs' | 'criticalGraceUs' | 'forUs'> {
  const { gracePeriod, criticalGracePeriod = 0, for: forUs } = entry
  if (criticalGracePeriod > gracePeriod)
    report.error(
      'time-order',
      at.get('criticalGracePeriod'),
      `${at.pathText}.criticalGracePeriod is ${durationText(criticalGracePeriod)}; expected at most gracePeriod, ${durationText(gracePeriod)}`,
      'write a shorter time: it is a part of gracePeriod',
    )
  if (forUs !== undefined && forUs <= gracePeriod)
    report.error(
      'time-order',
      at.get('for'),
      `${at.pathText}.for is ${durationText(forUs)}; expected more than gracePeriod, ${durationText(gracePeriod)}`,
      'write a longer time: it begins with the shutdown',
    )
  return {
    kind: 'nodeShutdown',
    graceUs: gracePeriod,
    criticalGraceUs: criticalGracePeriod,
    ...(forUs === undefined ? {} : { forUs }),
  }
}

/** Ordinals of a static pod are counted in the order of the faults that add it, after those of the start. */
function addedStaticPod(
  entry: FaultEntry & { readonly kind: 'addStaticPod' },
  index: number,
  at: Located,
  ground: FaultGround,
  report: Report,
): FaultSpec | undefined {
  const countOf = (match: NodeMatch): number => ground.nodes.filter((node) => matchesNode(match, node)).length
  const count = countOf(entry.nodes ?? {})
  if (count === 0) return matchNothing(at.get('nodes'), at, 'no node', report)
  // Where the manifest cannot be read, that was reported.
  const workload = ground.templates.findIndex(
    ({ staticPlaces }) => staticPlaces?.faults.some(({ fault }) => fault === index) === true,
  )
  if (workload < 0) return undefined
  const before = ground.templates[workload].staticPlaces!.faults.filter(({ fault }) => fault < index)
  const first = before.reduce((sum, { nodes }) => sum + countOf(nodes), ground.workloads[workload].replicas)
  const ordinals = Array.from({ length: count }, (_, offset) => first + offset)
  return { kind: 'addStaticPod', atUs: entry.at, workload, ordinals }
}

function matchNothing(match: Located, fault: Located, what: string, report: Report): undefined {
  report.error(
    'match-nothing',
    match.isAbsent ? fault : match,
    `${match.pathText} selects ${what} of the input; expected at least one`,
    'correct the match; `probestorm validate` lists workloads and nodes',
  )
  return undefined
}

/** `kubectl delete --grace-period=0` asks for 1 s unless it forces (K7). Source: k8s.io/kubectl pkg/cmd/delete/delete.go, Complete. */
function deletionGrace(seconds: number | undefined, isForced: boolean): { readonly gracePeriodUs?: number } {
  if (seconds === undefined) return {}
  return { gracePeriodUs: (isForced ? seconds : Math.max(seconds, 1)) * 1_000_000 }
}

function isScalable(workload: WorkloadSpec): boolean {
  return workload.kind === 'Deployment' || workload.kind === 'ReplicaSet' || workload.kind === 'StatefulSet'
}

function shareOf(entry: { readonly count?: number; readonly fraction?: number }): Share {
  if (entry.count !== undefined) return { count: entry.count }
  return entry.fraction === undefined ? 'all' : { fraction: entry.fraction }
}

/** Workloads for which the match holds, one of their regular containers or sidecars included. */
function targetWorkloads(match: Match, ground: FaultGround): number[] {
  return [...new Set(targetContainers(match, ground).map((ref) => ref.workload))]
}

function targetContainers(match: Match, ground: FaultGround): ContainerRef[] {
  return ground.workloads.flatMap((workload, index) => {
    if (!matchesWorkload(match, { ...workload, labels: ground.labels[index] })) return []
    const { containers, initContainers } = workload.pod
    const sidecars = initContainers.flatMap((container, place) =>
      isSidecar(container) && matchesContainer(match, container.name)
        ? [{ workload: index, container: place, isInit: true }]
        : [],
    )
    const regular = containers.flatMap((container, place) =>
      matchesContainer(match, container.name) ? [{ workload: index, container: place }] : [],
    )
    return [...sidecars, ...regular]
  })
}

/** For each workload the most replicas that a scale fault gives it; 0 if none does. */
export function scaledReplicas(
  entries: readonly Placed<FaultEntry>[],
  workloads: readonly { readonly spec: WorkloadSpec; readonly labels: Labels }[],
): number[] {
  const ground = {
    durationUs: 0,
    nodes: [],
    templates: [],
    revisions: new Map(),
    workloads: workloads.map(({ spec }) => spec),
    labels: workloads.map(({ labels }) => labels),
  }
  const most = workloads.map(() => 0)
  for (const { value } of entries) {
    if (value.kind !== 'scale') continue
    for (const index of targetWorkloads(value.match ?? {}, ground))
      most[index] = Math.max(most[index], value.replicas)
  }
  return most
}
