/**
 * What the scheduler says of a pod that it finds no node for (D6). Source: kubernetes v1.36 pkg/scheduler/framework/types.go, FitError;
 * framework/plugins (reasons); framework/preemption/preemption.go and plugins/defaultpreemption.
 */
import { atLeast } from '../contract/cluster-spec.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import type { Failure, PreemptionOutcome } from '../model/control/scheduler/failures.ts'

/** By bit of `Reason`. */
const words = [
  'node(s) were unschedulable',
  'node(s) had untolerated taint(s)',
  "node(s) didn't match Pod's node affinity/selector",
  "node(s) didn't have free ports for the requested pod ports",
  'Too many pods',
  'Insufficient cpu',
  'Insufficient memory',
  "node(s) didn't match pod topology spread constraints",
  "node(s) didn't match pod topology spread constraints (missing required label)",
  "node(s) didn't match pod affinity rules",
  "node(s) didn't match pod anti-affinity rules",
  "node(s) didn't satisfy existing pods anti-affinity rules",
] as const
const mismatchedBit = 2

/** What the scheduler says of a pod now, by number; -1 = nothing. */
export function failureOf({ scheduler }: ClusterState, pod: PodId): number {
  return scheduler.queue.waiting.get(pod)?.failure ?? -1
}

/** @param number of the failure. */
export function unschedulableText(state: ClusterState, pod: PodId, number: number): string {
  const { scheduler, spec } = state
  const failure = scheduler.failures.list[number]
  const { nodes, refused, elsewhere } = failure
  if (nodes === 0) return 'no nodes available to schedule pods'
  const refusals = spec.workloads[state.pod.workload[pod]].nodes?.refusals ?? []
  const reasons = refused.flatMap((count, bit): [number, string][] => {
    if (bit !== mismatchedBit) return [[count, wordsOf(state, bit)]]
    if (count === 0 || refusals.length < 2) return [[count, refusals[0]?.reason ?? words[bit]]]
    return refusals.map(({ reason, nodes: refusedFor }) => [refusedFor, reason])
  })
  const all = [...reasons, [elsewhere, "node(s) didn't satisfy plugin(s) [NodeAffinity]"] as [number, string]]
  const claims = atLeast(spec.kubernetesVersion, '1.34') ? ' no new claims to deallocate,' : ''
  const why = preemptionText(state, failure, failure.preemption)
  return `0/${nodes} nodes are available: ${counted(all)}.${why === '' ? '' : `${claims} preemption: ${why}`}`
}

/** Empty if preemption makes room. */
function preemptionText(state: ClusterState, { nodes }: Failure, outcome: PreemptionOutcome): string {
  switch (outcome.kind) {
    case 'helps':
      return ''
    case 'waits':
      return 'not eligible due to a terminating pod on the nominated node.'
    case 'never':
      return 'not eligible due to preemptionPolicy=Never.'
    case 'none': {
      const reasons = outcome.refused.map((count, bit): [number, string] => [count, wordsOf(state, bit)])
      return `0/${nodes} nodes are available: ${counted([
        ...reasons,
        [outcome.withoutVictims, 'No preemption victims found for incoming pod'],
        [outcome.unhelpful, 'Preemption is not helpful for scheduling'],
      ])}.`
    }
  }
}

function wordsOf({ scheduler }: ClusterState, bit: number): string {
  return bit < words.length ? words[bit] : `Insufficient ${scheduler.cache.otherNames[bit - words.length]}`
}

/** As texts they are sorted, numbers and all. */
function counted(reasons: readonly (readonly [number, string])[]): string {
  return reasons
    .filter(([count]) => count > 0)
    .map(([count, reason]) => `${count} ${reason}`)
    .sort()
    .join(', ')
}
