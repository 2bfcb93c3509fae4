/** What is known of the requests of workloads when a replication is over. */
import type { SummaryRow } from '../../contract/run-result.ts'
import type { ClusterState } from '../../model/cluster-state.ts'

/** Amounts are sums of many small ones, whose last digits say nothing. */
export function wholeMillionths(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}

/** `null` where no traffic is simulated. */
export function requestsOf(
  { metrics, traffic }: ClusterState,
  workloads: readonly number[],
): Pick<SummaryRow['values'], 'requests_total' | 'failed_requests_total' | 'retried_requests_total'> {
  const { requests } = metrics
  const isServed = workloads.some((workload) => (traffic?.servedBy[workload].length ?? 0) > 0)
  const sum = (column: Float64Array): number | null =>
    isServed ? wholeMillionths(workloads.reduce((total, workload) => total + column[workload], 0)) : null
  return {
    requests_total: sum(requests.requests),
    failed_requests_total: sum(requests.failed),
    retried_requests_total: sum(requests.retried),
  }
}
