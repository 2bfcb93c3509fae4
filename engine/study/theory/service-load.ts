/**
 * What the requests of Services ask of their pods, by formula: how busy workers are at the peak, how long a request - or a probe that waits with the
 * requests - waits for one, and what is left of that with fewer pods. The wait is the one of the simulation (`model/world/traffic/waiting.ts`).
 */
import {
  type ClusterSpec,
  type ContainerRef,
  isSameRef,
  reachedBy,
  type ServiceRef,
  type TrafficSpec,
} from '../../contract/cluster-spec.ts'
import { type Law, lawOf } from '../../kernel/law.ts'
import { waitLaw } from '../../model/world/traffic/waiting.ts'
import { ownAnswers } from './asked-answers.ts'

/** Requests that a Service sends to the pods of its workloads, at most. */
export type ServiceLoad = {
  /** `namespace/name`. */
  readonly service: string
  /** First tries, from outside and of other Services, at the peak of the scenario. */
  readonly requestsPerSecond: number
  /** How many of them there would not be without requests from outside to this very Service; 0 = it is only called. */
  readonly ownRequestsPerSecond: number
  /** Requests that a pod works on at the same time; finite. */
  readonly concurrency: number
  /** How long one takes a worker, with the calls that it makes. */
  readonly serviceSeconds: number
  /** (1 + cv^2) / 2 of that time. */
  readonly variability: number
  /** Of all workloads that it selects. */
  readonly pods: number
}

/** Loads on a regular container: those with a limit of workers; without one nothing waits. */
export function loadsOn(spec: ClusterSpec, { workload, container: place }: ContainerRef): ServiceLoad[] {
  const selected = reachedBy(spec.services, spec.workloads[workload]).filter(
    ({ ordinal, container = 0 }) => ordinal === undefined && container === place,
  )
  return selected.flatMap(({ service }) => {
    const load = loadOf(spec, service)
    return load === undefined ? [] : [load]
  })
}

/** Load on a Service whose pods have a limit of workers; undefined = none. */
export function loadOf(spec: ClusterSpec, index: number): ServiceLoad | undefined {
  const { traffic, namespace, name } = spec.services[index]
  if (traffic === undefined || traffic.perPod.concurrency === Infinity) return undefined
  const requestsPerSecond = peakOf(spec, { kind: 'service', index }, [])
  const law = lawOf(traffic.perPod.latency)
  const seconds = (law.mean + callsUs(spec, traffic)) / 1e6
  if (requestsPerSecond === 0 || !Number.isFinite(seconds)) return undefined
  return {
    service: `${namespace}/${name}`,
    requestsPerSecond,
    ownRequestsPerSecond: requestsPerSecond - peakOf(withoutOwn(spec, index), { kind: 'service', index }, []),
    concurrency: traffic.perPod.concurrency,
    serviceSeconds: seconds,
    variability: variabilityOf(law),
    pods: podsOf(spec, index),
  }
}

function podsOf({ workloads, services }: ClusterSpec, index: number): number {
  const reached = workloads.filter((workload) =>
    reachedBy(services, workload).some(({ service }) => service === index),
  )
  return reached.reduce((sum, { replicas }) => sum + replicas, 0)
}

/** What it gets at most: its own peak with the `traffic` faults on it, and the calls of others at theirs. A circle of calls counts once. */
function peakOf(spec: ClusterSpec, ref: ServiceRef, callers: readonly number[]): number {
  const calls = spec.services.reduce((sum, { traffic }, from) => {
    const call = traffic?.calls.find(({ to }) => isSameRef(to, ref))
    if (call === undefined || callers.includes(from)) return sum
    return sum + call.perRequest * peakOf(spec, { kind: 'service', index: from }, [...callers, from])
  }, 0)
  const own = ref.kind === 'service' ? spec.services[ref.index].traffic : undefined
  return calls + (own === undefined ? 0 : ownPeak(own) * peakFactor(spec, ref.index))
}

function withoutOwn(spec: ClusterSpec, index: number): ClusterSpec {
  const services = spec.services.map((service, at) => {
    if (at !== index || service.traffic === undefined) return service
    const { profile: _, ...traffic } = service.traffic
    return { ...service, traffic: { ...traffic, requestsPerSecond: 0 } }
  })
  return { ...spec, services }
}

function ownPeak({ profile, requestsPerSecond }: TrafficSpec): number {
  return profile === undefined
    ? requestsPerSecond
    : profile.reduce((most, point) => Math.max(most, point.requestsPerSecond), 0)
}

function peakFactor({ faults }: ClusterSpec, service: number): number {
  return faults.reduce(
    (most, fault) =>
      fault.kind === 'traffic' && fault.services.includes(service) ? Math.max(most, fault.factor) : most,
    1,
  )
}

/** Calls to others hold the worker. What those wait for in turn is left out. */
function callsUs(spec: ClusterSpec, { calls }: TrafficSpec): number {
  return calls.reduce((sum, { to, perRequest }) => sum + perRequest * answerUs(spec, to), 0)
}

/** What an answer of a Service, or of what runs outside, takes without a wait; 0 where nothing is said. */
export function answerUs(spec: ClusterSpec, ref: ServiceRef): number {
  const answers = ownAnswers(spec, ref)
  return answers === undefined ? 0 : lawOf(answers.latency).mean
}

const parts = 4096

function variabilityOf(law: Law): number {
  let sum = 0
  let squares = 0
  for (let part = 0; part < parts; part++) {
    const value = law.quantile((part + 0.5) / parts)
    sum += value
    squares += value * value
  }
  return sum === 0 ? 1 : (squares * parts) / (2 * sum * sum)
}

/** Share of the workers that the load keeps busy, with so many pods; from 1 on more comes than they can do. */
export function busyRatio(
  { requestsPerSecond, concurrency, serviceSeconds }: ServiceLoad,
  pods: number,
): number {
  return pods <= 0 ? Infinity : (requestsPerSecond * serviceSeconds) / (concurrency * pods)
}

/** Pods that bear the load: the least number of which fewer than all workers are busy. */
export function podsToBear(load: ServiceLoad): number {
  return Math.floor(busyRatio(load, 1)) + 1
}

/** Share of the requests that wait longer, with so many pods; 1 where the backlog grows without end. */
export function waitingRatio(load: ServiceLoad, pods: number, seconds: number): number {
  const { serviceSeconds, concurrency, variability } = load
  const busy = busyRatio(load, pods)
  if (busy >= 1 || seconds <= 0) return 1
  const { chance, spanUs } = waitLaw(busy, serviceSeconds * 1e6, concurrency, variability)
  return chance === 0 ? 0 : chance * Math.exp((-seconds * 1e6) / spanUs)
}

/** The wait that a share of requests exceeds, with so many pods; Infinity where the backlog grows without end. */
export function waitSeconds(load: ServiceLoad, pods: number, exceeding: number): number {
  const { serviceSeconds, concurrency, variability } = load
  const busy = busyRatio(load, pods)
  if (busy >= 1) return Infinity
  const { chance, spanUs } = waitLaw(busy, serviceSeconds * 1e6, concurrency, variability)
  return chance <= exceeding ? 0 : (spanUs / 1e6) * Math.log(chance / exceeding)
}

/** The least number of pods of which one may be missing, and no more than this share of requests waits longer. */
export function podsToAnswer(load: ServiceLoad, seconds: number, exceeding: number): number {
  let pods = podsToBear(load) + 1
  while (waitSeconds(load, pods - 1, exceeding) > seconds) pods++
  return pods
}
