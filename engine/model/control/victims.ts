/**
 * Which pods go first when a ReplicaSet has too many (W1).
 * Source: kubernetes v1.36 pkg/controller/controller_utils.go, ActivePodsWithRanks.Less; pkg/controller/replicaset/replica_set.go,
 * getPodsRankedByRelatedPodsOnSameNode.
 */

/** What the order asks of a pod; times are microseconds of the API's clock, which has whole seconds. */
export type Candidate = {
  /** Row number. */
  readonly pod: number
  /** -1 = it has none. */
  readonly node: number
  /** `PodPhase` as the API has it: a pending pod goes before a pod that runs. */
  readonly phase: number
  readonly isReady: boolean
  /** Annotation `controller.kubernetes.io/pod-deletion-cost`; 0 = it has none. */
  readonly deletionCost: number
  /** Active pods of the same owner on its node. */
  readonly neighbours: number
  /** From when it has been ready; of a pod that is not, any number. */
  readonly readySinceUs: number
  /** Of the regular container that has restarted most, and of the sidecar. */
  readonly restarts: number
  readonly sidecarRestarts: number
  readonly createdAtUs: number
  /** Stands for its UID: random, and its own. */
  readonly uid: number
}

/** Orders pods, those to be deleted first in front. `nowUs` has microseconds. */
export function compareVictims(a: Candidate, b: Candidate, nowUs: number): number {
  if (a.node < 0 !== b.node < 0) return a.node < 0 ? -1 : 1
  if (a.phase !== b.phase) return a.phase - b.phase
  if (a.isReady !== b.isReady) return a.isReady ? 1 : -1
  if (a.deletionCost !== b.deletionCost) return a.deletionCost - b.deletionCost
  if (a.neighbours !== b.neighbours) return b.neighbours - a.neighbours
  if (a.isReady && a.readySinceUs !== b.readySinceUs)
    return compareAges(a.readySinceUs, b.readySinceUs, a, b, nowUs)
  if (a.restarts !== b.restarts) return b.restarts - a.restarts
  if (a.sidecarRestarts !== b.sidecarRestarts) return b.sidecarRestarts - a.sidecarRestarts
  if (a.createdAtUs !== b.createdAtUs) return compareAges(a.createdAtUs, b.createdAtUs, a, b, nowUs)
  // The source leaves the order of its cache, a hash map.
  return a.uid - b.uid
}

/** The younger first, in steps of a power of 2; within a step it is chance. Source: logarithmicRankDiff. */
function compareAges(aUs: number, bUs: number, a: Candidate, b: Candidate, nowUs: number): number {
  const ranks = ageRank(nowUs - aUs) - ageRank(nowUs - bUs)
  return ranks === 0 ? a.uid - b.uid : ranks
}

/** Whole binary logarithm of an age in nanoseconds; -1 for none. */
function ageRank(ageUs: number): number {
  let rank = -1
  for (let ageNs = ageUs * 1000; ageNs >= 1; ageNs /= 2) rank++
  return rank
}

/** The pods that go. All of them stay in their order: the source sorts only where some stay. */
export function chooseVictims(active: readonly Candidate[], count: number, nowUs: number): Candidate[] {
  if (count >= active.length) return [...active]
  return [...active].sort((a, b) => compareVictims(a, b, nowUs)).slice(0, count)
}
