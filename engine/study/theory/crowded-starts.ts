/**
 * How long starts take that share the processors of a node: all containers of the node that start with work start at once, as after a reboot or a scale-up.
 * Processors are shared as the model shares them, by weight and up to each limit; work that is drawn counts with its mean.
 */
import {
  type ClusterSpec,
  type ContainerSpec,
  isSidecar,
  sharesCpu,
  weightMilliMin,
} from '../../contract/cluster-spec.ts'
import type { StartCrowd } from '../../contract/recommendation.ts'
import { lawOf } from '../../kernel/law.ts'
import { podsByNode } from '../../model/control/placement.ts'
import { FairShares } from '../../model/node/cpu/fair-shares.ts'

/** So much longer than alone is no longer. */
const leastFactor = 1 + 1e-9

/** The containers of one template on one node. */
type Starters = {
  readonly container: ContainerSpec
  readonly count: number
  /** Microseconds of CPU time of each. */
  readonly workUs: number
  /** Cores that each can use. */
  readonly cores: number
}

type Crowded = { readonly crowd: StartCrowd; readonly startupCores: number }

export class CrowdedStarts {
  readonly #worst = new Map<ContainerSpec, Crowded>()

  constructor(spec: ClusterSpec) {
    if (!sharesCpu(spec) || spec.nodes.every(({ cpuCores }) => cpuCores === undefined)) return
    const places = podsByNode(spec)
    const seen = new Set<string>()
    for (const [node, { cpuCores }] of spec.nodes.entries()) {
      if (cpuCores === undefined) continue
      const counts = places.map((byNode) => byNode[node])
      const mix = `${cpuCores} ${counts.join(' ')}`
      if (seen.has(mix)) continue
      seen.add(mix)
      this.#add(
        cpuCores,
        spec.workloads.flatMap(({ pod }, workload) => startersOf(pod, counts[workload])),
      )
    }
  }

  /** Of a container of the spec: on the node where its start takes longest; undefined = nothing makes it longer than alone. */
  of(container: ContainerSpec): StartCrowd | undefined {
    return this.#worst.get(container)?.crowd
  }

  /** The container with a limit that makes its start take as long alone. */
  slowed(container: ContainerSpec): ContainerSpec {
    const found = this.#worst.get(container)
    if (found === undefined) return container
    return { ...container, cpu: { ...container.cpu, limitMilli: 1000 * found.startupCores } }
  }

  #add(cores: number, starters: readonly Starters[]): void {
    const containers = starters.reduce((sum, { count }) => sum + count, 0)
    for (const [at, us] of startTimesUs(cores, starters).entries()) {
      const { container, workUs, cores: own } = starters[at]
      if (
        us === Infinity ||
        us <= (workUs / own) * leastFactor ||
        us / 1e6 <= (this.of(container)?.seconds ?? 0)
      )
        continue
      this.#worst.set(container, {
        crowd: { containers, cores, seconds: us / 1e6 },
        startupCores: workUs / us,
      })
    }
  }
}

function startersOf(
  { initContainers, containers }: ClusterSpec['workloads'][number]['pod'],
  count: number,
): Starters[] {
  if (count === 0) return []
  return [...initContainers.filter(isSidecar), ...containers].flatMap((container) => {
    const { cpu } = container.behavior
    const workUs = Math.max(0, ...(cpu?.startupUs ?? []).map((law) => lawOf(law).mean))
    if (cpu === undefined || workUs === 0 || workUs === Infinity) return []
    const cores = Math.min(cpu.startupCores, (container.cpu?.limitMilli ?? Infinity) / 1000)
    return [{ container, count, workUs, cores }]
  })
}

/** When the work of each is done: shares stay until the next is done, whose share then goes to the others. */
function startTimesUs(cores: number, starters: readonly Starters[]): number[] {
  const times = starters.map(() => 0)
  const left = starters.map(({ workUs }) => workUs)
  let open = starters.map((_, at) => at)
  const shares = new FairShares()
  for (let us = 0; open.length > 0; ) {
    shares.clear()
    for (const at of open) {
      const { container, count, cores: own } = starters[at]
      shares.add(count * own, count * Math.max(weightMilliMin, container.cpu?.requestMilli ?? 0))
    }
    shares.fill(cores)
    const each = open.map((at, place) => shares.share[place] / starters[at].count)
    const step = Math.min(...open.map((at, place) => left[at] / each[place]))
    us += step
    open = open.filter((at, place) => {
      left[at] -= each[place] * step
      if (left[at] > 1e-9 * starters[at].workUs) return true
      times[at] = us
      return false
    })
  }
  return times
}
