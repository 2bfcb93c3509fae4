/** What an event of a Deployment says of one of its ReplicaSets that it scales, as one number. */

/** More than a ReplicaSet has replicas. */
const replicasMax = 0x10_0000

type ToldScaling = { readonly set: number; readonly from: number; readonly to: number }

/** @param set place of its template among the templates of the workload: below 2^13, or the number is not exact. */
export function scalingDetail(set: number, from: number, to: number): number {
  return (set * replicasMax + from) * replicasMax + to
}

export function readScaling(detail: number): ToldScaling {
  const rest = Math.floor(detail / replicasMax)
  return { set: Math.floor(rest / replicasMax), from: rest % replicasMax, to: detail % replicasMax }
}
