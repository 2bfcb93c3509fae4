/** The lines that tell what was left out or assumed, in a fixed order. */

import {
  type ClusterSpec,
  containersOfPod,
  type FeatureGate,
  isGateOn,
  isSidecar,
  type PodSpec,
  sharesCpu,
  workloadLabel,
} from '../engine/contract/cluster-spec.ts'
import type { Compiled } from './compile.ts'
import type { ScenarioDocuments } from './load-scenario.ts'
import { type Asides, listed } from './manifests/aside.ts'
import { askedLabels, defaultNodeText } from './manifests/default-nodes.ts'
import { type InputObjects, kindCounts, type ListTally } from './manifests/objects.ts'
import { durationText } from './text/duration.ts'
import { byCodeUnits } from './text/order.ts'
import { unnoticedHangs } from './unnoticed-hangs.ts'

/** How the note begins that says that defaults stand for a Scenario. */
export const noScenario = 'no Scenario in the input'

/** Notes on a scenario that was read without errors. */
export function notesOf(
  { hasScenario, lists }: Pick<ScenarioDocuments, 'hasScenario' | 'lists'>,
  objects: InputObjects,
  compiled: Compiled,
  asides: Asides,
  warningsOmitted: number,
): string[] {
  return [
    ...unnoticedHangs(compiled.spec),
    ...defaultNotes(hasScenario, compiled),
    ...skipNotes(objects, compiled.autoscaled.objects),
    ...readingNotes(objects, lists),
    ...liveNotes(objects, compiled),
    ...assumedServices(compiled.spec),
    ...listed('priority classes that the input does not hold, which count as 0', compiled.unknownPriorities),
    ...listed('HorizontalPodAutoscalers that scale nothing', compiled.autoscaled.unread),
    ...simplificationNotes(compiled),
    ...asides.lines(),
    ...(warningsOmitted > 0 ? [`${warningsOmitted} more warnings are not shown`] : []),
  ]
}

/** Hooks that a note names. */
const hooksNamedMax = 5

