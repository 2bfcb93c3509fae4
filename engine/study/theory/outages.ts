/**
 * Outages that pass: faults with an end, during which no run of a probe succeeds, and which hit the process that a restart brings as well. So a restart by such a
 * probe fixes nothing: it only takes the container away for longer than the outage does.
 */
import {
  type ClusterSpec,
  type ContainerRef,
  type ContainerSpec,
  type FaultSpec,
  isSameRef,
  type ProbeSpec,
  type ProbeTypeName,
} from '../../contract/cluster-spec.ts'
import { failEffects } from './asked-answers.ts'
import { noticesHangs, ProbeAnswers } from './failure-detector.ts'
import { answerUs } from './service-load.ts'

export type Outage = {
  readonly kind: 'hang' | 'slow' | 'outage'
  readonly atSeconds: number
  readonly seconds: number
  /** Whether failing runs do not take their timeout: counted as if they took no time. */
  readonly failsAtOnce: boolean
  /** Whether that runs fail rests on how long healthy answers of the container take. */
  readonly restsOnLatency: boolean
}

/** A slow process makes an outage if at least this share of the runs times out. */
const lateShare = 0.5

/** Of all probes of a spec. */
export class Outages {
  readonly #spec: ClusterSpec
  /** Faults with an end, and the containers that those of processes hit. */
  readonly #passing: readonly { readonly fault: PassingFault; readonly hit: ReadonlySet<string> }[]

  constructor(spec: ClusterSpec) {
    this.#spec = spec
    this.#passing = spec.faults.flatMap((fault) =>
      isPassing(fault) && fault.atUs < spec.durationUs
        ? [{ fault, hit: new Set('containers' in fault ? fault.containers.map(keyOf) : []) }]
        : [],
    )
  }

  /**
   * The longest that a probe meets; undefined = none.
   * @param timeoutUs its timeout, if it is another one than now: a shorter one may not wait until what is asked is given up.
   */
  longest(ref: ContainerRef, type: ProbeTypeName, timeoutUs?: number): Outage | undefined {
    if (this.#passing.length === 0) return undefined
    const { pod } = this.#spec.workloads[ref.workload]
    const container = (ref.isInit === true ? pod.initContainers : pod.containers)[ref.container]
    const present = container.probes[type]
    const probe = present && timeoutUs !== undefined ? { ...present, timeoutUs } : present
    if (probe === undefined || !probe.portDefined || container.behavior.script.length > 0) return undefined
    const key = keyOf(ref)
    let longest: Outage | undefined
    for (const { fault, hit } of this.#passing) {
      const how =
        fault.kind === 'outage'
          ? asking(this.#spec, container, probe, type, fault)
          : hit.has(key)
            ? hitBy(fault, container, probe, type)
            : undefined
      const seconds = fault.forUs / 1e6
      if (how === undefined || seconds <= (longest?.seconds ?? 0)) continue
      longest = { kind: fault.kind, atSeconds: fault.atUs / 1e6, seconds, ...how }
    }
    return longest
  }
}

type FaultOfKind<Kind> = Extract<FaultSpec, { readonly kind: Kind }>
type PassingFault = FaultOfKind<'hang' | 'slow' | 'outage'> & { readonly forUs: number }
type How = Pick<Outage, 'failsAtOnce' | 'restsOnLatency'>

function isPassing(fault: FaultSpec): fault is PassingFault {
  return (
    (fault.kind === 'hang' || fault.kind === 'slow' || fault.kind === 'outage') && fault.forUs !== undefined
  )
}

function keyOf({ workload, container, isInit = false }: ContainerRef): string {
  return `${workload} ${container} ${isInit}`
}

function hitBy(
  fault: FaultOfKind<'hang' | 'slow'>,
  { behavior }: ContainerSpec,
  probe: ProbeSpec,
  type: ProbeTypeName,
): How | undefined {
  if (fault.kind === 'hang')
    return noticesHangs(probe, behavior) ? { failsAtOnce: false, restsOnLatency: false } : undefined
  const { factor } = fault
  if (factor === Infinity) return { failsAtOnce: false, restsOnLatency: false }
  const late = new ProbeAnswers({ ...behavior, errorRate: 0 }, type, factor).failure(probe.timeoutUs / 1e6)
  return late >= lateShare ? { failsAtOnce: false, restsOnLatency: true } : undefined
}

/** What becomes of a probe while a service that its container needs does not answer as it should: it waits no longer than `timeoutUs` of the need (`world/dependencies/asked-laws.ts`). */
function asking(
  spec: ClusterSpec,
  { behavior: { dependsOn = [] } }: ContainerSpec,
  { timeoutUs }: ProbeSpec,
  type: ProbeTypeName,
  { targets, mode, factor = 1 }: FaultOfKind<'outage'>,
): How | undefined {
  const hit = dependsOn.filter(({ to }) => targets.some((target) => isSameRef(target, to)))
  const ways = hit.flatMap((dependency): How[] => {
    const isAsked = dependency.probes.includes(type)
    const fails = dependency.effects.includes(failEffects[type])
    const answersUs =
      mode === 'hang' ? Infinity : mode === 'slow' ? answerUs(spec, dependency.to) * factor : 0
    const waitsUs = isAsked ? Math.min(answersUs, dependency.timeoutUs) : 0
    if (waitsUs >= timeoutUs) return [{ failsAtOnce: false, restsOnLatency: false }]
    const isDown = mode !== 'slow' || (isAsked && answersUs >= dependency.timeoutUs)
    return fails && isDown ? [{ failsAtOnce: true, restsOnLatency: false }] : []
  })
  return ways.find(({ failsAtOnce }) => failsAtOnce) ?? ways[0]
}
