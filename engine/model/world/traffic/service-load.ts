/**
 * The requests of a Service, or of what runs outside: who sends how many, where they go, what becomes of them. Amounts and rates, no request is an event. What
 * holds from one event to the next stands here; `service-levels.ts` works out what follows from it.
 */
import type { ServiceRef } from '../../../contract/cluster-spec.ts'
import type { PodId } from '../../ids.ts'
import type { RequestCounts } from '../../metrics/request-counts.ts'
import { type Cohort, Group } from './cohort.ts'
import { Cohorts } from './cohorts.ts'
import { type OfferedLoad, requestsIn } from './offered-load.ts'
import type { Responses } from './responses.ts'
import { RetryLine } from './retry-line.ts'
import type { Rival } from './rivals.ts'
import { Spread } from './spread.ts'
import { retransmissionUs, StuckConnections } from './stuck-connections.ts'
import type { Target } from './target.ts'

/** Calls from one to another. */
export type Call = {
  readonly from: ServiceLoad
  readonly to: ServiceLoad
  readonly perRequest: number
  /** It closes a circle of calls. */
  readonly isBack: boolean
  /** Calls per second now. */
  rate: number
}

export type LoadSetting = {
  readonly ref: ServiceRef
  /** Workloads that it selects. */
  readonly workloads: readonly number[]
  /** By workload: place of the container that answers, among the regular ones. */
  readonly servers: readonly number[]
  readonly offered: OfferedLoad
  readonly responses: Responses
  readonly concurrency: number
  readonly timeoutUs: number
  /** Share of the answers that are errors. */
  readonly errorRate: number
  readonly retries: { readonly max: number; readonly backoffUs: number; readonly budget: number }
  readonly keepsConnections: boolean
}

export class ServiceLoad {
  /** Place among all loads: callers before those whom they call. */
  readonly place: number
  readonly setting: LoadSetting
  readonly spread: Spread
  readonly targets = new Map<PodId, Target>()
  /** Targets that are ready, and that serve though they terminate, as proxies have them; whether these get the requests (R6). */
  readyCount = 0
  fallbackCount = 0
  usesFallback = false
  /** Targets of which their containers have not been told what they are now. */
  moved: Target[] = []
  readonly cohorts: Cohorts
  /** What is the same for all cohorts: time that the calls of a request take, changes of what rivals take, and what an outage makes of it. */
  footing = { callsUs: 0, rivalChanges: 0, slowness: 1, isClosed: false }
  /** Requests per second that each known target is sent, if connections are not kept, and requests so far. */
  each = 0
  sent = 0
  /** Targets that nobody listens at, and that do not answer: by workload. */
  readonly closed: readonly Group[]
  readonly silent: readonly Group[]
  /** Kept connections to those that hang, and on machines without power. */
  readonly hung: StuckConnections
  readonly dark: StuckConnections
  calls: readonly Call[] = []
  callers: readonly Call[] = []
  /** By workload: other loads whose requests the same container answers; and the cores that these know it to take of a pod. */
  rivals: readonly (readonly Rival[])[] = []
  readonly shownToRivals: Float64Array
  shownChanges = 0
  /** Requests per second by number of the try: first tries, first retries ... */
  readonly tries: Float64Array
  /** What fails at once, when the client gives up waiting, and with an answer, on its way back. */
  readonly refusals: RetryLine
  readonly timeouts: RetryLine
  readonly errors: RetryLine
  /** Of the failures that may be tried again, the share that the budget admits. */
  admitted = 1
  /** Of the requests that are answered in time, the share of errors: these have failed already when a pod loses them. */
  errorShare = 0
  /** By workload, per second. */
  readonly requestRates: Float64Array
  readonly failRates: Float64Array
  /** Until when all this is counted. */
  sinceUs = 0
  stamp = 0
  /** When it is looked at next; Infinity = nothing is to come. */
  dueUs = Infinity
  /** What a caller meets: time until it has an answer or gives up, and the share of its requests that fail, retries and all. */
  answerUs = 0
  failShare = 0
  /** As callers have been told. */
  readonly shown = { answerRung: 0, failShare: 0 }
  /** Time in which some of its targets had about as much as they can do. */
  nearSaturationUs = 0
  /** Requests that targets have taken in, worked on and lost, so far. */
  taken = 0
  worked = 0
  lost = 0

