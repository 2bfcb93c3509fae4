/** What a fault is about, in words. */
import {
  type ClusterSpec,
  type ContainerRef,
  type FaultSpec,
  type OutageMode,
  type ServiceRef,
  workloadLabel,
} from '../engine/contract/cluster-spec.ts'
import { counted, percent, readable } from './readable.ts'

/** What a fault is about: `1 % of 10,000 containers of shop/deployment/web`. */
export function targetText(fault: FaultSpec, spec: ClusterSpec): string {
  const target = targetCount(fault, spec)
  if (!('share' in fault) || fault.share === 'all') return target
  return 'count' in fault.share
    ? `${readable(fault.share.count)} of ${target}`
    : `${percent(fault.share.fraction)} of ${target}`
}

function targetCount(fault: FaultSpec, spec: ClusterSpec): string {
  if (fault.kind === 'removeStaticPod' || 'ordinals' in fault) {
    const workloads = 'workloads' in fault ? fault.workloads : [fault.workload]
    const nodes = 'nodes' in fault ? fault.nodes.length : fault.ordinals.length
    return `${counted(nodes, 'node')}, ${namesOf(workloads, spec)}`
  }
  if (fault.kind === 'apiServerSlow') return `the API, ${readable(fault.factor)} times as slow`
  if (fault.kind === 'traffic') {
    const services = fault.services.map((index) => serviceText({ kind: 'service', index }, spec))
    return `${readable(fault.factor)} times the requests of ${services.length > 3 ? counted(services.length, 'Service') : services.join(', ')}`
  }
  if (fault.kind === 'outage') {
    const services = fault.targets.map((to) => serviceText(to, spec)).join(', ')
    return `${services}, ${fault.factor === undefined ? outageWords[fault.mode] : `${readable(fault.factor)} times as slow`}`
  }
  if ('nodes' in fault) return counted(fault.nodes.length, 'node')
  const containers = containersOf(fault)
  const workloads =
    'workloads' in fault
      ? fault.workloads
      : 'revisions' in fault && fault.revisions.length > 0
        ? fault.revisions.map(({ workload }) => workload)
        : [...new Set(containers.map(({ workload }) => workload))]
  const replicasOf = (workload: number): number => spec.workloads[workload]!.replicas
  const sum = (each: readonly number[]): number => each.reduce((total, one) => total + one, 0)
  if (fault.kind === 'scale')
    return `${namesOf(workloads, spec)} to ${counted(lastStep(fault, spec).replicas, 'pod')}${workloads.length > 1 ? ' each' : ''}`
  const count =
    containers.length > 0
      ? counted(sum(containers.map(({ workload }) => replicasOf(workload))), 'container')
      : counted(sum(workloads.map(replicasOf)), 'pod')
  return `${count} of ${namesOf(workloads, spec)}`
}

type ScaleFault = Extract<FaultSpec, { readonly kind: 'scale' }>

/** Where a change over a time leads to: its later steps are faults of their own, behind all others. */
function lastStep(fault: ScaleFault, { faults }: ClusterSpec): ScaleFault {
  const { atUs, rampUs = 0, workloads } = fault
  if (rampUs === 0) return fault
  const steps = faults.filter(
    (each): each is ScaleFault =>
      each.kind === 'scale' &&
      each.goesOn === true &&
      each.workloads[0] === workloads[0] &&
      each.atUs >= atUs &&
      each.atUs <= atUs + rampUs,
  )
  return steps.at(-1) ?? fault
}

const outageWords: Readonly<Record<OutageMode, string>> = {
  refuse: 'which refuses all calls',
  hang: 'which does not answer',
  errors: 'which answers with errors',
  slow: 'which is slow',
}

/** `shop/web`, or the name of what runs outside. */
export function serviceText(
  { kind, index }: ServiceRef,
  { services, externals = [] }: Pick<ClusterSpec, 'services' | 'externals'>,
): string {
  if (kind === 'external') return externals[index]!.name
  const { namespace, name } = services[index]!
  return `${namespace}/${name}`
}

function containersOf(fault: FaultSpec): readonly ContainerRef[] {
  if (fault.kind === 'rollout') return fault.revisions.length > 0 ? [] : (fault.edit?.containers ?? [])
  return 'containers' in fault ? fault.containers : []
}

/** One by its name, several by their number. */
function namesOf(workloads: readonly number[], spec: ClusterSpec): string {
  const [first] = workloads
  return workloads.length === 1
    ? workloadLabel(spec.workloads[first!]!)
    : counted(workloads.length, 'workload')
}
