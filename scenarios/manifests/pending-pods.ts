/** Which nodes can take which pods: pods of DaemonSets, and pods that stay Pending for want of a node. */
import type { NodeSpec, WorkloadSpec } from '../../engine/model/cluster-spec.ts'
import { workloadLabel } from '../../engine/model/cluster-spec.ts'
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { admits } from './node-reader.ts'
import type { WorkloadTemplate } from './workload-reader.ts'

/** Warns of pods that stay Pending for the whole run. */
export function warnOfPending(
  workloads: readonly WorkloadSpec[],
  templates: readonly WorkloadTemplate[],
  admission: Admission,
  scenario: Located,
  report: Report,
): void {
  const { nodes } = admission
  if (nodes.length === 0) return
  const names = new Set(nodes.map((node) => node.name))
  const groups = new Map<string, number[]>()
  for (const [index, { pod }] of workloads.entries()) {
    const isLost =
      pod.nodeName === undefined ? admission.count(pod.nodeSelector) === 0 : !names.has(pod.nodeName)
    if (!isLost) continue
    const wish = pod.nodeName === undefined ? selectorText(pod.nodeSelector) : `nodeName ${pod.nodeName}`
    const group = groups.get(wish)
    if (group === undefined) groups.set(wish, [index])
    else group.push(index)
  }
  for (const [wish, indexes] of groups) {
    const at = wishPlace(templates[indexes[0]])
    const listed = indexes
      .slice(0, 5)
      .map((index) => workloadLabel(workloads[index]))
      .join(', ')
    const more = indexes.length > 5 ? ` and ${indexes.length - 5} more` : ''
    report.warn(
      'nodes-too-few',
      at,
      `no node of ${nodes.length} meets ${wish}, which ${listed}${more} ${indexes.length === 1 ? 'asks' : 'ask'} for; these pods stay Pending, and a DaemonSet has none`,
      'give nodes that meet it: spec.nodes with labels, or kind: Node objects',
    )
  }
  const pods = workloads.reduce((sum, workload) => sum + workload.replicas, 0)
  const room = nodes.reduce((sum, node) => sum + node.podsMax, 0)
  if (pods > room)
    report.warn(
      'nodes-too-few',
      scenario.at('spec', 'nodes'),
      `${nodes.length} nodes take ${room} pods, but the workloads have ${pods}; the rest stays Pending`,
      'raise the count of spec.nodes or its allocatable.pods',
    )
}

function wishPlace({ kind, at }: WorkloadTemplate): Located {
  const spec = kind === 'Pod' ? at.get('spec') : at.at('spec', 'template', 'spec')
  return spec.get(spec.get('nodeName').isAbsent ? 'nodeSelector' : 'nodeName')
}

/** How many nodes a selector admits; asked once per selector, however many workloads share it. */
export class Admission {
  readonly nodes: readonly NodeSpec[]
  private readonly counts = new Map<string, number>()

  constructor(nodes: readonly NodeSpec[]) {
    this.nodes = nodes
  }

  count(selector: Labels): number {
    const key = selectorText(selector)
    let count = this.counts.get(key)
    if (count === undefined) {
      count = this.nodes.filter((node) => admits(selector, node)).length
      this.counts.set(key, count)
    }
    return count
  }
}

function selectorText(selector: Labels): string {
  const pairs = Object.keys(selector)
    .sort(byCodeUnits)
    .map((key) => `${key}=${selector[key]}`)
  return `nodeSelector ${pairs.join(',')}`
}
