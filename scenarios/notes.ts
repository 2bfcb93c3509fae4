/** The lines that tell what was left out or assumed, in a fixed order. */

import {
  type ClusterSpec,
  type FeatureGate,
  isGateOn,
  isSidecar,
  type PodSpec,
} from '../engine/model/cluster-spec.ts'
import type { Compiled } from './compile.ts'
import type { Asides } from './manifests/aside.ts'
import { defaultNodeText } from './manifests/default-nodes.ts'
import { type InputObjects, kindCounts } from './manifests/objects.ts'
import { durationText } from './text/duration.ts'

/** Notes on a scenario that was read without errors. */
export function notesOf(
  hasScenario: boolean,
  objects: InputObjects,
  compiled: Compiled,
  asides: Asides,
  warningsOmitted: number,
): string[] {
  return [
    ...defaultNotes(hasScenario, compiled),
    ...skipNotes(objects),
    ...simplificationNotes(compiled),
    ...asides.lines(),
    ...(warningsOmitted > 0 ? [`${warningsOmitted} more warnings are not shown`] : []),
  ]
}

function defaultNotes(hasScenario: boolean, compiled: Compiled): string[] {
  const { spec, hasDefaultNodes, unboundPods, containersWithBehavior } = compiled
  const notes: string[] = []
  if (!hasScenario) {
    const state =
      spec.initialState === 'running' ? 'all pods running at time 0' : 'all pods created at time 0'
    notes.push(
      `no Scenario in the input: ${durationText(spec.durationUs)} simulated, ${spec.replications} replication${spec.replications === 1 ? '' : 's'}, ${state}`,
    )
  }
  if (hasDefaultNodes)
    notes.push(
      `no nodes in the input: ${spec.nodes.length} default node${spec.nodes.length === 1 ? '' : 's'} of ${defaultNodeText(spec.nodes[0].podsMax)} each`,
    )
  if (unboundPods > 0)
    notes.push(
      `${unboundPods} pods are bound to nodes that the input does not hold; they are placed on the default nodes`,
    )
  const containers = spec.workloads.reduce(
    (sum, { pod }) => sum + pod.containers.length + pod.initContainers.length,
    0,
  )
  if (containersWithBehavior < containers) {
    const behavior = spec.overheads.ideal
      ? 'they start and answer at once and never fail'
      : 'start and latency as overheads say (typical: 200ms; p50 5ms, p99 50ms), and no failures'
    notes.push(
      `default behavior for ${containers - containersWithBehavior} of ${containers} containers: ${behavior}`,
    )
  }
  return notes
}

function skipNotes({ skipped, owned }: InputObjects): string[] {
  const total = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((sum, count) => sum + count, 0)
  const notes: string[] = []
  if (skipped.size > 0)
    notes.push(`skipped ${total(skipped)} objects of kinds that are not simulated: ${kindCounts(skipped)}`)
  if (owned.size > 0)
    notes.push(`skipped ${total(owned)} objects whose controller is in the input: ${kindCounts(owned)}`)
  return notes
}

function simplificationNotes({ spec, hooks }: Compiled): string[] {
  const inits = spec.workloads.reduce(
    (sum, { pod }) => sum + pod.initContainers.filter((init) => !isSidecar(init)).length,
    0,
  )
  const jobs = spec.workloads.filter(({ kind }) => kind === 'Job').length
  const notes: string[] = []
  if (inits > 0)
    notes.push(
      `init containers run for their complete time (1s unless a behavior says otherwise), one after the other: ${inits}`,
    )
  const withPolicy = spec.workloads.reduce((sum, { pod }) => sum + ownPolicies(pod), 0)
  if (withPolicy > 0 && !hasGateSomewhere(spec, 'ContainerRestartRules'))
    notes.push(
      `restart policies of single containers do not count: ContainerRestartRules is off with Kubernetes ${spec.kubernetesVersion}: ${withPolicy}`,
    )
  const running = spec.initialState === 'running' ? spec.workloads.filter(({ kind }) => kind !== 'Job') : []
  const withDeadline = running.filter(({ pod }) => pod.activeDeadlineUs !== undefined).length
  if (withDeadline > 0)
    notes.push(
      `activeDeadlineSeconds of pods that run at time 0 count from there: ${withDeadline} workload${withDeadline === 1 ? '' : 's'}`,
    )
  if (hooks.unknown > 0)
    notes.push(
      `lifecycle hooks of unknown length taken as 0 s: ${hooks.unknown}; behavior.preStop and behavior.postStart say how long they take`,
    )
  if (hooks.atLeast > 0)
    notes.push(
      `lifecycle hooks that sleep among other commands taken as long as they sleep, the least that they can take: ${hooks.atLeast}; behavior.preStop and behavior.postStart say more`,
    )
  if (jobs > 0)
    notes.push(
      `containers of Jobs run for their complete time (1s unless a behavior says otherwise): ${jobs}`,
    )
  return notes
}

function hasGateSomewhere(
  { nodes, kubernetesVersion, featureGates }: ClusterSpec,
  gate: FeatureGate,
): boolean {
  return nodes.some(({ kubelet }) => isGateOn(gate, kubernetesVersion, featureGates, kubelet.featureGates))
}

/** Containers with a policy or rules that only count with the gate. */
function ownPolicies({ containers, initContainers }: PodSpec): number {
  const regular = containers.filter(({ restartPolicy }) => restartPolicy !== undefined)
  const inits = initContainers.filter(
    (init) => init.restartRules !== undefined || (init.restartPolicy !== undefined && !isSidecar(init)),
  )
  return regular.length + inits.length
}
