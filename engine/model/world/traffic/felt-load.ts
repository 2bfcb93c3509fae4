/** What a probe of another container feels that asks a Service under load. */
import type { Met } from '../dependencies/asking.ts'
import type { Group } from './cohort.ts'
import { shareThatCallsWell } from './failures.ts'
import type { ServiceLoad } from './service-load.ts'

/** What load adds to an answer, on average. */
export function addedUs(load: ServiceLoad): number {
  const { cohorts, spread, setting } = load
  let share = 0
  let sumUs = 0
  for (const cohort of cohorts) {
    load.settle(cohort)
    const each = spread.shareOf(cohort)
    if (each === 0) continue
    share += each
    // It never answers, whatever load adds.
    if (cohort.level!.factor === Infinity) continue
    // An outage that makes it slow is no load.
    const ownUs = setting.responses.meanUs * (cohort.level!.factor / cohort.pace.factor)
    sumUs += each * (cohort.waitUs + cohort.holdingUs - ownUs)
  }
  return share === 0 ? 0 : sumUs / share
}

/**
 * Shares of what asks that end otherwise than well: nobody listens, the pod does not answer - both as long as proxies do not know -, those whom it calls fail. How long
 * somebody who asks bears a wait is his own affair, and what an outage makes of it is no load.
 */
export function metBy(load: ServiceLoad): Met {
  const { closed, silent, spread } = load
  const sum = (groups: readonly Group[]): number =>
    groups.reduce((share, group) => share + spread.shareOf(group), 0)
  return { refused: spread.nowhere + sum(closed), late: sum(silent), errors: 1 - shareThatCallsWell(load) }
}
