/** What a scenario would simulate: sizes, every probe with its settings, nodes, faults, notes. */
import {
  type ClusterSpec,
  type ContainerSpec,
  type ProbeSpec,
  type WorkloadSpec,
  workloadLabel,
} from '../engine/index.ts'
import { targetText } from '../reports/fault-target.ts'
import { readable, readableDuration, safeText } from '../reports/readable.ts'
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

/** One line per probe; a regular container or a sidecar without probes has a line of its own. */
function workloadLines(workloads: readonly WorkloadSpec[]): string[] {
  const rows = workloads.flatMap((workload) =>
    probedContainers(workload).flatMap((container) =>
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

/** Regular containers, then sidecars; plain init containers have no probes. */
function probedContainers({ pod: { containers, initContainers } }: WorkloadSpec): readonly ContainerSpec[] {
  return [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')]
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
  const pools = new Map<string, { count: number; least: number; most: number }>()
  for (const { pool, podsMax } of nodes) {
    const { count, least, most } = pools.get(pool) ?? { count: 0, least: podsMax, most: podsMax }
    pools.set(pool, {
      count: count + 1,
      least: Math.min(least, podsMax),
      most: Math.max(most, podsMax),
    })
  }
  const rows = Array.from(pools, ([pool, { count, least, most }]) => [
    safeText(pool),
    readable(count),
    least === most ? readable(most) : `${readable(least)} to ${readable(most)}`,
  ])
  return alignedTable(['POOL', 'NODES', 'PODS PER NODE'], rows)
}

function faultLines(spec: ClusterSpec): string[] {
  const rows = spec.faults.map((fault) => [
    readableDuration(seconds(fault.atUs)),
    fault.kind,
    'forUs' in fault && fault.forUs !== undefined ? readableDuration(seconds(fault.forUs)) : '-',
    safeText(targetText(fault, spec)),
  ])
  return alignedTable(['AT', 'KIND', 'FOR', 'TARGET'], rows, [0, 1, 3])
}

function seconds(us: number): number {
  return us / 1e6
}
