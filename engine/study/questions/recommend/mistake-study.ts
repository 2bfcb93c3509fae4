/**
 * Counts the mistakes of a probe in a simulation of its container alone, which goes on until it can tell a limit from what lies above
 * it. All settings of a probe meet the same slow phases: they share their random streams. Mistakes come in clumps, so how sure a count is
 * is told by groups of containers, each on a node of its own: they are independent of each other, day by day.
 */

import {
  type ClusterSpec,
  type ContainerSpec,
  type DependencySpec,
  type ExternalSpec,
  outliveProcess,
  type PodSpec,
  type ProbeSpec,
  type ProbeTypeName,
} from '../../../contract/cluster-spec.ts'
import { type MistakeCount, monthSeconds } from '../../../contract/recommendation.ts'
import type { ReplicationResult } from '../../../contract/run-result.ts'
import { wholePower } from '../../../kernel/power.ts'
import { type Progress, simulate } from '../../run/experiment.ts'
import { type Clusters, testLimit } from '../../statistics/limit-test.ts'
import { failEffects, ownAnswers } from '../../theory/asked-answers.ts'
import type { ProbeSetting } from '../../theory/failure-detector.ts'
import { rareMistakes } from '../../theory/rare-mistakes.ts'
import { replicationCost } from '../sweep/sweep-cost.ts'
import type { ProbeCase } from './probe-case.ts'

/** A setting just at the limit would make about so many mistakes in the study. */
const mistakesAtLimit = 300
/** Events of one study at most. */
const costMax = 20_000_000
/** Events of one study for each of many probes, together; but no study has fewer than the least. */
const costMaxOfAll = 40_000_000
const costLeast = 250_000
/** A study of fewer events is over before another thread has begun. */
const costBeforeThreads = 3_000_000
/** Simulated time of one replication. */
const daySeconds = 86_400
const containersMax = 5_000
/** The largest number that a manifest can hold. */
const thresholdMax = 2_147_483_647
const replicationsMin = 4
/** Groups of containers in a replication at most, and clusters - a group in a replication - of a study at least, if they can be afforded. */
const groupsMax = 25
const clustersMin = 40

export type StudyOptions = {
  readonly workers: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Probes that are studied: the more, the less each can have. */
  readonly probes: number
}

export class MistakeStudy {
  /** With as many replications as the first look needs. */
  readonly #spec: ClusterSpec
  readonly #replicationsMax: number
  readonly #probe: ProbeCase
  readonly #perMonthMax: number
  readonly #options: StudyOptions

  /** @param perMonthMax limit on the mistakes of all containers of the workload. */
  constructor(spec: ClusterSpec, probe: ProbeCase, perMonthMax: number, options: StudyOptions) {
    this.#probe = probe
    this.#perMonthMax = perMonthMax
    this.#options = options
    const { sized, replicationsMax } = sizedStudy(alone(spec, probe), probe, perMonthMax, options.probes)
    this.#spec = sized
    this.#replicationsMax = replicationsMax
  }

