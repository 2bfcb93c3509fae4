/** All requests of a run: the loads of Services and of what runs outside, and what the cluster knows of the pods that answer them. */
import {
  type ClusterSpec,
  type ExternalSpec,
  isSameRef,
  reachedBy,
  type ServiceRef,
  type TrafficSpec,
} from '../../../contract/cluster-spec.ts'
import type { DistributionBuilder, DistributionId, Distributions } from '../../../kernel/distribution.ts'
import { EndpointMark } from '../../control/endpoint-mark.ts'
import type { ContainerId, PodId } from '../../ids.ts'
import { rankCallers } from './call-order.ts'
import { type CpuPace, noCpu, type Pace } from './cohort.ts'
import { setRule } from './membership.ts'
import { OfferedLoad, type TrafficFault } from './offered-load.ts'
import { Responses } from './responses.ts'
import { rivalsOf } from './rivals.ts'
import { probeTimeoutUs, requestsReachNodes, servingWorkloads } from './servers.ts'
import { type Call, type LoadSetting, ServiceLoad } from './service-load.ts'
import { Speeds, usualSpeed } from './speeds.ts'
import { Condition, conditionOf, type ServerCode, type Speed, serverCode, speedNumberOf } from './target.ts'

/** A change of a rule that proxies will have. */
type RuleChange = { readonly appliedUs: number; readonly pod: PodId; readonly mark: number }

export class Traffic {
  /** Callers before those whom they call. */
  readonly loads: readonly ServiceLoad[]
  /** By Service, and by what runs outside; undefined = nothing is said of its requests. */
  readonly ofService: readonly (ServiceLoad | undefined)[]
  readonly ofExternal: readonly (ServiceLoad | undefined)[]
  /** By workload: Services whose requests come to its pods. */
  readonly servedBy: readonly (readonly ServiceLoad[])[]
  /** By row of `containerTemplate`: it answers requests. */
  readonly isServer: Uint8Array
  /** Whether requests change what happens on nodes. */
  readonly reachesNodes: boolean
  /** By load: changes of rules to come, the earliest first. */
  readonly rules: readonly RuleChange[][]
  /** By container: what its node has told last, and what the cluster knows. */
  private told = new Int32Array(64)
  private known = new Int32Array(64)
  private readonly speeds = new Speeds()
  private readonly paces = new Map<string, Pace>()

  constructor(spec: ClusterSpec, distributions: Distributions, latencies: Latencies, isServer: Uint8Array) {
    const order = rankCallers(spec)
    this.loads = order.map((ref, place) =>
      ref.kind === 'service'
        ? new ServiceLoad(place, serviceSetting(spec, ref, distributions, latencies))
        : new ServiceLoad(place, externalSetting(spec, ref, distributions, latencies)),
    )
    const loadOf = (kind: ServiceRef['kind'], index: number): ServiceLoad | undefined =>
      this.loads.find(({ setting: { ref } }) => isSameRef(ref, { kind, index }))
    this.ofService = spec.services.map((_, index) => loadOf('service', index))
    this.ofExternal = (spec.externals ?? []).map((_, index) => loadOf('external', index))
    this.servedBy = spec.workloads.map((workload) =>
      reachedBy(spec.services, workload).flatMap(({ service }) => this.ofService[service] ?? []),
    )
    this.connectCalls(spec)
    for (const load of this.loads) load.rivals = rivalsOf(load, this.loads)
    this.isServer = isServer
    this.reachesNodes = requestsReachNodes(spec)
    this.rules = this.loads.map(() => [])
    for (const load of this.loads) if (load.setting.ref.kind === 'external') this.openExternal(load)
  }

  private connectCalls(spec: ClusterSpec): void {
    for (const from of this.loads) {
      const { ref } = from.setting
      const traffic = ref.kind === 'service' ? spec.services[ref.index].traffic : undefined
      const calls: Call[] = (traffic?.calls ?? []).flatMap(({ to: ref, perRequest }) => {
        const to = this.of(ref)
        return to === undefined ? [] : [{ from, to, perRequest, isBack: to.place <= from.place, rate: 0 }]
      })
      from.calls = calls
      for (const call of calls) call.to.callers = [...call.to.callers, call]
    }
  }

  of({ kind, index }: ServiceRef): ServiceLoad | undefined {
    return (kind === 'service' ? this.ofService : this.ofExternal)[index]
  }

