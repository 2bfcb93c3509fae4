/**
 * Counts the mistakes of a probe in a simulation of its container alone, long enough to tell a limit from what lies above
 * it. All settings of a probe meet the same slow phases: they share their random streams.
 */
import { gammaQuantile, gammaUpperQuantile } from '../../kernel/gamma.ts'
import type { ClusterSpec, ContainerSpec, ProbeSpec } from '../../model/cluster-spec.ts'
import { type Progress, simulate } from '../experiment.ts'
import type { ProbeSetting } from '../failure-detector.ts'
import { replicationCost } from '../sweep-cost.ts'
import type { ProbeCase } from './probe-case.ts'
import { type MistakeCount, monthSeconds } from './recommendation.ts'

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
/** The interval holds the true number of mistakes with this probability. */
const confidence = 0.95

export type StudyOptions = {
  readonly workers: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Probes that are studied: the more, the less each can have. */
  readonly probes: number
}

export class MistakeStudy {
  readonly #spec: ClusterSpec
  readonly #probe: ProbeCase
  readonly #options: StudyOptions

  /** @param perMonthMax limit on the mistakes of all containers of the workload. */
  constructor(spec: ClusterSpec, probe: ProbeCase, perMonthMax: number, options: StudyOptions) {
    this.#probe = probe
    this.#options = options
    this.#spec = sized(alone(spec, probe), probe, perMonthMax, options.probes)
  }

  async count(setting: ProbeSetting): Promise<MistakeCount> {
    const spec = withSetting(this.#spec, this.#probe, setting)
    const cost = spec.replications * replicationCost(spec, 'quiet')
    const workers = cost < costBeforeThreads ? 1 : this.#options.workers
    const { replications } = await simulate(spec, { ...this.#options, workers })
    this.#options.signal?.throwIfAborted()
    const isLiveness = this.#probe.type === 'liveness'
    let count = 0
    let seconds = 0
    let lostSeconds = 0
    for (const { summary } of replications) {
      const { values } = summary[0]
      // A removal is one of the two transitions that a mistake makes.
      count += isLiveness ? values.false_restarts_total! : Math.ceil(values.ready_transitions_total! / 2)
      seconds += values.container_seconds!
      lostSeconds += isLiveness
        ? spec.workloads[0].replicas * daySeconds - values.container_seconds!
        : values.unready_seconds_total!
    }
    const perMonth = (monthSeconds * this.#probe.containers) / seconds
    const { low, high } = poissonInterval(count)
    return {
      containerDays: seconds / daySeconds,
      count,
      perMonth: count * perMonth,
      mistakeSeconds:
        count === 0 ? null : lostSeconds / count + (isLiveness ? this.#probe.withProcessSeconds : 0),
      perMonthLow: low * perMonth,
      perMonthHigh: high * perMonth,
    }
  }
}

/** The mean of a Poisson law, from one count (Garwood, Biometrika 28 (1936), 437-442). */
export function poissonInterval(count: number): { readonly low: number; readonly high: number } {
  const tail = (1 - confidence) / 2
  return {
    low: count === 0 ? 0 : gammaQuantile(count, tail),
    high: gammaUpperQuantile(count + 1, tail),
  }
}

/**
 * The container by itself, running since long, with this probe only: hangs are no mistakes, and faults belong to one scenario.
 * It does not complete, or a Job would be over before it was mistaken for a failed one. Names are those of any container, for
 * streams are named by them (containers that are alike are to have the same chance).
 */
function alone(spec: ClusterSpec, { workload, container, type, probe }: ProbeCase): ClusterSpec {
  const { behavior } = container
  const single: ContainerSpec = {
    ...container,
    name: 'container',
    probes: { ...gate(container), [type]: probe },
    behavior: { ...behavior, hang: { ...behavior.hang, after: never }, complete: { after: never } },
  }
  const { nodeName: _, ...pod } = workload.pod
  const { staticOn: __, job: ___, nodes: ____, livePods: _____, ...others } = workload
  return {
    ...spec,
    durationUs: daySeconds * 1e6,
    warmUpUs: 0,
    intervalUs: daySeconds * 1e6,
    initialState: 'running',
    nodes: [{ ...spec.nodes[0], labels: {}, podsMax: containersMax }],
    faults: [],
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

/** As many containers and replications as the limit asks for, or as the greatest cost allows. */
function sized(
  spec: ClusterSpec,
  { containers }: ProbeCase,
  perMonthMax: number,
  probes: number,
): ClusterSpec {
  const [workload] = spec.workloads
  const sample = 100
  const cost = replicationCost({ ...spec, workloads: [{ ...workload, replicas: sample }] }, 'quiet')
  const affordable = studyCostMax(probes) / (cost / sample)
  const perContainerDay = (perMonthMax / containers) * (daySeconds / monthSeconds)
  const containerDays = Math.min(affordable, mistakesAtLimit / perContainerDay)
  const replicas = Math.max(1, Math.min(containersMax, Math.ceil(containerDays / replicationsMin)))
  return {
    ...spec,
    replications: Math.max(replicationsMin, Math.ceil(containerDays / replicas)),
    workloads: [{ ...workload, replicas }],
  }
}

function withSetting(spec: ClusterSpec, { type }: ProbeCase, setting: ProbeSetting): ClusterSpec {
  const [workload] = spec.workloads
  const [container] = workload.pod.containers
  const probes = { ...container.probes, [type]: withIntegers(container.probes[type]!, setting) }
  return {
    ...spec,
    workloads: [{ ...workload, pod: { ...workload.pod, containers: [{ ...container, probes }] } }],
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
