/** One probe of one workload with all that formulas need of it. */

import { isDeepStrictEqual } from 'node:util'
import type {
  BehaviorSpec,
  ContainerSpec,
  ProbeHandler,
  ProbeSpec,
  ProbeTypeName,
  WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import {
  type KnownBy,
  type MistakeCount,
  monthSeconds,
  type QueuedProbe,
  type RatedSetting,
  type StartCrowd,
} from '../../../contract/recommendation.ts'
import { type Law, lawOf } from '../../../kernel/law.ts'
import { nearestRank } from '../../../kernel/statistics.ts'
import { graceUsMin } from '../../../model/node/runtime/container-lifecycle.ts'
import type { Cells } from '../../theory/asked-answers.ts'
import {
  detectionBounds,
  type Mistakes,
  noticesHangs,
  ProbeAnswers,
  type ProbeSetting,
  settingOf,
  startKillProbability,
} from '../../theory/failure-detector.ts'
import { firstRunsOfNewPod } from '../../theory/first-start.ts'
import type { Outage } from '../../theory/outages.ts'
import { startupLaws } from '../../theory/paused-starts.ts'
import { type ServiceLoad, waitingRatio } from '../../theory/service-load.ts'
import { latencyKnownBy, type Order, orderOf, startsKnownBy } from './known.ts'
import { type BackoffLimits, restartWaitSeconds } from './restart-wait.ts'
import { searchMax } from './search-space.ts'

/** A limit counts as kept if so many of the draws of the fitted laws keep it. */
export const drawsShare = 0.9
/** Runs that wait too long are no matter below this share. */
const queuedWorth = 0.001
/** Timeouts by which the outages of two probes are compared; the least and the most that is searched. */
const outageTimeouts = [1, 5, searchMax.timeoutSeconds] as const
/** Steps of the integral over a grace period. */
const meanSteps = 1000

/** What a case needs to know of the kubelet. */
type KubeletFacts = BackoffLimits & { readonly seesStartsAtOnce: boolean }

/** What a probe meets beside its container. */
export type Around = {
  /** The longest outage of the scenario, by the timeout of the probe in seconds. */
  readonly outageAt?: (timeoutSeconds: number) => Outage | undefined
  /** What its starts are judged by, if not by a start alone. */
  readonly crowd?: StartCrowd
  /** What its runs meet with services that they ask. */
  readonly asked?: Cells
  /** Requests that its runs wait with for a worker. */
  readonly loads?: readonly ServiceLoad[]
}

export class ProbeCase {
  readonly workloadIndex: number
  readonly workload: WorkloadSpec
  readonly container: ContainerSpec
  readonly type: ProbeTypeName
  readonly probe: ProbeSpec
  readonly answers: ProbeAnswers
  readonly current: ProbeSetting
  /** Containers of the workload that have this probe. */
  readonly containers: number
  readonly #startups: readonly Law[]
  /** From the request to stop to a container that answers again, on average. */
  readonly #restartSeconds: number
  /** The part of it in which there is a process: it stops, or it starts up. */
  readonly withProcessSeconds: number
  readonly #startSeconds: number
  readonly #graceSeconds: number
  readonly #kubelet: KubeletFacts
  readonly #slowdown: number
  readonly #around: Around
  #firstRuns: { readonly periodSeconds: number; readonly seconds: readonly number[] | undefined } | undefined
  #draws: readonly ProbeCase[] | undefined
  /** Whether the input says how long its answers take; else a default stands for it. */
  readonly knowsLatency: boolean
  /** The longest outage of the scenario that makes its runs fail and passes by itself, by its timeout in seconds. */
  readonly outageAt: (timeoutSeconds: number) => Outage | undefined
  /** What its starts are judged by, if not by a start alone. */
  readonly crowd: StartCrowd | undefined

  constructor(
    workloadIndex: number,
    workload: WorkloadSpec,
    container: ContainerSpec,
    type: ProbeTypeName,
    kubelet: KubeletFacts,
    knowsLatency = true,
    slowdown = 1,
    around: Around = {},
  ) {
    const { behavior } = container
    this.workloadIndex = workloadIndex
    this.workload = workload
    this.container = container
    this.type = type
    this.probe = container.probes[type]!
    this.#around = around
    this.answers = new ProbeAnswers(behavior, type, slowdown, around.asked)
    this.current = settingOf(this.probe)
    this.containers = workload.replicas
    this.#slowdown = slowdown
    this.knowsLatency = knowsLatency
    this.outageAt = around.outageAt ?? (() => undefined)
    this.crowd = around.crowd
    this.#startups = startupLaws(behavior, container.cpu)
    const graceUs = this.probe.terminationGraceUs ?? workload.pod.terminationGraceUs
    const { process, start } = restartSeconds(behavior, graceUs, slowdown)
    this.#graceSeconds = Math.max(graceUs, graceUsMin) / 1e6
    this.withProcessSeconds = process
    this.#restartSeconds = process + start
    this.#startSeconds = start
    this.#kubelet = kubelet
  }

  /** The same with answers and starts that take `slowdown` times as long; how well they are known is no part of that. */
  slower(slowdown: number): ProbeCase {
    const { uncertainty: _, ...behavior } = this.container.behavior
    return this.#like({ ...this.container, behavior }, this.type, slowdown)
  }

  #like(container: ContainerSpec, type: ProbeTypeName, slowdown = this.#slowdown): ProbeCase {
    const { workloadIndex, workload, knowsLatency } = this
    return new ProbeCase(
      workloadIndex,
      workload,
      container,
      type,
      this.#kubelet,
      knowsLatency,
      slowdown,
      this.#around,
    )
  }

  /** The same with each of the behaviors that the observations allow; empty = nothing says which. */
  get draws(): readonly ProbeCase[] {
    this.#draws ??= (this.container.behavior.uncertainty?.draws ?? []).map((behavior) =>
      this.#like({ ...this.container, behavior }, this.type),
    )
    return this.#draws
  }

  /** The figure that a share of the draws do not exceed; undefined = there are none. */
  drawn(figure: (draw: ProbeCase) => number, share = drawsShare): number | undefined {
    const { draws } = this
    if (draws.length === 0) return undefined
    const figures = draws.map(figure).sort((a, b) => a - b)
    return nearestRank(figures, share)
  }

  get order(): Order {
    return orderOf(this.container.behavior, this.type, this.answers.failure(this.current.timeoutSeconds))
  }

  /** Where what is known of its answers comes from; of a startup probe, of the starts that it waits for. */
  get knownBy(): KnownBy {
    const { behavior } = this.container
    return this.type === 'startup'
      ? startsKnownBy(behavior, this.knowsStarts)
      : latencyKnownBy(behavior, this.type, this.knowsAnswers)
  }

  /** Mistakes a month if failed runs all come together, as many as make one at a time: no order of them makes more. */
  togetherPerMonth({ periodSeconds, timeoutSeconds, failureThreshold }: ProbeSetting): number {
    const failedPerSecond = this.answers.failure(timeoutSeconds) / periodSeconds
    return (failedPerSecond * this.containers * monthSeconds) / failureThreshold
  }

  /** The same behind this startup probe (P19), and that startup probe. */
  behind(startup: ProbeSpec): { readonly gated: ProbeCase; readonly gate: ProbeCase } {
    const container = { ...this.container, probes: { ...this.container.probes, startup } }
    return { gated: this.#like(container, this.type), gate: this.#like(container, 'startup') }
  }

  /** The same by another handler, of whose answers nobody knows how long they take. */
  askedBy(handler: ProbeHandler): ProbeCase {
    const { container, type, workloadIndex, workload } = this
    const probes = { ...container.probes, [type]: { ...this.probe, handler } }
    const asked = { ...container, probes }
    return new ProbeCase(
      workloadIndex,
      workload,
      asked,
      type,
      this.#kubelet,
      false,
      this.#slowdown,
      this.#around,
    )
  }

  /** Whether the same holds of both, whatever their containers are called. */
  isLike(other: ProbeCase): boolean {
    return isDeepStrictEqual(this.#matters(), other.#matters())
  }

  #matters(): unknown[] {
    const { name: _, image: __, probes: ___, ...container } = this.container
    const { terminationGraceUs, hasVolumes } = this.workload.pod
    return [
      this.type,
      this.knowsLatency,
      this.containers,
      this.workload.livePods,
      this.probe,
      this.isGated,
      [...outageTimeouts, this.current.timeoutSeconds].map(this.outageAt),
      this.#around.loads,
      terminationGraceUs,
      hasVolumes,
      container,
    ]
  }

  /** The outage that it meets with its present timeout. */
  get outage(): Outage | undefined {
    return this.outageAt(this.current.timeoutSeconds)
  }

  /** Whether a startup probe holds this one back (P19). */
  get isGated(): boolean {
    return this.type !== 'startup' && this.container.probes.startup !== undefined
  }

  /** Whether this probe may cut a start short. */
  get endsStarts(): boolean {
    return this.type === 'startup' || (this.type === 'liveness' && !this.isGated)
  }

  rate(setting: ProbeSetting): RatedSetting {
    const { lowSeconds, highSeconds } = detectionBounds(setting)
    const rated = {
      setting,
      detectionSecondsLow: lowSeconds,
      detectionSecondsHigh: highSeconds,
      probesPerSecond: 1 / setting.periodSeconds,
      startKillProbability: this.endsStarts ? this.startKill(setting) : null,
      firstStartKillProbability: this.endsStarts ? this.#firstStartKill(setting) : null,
    }
    if (this.type === 'startup')
      return {
        ...rated,
        mistakesPerMonth: null,
        mistakeRecurrenceSeconds: null,
        mistakeDurationSeconds: null,
        queryAccuracyRatio: null,
      }
    const { ratePerSecond, share } = this.#mistakes(setting)
    const duration =
      this.type === 'liveness'
        ? this.#restartSeconds +
          Math.min(this.#graceSeconds, this.answers.pauseLeftSeconds(setting, ratePerSecond)) +
          this.#waitSeconds(1 / ratePerSecond, (setting.failureThreshold - 1) * setting.periodSeconds)
        : share / ratePerSecond
    const durationSeconds = ratePerSecond === 0 ? null : duration
    return {
      ...rated,
      mistakesPerMonth: ratePerSecond * this.containers * monthSeconds,
      mistakeRecurrenceSeconds: 1 / ratePerSecond + (this.type === 'liveness' ? (durationSeconds ?? 0) : 0),
      mistakeDurationSeconds: durationSeconds,
      queryAccuracyRatio:
        this.type === 'liveness' ? accuracyRatio(ratePerSecond, durationSeconds) : 1 - share,
    }
  }

  /** Of a liveness or a readiness probe, in all containers of the workload. */
  mistakesPerMonth(setting: ProbeSetting): number {
    return this.#mistakes(setting).ratePerSecond * this.containers * monthSeconds
  }

  #mistakes(setting: ProbeSetting): Mistakes {
    return this.type === 'liveness' ? this.answers.restarts(setting) : this.answers.removals(setting)
  }

  #waitSeconds(lifeSeconds: number, soonestSeconds: number): number {
    return restartWaitSeconds(lifeSeconds, soonestSeconds, this.#startSeconds, this.#kubelet)
  }

  /** The figures as a simulation has counted them, where it has refuted those of the formula. */
  counted(rated: RatedSetting, count: MistakeCount): RatedSetting {
    const { mistakeSeconds } = count
    const { perMonth, perMonthLow, perMonthHigh } = count.rare ?? count
    const byFormula = rated.mistakesPerMonth!
    if (byFormula >= perMonthLow && byFormula <= perMonthHigh) return rated
    const ratePerSecond = perMonth / (this.containers * monthSeconds)
    const isLiveness = this.type === 'liveness'
    const lost = ratePerSecond * (mistakeSeconds ?? 0)
    return {
      ...rated,
      mistakesPerMonth: perMonth,
      mistakeRecurrenceSeconds: 1 / ratePerSecond + (isLiveness ? (mistakeSeconds ?? 0) : 0),
      mistakeDurationSeconds: mistakeSeconds,
      queryAccuracyRatio: isLiveness ? 1 / (1 + lost) : 1 - Math.min(1, lost),
    }
  }

  get noticesHangs(): boolean {
    return noticesHangs(this.probe, this.container.behavior)
  }

  /** The Service whose requests make the largest share of its runs wait for longer than a timeout; undefined = hardly any run waits that long. */
  queuedAt(timeoutSeconds: number): QueuedProbe | undefined {
    const own = lawOf(this.container.behavior.latency[this.type]).quantile(0.5) / 1e6
    const patience = timeoutSeconds - own
    const [worst] = (this.#around.loads ?? [])
      .map((load) => ({
        service: load.service,
        lateRatio: waitingRatio(load, load.pods, patience),
        lateRatioThen: load.pods < 2 ? 0 : waitingRatio(load, load.pods - 1, patience),
      }))
      .sort((a, b) => b.lateRatio - a.lateRatio || b.lateRatioThen - a.lateRatioThen)
    return worst !== undefined && Math.max(worst.lateRatio, worst.lateRatioThen) >= queuedWorth
      ? worst
      : undefined
  }

  /** Whether its runs ask other services. */
  get asksOthers(): boolean {
    return this.#around.asked !== undefined
  }

  /** Whether anything is said of its answers: how long they take, or that they fail or slow down. */
  get knowsAnswers(): boolean {
    const { errorRate, slow, pause } = this.container.behavior
    return this.knowsLatency || this.asksOthers || errorRate > 0 || slow !== undefined || pause !== undefined
  }

  /** Whether the behavior says that starts take time; where it says nothing, delays and budgets are left alone. */
  get knowsStarts(): boolean {
    return this.#startups.some((law) => law.mean > 0)
  }

  #firstStartKill(setting: ProbeSetting): number | null {
    const firstRuns = this.#firstRunsOf(setting)
    if (firstRuns === undefined) return null
    const failure = this.answers.failure(setting.timeoutSeconds)
    const startup = slowed(this.#startups[0], this.#slowdown)
    const isGate = this.type === 'startup'
    let sum = 0
    for (const seconds of firstRuns) sum += startKillProbability(setting, startup, failure, isGate, seconds)
    return sum / firstRuns.length
  }

  /** Of many settings of one period, worked out once. */
  #firstRunsOf({ initialDelaySeconds, periodSeconds }: ProbeSetting): readonly number[] | undefined {
    const { probe, workload, container } = this
    if (this.#firstRuns?.periodSeconds !== periodSeconds) {
      const asked = { ...probe, initialDelayUs: initialDelaySeconds * 1e6, periodUs: periodSeconds * 1e6 }
      const seconds = firstRunsOfNewPod(workload.pod, container, asked, this.#kubelet.seesStartsAtOnce)
      this.#firstRuns = { periodSeconds, seconds }
    }
    return this.#firstRuns.seconds
  }

  /** The slowest kind of start decides, in the worst phase of the ticks, as a restart may meet them. */
  startKill(setting: ProbeSetting): number {
    const failure = this.answers.failure(setting.timeoutSeconds)
    return Math.max(
      ...this.#startups.map((law) =>
        startKillProbability(setting, slowed(law, this.#slowdown), failure, this.type === 'startup'),
      ),
    )
  }
}

/** Without mistakes it is 1, however long a restart takes: it may take for ever. */
function accuracyRatio(restartsPerSecond: number, restartSeconds: number | null): number {
  return restartSeconds === null ? 1 : 1 / (1 + restartsPerSecond * restartSeconds)
}

function slowed(law: Law, slowdown: number): Law {
  if (slowdown === 1) return law
  return {
    mean: law.mean * slowdown,
    cdf: (x) => law.cdf(x / slowdown),
    probabilityAtLeast: (x) => law.probabilityAtLeast(x / slowdown),
    quantile: (u) => law.quantile(u) * slowdown,
  }
}

/** What a restart takes on average: with a process, which stops, as long as the grace period allows (K1), or starts up; and without. */
function restartSeconds(
  { shutdown, start, startup }: BehaviorSpec,
  graceUs: number,
  slowdown: number,
): { readonly process: number; readonly start: number } {
  const last = (values: BehaviorSpec['start']): Law => lawOf(values[values.length - 1])
  const stopUs = meanUpTo(last(shutdown.after), Math.max(graceUs, graceUsMin))
  return {
    process: (stopUs + last(startup).mean * slowdown) / 1e6,
    start: (last(start).mean * slowdown) / 1e6,
  }
}

/** The mean of a time that something else ends at `limit`: the integral of its upper tail up to there. */
function meanUpTo(law: Law, limit: number): number {
  if (law.cdf(limit) === 1) return law.mean
  const width = limit / meanSteps
  let sum = 0
  for (let step = 0; step < meanSteps; step++) sum += 1 - law.cdf((step + 0.5) * width)
  return sum * width
}
