/** What a naive history consists of: plain objects, and one sorted list of what is going to happen. Times are microseconds. */
import type { ClusterSpec, PodSpec, WorkloadSpec } from '../../engine/contract/cluster-spec.ts'
import type { Condition } from './deployment.ts'
import type { NodeOracle } from './node-monitor.ts'

export const second = 1_000_000

/** The API keeps whole seconds. */
export const wholeSecond = (timeUs: number): number => Math.floor(timeUs / second) * second

export type Pod = {
  /** `<revision>/<number>`, or the ordinal's name of a StatefulSet; as the oracle calls it. */
  readonly name: string
  readonly revision: number
  readonly spec: PodSpec
  /** Of a StatefulSet. */
  readonly ordinal: number
  readonly createdUs: number
  node: string | undefined
  deletedUs: number | undefined
  phase: 'Pending' | 'Running' | 'Failed' | 'Succeeded'
  isReady: boolean
  /** Last change of the condition Ready, in whole seconds. */
  readyChangedUs: number
  restarts: number
  /** Of the container that runs now, if one does. */
  runningSinceUs: number | undefined
  /** Wait before the start after the next exit. */
  backoffUs: number
  isGone: boolean
}

/** What is left to chance, or to somebody else: where pods go, whom faults hit, who goes first among equals. */
export type Oracle = {
  nodeOf(pod: string, createdUs: number): string | undefined
  /** When the pod gets its node; Infinity = never. */
  boundUs(pod: string, createdUs: number): number
  /** Whether the pod is being deleted, or gone, at the end of that instant. */
  isDeletedBy(pod: Pod, timeUs: number): boolean
  readonly nodes: NodeOracle
  /** The condition Progressing of the Deployment at the end of that instant. */
  progressingAt(timeUs: number): Condition | undefined
  /** Pods that this fault, by its place in the spec, deletes, or whose container it crashes. */
  victimsOf(fault: number): readonly Pick<Pod, 'name' | 'createdUs'>[]
}

type Due = { readonly timeUs: number; readonly number: number; readonly what: () => void }

export class World {
  nowUs = 0
  readonly pods: Pod[] = []
  /** Machines without power, and those that the API does not reach, by name of the node. */
  readonly off = new Set<string>()
  readonly cut = new Set<string>()
  /** Writes so far, of whatever object: what nobody writes any more is settled. */
  writes = 0
  readonly spec: ClusterSpec
  readonly oracle: Oracle
  private readonly due: Due[] = []
  private count = 0

  constructor(spec: ClusterSpec, oracle: Oracle) {
    this.spec = spec
    this.oracle = oracle
  }

  get workload(): WorkloadSpec {
    return this.spec.workloads[0]
  }

  at(timeUs: number, what: () => void): void {
    if (timeUs === Infinity) return
    this.due.push({ timeUs: Math.max(timeUs, this.nowUs), number: this.count++, what })
    this.due.sort((a, b) => a.timeUs - b.timeUs || a.number - b.number)
  }

  /** Pods that the API has. */
  livePods(): Pod[] {
    return this.pods.filter((pod) => !pod.isGone)
  }

  /**
   * Runs to the end; `settle` is what controllers do about what has happened, until they have nothing to do; `afterInstant` sees what an instant
   * has left.
   */
  run(settle: () => void, afterInstant: () => void): void {
    for (
      let next = this.due[0];
      next !== undefined && next.timeUs < this.spec.durationUs;
      next = this.due[0]
    ) {
      this.nowUs = next.timeUs
      while (this.due[0]?.timeUs === this.nowUs) {
        while (this.due[0]?.timeUs === this.nowUs) this.due.shift()!.what()
        for (let before = -1; before !== this.writes; ) {
          before = this.writes
          settle()
        }
      }
      afterInstant()
    }
  }
}
