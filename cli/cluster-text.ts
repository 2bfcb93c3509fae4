/** Where a study runs and how it is counted, part by part: what two results are compared by. */
import type { ClusterSpec, ContainerSpec, NodeSpec } from '../engine/contract/cluster-spec.ts'
import { readable } from '../reports/readable.ts'
import { timeText } from '../scenarios/calibrate/law-text.ts'
import { wordsOf } from './behavior-text.ts'

/** `{"warm-up": "0s", "nodes": "3 of n with 4 CPU, 110 pods", ...}`. */
export function clusterTexts(spec: ClusterSpec): Record<string, string> {
  const { warmUpUs, intervalUs, initialState, overheads, controlPlane, featureGates, hypothetical } = spec
  const { controllers, scheduler, proxyMinSyncPeriodUs, nodeMonitorPeriodUs, nodeMonitorGraceUs } =
    controlPlane
  return {
    'warm-up': lengthText(warmUpUs),
    interval: lengthText(intervalUs),
    'initial state': initialState,
    nodes: nodesText(spec.nodes),
    overheads: overheadsText(overheads),
    'control plane': `controllers ${readable(controllers.qps)}/s and ${readable(controllers.burst)} at once, scheduler ${readable(scheduler.qps)}/s and ${readable(scheduler.burst)} at once, proxies every ${lengthText(proxyMinSyncPeriodUs)}, node monitor every ${lengthText(nodeMonitorPeriodUs)} with ${lengthText(nodeMonitorGraceUs)} of grace`,
    'feature gates':
      Object.entries(featureGates)
        .map(([gate, isOn]) => `${gate}=${isOn}`)
        .join(', ') || 'as the version has them',
    ...(hypothetical === undefined ? {} : { hypothetical: JSON.stringify(hypothetical) }),
  }
}

/** What a container asks of processors, and may have; undefined = nothing is said. */
export function processorsText({ cpu, behavior }: ContainerSpec): string | undefined {
  const use = behavior.cpu
  const parts = [
    ...(cpu?.requestMilli === undefined ? [] : [`request ${cpu.requestMilli}m`]),
    ...(cpu?.limitMilli === undefined ? [] : [`limit ${cpu.limitMilli}m`]),
    ...(use === undefined
      ? []
      : [
          `start-up ${use.startupUs.map(wordsOf).join(', then ')} on ${readable(use.startupCores)}`,
          `idle ${readable(use.idleCores)}`,
          `${lengthText(use.perRequestUs)} per request`,
        ]),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}

function lengthText(us: number): string {
  return us === 0 ? '0s' : us === Infinity ? 'never' : timeText(us)
}

function overheadsText({ ideal, lostTrigger, ...laws }: ClusterSpec['overheads']): string {
  const texts = Object.entries(laws).map(([name, law]) => `${name.replace(/Us$/, '')} ${wordsOf(law)}`)
  return `${ideal ? 'ideal' : 'typical'}; ${texts.join(', ')}, lostTrigger ${readable(lostTrigger)}`
}

/** Nodes that are alike together, in the order of the first. */
function nodesText(nodes: readonly NodeSpec[]): string {
  const counts = new Map<string, number>()
  for (const { pool, cpuCores, memoryBytes, podsMax } of nodes) {
    const cpu = cpuCores === undefined ? 'CPU unknown' : `${readable(cpuCores)} CPU`
    const memory = memoryBytes === undefined ? '' : `, ${readable(memoryBytes / 2 ** 30)}Gi`
    const text = `${pool} with ${cpu}${memory}, ${podsMax} pods`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const texts = [...counts].slice(0, nodeKindsMax).map(([text, count]) => `${count} of ${text}`)
  return counts.size > nodeKindsMax ? `${texts.join('; ')}; ${nodes.length} in all` : texts.join('; ')
}

/** Kinds of nodes that are told; of Nodes of the input each may be a kind of its own. */
const nodeKindsMax = 5
