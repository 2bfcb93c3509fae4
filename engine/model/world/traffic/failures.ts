/** Which requests fail, and which of those are tried again. */
import { power } from '../../../kernel/power.ts'
import { type Outage, takesNothing } from '../outage.ts'
import type { ServiceLoad } from './service-load.ts'

/** Shares of all requests that end otherwise than well: refused, given up, answered with an error. */
export function fail(load: ServiceLoad, outage: Outage): void {
  const { setting, spread, requestRates, failRates, rate, tries } = load
  const calledFails = 1 - shareThatCallsWell(load)
  const errorShare = 1 - (1 - Math.max(setting.errorRate, outage.errs ? 1 : 0)) * (1 - calledFails)
  load.errorShare = errorShare
  let refused = spread.nowhere
  let late = 0
  let errors = 0
  const nowhere = spread.nowhere / requestRates.length
  requestRates.fill(rate * nowhere)
  failRates.fill(rate * nowhere)
  const add = (workload: number, share: number, failedShare: number): void => {
    requestRates[workload] += rate * share
    failRates[workload] += rate * failedShare
  }
  for (const group of load.closed) {
    const share = spread.shareOf(group)
    refused += share
    add(group.workload, share, share)
  }
  for (const group of load.silent) {
    const share = spread.shareOf(group)
    late += share
    add(group.workload, share, share)
  }
  for (const cohort of load.cohorts) {
    const share = spread.shareOf(cohort)
    // What comes in a pause is late, or in time, when that is over.
    const lateShare = takesNothing(outage) ? 1 : cohort.pace.isPaused ? 0 : cohort.level!.lateShare
    const failedShare = lateShare + (1 - lateShare) * errorShare
    if (outage.refuses) refused += share
    else late += share * lateShare
    errors += share * (failedShare - lateShare)
    add(cohort.workload, share, share * failedShare)
  }
  // A client that never gives up does not try again what is never answered.
  const givenUp = load.waitsForEver ? 0 : late
  admit(load, refused + givenUp + errors)
  const { admitted } = load
  load.refusals.fails(refused * admitted, tries, tries[0])
  load.timeouts.fails(givenUp * admitted, tries, tries[0])
  load.errors.fails(errors * admitted, tries, tries[0])
  answer(load, refused, late, errors)
}

/** Share of requests whose calls of others all go well. */
export function shareThatCallsWell({ calls }: ServiceLoad): number {
  let share = 1
  for (const { to, perRequest } of calls) {
    // Of 2.3 calls per request each request makes two, and three in ten a third.
    const whole = Math.floor(perRequest)
    share *= power(1 - to.failShare, whole) * (1 - (perRequest - whole) * to.failShare)
  }
  return share
}

/** The budget bears retries up to a share of first tries. */
function admit(load: ServiceLoad, failedShare: number): void {
  const { tries, setting } = load
  let failing = 0
  for (let number = 0; number < setting.retries.max; number++) failing += tries[number] * failedShare
  const borne = setting.retries.budget * tries[0]
  load.admitted = failing > borne ? borne / failing : 1
}

/** What a caller meets, whose tries fail by these shares and are repeated. */
function answer(load: ServiceLoad, refused: number, late: number, errors: number): void {
  const { setting, cohorts, spread, admitted } = load
  const { max, backoffUs } = setting.retries
  const failed = Math.min(1, refused + late + errors)
  const goesOn = Math.min(1, refused + (load.waitsForEver ? 0 : late) + errors) * admitted
  let tryUs = late === 0 ? 0 : late * setting.timeoutUs
  for (const cohort of cohorts) {
    const { lateShare, meanUs } = cohort.level!
    const inTime = spread.shareOf(cohort) * (1 - lateShare)
    if (inTime > 0) tryUs += inTime * Math.min(meanUs, setting.timeoutUs)
  }
  let share = 1
  load.answerUs = tryUs
  load.failShare = 0
  for (let number = 0; number < max; number++) {
    load.failShare += share * (failed - goesOn)
    share *= goesOn
    load.answerUs += share === 0 ? 0 : share * (tryUs + backoffUs)
  }
  load.failShare = Math.min(1, load.failShare + share * failed)
}
