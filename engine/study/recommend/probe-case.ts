/** One probe of one workload with all that formulas need of it. */
import { isDeepStrictEqual } from 'node:util'
import { type Law, lawOf } from '../../kernel/law.ts'
import {
  type BehaviorSpec,
  type ClusterSpec,
  type ContainerSpec,
  isSidecar,
  type ProbeSpec,
  type ProbeTypeName,
  type WorkloadSpec,
  workloadLabel,
} from '../../model/cluster-spec.ts'
import { graceUsMin } from '../../model/node/container-lifecycle.ts'
import {
  detectionBounds,
  ProbeAnswers,
  type ProbeSetting,
  settingOf,
  startKillProbability,
} from '../failure-detector.ts'
import { monthSeconds, type RatedSetting, type SkippedProbe } from './recommendation.ts'
import { settingKey } from './search-space.ts'

/** Initial delays that are looked at, in seconds. */
const delayMax = 86_400
/** Steps of the integral over a grace period. */
const meanSteps = 1000
const probeTypes: readonly ProbeTypeName[] = ['startup', 'readiness', 'liveness']

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
  /** From the exit to a container that answers again, on average. */
  readonly #restartSeconds: number
  readonly #slowdown: number

  constructor(
    workloadIndex: number,
    workload: WorkloadSpec,
    container: ContainerSpec,
    type: ProbeTypeName,
    slowdown = 1,
  ) {
    const { behavior } = container
    this.workloadIndex = workloadIndex
    this.workload = workload
    this.container = container
    this.type = type
    this.probe = container.probes[type]!
    this.answers = new ProbeAnswers(behavior, type, slowdown)
    this.current = settingOf(this.probe)
    this.containers = workload.replicas
    this.#slowdown = slowdown
    this.#startups = behavior.startup.map(lawOf)
    const graceUs = this.probe.terminationGraceUs ?? workload.pod.terminationGraceUs
    this.#restartSeconds = restartSeconds(behavior, graceUs, slowdown)
  }

  /** The same with answers and starts that take `slowdown` times as long. */
  slower(slowdown: number): ProbeCase {
    return new ProbeCase(this.workloadIndex, this.workload, this.container, this.type, slowdown)
  }

  /** Whether the same holds of both, whatever their containers are called. */
  isLike(other: ProbeCase): boolean {
    return isDeepStrictEqual(this.#matters(), other.#matters())
  }

  #matters(): unknown[] {
    const { name: _, image: __, probes: ___, ...container } = this.container
    const { terminationGraceUs, hasVolumes } = this.workload.pod
    return [this.type, this.containers, this.probe, this.isGated, terminationGraceUs, hasVolumes, container]
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
    }
    if (this.type === 'startup')
      return {
        ...rated,
        mistakesPerMonth: null,
        mistakeRecurrenceSeconds: null,
        mistakeDurationSeconds: null,
        queryAccuracyRatio: null,
      }
    const { ratePerSecond, share } =
      this.type === 'liveness' ? this.answers.restarts(setting) : this.answers.removals(setting)
    const durationSeconds =
      ratePerSecond === 0 ? null : this.type === 'liveness' ? this.#restartSeconds : share / ratePerSecond
    return {
      ...rated,
      mistakesPerMonth: ratePerSecond * this.containers * monthSeconds,
      mistakeRecurrenceSeconds: 1 / ratePerSecond + (this.type === 'liveness' ? this.#restartSeconds : 0),
      mistakeDurationSeconds: durationSeconds,
      queryAccuracyRatio: this.type === 'liveness' ? this.#accuracyRatio(ratePerSecond) : 1 - share,
    }
  }

  /** Without mistakes it is 1, however long a restart takes: it may take for ever. */
  #accuracyRatio(restartsPerSecond: number): number {
    return restartsPerSecond === 0 ? 1 : 1 / (1 + restartsPerSecond * this.#restartSeconds)
  }

  /** Whether the behavior says that starts take time; where it says nothing, delays and budgets are left alone. */
  get knowsStarts(): boolean {
    return this.#startups.some((law) => law.mean > 0)
  }

  /** The slowest kind of start decides. */
  startKill(setting: ProbeSetting): number {
    const failure = this.answers.failure(setting.timeoutSeconds)
    return Math.max(
      ...this.#startups.map((law) =>
        startKillProbability(setting, slowed(law, this.#slowdown), failure, this.type === 'startup'),
      ),
    )
  }

  /**
   * The setting with the shortest initial delay that lets enough starts come through: that of a liveness probe without
   * a startup probe is needed for it, that of one with it is not (P19). Others keep theirs, as does one of which nothing is
   * known but that it starts at once.
   */
  withDelay(setting: ProbeSetting, killProbabilityMax: number): ProbeSetting {
    if (this.type !== 'liveness') return setting
    const delayed = (initialDelaySeconds: number): ProbeSetting => ({ ...setting, initialDelaySeconds })
    if (this.isGated) return delayed(0)
    if (!this.knowsStarts) return setting
    const isEnough = (seconds: number): boolean => this.startKill(delayed(seconds)) <= killProbabilityMax
    if (isEnough(0)) return delayed(0)
    let tooShort = 0
    let enough = delayMax
    while (enough - tooShort > 1) {
      const middle = Math.floor((tooShort + enough) / 2)
      if (isEnough(middle)) enough = middle
      else tooShort = middle
    }
    return delayed(enough)
  }
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

/** From the request to stop, which the grace period bounds (K1), to a container that answers again, on average. */
function restartSeconds(
  { shutdown, start, startup }: BehaviorSpec,
  graceUs: number,
  slowdown: number,
): number {
  const last = (values: BehaviorSpec['start']): Law => lawOf(values[values.length - 1])
  const stopUs = meanUpTo(last(shutdown.after), Math.max(graceUs, graceUsMin))
  return (stopUs + (last(start).mean + last(startup).mean) * slowdown) / 1e6
}

/** The mean of a time that something else ends at `limit`: the integral of its upper tail up to there. */
function meanUpTo(law: Law, limit: number): number {
  if (law.cdf(limit) === 1) return law.mean
  const width = limit / meanSteps
  let sum = 0
  for (let step = 0; step < meanSteps; step++) sum += 1 - law.cdf((step + 0.5) * width)
  return sum * width
}

/** Those that are alike together, by the first of each. */
export function alikeCases(cases: readonly ProbeCase[]): ProbeCase[][] {
  const groups: ProbeCase[][] = []
  const bySetting = new Map<string, ProbeCase[][]>()
  for (const probe of cases) {
    // What is quickly told apart first.
    const key = `${probe.type} ${probe.containers} ${settingKey(probe.current)}`
    const near = bySetting.get(key) ?? []
    bySetting.set(key, near)
    const group = near.find(([first]) => first.isLike(probe))
    if (group !== undefined) group.push(probe)
    else {
      const made = [probe]
      near.push(made)
      groups.push(made)
    }
  }
  return groups
}

/** Every probe that a formula speaks of, in the order of the spec, and why it does not of the others. */
export function probeCases(spec: ClusterSpec): {
  readonly cases: readonly ProbeCase[]
  readonly skipped: readonly SkippedProbe[]
} {
  const cases: ProbeCase[] = []
  const skipped: SkippedProbe[] = []
  for (const [index, workload] of spec.workloads.entries()) {
    const { initContainers, containers } = workload.pod
    for (const container of [...initContainers.filter(isSidecar), ...containers]) {
      for (const type of probeTypes) {
        const probe = container.probes[type]
        if (probe === undefined) continue
        const reason = reasonToSkip(workload, container, probe)
        if (reason === undefined) cases.push(new ProbeCase(index, workload, container, type))
        else
          skipped.push({ workload: workloadLabel(workload), container: container.name, probe: type, reason })
      }
    }
  }
  return { cases, skipped }
}

function reasonToSkip(
  workload: WorkloadSpec,
  { behavior }: ContainerSpec,
  { portDefined }: ProbeSpec,
): string | undefined {
  if (workload.replicas === 0) return 'the workload has no pods'
  if (!portDefined) return 'every run errs, for its port is not defined (P13)'
  if (behavior.script.length > 0) return 'a script decides what it answers'
  return undefined
}
