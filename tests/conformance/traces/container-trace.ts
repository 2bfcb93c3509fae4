/** What is compared: the lives of a pod's containers as they were logged, by the real kubelet's runtime or by the simulator. */
import type { ProbeTypeName } from '../../../engine/contract/cluster-spec.ts'

export type ProbeCall = {
  readonly type: ProbeTypeName
  /** When the container was asked, and when the answer was there. Seconds. */
  readonly begin: number
  readonly end: number
  /** The instance that answered, from 0. */
  readonly attempt: number
  readonly isSuccess: boolean
}

/** Times are seconds since the start of the kubelet process; attempts are counted from 0. */
export type ContainerTrace = {
  readonly pod: string
  readonly container: string
  /** By attempt, those that failed included: such an attempt ends when it starts. */
  readonly starts: number[]
  /** By attempt; the last instance may have none. */
  readonly exits: number[]
  /** By attempt: when the runtime was asked to stop it, if it was. */
  readonly stops: (number | undefined)[]
  /** When its image could not be pulled. */
  readonly failedPulls: number[]
  /** Answers of a live process, by begin. A call that met no process is not among them. */
  readonly probes: ProbeCall[]
}

/** The kubelet wrote the status of the pod to the API. */
export type StatusWrite = {
  readonly at: number
  readonly isReady: boolean
  /** Names of the containers that were ready. */
  readonly readyContainers: readonly string[]
}

export type PodTrace = {
  readonly pod: string
  /** Init containers first, in the order of the manifest. */
  readonly containers: readonly ContainerTrace[]
  /** Names of the containers in the order of their first starts. */
  readonly startOrder: string[]
  /** When its deletion was asked for, if it was, through the API. */
  readonly deletedAt: number | undefined
  /** None for a pod that the API does not know. */
  readonly writes: StatusWrite[]
}

export function emptyTrace(pod: string, container: string): ContainerTrace {
  return { pod, container, starts: [], exits: [], stops: [], failedPulls: [], probes: [] }
}

/** The trace without what comes from that second on, or without the probes of that type. */
export function cutTrace(
  trace: ContainerTrace,
  fromSeconds: number,
  probe: ProbeTypeName | undefined,
): ContainerTrace {
  const { pod, container, starts, exits, stops, failedPulls, probes } = trace
  const isBefore = (time: number | undefined): boolean => time === undefined || time < fromSeconds
  return {
    pod,
    container,
    starts: starts.filter(isBefore),
    exits: exits.filter(isBefore),
    stops: stops.filter(isBefore),
    failedPulls: failedPulls.filter(isBefore),
    probes: probes.filter((call) => call.begin < fromSeconds && call.type !== probe),
  }
}
