/**
 * Which nodes take which pods (D3): asked once, for placement, for DaemonSets (W3), and for what stays Pending. Words of the
 * reasons: kubernetes v1.36 pkg/scheduler/framework/plugins; DaemonSets: pkg/controller/daemon/daemon_controller.go,
 * NodeShouldRunDaemonPod.
 */
import { deviceMax, type NodeChoiceSpec, type NodeSpec } from '../../engine/contract/cluster-spec.ts'
import { byCodeUnits } from '../text/order.ts'
import { admits, type NodeDemand } from './node-demand.ts'
import type { Requests } from './pod-reader.ts'
import { daemonTolerations, type Taint, unschedulableKey, untolerated } from './taints.ts'

/** A node with what decides which pods it takes. */
export type NodeTemplate = {
  readonly spec: NodeSpec
  readonly taints: readonly Taint[]
}

export type Fit = {
  /** The nodes that take the pod as they are, were they empty; undefined = every node does. */
  readonly choice?: NodeChoiceSpec
  /** The nodes whose labels it asks for, whatever taints and room they have; undefined = every node. */
  readonly matching?: NodeChoiceSpec
  /** Nodes that should have one of a DaemonSet, whether it fits or not. */
  readonly daemonCount: number
  /** No node is large enough, and this is what it has too little of. */
  readonly isTooLarge: boolean
}

const selectorReason = "node(s) didn't match Pod's node affinity/selector"
const nameReason = "node(s) didn't match the requested node name"
const taintReason = 'node(s) had untolerated taint(s)'
const cordonReason = 'node(s) were unschedulable'

/** One question, however many workloads ask it. */
export class NodeFit {
  readonly nodes: readonly NodeTemplate[]
  private readonly known = new Map<string, Fit>()
  private readonly matching = new Map<string, NodeChoiceSpec | undefined>()

  constructor(nodes: readonly NodeTemplate[]) {
    this.nodes = nodes
  }

  of(demand: NodeDemand, requests: Requests, isDaemon: boolean): Fit {
    const key = JSON.stringify([demand, requests, isDaemon])
    let fit = this.known.get(key)
    if (fit === undefined) {
      fit = this.look(demand, requests, isDaemon)
      this.known.set(key, fit)
    }
    return fit
  }

  private look(demand: NodeDemand, requests: Requests, isDaemon: boolean): Fit {
    const admitted: number[] = []
    const refusals = new Map<string, number>()
    let daemonCount = 0
    let tooSmall = 0
    for (const [index, node] of this.nodes.entries()) {
      const unwanted = unwantedReason(demand, node, isDaemon)
      if (unwanted === undefined) daemonCount++
      const reasons = unwanted === undefined ? shortReasons(requests, node) : [unwanted]
      if (unwanted === undefined && reasons.length > 0) tooSmall++
      if (reasons.length === 0) admitted.push(index)
      for (const reason of reasons) refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
    }
    const isEvery = admitted.length === this.nodes.length
    const matching = this.matchingOf(demand)
    return {
      ...(matching === undefined ? {} : { matching }),
      ...(isEvery
        ? {}
        : {
            choice: {
              admitted,
              refusals: [...refusals]
                .sort(([a], [b]) => byCodeUnits(a, b))
                .map(([reason, nodes]) => ({ reason, nodes })),
            },
          }),
      daemonCount,
      isTooLarge: admitted.length === 0 && tooSmall > 0,
    }
  }

  private matchingOf(demand: NodeDemand): NodeChoiceSpec | undefined {
    const { nodeSelector, terms, os } = demand
    const key = JSON.stringify([nodeSelector, terms, os])
    if (!this.matching.has(key)) {
      const admitted = this.nodes.flatMap(({ spec }, index) => (admits(demand, spec) ? [index] : []))
      const others = this.nodes.length - admitted.length
      const refusals = [{ reason: selectorReason, nodes: others }]
      this.matching.set(key, others === 0 ? undefined : { admitted, refusals })
    }
    return this.matching.get(key)
  }
}

/** Why the node is not for the pod, whatever room it has, in the order of the scheduler (D3). */
function unwantedReason(
  demand: NodeDemand,
  { spec, taints }: NodeTemplate,
  isDaemon: boolean,
): string | undefined {
  const tolerations = isDaemon
    ? [...demand.tolerations, ...daemonTolerations(demand.usesHostNetwork)]
    : demand.tolerations
  const lacking = (isCordon: boolean): boolean =>
    untolerated(
      taints.filter(({ key }) => (key === unschedulableKey) === isCordon),
      tolerations,
    ) !== undefined
  if (isDaemon && demand.nodeName !== undefined && demand.nodeName !== spec.name) return nameReason
  if (lacking(true)) return cordonReason
  if (lacking(false)) return taintReason
  return admits(demand, spec) ? undefined : selectorReason
}

/** What the node has too little of, were it empty. */
function shortReasons(requests: Requests, { spec }: NodeTemplate): string[] {
  const { memoryBytes: memory } = spec
  return [
    ...(requests.cpu > (spec.cpuCores ?? Infinity) ? ['Insufficient cpu'] : []),
    ...(requests.memory > (memory ?? Infinity) ? ['Insufficient memory'] : []),
    ...Object.keys(requests.devices)
      .filter((name) => requests.devices[name] > deviceMax(spec, name))
      .map((name) => `Insufficient ${name}`),
  ]
}
