/** What a probe of another container feels that asks a Service under load. */
import type { Added, Met } from '../dependencies/asking.ts'
import type { Group } from './cohort.ts'
import { shareThatCallsWell } from './failures.ts'
import type { ServiceLoad } from './service-load.ts'
import { meanWaitUs } from './waiting.ts'

/** What load adds to an answer: of all pods that answer, as often as they are asked. */
export function addedBy(load: ServiceLoad): Added {
  const { cohorts, spread, setting } = load
  let share = 0
  let alwaysUs = 0
  let chance = 0
  let waitUs = 0
  for (const cohort of cohorts) {
    load.settle(cohort)
    const each = spread.shareOf(cohort)
    if (each === 0) continue
    share += each
    const { factor, wait } = cohort.level!
    // It never answers, whatever load adds.
    if (factor === Infinity) continue
    // An outage that makes it slow is no load.
    const ownUs = setting.responses.meanUs * (factor / cohort.pace.factor)
    const isByChance = cohort.backlogUs <= cohort.chanceUs
    alwaysUs += each * (cohort.holdingUs - ownUs + (isByChance ? 0 : cohort.backlogUs))
    if (!isByChance) continue
    chance += each * wait.chance
    waitUs += each * meanWaitUs(wait)
  }
  if (chance === 0) return { alwaysUs: share === 0 ? 0 : alwaysUs / share, chance: 0, spanUs: 0 }
  return { alwaysUs: alwaysUs / share, chance: chance / share, spanUs: waitUs / chance }
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
