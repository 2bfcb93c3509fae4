/** Which requests fail, and which of those are tried again. */
import { power } from '../../../kernel/power.ts'
import { type Outage, takesNothing } from '../outage.ts'
import type { ServiceLoad } from './service-load.ts'

/** Shares of all requests that end otherwise than well: refused, given up, answered with an error. */
export function fail(load: ServiceLoad, outage: Outage): void {
  const { setting, spread, requestRates, failRates, rate, tries } = load
  const { got, late: lateSum, lateInPause } = load.cohorts.sums
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
  const whole = wholeOf(load)
  for (let workload = 0; workload < got.length; workload++) {
    if (got[workload] === 0) continue
    const share = got[workload] / whole
    const lateShare = takesNothing(outage) ? share : within(0, lateSum[workload] / whole, share)
    const errorsShare = (share - lateShare) * errorShare
    if (outage.refuses) refused += share
    else late += lateShare
    errors += errorsShare
    add(workload, share, lateShare + errorsShare)
  }
  // A client that never gives up does not try again what is never answered.
  const givenUp = load.waitsForEver ? 0 : late
  admit(load, refused + givenUp + errors)
  const { admitted } = load
  load.refusals.fails(refused * admitted, tries, tries[0])
  load.timeouts.fails(givenUp * admitted, tries, tries[0])
  load.errors.fails(errors * admitted, tries, tries[0])
  const lateLater = takesNothing(outage) || lateInPause === 0 ? 0 : (lateInPause / whole) * (1 - errorShare)
  answer(load, refused, late + lateLater, errors)
}

/** Cohorts that have changed are put into the sums anew; where connections are kept the share of each may have. */
export function sumUp({ cohorts, spread, setting }: ServiceLoad): void {
  if (spread.keepsConnections) cohorts.sums.clear(cohorts)
  for (const cohort of spread.keepsConnections ? cohorts : cohorts.changed)
    if (cohort.members.size > 0)
      cohorts.sums.set(
        cohort,
        spread.keepsConnections ? spread.shareOf(cohort) : cohort.known,
        setting.timeoutUs,
      )
}

/** Sums have a rest of rounding. */
function within(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}

/** All requests, in the amounts of the sums. */
function wholeOf({ spread }: ServiceLoad): number {
  return spread.keepsConnections ? 1 : spread.known
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
  const { setting, cohorts, admitted } = load
  const { max, backoffUs } = setting.retries
  const failed = Math.min(1, refused + late + errors)
  const goesOn = Math.min(1, refused + (load.waitsForEver ? 0 : late) + errors) * admitted
  let tryUs = late === 0 ? 0 : late * setting.timeoutUs
  if (cohorts.sums.inTimeUs > 0) tryUs += cohorts.sums.inTimeUs / wholeOf(load)
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
