/**
 * Storms that settings start: what a setting does to others - restarts that take pods away, which leaves the rest more to do - no formula of one container sees. Only a
 * scenario that says what is shared can show it: requests, processors, numbers of processes and ports of a node, or services that containers need.
 */
import {
  type ClusterSpec,
  containersOfPod,
  leaks,
  podSpecsOf,
  sharesCpu,
} from '../../../contract/cluster-spec.ts'
import type { ComparedMetric, Comparison } from '../../../contract/comparison-result.ts'
import type { Storm, StormyWorkload } from '../../../contract/recommendation.ts'
import type { RunResult, SummaryMetric } from '../../../contract/run-result.ts'

/** Replications that tell a storm from chance, at least. */
export const stormReplicationsMin = 4
/** So many times as much is a storm; less is what a setting costs. */
const stormFactor = 2

/** Whether containers of a scenario feel each other. */
export function feelsLoad(spec: ClusterSpec): boolean {
  return (
    spec.services.some(({ traffic }) => traffic !== undefined) ||
    sharesCpu(spec) ||
    leaks(spec) ||
    needsOthers(spec)
  )
}

function needsOthers({ workloads }: ClusterSpec): boolean {
  const containers = workloads.flatMap(podSpecsOf).flatMap(containersOfPod)
  return containers.some(({ behavior: { dependsOn = [] } }) => dependsOn.length > 0)
}

/** What surely gets worse at least twofold, by workload. */
export function stormsIn({ metrics }: Comparison): Storm[] {
  const storms = metrics.flatMap((found) => (isStorm(found, metrics) ? [stormOf(found)] : []))
  return storms.filter(({ workload }) => workload !== '*')
}

/** Each with the least that counts: restarts, and seconds without a ready pod. */
const leastOf: Partial<Record<SummaryMetric, number>> = { false_restarts_total: 1, zero_ready_seconds: 1 }

function isStorm(found: ComparedMetric, all: Comparison['metrics']): boolean {
  const { metric, workload } = found
  const least = leastOf[metric]
  if (least !== undefined) return isMore(found, least)
  // Later detection fails more requests too. It is a storm where pods come and go that did not before.
  if (metric !== 'failed_requests_total' || !isMore(found, 1)) return false
  const moves = all.find((each) => each.workload === workload && each.metric === 'ready_transitions_total')
  return moves !== undefined && isMore(moves, 1)
}

function isMore({ base, head, difference, finding }: ComparedMetric, least: number): boolean {
  if (finding !== 'more' || base.mean === null || head.mean === null || difference.mean === null) return false
  return head.mean >= stormFactor * base.mean && difference.mean >= least
}

function stormOf({ workload, metric, base, head, difference }: ComparedMetric): Storm {
  return {
    workload,
    metric,
    base: base.mean!,
    head: head.mean!,
    differenceLow: difference.ci95Low!,
    differenceHigh: difference.ci95High!,
  }
}

/** Workloads whose containers are restarted falsely, at least once each. */
export function stormyIn({ estimates }: Pick<RunResult, 'estimates'>): StormyWorkload[] {
  return estimates.flatMap(({ workload, metrics }) => {
    const falseRestarts = metrics.false_restarts_total.mean ?? 0
    const containers = metrics.containers.mean ?? 0
    if (workload === '*' || falseRestarts === 0 || falseRestarts < containers) return []
    return [
      {
        workload,
        falseRestarts,
        zeroReadySeconds: metrics.zero_ready_seconds.mean ?? 0,
        failedRequests: metrics.failed_requests_total.mean,
      },
    ]
  })
}