function defaultNotes(hasScenario: boolean, compiled: Compiled): string[] {
  const { spec, defaultNodes, namedNodes, containersWithBehavior } = compiled
  const notes: string[] = []
  if (!hasScenario) {
    const state =
      spec.initialState === 'running' ? 'all pods running at time 0' : 'all pods created at time 0'
    notes.push(
      `${noScenario}: ${durationText(spec.durationUs)} simulated, ${spec.replications} replication${spec.replications === 1 ? '' : 's'}, ${state}`,
    )
  }
  if (namedNodes > 0)
    notes.push(
      `no Node objects in the input: ${counted(namedNodes, 'node')} as pods name them, of unknown size`,
    )
  if (defaultNodes > 0) {
    const made = spec.nodes.filter(({ pool }) => pool === 'node')
    notes.push(
      `no nodes in the input${namedNodes > 0 ? ' for all pods' : ''}: ${counted(defaultNodes, 'default node')} of ${defaultNodeText(made[0].podsMax)} each`,
      ...listed('labels that default nodes have because constraints of pods name them', askedLabels(made)),
    )
  }
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

/** @param autoscalers of workloads, which are simulated or have a note of their own. */
function skipNotes(objects: InputObjects, autoscalers: number): string[] {
  const { owned, unreadTemplates, hooks, unwanted } = objects
  const skipped = without(objects.skipped, 'HorizontalPodAutoscaler', autoscalers)
  const notes: string[] = []
  if (skipped.size > 0)
    notes.push(
      `skipped ${counted(total(skipped), 'object')} of kinds that are not simulated: ${kindCounts(skipped)}`,
    )
  if (unwanted.size > 0)
    notes.push(
      `left out by namespace or selector, as asked: ${counted(total(unwanted), 'object')} (${kindCounts(unwanted)})`,
    )
  for (const [kind, reading] of [...unreadTemplates].sort(([a], [b]) => byCodeUnits(a, b)))
    notes.push(`pods of ${kind} are not simulated: ${reading}`)
  if (owned.size > 0)
    notes.push(
      `skipped ${counted(total(owned), 'object')} whose controller is in the input: ${kindCounts(owned)}`,
    )
  for (const [installer, count] of hooks)
    notes.push(`${counted(count, `${installer} hook`)} left out: no part of what is installed`)
  return notes
}

function without(counts: ReadonlyMap<string, number>, kind: string, count: number): Map<string, number> {
  const left = new Map(counts)
  left.set(kind, (left.get(kind) ?? 0) - count)
  if (left.get(kind)! <= 0) left.delete(kind)
  return left
}

function readingNotes({ generatedNames }: InputObjects, { emptyItems }: ListTally): string[] {
  const notes: string[] = []
  if (generatedNames > 0)
    notes.push(
      `names made up from generateName, as kubectl create lets the API server do (kubectl apply refuses them): ${generatedNames}`,
    )
  if (emptyItems > 0)
    notes.push(`empty items of lists left out, which kubectl takes for objects without a kind: ${emptyItems}`)
  return notes
}

/** What of a live cluster does not go on as it was. */
function liveNotes(objects: InputObjects, { live, otherDaemons }: Compiled): string[] {
  const { endedPods, endedJobs, oldRevisions, mixedTemplates, clock } = objects
  const notes: string[] = []
  if (endedPods.size > 0)
    notes.push(
      `${counted(total(endedPods), 'pod')} left out that ${total(endedPods) === 1 ? 'does' : 'do'} not go on: ${kindCounts(endedPods)}`,
    )
  if (endedJobs.size > 0)
    notes.push(
      `${counted(total(endedJobs), 'Job')} left out that ${total(endedJobs) === 1 ? 'is' : 'are'} done: ${kindCounts(endedJobs)}`,
    )
  if (oldRevisions > 0)
    notes.push(`old ReplicaSets and ReplicationControllers without pods left out: ${oldRevisions}`)
  if (mixedTemplates > 0)
    notes.push(
      `workloads whose pods follow several templates, all simulated with that of most of them: ${mixedTemplates}`,
    )
  if (live.pods > 0 && clock.text !== '')
    notes.push(`${counted(live.pods, 'pod')} as the input shows them at ${clock.text}, its newest time`)
  notes.push(
    ...listed(
      'DaemonSets with another number of pods than their status has, for nodes of the cluster are not in the input',
      otherDaemons,
    ),
  )
  if (live.unready.size > 0)
    notes.push(
      `${counted(total(live.unready), 'pod')} that ${total(live.unready) === 1 ? 'was not ready is' : 'were not ready are'} simulated as running and ready if a node takes ${total(live.unready) === 1 ? 'it' : 'them'}: ${kindCounts(live.unready)}`,
    )
  if (live.moved > 0)
    notes.push(
      `${counted(live.moved, 'pod')} on nodes that the input does not hold, placed on those that it does`,
    )
  if (live.lost > 0)
    notes.push(
      `${counted(live.lost, 'pod')} of DaemonSets and kubelets left out, on nodes that the input does not hold`,
    )
  if (live.onUnreadyNodes > 0)
    notes.push(
      `${counted(live.onUnreadyNodes, 'pod')} on ${counted(live.unreadyNodes, 'node')} that ${live.unreadyNodes === 1 ? 'is' : 'are'} not ready ${live.onUnreadyNodes === 1 ? 'is' : 'are'} simulated as running until the taints of the node take pods off: nodes fail by faults only, such as nodeDown`,
    )
  return notes
}

function assumedServices({ services }: ClusterSpec): string[] {
  const assumed = services.filter(({ isImplied }) => isImplied === true)
  return listed(
    'workloads that no Service of the input selects: one of that name is assumed for each',
    assumed.map(({ namespace, name }) => `${namespace}/${name}`),
  )
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function simplificationNotes({ spec, hooks }: Compiled): string[] {
  const inits = spec.workloads.reduce(
    (sum, { pod }) => sum + pod.initContainers.filter((init) => !isSidecar(init)).length,
    0,
  )
  const jobs = spec.workloads.filter(({ job }) => job !== undefined).length
  const notes: string[] = []
  if ((spec.hypothetical?.backoffJitter ?? 0) > 0)
    notes.push(
      `hypothetical, in no version of Kubernetes: waits of restart back-offs vary by ${100 * spec.hypothetical!.backoffJitter} %`,
    )
  if (inits > 0)
    notes.push(
      `init containers run for their complete time (1s unless a behavior says otherwise), one after the other: ${inits}`,
    )
  const withPolicy = spec.workloads.reduce((sum, { pod }) => sum + ownPolicies(pod), 0)
  if (withPolicy > 0 && !hasGateSomewhere(spec, 'ContainerRestartRules'))
    notes.push(
      `restart policies of single containers do not count: ContainerRestartRules is off with Kubernetes ${spec.kubernetesVersion}: ${withPolicy}`,
    )
  const running = spec.initialState === 'running' ? spec.workloads.filter(({ job }) => job === undefined) : []
  const withDeadline = running.filter(({ pod }) => pod.activeDeadlineUs !== undefined).length
  if (withDeadline > 0)
    notes.push(
      `activeDeadlineSeconds of pods that run at time 0 count from there: ${withDeadline} workload${withDeadline === 1 ? '' : 's'}`,
    )
  if (hooks.unknown.length > 0)
    notes.push(
      `lifecycle hooks of unknown length taken as 0 s: ${hooks.unknown.length} (${namedHooks(hooks.unknown)}); behavior.preStop and behavior.postStart say how long they take`,
    )
  if (hooks.atLeast > 0)
    notes.push(
      `lifecycle hooks that sleep among other commands taken as long as they sleep, the least that they can take: ${hooks.atLeast}; behavior.preStop and behavior.postStart say more`,
    )
  notes.push(...scheduleNotes(spec), ...cpuNotes(spec))
  if (jobs > 0)
    notes.push(
      `containers of Jobs and CronJobs run for their complete time (1s unless a behavior says otherwise): ${jobs}`,
    )
  return notes
}

/** What of nodes is shared, where something is. */
function cpuNotes(spec: ClusterSpec): string[] {
  if (!sharesCpu(spec)) return []
  const containers = spec.workloads.flatMap(({ pod }) => containersOfPod(pod))
  const silent = containers.filter(({ behavior }) => behavior.cpu === undefined).length
  const unknown = spec.nodes.filter(({ cpuCores }) => cpuCores === undefined).length
  return [
    'containers share the processors of their nodes; memory counts by requests only, and disks and networks are not simulated',
    ...(silent > 0
      ? [`containers without behavior.cpu take what their probes cost: ${silent} of ${containers.length}`]
      : []),
    ...(unknown > 0
      ? [
          `nodes of unknown size, which have processors for all: ${unknown} of ${spec.nodes.length}; allocatable.cpu says how many`,
        ]
      : []),
  ]
}

/** When CronJobs run. */
function scheduleNotes({ workloads, clockOffsetUs }: ClusterSpec): string[] {
  const scheduled = workloads.filter(({ cronJob }) => cronJob !== undefined && cronJob.isSuspended !== true)
  if (scheduled.length === 0) return []
  const fraction = clockOffsetUs === 0 ? '' : ` and ${durationText(clockOffsetUs)}`
  const idle = scheduled.filter(({ cronJob }) => 'length' in cronJob!.times && cronJob!.times.length === 0)
  return [
    `CronJobs follow a clock that shows Thursday, 1 January 2026, 00:00:00 UTC${fraction} at time 0`,
    ...listed(
      'CronJobs that do not run in this time',
      idle.map((workload) => `${workloadLabel(workload)} (${workload.cronJob!.schedule})`),
    ),
  ]
}

/** The first of them, each once. */
function namedHooks(hooks: readonly string[]): string {
  const names = [...new Set(hooks)]
  const more = names.length > hooksNamedMax ? `, and ${names.length - hooksNamedMax} more` : ''
  return `${names.slice(0, hooksNamedMax).join(', ')}${more}`
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
