/** `kube_pod_container_status_restarts_total` as a range: restarts in so many pod days. */
import { dispersionOf } from './dispersion.ts'
import type { HappenedCount } from './observations.ts'
import type { OwnedSeries } from './owned-series.ts'

export const restartsName = 'kube_pod_container_status_restarts_total'

const dayUs = 86_400e6

/** What happened to one subject; undefined of instant values, whose time nobody knows. */
export function restartCount(group: readonly OwnedSeries[]): HappenedCount | undefined {
  const ranges = group.flatMap(({ steps, growth }) =>
    steps === undefined ? [] : [{ timeUs: steps.timeUs, growth }],
  )
  const podDays = ranges.reduce((sum, { timeUs }) => sum + (timeUs[timeUs.length - 1] - timeUs[0]) / dayUs, 0)
  if (!(podDays > 0)) return undefined
  const restarts = ranges.reduce((sum, { growth }) => sum + growth, 0)
  return {
    subject: group[0].subject,
    happened: {
      restarts: Math.round(restarts),
      podDays,
      dispersion: dispersionOf(ranges.map(({ growth }) => growth)),
    },
  }
}
