/**
 * Preemption (D3, Z28): a pod that finds no node may take the place of pods of less priority. Its victims are told to go one after the
 * other, the node is nominated, and the pod is tried again when they have ended.
 * Source: kubernetes v1.36 pkg/scheduler/framework/preemption and plugins/defaultpreemption.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { PodEvent, PodStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { recordScheduling } from '../../node/status/event-recorder.ts'
import { ApiCall } from '../api-client.ts'
import { budgetsOf } from '../eviction/disruption.ts'
import { deletePod, graceOf, isActive } from '../pod-set.ts'
import { noNode } from './choose-node.ts'
import { Counted } from './counted.ts'
import type { Demand } from './demand.ts'
import type { PreemptionOutcome } from './failures.ts'
import { filterGround, isUnresolvable, refusal } from './filter.ts'
import { ownNode } from './own-node.ts'
import { reasonBits } from './reasons.ts'
import type { Waiting } from './scheduling-queue.ts'

/** Nodes on which victims are looked for: a tenth, 100 at least. Source: DefaultPreemptionArgs. */
const candidatesShare = 0.1
const candidatesMin = 100

/** The most important victim comes first. `violations`: victims that a PodDisruptionBudget would keep. */
type Victims = { readonly victims: readonly PodId[]; readonly violations: number }
type Candidate = Victims & { readonly node: NodeId }

/** Looks for victims, after a search in vain; the pod is nominated if there are any. */
export function preempt(state: ClusterState, waiting: Waiting, demand: Demand): PreemptionOutcome {
  const { scheduler } = state
  if (demand.spec.neverPreempts) return { kind: 'never' }
  const { pod, nominated } = waiting
  if (nominated !== noNode && hasVictimsLeft(state, nominated, demand)) return { kind: 'waits' }
  const { resolvable } = scheduler.chooser
  const { present } = scheduler.cache
  const mayHave = ownNode(state, pod) === undefined && resolvable > 0
  const byNode = mayHave ? possibleVictims(state, demand) : new Map<NodeId, PodId[]>()
  if (byNode.size === 0) {
    nominate(state, waiting, noNode)
    const withoutVictims = mayHave ? resolvable : 0
    return { kind: 'none', withoutVictims, unhelpful: present - withoutVictims, refused: [] }
  }
  const { candidates, outcome } = findCandidates(state, pod, demand, byNode)
  const best = bestOf(state, candidates)
  nominate(state, waiting, best?.node ?? noNode)
  if (best === undefined) return outcome
  evict(state, waiting, best)
  return { kind: 'helps' }
}

function nominate(state: ClusterState, waiting: Waiting, node: NodeId): void {
  waiting.nominated = node
  state.scheduler.nominate(waiting.pod, node, state.pod.template[waiting.pod])
}

/** A pod of less priority is on its way out there. */
function hasVictimsLeft(state: ClusterState, node: NodeId, demand: Demand): boolean {
  const { pod: pods } = state
  for (let pod = 0; pod < pods.count; pod++)
    if (
      pods.scheduledTo[pod] === node &&
      pods.schedulerMark[pod] !== Counted.No &&
      pods.isVictim[pod] === 1 &&
      priorityOf(state, pod) < demand.spec.priority
    )
      return true
  return false
}

function priorityOf({ scheduler, pod: pods }: ClusterState, pod: PodId): number {
  return scheduler.cache.demand(pods.template[pod]).spec.priority
}

/** Pods of less priority, by node. */
function possibleVictims(state: ClusterState, demand: Demand): Map<NodeId, PodId[]> {
  const { pod: pods, workload: workloads } = state
  const byNode = new Map<NodeId, PodId[]>()
  for (let pod = 0; pod < pods.count; pod++) {
    if (pods.schedulerMark[pod] === Counted.No || workloads.isStatic[pods.workload[pod]] === 1) continue
    if (priorityOf(state, pod) >= demand.spec.priority) continue
    const node = pods.scheduledTo[pod]
    const there = byNode.get(node)
    if (there === undefined) byNode.set(node, [pod])
    else there.push(pod)
  }
  return byNode
}

