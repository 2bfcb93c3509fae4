/** What liveness and readiness probes cost the nodes: runs per second, and processor time (H9). Startup probes end. */
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import type { LimitName, Limits, NodeLoad } from '../../../contract/recommendation.ts'
import { podsByNode } from '../../../model/control/placement.ts'
import type { ProbeCase } from './probe-case.ts'

/** Nodes with the same pods and processors count once. */
type NodeMix = {
  readonly cpuCores: number | undefined
  /** Pods of each workload that has any here. */
  readonly pods: readonly (readonly [workload: number, count: number])[]
}

export class NodeLoads {
  readonly #mixes: readonly NodeMix[]

  /** Places the pods of the spec as a run does. */
  constructor(spec: ClusterSpec) {
    const counts = spec.nodes.map(() => new Map<number, number>())
    for (const [workload, byNode] of podsByNode(spec).entries())
      for (const [node, count] of byNode.entries()) if (count > 0) counts[node].set(workload, count)
    const mixes = new Map<string, NodeMix>()
    for (const [node, count] of counts.entries()) {
      const mix = { cpuCores: spec.nodes[node].cpuCores, pods: [...count] }
      mixes.set(JSON.stringify([mix.cpuCores ?? null, mix.pods]), mix)
    }
    this.#mixes = [...mixes.values()]
  }

  /**
   * The busiest node, with these periods.
   * @param coresDefault processors of a node that does not say how many it has.
   */
  busiest(
    periods: readonly (readonly [probe: ProbeCase, periodSeconds: number])[],
    coresDefault?: number,
  ): NodeLoad {
    const runs = new Map<number, number>()
    const cpuUs = new Map<number, number>()
    for (const [{ workloadIndex, probe, container }, periodSeconds] of periods) {
      const rate = 1 / periodSeconds
      runs.set(workloadIndex, (runs.get(workloadIndex) ?? 0) + rate)
      const cost = container.behavior.probeCpuUs[probe.handler]
      cpuUs.set(workloadIndex, (cpuUs.get(workloadIndex) ?? 0) + rate * cost)
    }
    let probesPerSecond = 0
    let cpuRatio: number | null = null
    for (const { cpuCores = coresDefault, pods } of this.#mixes) {
      const sum = (rates: ReadonlyMap<number, number>): number =>
        pods.reduce((total, [workload, count]) => total + count * (rates.get(workload) ?? 0), 0)
      probesPerSecond = Math.max(probesPerSecond, sum(runs))
      if (cpuCores !== undefined) cpuRatio = Math.max(cpuRatio ?? 0, sum(cpuUs) / 1e6 / cpuCores)
    }
    return { probesPerSecond, cpuRatio }
  }
}

/** Share of the processors of a node that changes which nobody asked for may cost. */
const freeCpuRatio = 0.001

/** Whether a load costs no more than another one, or so little more that it is no cost. */
export function isAsCheap(load: NodeLoad, other: NodeLoad): boolean {
  return (load.cpuRatio ?? 0) <= (other.cpuRatio ?? 0) + freeCpuRatio
}

/** Limits of nodes that a load breaks. */
export function brokenBy({ probesPerSecond, cpuRatio }: NodeLoad, limits: Limits): LimitName[] {
  const { 'max-probes-per-node': runsMax, 'max-probe-cpu': cpuMax } = limits
  const broken: LimitName[] = []
  if (runsMax !== null && isAbove(probesPerSecond, runsMax)) broken.push('max-probes-per-node')
  if (cpuMax !== null && cpuRatio !== null && isAbove(cpuRatio, cpuMax)) broken.push('max-probe-cpu')
  return broken
}

/** Sums of fractions are not exact: 110 x 1/10 is to be 11. */
function isAbove(sum: number, limit: number): boolean {
  return sum > limit * (1 + 1e-9)
}
