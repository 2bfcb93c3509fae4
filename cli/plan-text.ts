/** What a scenario would simulate: sizes, every probe with its settings, nodes, faults, notes. */
import {
  type ClusterSpec,
  type ContainerSpec,
  type FaultSpec,
  type ProbeSpec,
  type WorkloadSpec,
  workloadLabel,
} from '../engine/index.ts'
import { counted, percent, readable, readableDuration, safeText } from '../reports/readable.ts'
import { simulatedLines } from '../reports/simulated-block.ts'
import { alignedTable, block, type Painter, wrapped } from '../reports/text-blocks.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'

export function planText({ spec, counts, notes }: LoadedScenario, paint: Painter): string {
  const facts = {
    scenario: spec.scenario,
    seed: spec.masterSeed,
    durationSeconds: seconds(spec.durationUs),
    warmUpSeconds: seconds(spec.warmUpUs),
    replications: spec.replications,
    counts,
  }
  const blocks = [
    block(paint.bold(`VALID, Kubernetes ${spec.kubernetesVersion}`), simulatedLines(facts)),
    block(paint.bold('WORKLOADS'), workloadLines(spec.workloads)),
    block(paint.bold('NODES'), nodeLines(spec)),
  ]
  if (spec.faults.length > 0) blocks.push(block(paint.bold('FAULTS'), faultLines(spec)))
  if (notes.length > 0) blocks.push(block(paint.bold('DEFAULTS AND NOTES'), wrapped(notes)))
  return blocks.join('\n')
}

/** One line per probe; a container without probes has a line of its own. */
function workloadLines(workloads: readonly WorkloadSpec[]): string[] {
  const rows = workloads.flatMap((workload) =>
    workload.pod.containers.flatMap((container) =>
      probeCells(container).map((cells) => [
        safeText(workloadLabel(workload)),
        readable(workload.replicas),
        safeText(container.name),
        ...cells,
      ]),
    ),
  )
  const head = [
    'WORKLOAD',
    'PODS',
    'CONTAINER',
    'PROBE',
    'HANDLER',
    'DELAY',
    'PERIOD',
    'TIMEOUT',
    'SUCCESS',
    'FAILURE',
  ]
  return alignedTable(head, rows, [0, 2, 3, 4])
}

const probeTypes = ['startup', 'readiness', 'liveness'] as const

function probeCells(container: ContainerSpec): string[][] {
  const rows = probeTypes.flatMap((type) => {
    const probe = container.probes[type]
    return probe === undefined ? [] : [[type, ...settingCells(probe)]]
  })
  return rows.length > 0 ? rows : [['-', '', '', '', '', '', '']]
}

function settingCells(probe: ProbeSpec): string[] {
  return [
    probe.handler,
    readableDuration(seconds(probe.initialDelayUs)),
    readableDuration(seconds(probe.periodUs)),
    readableDuration(seconds(probe.timeoutUs)),
    String(probe.successThreshold),
    String(probe.failureThreshold),
  ]
}

/** One line per pool. */
function nodeLines({ nodes }: ClusterSpec): string[] {
  const pools = new Map<string, { count: number; podsMax: number }>()
  for (const { pool, podsMax } of nodes) {
    const { count } = pools.get(pool) ?? { count: 0 }
    pools.set(pool, { count: count + 1, podsMax })
  }
  const rows = Array.from(pools, ([pool, { count, podsMax }]) => [
    safeText(pool),
    readable(count),
    readable(podsMax),
  ])
  return alignedTable(['POOL', 'NODES', 'PODS PER NODE'], rows)
}

function faultLines(spec: ClusterSpec): string[] {
  const rows = spec.faults.map((fault) => [
    readableDuration(seconds(fault.atUs)),
    fault.kind,
    'forUs' in fault && fault.forUs !== undefined ? readableDuration(seconds(fault.forUs)) : '-',
    targetText(fault, spec),
  ])
  return alignedTable(['AT', 'KIND', 'FOR', 'TARGET'], rows, [0, 1, 3])
}

/** What a fault is about: `1 % of 10,000 containers of shop/deployment/web`. */
function targetText(fault: FaultSpec, spec: ClusterSpec): string {
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
  if ('nodes' in fault) return counted(fault.nodes.length, 'node')
  const workloads =
    'workloads' in fault ? fault.workloads : [...new Set(fault.containers.map(({ workload }) => workload))]
  const replicasOf = (workload: number): number => spec.workloads[workload]!.replicas
  const sum = (each: readonly number[]): number => each.reduce((total, one) => total + one, 0)
  if (fault.kind === 'scale')
    return `${namesOf(workloads, spec)} to ${counted(fault.replicas, 'pod')}${workloads.length > 1 ? ' each' : ''}`
  const count =
    'containers' in fault
      ? counted(sum(fault.containers.map(({ workload }) => replicasOf(workload))), 'container')
      : counted(sum(workloads.map(replicasOf)), 'pod')
  return `${count} of ${namesOf(workloads, spec)}`
}

/** One by its name, several by their number. */
function namesOf(workloads: readonly number[], spec: ClusterSpec): string {
  const [first] = workloads
  return workloads.length === 1
    ? safeText(workloadLabel(spec.workloads[first!]!))
    : counted(workloads.length, 'workload')
}

function seconds(us: number): number {
  return us / 1e6
}