  /** @param tried how many settings of the probe have been counted, with this one: the more, the surer each has to be. */
  async count(setting: ProbeSetting, tried: number): Promise<MistakeCount> {
    const spec = withSetting(this.#spec, this.#probe, setting)
    const replications: ReplicationResult[] = []
    const perSecondMax = this.#perMonthMax / (monthSeconds * this.#probe.containers)
    const { interval } = await testLimit(perSecondMax, tried, async (look) => {
      const wanted = spec.replications * wholePower(2, look - 1)
      const count = Math.min(wanted, this.#replicationsMax) - replications.length
      if (count <= 0) return undefined
      replications.push(...(await this.#simulate(spec, replications.length + 1, count)))
      return this.#clusters(replications)
    })
    const { counts, exposures } = this.#clusters(replications)
    const count = sumOf(counts)
    const seconds = sumOf(exposures)
    const perMonth = monthSeconds * this.#probe.containers
    return {
      containerDays: seconds / daySeconds,
      count,
      perMonth: (count / seconds) * perMonth,
      mistakeSeconds: count === 0 ? null : this.#lostSeconds(replications, count) / count,
      perMonthLow: interval.low * perMonth,
      perMonthHigh: interval.high * perMonth,
      ...(count === 0 && this.#isSplittable(setting) ? { rare: this.#rare(setting) } : {}),
    }
  }

  async #simulate(spec: ClusterSpec, first: number, count: number): Promise<readonly ReplicationResult[]> {
    const cost = count * replicationCost(spec, 'quiet')
    const workers = cost < costBeforeThreads ? 1 : this.#options.workers
    const { replications } = await simulate(spec, { ...this.#options, workers, only: { first, count } })
    this.#options.signal?.throwIfAborted()
    return replications
  }

  #clusters(replications: readonly ReplicationResult[]): Clusters {
    const rows = replications.flatMap(({ summary }) => groupsOf(summary))
    const isLiveness = this.#probe.type === 'liveness'
    return {
      // A removal is one of the two transitions that a mistake makes.
      counts: rows.map(({ values }) =>
        isLiveness ? values.false_restarts_total! : Math.ceil(values.ready_transitions_total! / 2),
      ),
      exposures: rows.map(({ values }) => values.container_seconds!),
    }
  }

  /** Seconds that all mistakes took. */
  #lostSeconds(replications: readonly ReplicationResult[], mistakes: number): number {
    const rows = replications.flatMap(({ summary }) => groupsOf(summary))
    if (this.#probe.type !== 'liveness') return sumOf(rows.map(({ values }) => values.unready_seconds_total!))
    const containers = this.#spec.workloads[0].replicas
    const ran = sumOf(rows.map(({ values }) => values.container_seconds!))
    return rows.length * containers * daySeconds - ran + mistakes * this.#probe.withProcessSeconds
  }

  /** Splitting follows the slow phases of a process, and nothing else that makes failures come together. */
  #isSplittable(setting: ProbeSetting): boolean {
    const { slow, pause } = this.#probe.container.behavior
    const isOwn = pause === undefined && slow !== undefined && !outliveProcess(slow)
    return isOwn && !this.#probe.asksOthers && !this.#probe.answers.isExact(setting)
  }

  /** What no study of whole containers is long enough to see. */
  #rare(setting: ProbeSetting): NonNullable<MistakeCount['rare']> {
    const { container, type, containers } = this.#probe
    const { ratePerSecond, low, high } = rareMistakes(
      container.behavior,
      type,
      setting,
      this.#spec.masterSeed,
    )
    const perMonth = monthSeconds * containers
    return { perMonth: ratePerSecond * perMonth, perMonthLow: low * perMonth, perMonthHigh: high * perMonth }
  }
}

/** Without the sum over all of them. */
function groupsOf(summary: ReplicationResult['summary']): ReplicationResult['summary'] {
  return summary.slice(1)
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/**
 * The container by itself, running since long, with this probe only: hangs are no mistakes, and faults belong to one scenario.
 * It does not complete, or a Job would be over before it was mistaken for a failed one. Names are those of any container, for
 * streams are named by them (containers that are alike are to have the same chance).
 */
function alone(spec: ClusterSpec, { workload, container, type, probe }: ProbeCase): ClusterSpec {
  // Nobody else is there: no requests, no contention for processors, and nobody who changes the number of pods. What the probe asks is well, and nobody loads it.
  const { dependsOn = [], cpu: _cpu, leaks: _leaks, ...behavior } = container.behavior
  const asked = askedAlone(spec, dependsOn, type)
  const single: ContainerSpec = {
    ...container,
    name: 'container',
    probes: { ...gate(container), [type]: probe },
    behavior: {
      ...behavior,
      ...ownPhases(behavior),
      ...(asked.length > 0 && { dependsOn: asked.map(({ need }) => need) }),
      hang: { ...behavior.hang, after: never },
      complete: { after: never },
    },
  }
  const { nodeName: _, ...pod } = workload.pod
  const {
    staticOn: __,
    job: ___,
    cronJob: ____,
    nodes: _____,
    livePods: ______,
    selectedBy: _______,
    budgets: ________,
    cpuLoad: _________,
    scalesByUse: __________,
    ...others
  } = workload
  return {
    ...spec,
    durationUs: daySeconds * 1e6,
    warmUpUs: 0,
    intervalUs: daySeconds * 1e6,
    initialState: 'running',
    nodes: [{ ...spec.nodes[0], labels: {}, podsMax: containersMax }],
    faults: [],
    services: [],
    externals: asked.map(({ external }) => external),
    budgets: [],
    autoscalers: [],
    workloads: [
      {
        ...others,
        namespace: 'study',
        kind: 'Deployment',
        name: 'alone',
        createdAtUs: 0,
        pod: {
          ...pod,
          restartPolicy: 'Always',
          initContainers: [],
          containers: [asRegular(single)],
        },
      },
    ],
  }
}

function withoutPorts({ scheduling }: PodSpec): Pick<PodSpec, 'scheduling'> {
  return scheduling === undefined ? {} : { scheduling: { ...scheduling, hostPorts: [] } }
}

/** Services that runs of the probe ask, as if each were outside and had room for everybody. */
function askedAlone(
  spec: ClusterSpec,
  dependsOn: readonly DependencySpec[],
  type: ProbeTypeName,
): { readonly need: DependencySpec; readonly external: ExternalSpec }[] {
  return dependsOn
    .filter(({ probes }) => probes.includes(type))
    .flatMap((need) => {
      const answers = ownAnswers(spec, need.to)
      return answers === undefined ? [] : [{ need, answers }]
    })
    .map(({ need, answers: { latency, errorRate } }, index) => ({
      need: {
        ...need,
        to: { kind: 'external', index },
        effects: need.effects.filter((effect) => effect === 'latency' || effect === failEffects[type]),
        probes: [type],
      },
      external: { latency, errorRate, name: `asked-${index}`, concurrency: Infinity },
    }))
}

/** Each container with slow phases of its own, of the same law: what containers share makes their mistakes come together. */
function ownPhases({ slow }: ContainerSpec['behavior']): Pick<ContainerSpec['behavior'], 'slow'> {
  if (slow === undefined) return {}
  return { slow: { ...slow, scope: 'container', survivesRestart: outliveProcess(slow) } }
}

const never = [{ kind: 'never' }] as const

/** The startup probe, which holds the others back (P19) and never gives up here: a start that it cuts short is none of their mistakes. */
function gate({ probes: { startup } }: ContainerSpec): ContainerSpec['probes'] {
  return startup === undefined ? {} : { startup: { ...startup, failureThreshold: thresholdMax } }
}

/** By itself, any container always restarts: sidecars, those of Jobs, and those with rules of their own. */
function asRegular({ restartPolicy: _, restartRules: __, ...container }: ContainerSpec): ContainerSpec {
  return container
}

/** Events that the study of each of so many probes may have. */
export function studyCostMax(probes: number): number {
  return Math.min(costMax, Math.max(costLeast, costMaxOfAll / probes))
}

type SizedStudy = { readonly sized: ClusterSpec; readonly replicationsMax: number }

/** As many containers and replications as the limit and the clumps ask for, or as the greatest cost allows. */
function sizedStudy(
  spec: ClusterSpec,
  { containers }: ProbeCase,
  perMonthMax: number,
  probes: number,
): SizedStudy {
  const [workload] = spec.workloads
  const sample = 100
  const cost = replicationCost({ ...spec, workloads: [{ ...workload, replicas: sample }] }, 'quiet')
  const affordable = studyCostMax(probes) / (cost / sample)
  const perContainerDay = (perMonthMax / containers) * (daySeconds / monthSeconds)
  const containerDays = Math.min(affordable, Math.max(clustersMin, mistakesAtLimit / perContainerDay))
  const perReplication = Math.max(1, Math.min(containersMax, Math.ceil(containerDays / replicationsMin)))
  const groups = Math.min(groupsMax, perReplication)
  const replicas = Math.ceil(perReplication / groups)
  // S15: pods that name a node without room or with their ports taken would be rejected.
  const { cpuCores: _, memoryBytes: __, devices: ___, taints: ____, ...roomy } = spec.nodes[0]
  const names = Array.from({ length: groups }, (_, group) => `study-${group}`)
  return {
    replicationsMax: Math.max(replicationsMin, Math.floor(affordable / perReplication)),
    sized: {
      ...spec,
      replications: Math.max(replicationsMin, Math.ceil(containerDays / perReplication)),
      nodes: names.map((name) => ({ ...roomy, name })),
      workloads: names.map((name) => ({
        ...workload,
        name,
        replicas,
        pod: { ...workload.pod, ...withoutPorts(workload.pod), nodeName: name },
      })),
    },
  }
}

function withSetting(spec: ClusterSpec, { type }: ProbeCase, setting: ProbeSetting): ClusterSpec {
  const [{ pod }] = spec.workloads
  const [container] = pod.containers
  const probes = { ...container.probes, [type]: withIntegers(container.probes[type]!, setting) }
  const containers = [{ ...container, probes }]
  return {
    ...spec,
    workloads: spec.workloads.map((group) => ({ ...group, pod: { ...group.pod, containers } })),
  }
}

/** The probe with other integers. */
export function withIntegers(probe: ProbeSpec, setting: ProbeSetting): ProbeSpec {
  return {
    ...probe,
    initialDelayUs: setting.initialDelaySeconds * 1e6,
    periodUs: setting.periodSeconds * 1e6,
    timeoutUs: setting.timeoutSeconds * 1e6,
    successThreshold: setting.successThreshold,
    failureThreshold: setting.failureThreshold,
  }
}
