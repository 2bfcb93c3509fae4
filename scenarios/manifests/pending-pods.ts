/** Pods that stay Pending for the whole run: no node takes them, none is large enough, or there is no room. */
import { type NodeSpec, type WorkloadSpec, workloadLabel } from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { warnOfNamedNodes } from './named-node.ts'
import { demandText } from './node-demand.ts'
import type { Fit } from './node-fit.ts'
import { listedLabels, warnOfRoom } from './node-room.ts'
import { requestsText } from './request-text.ts'
import type { WorkloadTemplate } from './workload-reader.ts'

/** Why no node takes a pod, as a message says it, and where it is written. */
type Lack = { readonly wish: string; readonly fix: string; readonly at: Located }

const labelsFix = 'give nodes that meet it: spec.nodes with labels, or kind: Node objects'

const largerFix =
  'lower the requests, or give larger nodes: spec.nodes with allocatable, or kind: Node objects'

export function warnOfPending(
  workloads: readonly WorkloadSpec[],
  templates: readonly WorkloadTemplate[],
  fits: readonly Fit[],
  nodes: readonly NodeSpec[],
  scenario: Located,
  report: Report,
): void {
  if (nodes.length === 0) return
  const names = new Set(nodes.map(({ name }) => name))
  const groups = new Map<string, { readonly lack: Lack; readonly indexes: number[] }>()
  for (const [index, workload] of workloads.entries()) {
    const lack = lackOf(workload, templates[index], fits[index], names)
    if (lack === undefined) continue
    const group = groups.get(lack.wish)
    if (group === undefined) groups.set(lack.wish, { lack, indexes: [index] })
    else group.indexes.push(index)
  }
  for (const { lack, indexes } of groups.values()) {
    const listed = listedLabels(indexes.map((index) => workloads[index]))
    const verb = indexes.length === 1 ? 'asks' : 'ask'
    // A DaemonSet has a pod on a node that is too small, too, but none on one that it does not ask for.
    const podlessCount = indexes.filter(
      (index) => workloads[index].kind === 'DaemonSet' && workloads[index].replicas === 0,
    ).length
    const outcomes = [
      ...(podlessCount < indexes.length ? ['these pods stay Pending'] : []),
      ...(podlessCount > 0 ? ['a DaemonSet has no pod then'] : []),
    ]
    report.warn(
      'nodes-too-few',
      lack.at,
      `no node of ${nodes.length} meets ${lack.wish}, which ${listed} ${verb} for; ${outcomes.join(', and ')}`,
      lack.fix,
    )
  }
  for (const [index, workload] of workloads.entries())
    warnOfSmallNodes(workload, templates[index], fits[index], report)
  warnOfNamedNodes(workloads, templates, fits, nodes, report)
  warnOfRoom(workloads, templates, fits, nodes, scenario, report)
}

/** A DaemonSet has a pod on each node that is to have one, also where it does not fit. */
function warnOfSmallNodes(
  workload: WorkloadSpec,
  { pod, podAt }: WorkloadTemplate,
  { choice, daemonCount }: Fit,
  report: Report,
): void {
  const small = daemonCount - (choice?.admitted.length ?? daemonCount)
  if (
    workload.kind !== 'DaemonSet' ||
    workload.livePods !== undefined ||
    small === 0 ||
    small === daemonCount
  )
    return
  report.warn(
    'nodes-too-few',
    podAt.at('spec', 'containers'),
    `${small} of ${daemonCount} nodes that are to have a pod of ${workloadLabel(workload)} ${small === 1 ? 'is' : 'are'} too small for its requests of ${requestsText(pod.requests)}; ${small === 1 ? 'this pod stays' : 'these pods stay'} Pending`,
    largerFix,
  )
}

/** What a workload asks for in vain; undefined if its pods have nodes. */
function lackOf(
  { kind, livePods, staticOn, replicas, pod: { nodeName } }: WorkloadSpec,
  { pod, podAt }: WorkloadTemplate,
  { choice, isTooLarge }: Fit,
  names: ReadonlySet<string>,
): Lack | undefined {
  const spec = podAt.get('spec')
  if (nodeName !== undefined)
    return names.has(nodeName)
      ? undefined
      : { wish: `nodeName ${nodeName}`, fix: labelsFix, at: spec.get('nodeName') }
  const bound = (livePods ?? []).filter((live) => live?.node !== undefined).length
  if (staticOn !== undefined || (kind !== 'DaemonSet' && replicas === 0) || (bound > 0 && bound >= replicas))
    return undefined
  if (choice === undefined || choice.admitted.length > 0) return undefined
  if (isTooLarge)
    return {
      wish: `requests of ${requestsText(pod.requests)}`,
      fix: largerFix,
      at: spec.get('containers'),
    }
  const hasLabels = Object.keys(pod.demand.nodeSelector).length > 0
  const place = hasLabels ? 'nodeSelector' : pod.demand.terms === undefined ? 'tolerations' : 'affinity'
  return { wish: demandText(pod.demand), fix: labelsFix, at: spec.get(place) }
}
