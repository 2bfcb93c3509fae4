/** What is simulated, in a few lines: sizes, times, seed. */
import { counted, readable, readableDuration, safeText } from './readable.ts'
import { labelled } from './text-blocks.ts'

/** Sizes of what is simulated. Containers and probes are counted as written, once per template. */
export type SimulatedCounts = {
  readonly workloads: number
  readonly pods: number
  readonly containers: number
  readonly probes: number
  readonly probesByType: Readonly<Record<string, number>>
  readonly probesByHandler: Readonly<Record<string, number>>
  readonly nodes: number
  /** Times replicas. */
  readonly instances: { readonly containers: number; readonly probes: number }
}

export type SimulatedFacts = {
  readonly scenario: string
  readonly seed: string
  readonly durationSeconds: number
  readonly warmUpSeconds: number
  readonly replications: number
  readonly counts: SimulatedCounts
  /** Pods that came within the run, on average over the replications; absent before it. */
  readonly podsCreated?: number
}

/** `0 pods of 1 workload at the start (40 created within the run)`; what replaces a few of many is not said. */
export function podsText({ pods, workloads }: SimulatedCounts, created = 0): string {
  const atStart = `${counted(pods, 'pod')} of ${counted(workloads, 'workload')}`
  return created > pods ? `${atStart} at the start (${readable(created)} created within the run)` : atStart
}

export function simulatedLines(facts: SimulatedFacts): string[] {
  const { counts, warmUpSeconds } = facts
  const warmUp = warmUpSeconds > 0 ? `, the first ${readableDuration(warmUpSeconds)} not counted` : ''
  return labelled([
    ['scenario', `${safeText(facts.scenario)}, seed "${safeText(facts.seed)}"`],
    [
      'simulated',
      `${readableDuration(facts.durationSeconds)} x ${counted(facts.replications, 'replication')}${warmUp}`,
    ],
    ['cluster', `${counted(counts.nodes, 'node')}, ${podsText(counts, facts.podsCreated)}`],
    ['containers', `${readable(counts.instances.containers)} (${readable(counts.containers)} as written)`],
    [
      'probes',
      `${readable(counts.instances.probes)} (${readable(counts.probes)} as written${probeKinds(counts)})`,
    ],
  ])
}

function probeKinds({ probesByType, probesByHandler }: SimulatedCounts): string {
  return [probesByType, probesByHandler]
    .map((kinds) => Object.entries(kinds).filter(([, count]) => count > 0))
    .filter((kinds) => kinds.length > 0)
    .map((kinds) => `; ${kinds.map(([kind, count]) => `${readable(count)} ${kind}`).join(', ')}`)
    .join('')
}
