/** Rates of a busiest interval need an interval that the run has the whole of. */
import type { ClusterSpec } from '../../contract/cluster-spec.ts'

/** The first bucket after the warm-up that is not cut off by the warm-up or the end of the run; undefined = there is none, and peaks are unknown. */
export function firstWholeBucket({
  warmUpUs,
  intervalUs,
  durationUs,
}: Pick<ClusterSpec, 'warmUpUs' | 'intervalUs' | 'durationUs'>): number | undefined {
  const first = Math.ceil(warmUpUs / intervalUs)
  return (first + 1) * intervalUs > durationUs ? undefined : first
}