/** Tries nodes from a place drawn by chance until enough would take the pod without their victims. */
function findCandidates(
  state: ClusterState,
  pod: PodId,
  demand: Demand,
  byNode: ReadonlyMap<NodeId, readonly PodId[]>,
): { readonly candidates: readonly Candidate[]; readonly outcome: PreemptionOutcome } {
  const { cache, streams } = state.scheduler
  const ground = filterGround(cache, demand)
  const possible: NodeId[] = []
  for (let node = 0; node < cache.nodeCount; node++) {
    if (cache.isThere[node] === 0) continue
    const reasons = refusal(cache, demand, node, ground)
    if (!isUnresolvable(cache, demand, node, reasons)) possible.push(node)
  }
  const enough = Math.min(
    possible.length,
    Math.max(candidatesMin, Math.floor(possible.length * candidatesShare)),
  )
  const candidates: Candidate[] = []
  const refused = Array.from({ length: reasonBits }, () => 0)
  let withoutVictims = 0
  let tried = 0
  let at = Math.floor(nextUniform(streams, state.pod.workload[pod]) * possible.length)
  for (; tried < possible.length && candidates.length < enough; tried++) {
    const node = possible[at]
    at = at + 1 === possible.length ? 0 : at + 1
    const there = byNode.get(node)
    if (there === undefined) {
      withoutVictims++
      continue
    }
    const found = victimsOn(state, demand, node, there)
    if (typeof found !== 'number') candidates.push({ node, ...found })
    else for (let bit = 0; bit < reasonBits; bit++) refused[bit] += (found >> bit) & 1
  }
  const unhelpful = cache.present - possible.length
  return { candidates, outcome: { kind: 'none', withoutVictims, unhelpful, refused } }
}

/** The pods of a node that have to go for this one; or why it would not fit without any of them either. */
function victimsOn(
  state: ClusterState,
  demand: Demand,
  node: NodeId,
  possible: readonly PodId[],
): Victims | number {
  const { pod: pods, scheduler } = state
  const { cache } = scheduler
  const change = (pod: PodId, isBack: boolean): void => {
    const row = pods.template[pod]
    const isDeleting = pods.schedulerMark[pod] === Counted.Deleting
    if (!isBack) cache.remove(row, node, isDeleting)
    else {
      cache.add(row, node)
      if (isDeleting) cache.markDeleting(row, node)
    }
  }
  const reasons = (): number => refusal(cache, demand, node, filterGround(cache, demand))
  for (const pod of possible) change(pod, false)
  const left = reasons()
  if (left !== 0) {
    for (const pod of possible) change(pod, true)
    return left
  }
  const victims: PodId[] = []
  let violations = 0
  const { kept, others } = byBudgets(
    state,
    [...possible].sort((a, b) => byImportance(state, a, b)),
  )
  for (const pod of [...kept, ...others]) {
    change(pod, true)
    if (reasons() === 0) continue
    change(pod, false)
    victims.push(pod)
    if (kept.includes(pod)) violations++
  }
  for (const pod of victims) change(pod, true)
  return { victims: victims.sort((a, b) => byImportance(state, a, b)), violations }
}

/**
 * Pods that budgets would keep, and pods that they let go, in the order of `pods`: each pod takes one from what its budgets allow, unless the
 * budget knows already that the pod goes.
 * Simplified: the scheduler's view of budgets is the API's; its own is a watch delay older.
 * Source: kubernetes v1.36 plugins/defaultpreemption/default_preemption.go, filterPodsWithPDBViolation.
 */
