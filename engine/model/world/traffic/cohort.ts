/**
 * Targets that nothing tells apart: they answer as fast, get as much, and as much waits in front of each. What happens to them happens to all, so a Service costs
 * as much as it has cohorts, not as it has pods. A pod that starts while others have a backlog begins a cohort; cohorts that have come as far as
 * another, to a rung of the wait, join it. A cohort is worked on when something changes for it, and what happened to it until then is counted in one step.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { Summed } from './cohort-sums.ts'
import type { PausedRequests } from './paused-requests.ts'
import type { ResponseLevel, ResponseTable } from './responses.ts'
import type { Shares } from './spread.ts'
import type { Target } from './target.ts'
import { noWait, type WaitLaw } from './waiting.ts'

/** Targets of a workload that do not answer, for one reason. */
export class Group implements Shares {
  readonly workload: number
  readonly members = new Set<Target>()
  known = 0
  joined = 0
  kept = 0

  constructor(workload: number) {
    this.workload = workload
  }

  add(target: Target): void {
    target.group = this
    this.members.add(target)
    this.count(target, 1)
  }

  remove(target: Target): void {
    this.members.delete(target)
    this.count(target, -1)
    // Differences of sums leave a rest.
    if (this.known === 0) this.joined = 0
    if (this.members.size === 0) this.kept = 0
  }

  private count({ isKnown, joined, kept }: Target, by: number): void {
    if (isKnown) {
      this.known += by
      this.joined += by * joined
    } else this.kept += by * kept
  }
}

/** How fast targets answer. */
export type Pace = {
  /** Among those of its Service. */
  readonly number: number
  /** On the service time. */
  readonly factor: number
  /** They stand still for a while. */
  readonly isPaused: boolean
} & CpuPace

export type CpuPace = {
  /** CPU work of a request. */
  readonly cpuUs: number
  /** What others on the node add to the service time. */
  readonly stretchedUs: number
  /** Cores that all its requests could get. */
  readonly cores: number
}

export const noCpu: CpuPace = { cpuUs: 0, stretchedUs: 0, cores: Infinity }

/** Targets that answer. Rates and backlog are those of each. */
export class Cohort extends Group {
  readonly pace: Pace
  /** When the first of them came. */
  sinceUs = 0
  /** What has come in a pause that holds now. */
  paused: PausedRequests | undefined
  /** Requests that wait. */
  backlog = 0
  /** Requests per second that come, and that it can answer. */
  inflow = 0
  capacity = Infinity
  /** Time that a request takes a worker. */
  holdingUs = 0
  level: ResponseLevel | undefined
  /** Responses of such pods, and requests per second that what waits is worked off with, now or when they go on. */
  table: ResponseTable | undefined
  drain = Infinity
  /** Whether so much comes that waits of the long run come about more slowly than the formula has them. */
  isNearSaturation = false
  /** What its backlog and its counts include: time, and requests that each known target had been sent by then. */
  settledUs = 0
  sentBefore = 0
  /** Its members, its rate or its rung may have changed since it was worked on. */
  isTouched = false
  /** A change of the inflow by so much is as good as none. */
  slack = 0
  /** When its backlog comes to another rung, or to its end; Infinity = it stays. */
  turnUs = Infinity
  turnPlace = -1
  readonly summed: Summed = {
    got: 0,
    late: 0,
    lateInPause: 0,
    inTimeUs: 0,
    isNear: false,
  }
  /** By what cohorts are found that are alike. */
  key = Number.NaN
  /** Rung of the time that the backlog takes. */
  rung = 0
  /** The last rung that counts as none. */
  floor = 0
  /** What a request waits by chance, on average. */
  chanceUs = 0
  /** What a probe waits for a worker by chance; and requests that have one while they wait for the CPU, and are in nobody's way. */
  workerWait: WaitLaw = noWait
  inWork = 0
  /** Cores that the requests of each would take if nobody else wanted any. */
  cores = 0
  /** Wait, and cores, as their containers have been told. */
  shownWait = 0
  shownCores = 0

  constructor(workload: number, pace: Pace) {
    super(workload)
    this.pace = pace
  }

  /** Until its load is worked out, at the end of this instant, its targets work as they did. */
  goesOnAs({ inflow, capacity, holdingUs, level }: Cohort): void {
    this.inflow = inflow
    this.capacity = capacity
    this.holdingUs = holdingUs
    this.level = level
  }

  /** Whether it works as fast as it can. */
  get isBusy(): boolean {
    return this.backlog > 0 || this.inflow > this.capacity
  }

  /** Requests per second that it works on. */
  get outflow(): number {
    return this.isBusy ? this.capacity : this.inflow
  }

  /** Time that the backlog takes. */
  get backlogUs(): number {
    return this.backlog === 0 ? 0 : (this.backlog / this.drain) * usPerSecond
  }

  /** What a request waits, on average. */
  get waitUs(): number {
    return Math.max(this.backlogUs, this.chanceUs)
  }

  /** Time until a worker is free. */
  get workersUs(): number {
    return this.backlog <= this.inWork ? 0 : ((this.backlog - this.inWork) / this.drain) * usPerSecond
  }

  /** Goes on for so long, in which so many requests came to each, and returns the requests that each has worked on. */
  advance(lengthUs: number, came: number): number {
    const worked = Math.min(this.backlog + came, this.capacity * (lengthUs / usPerSecond))
    this.backlog = Math.max(0, this.backlog + came - worked)
    return worked
  }
}
