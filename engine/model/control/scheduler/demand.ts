/** What the pods of a workload ask of nodes, in the form in which it is looked up for each node. */
import {
  cordonKey,
  noScheduling,
  type PodSpec,
  type SchedulingSpec,
  type TaintSpec,
  tolerates,
  tolerationsOf,
  type WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import { toleratedMarks } from '../../pod-tolerations.ts'
import type { DomainCounter } from './domain-counter.ts'
import { Reason } from './reasons.ts'

export type SpreadRule = {
  readonly counter: DomainCounter
  readonly isHostname: boolean
  readonly maxSkew: number
  readonly minDomains: number
  /** The pod itself is one of those that are counted. */
  readonly countsItself: number
  readonly honorsAffinity: boolean
  readonly honorsTaints: boolean
}

/** Pods in a domain, how much each is worth. */
export type Attraction = { readonly counter: DomainCounter; readonly weight: number }

/** What the taints of a node are to the pod. */
type TaintVerdict = { readonly refusal: number; readonly disliked: number }

export class Demand {
  readonly spec: SchedulingSpec
  /** The workload, by index. */
  readonly workload: number
  readonly cpu: number
  readonly memory: number
  readonly scoredCpu: number
  readonly scoredMemory: number
  /** What follows from other pods is known. */
  isConnected = false
  /** Resources beside these: place in the cache, amount. */
  others: readonly (readonly [resource: number, amount: number])[] = []
  /** What the health of a node may leave that does not keep it away: bits of `NodeMark`. */
  readonly toleratedMarks: number
  /** Nodes that its selector and affinity admit; undefined = every node. */
  readonly matching: Uint8Array | undefined
  /** Weights of preferred node affinity, by node; undefined = none is preferred. */
  readonly preferred: Int32Array | undefined
  hard: readonly SpreadRule[] = []
  soft: readonly SpreadRule[] = []
  /** Constraints of its own ask for every label that they name; those by default do not. */
  readonly hasOwnSpread: boolean
  near: readonly DomainCounter[] = []
  /** It is one of those that it wants to be near to: the first pod goes anywhere. */
  isNearItself = false
  apart: readonly DomainCounter[] = []
  /** Pods that want to be apart from it. */
  othersApart: readonly DomainCounter[] = []
  attractions: readonly Attraction[] = []
  private readonly verdicts: TaintVerdict[] = []

  constructor(index: number, workload: WorkloadSpec, pod: PodSpec, nodeCount: number) {
    this.workload = index
    this.spec = pod.scheduling ?? noScheduling
    this.toleratedMarks = toleratedMarks(tolerationsOf({ ...workload, pod }))
    const { requests, scored, preferredNodes, spread } = this.spec
    this.cpu = requests.cpuMilli
    this.memory = requests.memoryBytes
    this.scoredCpu = scored.cpuMilli
    this.scoredMemory = scored.memoryBytes
    this.hasOwnSpread = spread !== undefined
    if (workload.nodes !== undefined) {
      this.matching = new Uint8Array(nodeCount)
      for (const node of workload.nodes.admitted) this.matching[node] = 1
    }
    if (preferredNodes.length > 0) {
      this.preferred = new Int32Array(nodeCount)
      for (const { weight, nodes } of preferredNodes) for (const node of nodes) this.preferred[node] += weight
    }
  }

  /** @param taintSet number of the set. */
  verdict(taintSet: number, taints: readonly TaintSpec[]): TaintVerdict {
    const known = this.verdicts[taintSet]
    if (known !== undefined) return known
    const { tolerations } = this.spec
    const untolerated = taints.filter((taint) => !tolerations.some((one) => tolerates(one, taint)))
    const repelling = untolerated.filter(({ effect }) => effect !== 'PreferNoSchedule')
    const refusal = repelling.some(({ key }) => key === cordonKey)
      ? Reason.Cordoned
      : repelling.length > 0
        ? Reason.Tainted
        : 0
    const found = { refusal, disliked: untolerated.length - repelling.length }
    this.verdicts[taintSet] = found
    return found
  }
}
