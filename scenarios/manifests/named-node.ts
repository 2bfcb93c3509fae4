/** S15: pods that name their node (`nodeName`), and that its kubelet rejects, for no scheduler has asked whether it takes them. */
import {
  deviceMax,
  type NodeSpec,
  noScheduling,
  type ResourcesSpec,
  tolerates,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import { podsByNode } from '../../engine/model/control/placement.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { demandText } from './node-demand.ts'
import type { Fit } from './node-fit.ts'
import { listedLabels } from './node-room.ts'
import { amountText } from './request-text.ts'
import type { WorkloadTemplate } from './workload-reader.ts'

/** Why a kubelet rejects pods: the status that kubectl shows, what they ask for, and what is there. */
type Rejection = { readonly status: string; readonly why: string; readonly fix: string }

/** What pods on a node have taken of it. */
type Taken = { readonly pods: number } & ResourcesSpec

const nothing: Taken = { pods: 0, ...noScheduling.requests }

const roomFix = 'lower the requests, name a larger node, or leave nodeName out: the scheduler finds a node'

export function warnOfNamedNodes(
  workloads: readonly WorkloadSpec[],
  templates: readonly WorkloadTemplate[],
  fits: readonly Fit[],
  nodes: readonly NodeSpec[],
  report: Report,
): void {
  const places = new Map(nodes.map(({ name }, place) => [name, place]))
  const named = workloads.flatMap((workload, index) => {
    const { nodeName } = workload.pod
    const place = nodeName === undefined ? undefined : places.get(nodeName)
    const isAsked =
      workload.staticOn === undefined && workload.livePods === undefined && workload.replicas > 0
    return place === undefined || !isAsked ? [] : [{ index, place }]
  })
  if (named.length === 0) return
  const groups = new Map<
    string,
    { readonly text: (who: string) => string; readonly fix: string; readonly indexes: number[] }
  >()
  const tell = (index: number, node: NodeSpec, count: number, { status, why, fix }: Rejection): void => {
    const { replicas } = workloads[index]
    const which =
      count === replicas ? (replicas === 1 ? 'the pod' : 'the pods') : `${count} of ${replicas} pods`
    const key = JSON.stringify([node.name, which, status, why])
    const group = groups.get(key)
    if (group !== undefined) group.indexes.push(index)
    else {
      const text = (who: string): string =>
        `the kubelet of node ${node.name} rejects ${which} of ${who} (nodeName: ${node.name}): ${why}; kubectl shows ${status}`
      groups.set(key, { text, fix, indexes: [index] })
    }
  }
  const rejected = new Set<number>()
  for (const { index, place } of named) {
    const rejection =
      lackOf(workloads[index], nodes[place], nothing) ??
      misfitOf(workloads[index], templates[index], fits[index], nodes[place], place)
    if (rejection === undefined) continue
    rejected.add(index)
    tell(index, nodes[place], workloads[index].replicas, rejection)
  }
  const others = named.filter(({ index }) => !rejected.has(index))
  if (others.length > 0) {
    const left = workloads.map((workload, index) =>
      rejected.has(index) ? { ...workload, replicas: 0 } : workload,
    )
    const placed = podsByNode({ nodes, workloads: left })
    for (const { index, place } of others) {
      const lacking = workloads[index].replicas - placed[index][place]
      if (lacking === 0) continue
      const lack = lackOf(workloads[index], nodes[place], takenOf(left, placed, place))
      tell(index, nodes[place], lacking, lack ?? portTaken(workloads[index]))
    }
  }
  for (const { text, fix, indexes } of groups.values()) {
    const spec: Located = templates[indexes[0]].podAt.get('spec')
    const who = listedLabels(indexes.map((index) => workloads[index]))
    report.warn('nodes-too-few', spec.get('nodeName'), text(who), fix)
  }
}

function takenOf(workloads: readonly WorkloadSpec[], placed: readonly Int32Array[], place: number): Taken {
  let { pods, cpuMilli, memoryBytes } = nothing
  const others: Record<string, number> = {}
  for (const [index, { pod }] of workloads.entries()) {
    const count = placed[index][place]
    const { requests } = pod.scheduling ?? noScheduling
    pods += count
    cpuMilli += count * requests.cpuMilli
    memoryBytes += count * requests.memoryBytes
    for (const [name, amount] of Object.entries(requests.others))
      others[name] = (others[name] ?? 0) + count * amount
  }
  return { pods, cpuMilli, memoryBytes, others }
}

/** What the node has too little of beside what is taken, in the order of the kubelet. */
function lackOf({ pod }: WorkloadSpec, node: NodeSpec, taken: Taken): Rejection | undefined {
  const { cpuMilli, memoryBytes, others } = (pod.scheduling ?? noScheduling).requests
  if (taken.pods >= node.podsMax)
    return {
      status: 'OutOfpods',
      why: `the node takes ${node.podsMax} ${node.podsMax === 1 ? 'pod' : 'pods'}`,
      fix: 'raise allocatable.pods of the node, or leave nodeName out: the scheduler finds a node',
    }
  const amounts: readonly (readonly [name: string, asked: number, has: number, taken: number])[] = [
    ['cpu', cpuMilli, Math.round((node.cpuCores ?? Infinity) * 1000), taken.cpuMilli],
    ['memory', memoryBytes, Math.floor(node.memoryBytes ?? Infinity), taken.memoryBytes],
    ...Object.entries(others).map(
      ([name, amount]) => [name, amount, deviceMax(node, name), taken.others[name] ?? 0] as const,
    ),
  ]
  const short = amounts.find(([, asked, has, used]) => asked > 0 && asked + used > has)
  if (short === undefined) return undefined
  const [name, asked, has, used] = short
  const usedText = used === 0 ? '' : `, of which other pods have ${amountText(name, used)}`
  return {
    status: `OutOf${name}`,
    why: `a pod asks for ${amountText(name, asked)}, and the node has ${amountText(name, has)}${usedText}`,
    fix: roomFix,
  }
}

/** The node has room, and pods on it have a port that the pod asks for. */
function portTaken({ pod }: WorkloadSpec): Rejection {
  const ports = (pod.scheduling ?? noScheduling).hostPorts.map((port) =>
    port.slice(port.lastIndexOf('/') + 1),
  )
  return {
    status: 'NodePorts',
    why: `a pod asks for host port ${ports.join(', ')}, and a pod on the node has ${ports.length === 1 ? 'it' : 'one of them'}`,
    fix: 'leave hostPort out, name another node, or leave nodeName out: the scheduler finds a node',
  }
}

/** What else keeps the pod away, whatever room there is. A taint NoSchedule does not. */
function misfitOf(
  { pod, replicas }: WorkloadSpec,
  template: WorkloadTemplate,
  { matching }: Fit,
  { name, taints = [] }: NodeSpec,
  place: number,
): Rejection | undefined {
  const { tolerations } = pod.scheduling ?? noScheduling
  if (matching !== undefined && !matching.admitted.includes(place))
    return {
      status: 'NodeAffinity',
      why: `a pod asks for ${demandText(template.pod.demand)}, which the node does not meet`,
      fix: `give node ${name} what the pod asks for, name a node that has it, or leave nodeName out`,
    }
  const taint = taints.find(
    (one) => one.effect === 'NoExecute' && !tolerations.some((toleration) => tolerates(toleration, one)),
  )
  if (taint === undefined) return undefined
  const text = `${taint.key}${taint.value === '' ? '' : `=${taint.value}`}:${taint.effect}`
  return {
    status: 'TaintToleration',
    why: `the node has the taint ${text}, which ${replicas === 1 ? 'the pod does' : 'the pods do'} not tolerate`,
    fix: 'add a toleration for the taint, name another node, or leave nodeName out',
  }
}