  constructor(place: number, setting: LoadSetting) {
    const { retries, timeoutUs, responses, workloads } = setting
    this.place = place
    this.setting = setting
    this.spread = new Spread(setting.keepsConnections)
    this.tries = new Float64Array(retries.max + 1)
    this.refusals = new RetryLine(retries.backoffUs, retries.max)
    this.timeouts = new RetryLine(retries.backoffUs + (this.waitsForEver ? 0 : timeoutUs), retries.max)
    this.errors = new RetryLine(retries.backoffUs + responses.meanUs, retries.max)
    const groups = Math.max(1, workloads.length)
    this.closed = Array.from({ length: groups }, (_, workload) => new Group(workload))
    this.silent = Array.from({ length: groups }, (_, workload) => new Group(workload))
    this.hung = new StuckConnections(timeoutUs)
    this.dark = new StuckConnections(Math.min(timeoutUs, retransmissionUs))
    this.cohorts = new Cohorts(groups)
    this.shownToRivals = new Float64Array(groups)
    this.requestRates = new Float64Array(groups)
    this.failRates = new Float64Array(groups)
  }

  get hasRivals(): boolean {
    return this.rivals.some((each) => each.length > 0)
  }

  /** Whether clients wait as long as it takes. */
  get waitsForEver(): boolean {
    return this.setting.timeoutUs === Infinity
  }

  get lines(): readonly RetryLine[] {
    return [this.refusals, this.timeouts, this.errors]
  }

  /** All requests per second. */
  get rate(): number {
    return this.tries.reduce((sum, rate) => sum + rate, 0)
  }

  /** Requests per second that are worked on: what calls others. */
  get outflow(): number {
    let sum = 0
    for (const { outflow, members } of this.cohorts) sum += outflow * members.size
    return sum
  }

  /** Counts what has been since it was looked at last, but for what happened to cohorts. */
  advance(nowUs: number, counts: RequestCounts): void {
    const { setting, sinceUs } = this
    if (nowUs === sinceUs) return
    this.sinceUs = nowUs
    if (setting.ref.kind === 'service') this.count(sinceUs, nowUs, counts)
    this.sent += requestsIn(this.each, nowUs - sinceUs)
    if (this.cohorts.sums.nearCount > 0) this.nearSaturationUs += nowUs - sinceUs
    for (const line of this.lines) line.advance(nowUs)
  }

  /** The members of a cohort change: what has happened to it until now is counted, and it is worked on at the end of the instant. */
  touch(cohort: Cohort): void {
    this.settle(cohort)
    this.cohorts.touch(cohort)
  }

  /** Counts what has happened to a cohort until now. */
  settle(cohort: Cohort): void {
    const { sinceUs: nowUs, sent, spread } = this
    const { settledUs, sentBefore, inflow, members, level } = cohort
    cohort.settledUs = nowUs
    cohort.sentBefore = sent
    if (settledUs === nowUs) return
    const lengthUs = nowUs - settledUs
    const came = spread.keepsConnections || inflow === 0 ? requestsIn(inflow, lengthUs) : sent - sentBefore
    cohort.paused?.add(settledUs, nowUs, came)
    this.taken += came * members.size
    this.worked += cohort.advance(lengthUs, came) * members.size
    if (level !== undefined && !cohort.pace.isPaused)
      level.answered += came * members.size * (1 - level.lateShare)
  }

  private count(fromUs: number, toUs: number, counts: RequestCounts): void {
    const { ref, workloads } = this.setting
    const rate = this.rate
    if (rate === 0) return
    const retriedShare = 1 - this.tries[0] / rate
    for (let row = 0; row < this.requestRates.length; row++) {
      const requests = this.requestRates[row]
      counts.add(ref.index, workloads[row] ?? -1, fromUs, toUs, {
        requests,
        failed: this.failRates[row],
        retried: requests * retriedShare,
      })
    }
  }
}
