/** The intervals of the time series of which a peak can be told: those that lie wholly in the time that counts. */
import type { ClusterSpec } from '../../contract/cluster-spec.ts'

type Times = Pick<ClusterSpec, 'warmUpUs' | 'intervalUs' | 'durationUs'>

/** The first that lies wholly after the warm-up. */
export function firstWholeBucket({ warmUpUs, intervalUs }: Times): number {
  return Math.ceil(warmUpUs / intervalUs)
}

/** Whether there is any. If the last is cut off by the end of the run it counts with its whole width. */
export function hasWholeBucket(times: Times): boolean {
  return (firstWholeBucket(times) + 1) * times.intervalUs <= times.durationUs
}
