/** Pods for which nodes have no room at the start: placed as the engine places them. */
import {
  type NodeChoiceSpec,
  type NodeSpec,
  type WorkloadSpec,
  workloadLabel,
} from '../../engine/contract/cluster-spec.ts'
import { podsByNode } from '../../engine/model/control/placement.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { hasAmpleRoom } from './ample-room.ts'
import type { Fit } from './node-fit.ts'
import type { WorkloadTemplate } from './workload-reader.ts'

/** Workloads that a message names. */
const namedMax = 5

export function listedLabels(workloads: readonly WorkloadSpec[]): string {
  const more = workloads.length > namedMax ? ` and ${workloads.length - namedMax} more` : ''
  return `${workloads.slice(0, namedMax).map(workloadLabel).join(', ')}${more}`
}

/** Warns where all nodes together have too little room, or else those that take certain workloads. */
export function warnOfRoom(
  workloads: readonly WorkloadSpec[],
  templates: readonly WorkloadTemplate[],
  fits: readonly Fit[],
  nodes: readonly NodeSpec[],
  scenario: Located,
  report: Report,
): void {
  // S15: pods that name their node do not wait for room.
  const pods = workloads.reduce(
    (sum, { replicas, pod }) => sum + (pod.nodeName === undefined ? replicas : 0),
    0,
  )
  const room = nodes.reduce((sum, node) => sum + node.podsMax, 0)
  if (pods > room) {
    report.warn(
      'nodes-too-few',
      scenario.at('spec', 'nodes'),
      `${nodes.length === 1 ? '1 node takes' : `${nodes.length} nodes take`} ${podsText(room)}, but the workloads have ${pods}; the rest stays Pending`,
      'raise the count of spec.nodes or its allocatable.pods',
    )
    return
  }
  if (hasAmpleRoom(workloads, nodes)) return
  const placed = podsByNode({ nodes, workloads }).map((byNode) => byNode.reduce((sum, pods) => sum + pods, 0))
  for (const [index, workload] of workloads.entries())
    warnOfDaemons(workload, placed[index], fits[index], templates[index], report)
  for (const [choice, indexes] of groupsOf(workloads, fits)) {
    const lacking = indexes.reduce((sum, index) => sum + workloads[index].replicas - placed[index], 0)
    if (lacking === 0) continue
    const taking = choice === undefined ? nodes : choice.admitted.map((node) => nodes[node])
    const asking = indexes.map((index) => workloads[index])
    const lackers = indexes
      .filter((index) => workloads[index].replicas > placed[index])
      .map((index) => workloads[index])
    const wanted = asking.reduce((sum, workload) => sum + workload.replicas - boundOf(workload), 0)
    const free = taking.reduce((sum, { podsMax }) => sum + podsMax, 0)
    const others = wanted <= free ? `, and other pods, requests or constraints take some of it` : ''
    report.warn(
      'nodes-too-few',
      templates[indexes[0]].podAt.get('spec'),
      `${nodesThat('take', 'takes', taking.length, nodes.length)} ${listedLabels(lackers)} ${taking.length === 1 ? 'has' : 'have'} room for ${podsText(free)}, but ${wanted} ${wanted === 1 ? 'is' : 'are'} to go there${others}; ${staying(lacking)}`,
      'give more nodes that take them: spec.nodes with labels, or kind: Node objects',
    )
  }
}

/** Warns of a DaemonSet whose pods find their nodes full. Those on nodes that are too small were told. */
function warnOfDaemons(
  workload: WorkloadSpec,
  placed: number,
  { choice, daemonCount }: Fit,
  { podAt }: WorkloadTemplate,
  report: Report,
): void {
  const { kind, livePods, pod } = workload
  if (kind !== 'DaemonSet' || livePods !== undefined || pod.nodeName !== undefined) return
  const fitting = choice === undefined ? daemonCount : choice.admitted.length
  const lacking = Math.min(fitting, workload.replicas) - placed
  if (lacking <= 0) return
  report.warn(
    'nodes-too-few',
    podAt.get('spec'),
    `${lacking === fitting ? nodesThat('are', 'is', lacking, lacking) : `${lacking} of ${fitting} nodes that are`} to have a pod of ${workloadLabel(workload)} ${lacking === 1 ? 'has' : 'have'} no room for it beside other pods, requests or constraints; ${staying(lacking)}`,
    'lower the requests, or give larger nodes: spec.nodes with allocatable, or kind: Node objects',
  )
}

/** `the 2 nodes that take`, `the node that takes`, `the 1 of 2 nodes that takes`. */
function nodesThat(verb: string, verbOfOne: string, count: number, of: number): string {
  const which = of === 1 ? 'node' : count === of ? `${of} nodes` : `${count} of ${of} nodes`
  return `the ${which} that ${count === 1 ? verbOfOne : verb}`
}

function podsText(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`
}

function staying(count: number): string {
  return count === 1 ? '1 stays Pending' : `${count} stay Pending`
}

/** Workloads that ask for the same, by index; undefined = for any node. Pods of DaemonSets and static pods have their nodes. */
function groupsOf(
  workloads: readonly WorkloadSpec[],
  fits: readonly Fit[],
): Map<NodeChoiceSpec | undefined, number[]> {
  const groups = new Map<NodeChoiceSpec | undefined, number[]>()
  for (const [index, { kind, staticOn, pod }] of workloads.entries()) {
    const { choice } = fits[index]
    const isPlaced = kind === 'DaemonSet' || staticOn !== undefined || pod.nodeName !== undefined
    if (isPlaced || choice?.admitted.length === 0 || pod.scheduling?.isGated === true) continue
    const group = groups.get(choice)
    if (group === undefined) groups.set(choice, [index])
    else group.push(index)
  }
  return groups
}

function boundOf({ livePods = [] }: WorkloadSpec): number {
  return livePods.filter((pod) => pod?.node !== undefined).length
}
