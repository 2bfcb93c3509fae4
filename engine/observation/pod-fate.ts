/** Why a pod came, and why it has to go: what controllers decide of it, seen in their tables. */
import type { Fact, VictimReason } from '../contract/pod-story.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import { PodStage } from '../model/codes.ts'
import { ControllerId } from '../model/control/controller.ts'
import { noExecuteTaints } from '../model/control/nodes/node-object.ts'
import { ownTaintsOf } from '../model/control/nodes/own-taints.ts'
import { SeenMark } from '../model/control/pod-mark.ts'
import { setOf } from '../model/control/replica-set.ts'
import { candidatesOf } from '../model/control/replica-set-pods.ts'
import { type Candidate, compareVictims } from '../model/control/victims.ts'
import { podNameOf } from '../model/pod-rows.ts'
import { taintsOf } from './node-reader.ts'
import { controllerOfPod } from './pod-reader.ts'

/** The pod has just been created: by whom, and in whose place. */
export function creationOf(state: ClusterState, pod: PodId): Fact {
  const controller = controllerOfPod(state, pod)
  const before = predecessorOf(state, pod)
  return {
    kind: 'created',
    by: controller === null ? null : `${controller.kind}/${controller.name}`,
    replaces: before < 0 ? null : podNameOf(state, before),
  }
}

/** W3, W4: the pod before it of its ordinal, or on its node; -1 = none. A ReplicaSet counts pods: none of them has another's place. */
function predecessorOf({ pod: pods, workload: workloads }: ClusterState, pod: PodId): PodId {
  const workload = pods.workload[pod]
  const keeper = workloads.keeper[workload]
  if (keeper !== ControllerId.StatefulSet && keeper !== ControllerId.DaemonSet) return -1
  for (let other = pod - 1; other >= 0; other--)
    if (pods.workload[other] === workload && pods.ordinal[other] === pods.ordinal[pod]) return other
  return -1
}

/** What decides between two pods, in the order of the rule W1: see `compareVictims`. */
const criteria: readonly (readonly [VictimReason, (a: Candidate, b: Candidate) => boolean])[] = [
  ['has no node', (a, b) => a.node < 0 !== b.node < 0],
  ['is not running', (a, b) => a.phase !== b.phase],
  ['is not ready', (a, b) => a.isReady !== b.isReady],
  ['costs less to delete', (a, b) => a.deletionCost !== b.deletionCost],
  ['has more neighbours', (a, b) => a.neighbours !== b.neighbours],
  ['has been ready for less time', (a, b) => a.isReady && a.readySinceUs !== b.readySinceUs],
  ['has restarted more', (a, b) => a.restarts !== b.restarts || a.sidecarRestarts !== b.sidecarRestarts],
]

/** Why one pod goes before another. */
export function victimReason(a: Candidate, b: Candidate, nowUs: number): VictimReason {
  // What only the UID decides is chance.
  if (compareVictims({ ...a, uid: b.uid }, b, nowUs) === 0) return 'chance'
  return criteria.find(([, differs]) => differs(a, b))?.[0] ?? 'is younger'
}

/** Follows what controllers decide of one pod. */
export class FateReader {
  private readonly pod: PodId
  private isChosen = false
  private dueUs = Number.NaN
  private taints: readonly string[] = []

  constructor(pod: PodId) {
    this.pod = pod
  }

  /** What the event at this time has decided. */
  look(state: ClusterState): Fact[] {
    return [...this.choice(state), ...this.eviction(state)]
  }

  /** A ReplicaSet has chosen it among its pods. */
  private choice(state: ClusterState): Fact[] {
    const { pod } = this
    const { pod: pods, workload: workloads } = state
    const isExpectedGone = (pods.seenMark[pod] & SeenMark.ExpectedGone) !== 0
    const isNew = isExpectedGone && !this.isChosen
    this.isChosen = isExpectedGone
    const keeper = workloads.keeper[pods.workload[pod]]
    const keepsSets =
      keeper === ControllerId.ReplicaSet ||
      keeper === ControllerId.ReplicationController ||
      keeper === ControllerId.Deployment
    if (!isNew || !keepsSets) return []
    const nowUs = state.nowUs + state.spec.clockOffsetUs
    const all = candidatesOf(state, setOf(state, pod))
    const own = all.find((one) => one.pod === pod)
    if (own === undefined) return []
    const staying = all
      .filter((one) => (pods.seenMark[one.pod] & SeenMark.ExpectedGone) === 0)
      .sort((a, b) => compareVictims(a, b, nowUs))
    const [next] = staying
    const controller = controllerOfPod(state, pod)
    return [
      {
        kind: 'chosen',
        by: controller === null ? null : `${controller.kind}/${controller.name}`,
        count: all.length - staying.length,
        of: all.length,
        reason: next === undefined ? 'all go' : victimReason(own, next, nowUs),
      },
    ]
  }

  /** N7: its node has a taint that it does not tolerate for ever. */
  private eviction(state: ClusterState): Fact[] {
    const { pod, dueUs } = this
    const { evictions, pod: pods, nodeHealth, nowUs } = state
    const now = evictions.timers.get(pod)?.dueUs ?? Number.NaN
    if (Object.is(now, dueUs)) return []
    this.dueUs = now
    if (!Number.isNaN(now)) {
      const node = pods.node[pod]
      this.taints = [
        ...taintsOf(nodeHealth.seenMark[node] & noExecuteTaints),
        ...ownTaintsOf(state.spec.nodes[node]),
      ].map(({ key, effect }) => `${key}:${effect}`)
      return [{ kind: 'tainted', taints: this.taints, evictedSeconds: usToSeconds(now) }]
    }
    if (dueUs <= nowUs) return [{ kind: 'evicted', taints: this.taints }]
    return pods.stage[pod] === PodStage.Bound ? [{ kind: 'spared' }] : []
  }
}