  /** What runs outside is there, and is not a pod. */
  private openExternal(load: ServiceLoad): void {
    const code = serverCode(Condition.Answers, usualSpeed)
    setRule(load, -1, -1, 0, EndpointMark.Ready, code, this.paceOf(load, -1, code, noCpu))
  }

  /** Notes what a node tells of a container; false if it is what it told last. */
  isNews(container: ContainerId, code: ServerCode): boolean {
    this.told = roomFor(this.told, container)
    if (this.told[container] === code) return false
    this.told[container] = code
    return true
  }

  codeOf(container: ContainerId): ServerCode {
    return container < this.known.length ? this.known[container] : 0
  }

  setCode(container: ContainerId, code: ServerCode): void {
    this.known = roomFor(this.known, container)
    this.known[container] = code
  }

  /** The number of a speed: each that is met has one. */
  speedNumber(factor: number, stretch: number, capacity: number): number {
    return this.speeds.numberOf(factor, stretch, capacity)
  }

  speedOf(code: ServerCode): Speed {
    return this.speeds.at(speedNumberOf(code))
  }

  /** @param template of the container; -1 = it is outside. */
  paceOf(load: ServiceLoad, template: number, code: ServerCode, cpu: CpuPace): Pace {
    const key = `${load.place}/${template}/${code}`
    let pace = this.paces.get(key)
    if (pace === undefined) {
      pace = {
        number: this.paces.size,
        factor: this.speedOf(code).factor,
        isPaused: conditionOf(code) === Condition.Paused,
        ...cpu,
      }
      this.paces.set(key, pace)
    }
    return pace
  }
}

function roomFor(column: Int32Array<ArrayBuffer>, row: number): Int32Array<ArrayBuffer> {
  if (row < column.length) return column
  const longer = new Int32Array(2 * (row + 1))
  longer.set(column)
  return longer
}

/** Whether anything is said of requests, or of how many somebody outside works on. */
export function hasTraffic({
  services,
  externals = [],
}: Pick<ClusterSpec, 'services' | 'externals'>): boolean {
  return (
    services.some(({ traffic }) => traffic !== undefined) ||
    externals.some(({ concurrency }) => concurrency < Infinity)
  )
}

/** Distribution rows of service times. */
export type Latencies = {
  readonly services: readonly (DistributionId | undefined)[]
  readonly externals: readonly DistributionId[]
}

export function addLatencies(
  { services, externals = [] }: ClusterSpec,
  builder: DistributionBuilder,
): Latencies {
  return {
    services: services.map(({ traffic }) => traffic && builder.add(traffic.perPod.latency)),
    externals: externals.map(({ latency }) => builder.add(latency)),
  }
}

function serviceSetting(
  spec: ClusterSpec,
  ref: ServiceRef,
  distributions: Distributions,
  latencies: Latencies,
): LoadSetting {
  const { requestsPerSecond, profile, perPod, retries, connections } = spec.services[ref.index]
    .traffic as TrafficSpec
  const faults = spec.faults.filter(
    (fault): fault is TrafficFault => fault.kind === 'traffic' && fault.services.includes(ref.index),
  )
  const serving = servingWorkloads(spec, ref.index)
  return {
    ref,
    workloads: serving.map(({ workload }) => workload),
    servers: serving.map(({ place }) => place),
    offered: new OfferedLoad(requestsPerSecond, profile, faults),
    responses: new Responses(
      distributions,
      latencies.services[ref.index]!,
      perPod.timeoutUs,
      probeTimeoutUs(spec, ref.index),
    ),
    concurrency: perPod.concurrency,
    timeoutUs: perPod.timeoutUs,
    errorRate: 0,
    retries,
    keepsConnections: connections === 'keepAlive',
  }
}

const noRetries = { max: 0, backoffUs: 1, budget: 0 }

function externalSetting(
  { externals }: ClusterSpec,
  ref: ServiceRef,
  distributions: Distributions,
  latencies: Latencies,
): LoadSetting {
  const { errorRate, concurrency } = externals![ref.index] as ExternalSpec
  return {
    ref,
    workloads: [],
    servers: [],
    offered: new OfferedLoad(0, undefined, []),
    responses: new Responses(distributions, latencies.externals[ref.index], Infinity),
    concurrency,
    timeoutUs: Infinity,
    errorRate,
    retries: noRetries,
    keepsConnections: false,
  }
}
