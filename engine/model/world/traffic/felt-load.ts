/** What a probe of another container feels that asks a Service under load. */
import type { Group } from './cohort.ts'
import type { ServiceLoad } from './service-load.ts'

/** What load adds to an answer, on average. */
export function addedUs({ cohorts, spread, setting }: ServiceLoad): number {
  let share = 0
  let sumUs = 0
  for (const cohort of cohorts) {
    const each = spread.shareOf(cohort)
    if (each === 0) continue
    share += each
    // An outage that makes it slow is no load.
    const ownUs = setting.responses.meanUs * (cohort.level!.factor / cohort.pace.factor)
    sumUs += each * (cohort.waitUs + cohort.holdingUs - ownUs)
  }
  return share === 0 ? 0 : sumUs / share
}

/** Share of requests that go to pods of which proxies do not know yet that they do not answer. */
export function deadShare({ closed, silent, spread }: ServiceLoad): number {
  const sum = (groups: readonly Group[]): number =>
    groups.reduce((share, group) => share + spread.shareOf(group), 0)
  return sum(closed) + sum(silent)
}