function byBudgets(
  state: ClusterState,
  pods: readonly PodId[],
): { readonly kept: readonly PodId[]; readonly others: readonly PodId[] } {
  const allowed = state.budgets.map(({ api }) => api.allowed)
  const kept: PodId[] = []
  const others: PodId[] = []
  for (const pod of pods) {
    let isKept = false
    for (const budget of budgetsOf(state, pod)) {
      if (state.budgets[budget].api.announced.has(pod)) continue
      if (--allowed[budget] < 0) isKept = true
    }
    if (isKept) kept.push(pod)
    else others.push(pod)
  }
  return { kept, others }
}

/** More priority first, then who has been there longer. */
function byImportance(state: ClusterState, a: PodId, b: PodId): number {
  return priorityOf(state, b) - priorityOf(state, a) || startOf(state, a) - startOf(state, b) || a - b
}

function startOf({ pod: pods }: ClusterState, pod: PodId): number {
  return Number.isNaN(pods.createdAtUs[pod]) ? -Infinity : pods.createdAtUs[pod]
}

/** The fewest victims that budgets would keep; then the least important first victim, the least sum of priorities, the fewest victims, the latest start; the first candidate. */
function bestOf(state: ClusterState, candidates: readonly Candidate[]): Candidate | undefined {
  const offset = 2_147_483_648
  const ranks: readonly ((candidate: Candidate) => number)[] = [
    ({ violations }) => violations,
    ({ victims }) => (victims.length === 0 ? -Infinity : priorityOf(state, victims[0])),
    ({ victims }) => victims.reduce((sum, pod) => sum + priorityOf(state, pod) + offset, 0),
    ({ victims }) => victims.length,
    ({ victims }) => {
      const most = victims.filter((pod) => priorityOf(state, pod) === priorityOf(state, victims[0]))
      return -Math.min(...most.map((pod) => startOf(state, pod)))
    },
  ]
  let left = candidates
  for (const rank of ranks) {
    const least = Math.min(...left.map(rank))
    const best = left.filter((candidate) => rank(candidate) === least)
    if (best.length > 0) left = best
    if (left.length === 1) break
  }
  return left[0]
}

/** All victims but one at once, then the last; those that are on their way out already are left alone. */
function evict(state: ClusterState, waiting: Waiting, { victims, node }: Candidate): void {
  const { scheduler, pod: pods } = state
  const told = victims.filter((pod) => isActive(state, pod))
  for (const pod of victims) pods.isVictim[pod] = 1
  let endUs = state.nowUs
  for (const [place, pod] of told.entries()) {
    const isLast = place === told.length - 1
    const beginUs = isLast ? endUs : state.nowUs
    if (isLast) {
      waiting.lastVictim = pod
      waiting.lastVictimFromUs = beginUs
    }
    const workload = pods.workload[pod]
    const conditionUs = scheduler.client.call(state, ApiCall.PatchPodStatus, workload, beginUs)
    const deletedUs = scheduler.client.call(state, ApiCall.DeletePod, workload, conditionUs)
    schedule(state, EventKind.VictimDelete, pod, deletedUs, node)
    endUs = Math.max(endUs, deletedUs)
  }
  waiting.preemptingUntilUs = endUs
}

/**
 * Whether what happens now is lost on the pod, because its victims are being told to go: all of them but the last, or the last, unless the
 * scheduler sees that it goes or is gone already. Source: kubernetes v1.36 executor.go, IsPodRunningPreemption.
 */
export function isPreempting({ pod: pods, nowUs }: ClusterState, waiting: Waiting): boolean {
  if (waiting.preemptingUntilUs <= nowUs) return false
  return waiting.lastVictimFromUs > nowUs || pods.schedulerMark[waiting.lastVictim] === Counted.Yes
}

/** The API deletes a victim, unless somebody else was first. */
export function onVictimDelete(state: ClusterState, pod: PodId): void {
  if (state.pod.stage[pod] !== PodStage.Bound && state.pod.stage[pod] !== PodStage.Unscheduled) return
  recordScheduling(state, pod, PodEvent.Preempted, 0, 1)
  deletePod(state, pod, graceOf(state, pod), false)
}
