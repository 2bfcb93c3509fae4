/** What advice has to know of a container that its spec does not hold: whether probes ask the same, what a scenario has set. */

import type { ContainerFacts } from '../../engine/contract/advice-result.ts'
import {
  type ContainerRef,
  type ProbeHandler,
  type ProbeTypeName,
  probeHandlers,
} from '../../engine/contract/cluster-spec.ts'
import type { CompiledPlace } from '../compile.ts'
import { isMap, type Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import { containerAt } from './finding-place.ts'

const latencyKeys: readonly string[] = ['liveness', 'readiness', 'startup']

export function containerFacts(places: readonly CompiledPlace[], ref: ContainerRef): ContainerFacts {
  const place = places[ref.workload]
  const container = containerAt(place, ref)
  const behavior = behaviorOf(place, ref)
  return {
    sharesEndpoint:
      endpointText(container.get('livenessProbe')) === endpointText(container.get('readinessProbe')),
    setsLatency: {
      startup: setsLatency(behavior, 'startup'),
      readiness: setsLatency(behavior, 'readiness'),
      liveness: setsLatency(behavior, 'liveness'),
    },
    setsExecCpu: behavior !== undefined && !behavior.at('cpu', 'perProbe', 'exec').isAbsent,
  }
}

/** What a scenario says of a container; undefined = nothing. */
export function behaviorOf(
  { podAt, behaviorAt }: CompiledPlace,
  { isInit, container }: Pick<ContainerRef, 'isInit' | 'container'>,
): Located | undefined {
  const before = isInit === true ? 0 : podAt.at('spec', 'initContainers').items().length
  return behaviorAt[before + container]
}

/** Whether it says how long answers to a probe take. */
export function setsLatency(behavior: Located | undefined, probe: ProbeTypeName): boolean {
  if (behavior === undefined) return false
  const latency = behavior.get('latency')
  const isByProbe = latency.keys().some((key) => latencyKeys.includes(key))
  return !(isByProbe ? latency.get(probe) : latency).isAbsent
}

/** Whether it says how long a start takes: in wall time, or in CPU time. */
export function setsStartup(behavior: Located | undefined): boolean {
  return (
    behavior !== undefined && !(behavior.get('startup').isAbsent && behavior.at('cpu', 'startup').isAbsent)
  )
}

/** Values that the API fills in (P21). */
const endpointDefaults: Readonly<Partial<Record<ProbeHandler, Readonly<Record<string, unknown>>>>> = {
  httpGet: { host: '', path: '/', scheme: 'HTTP' },
  tcpSocket: { host: '' },
  grpc: { service: '' },
}

/** What a probe asks, as a text that is equal for equal endpoints. Headers are no part of it. */
function endpointText(probe: Located): string {
  const handler = probeHandlers.find((key) => !probe.get(key).isAbsent)
  if (handler === undefined) return ''
  const { value } = probe.get(handler)
  const set = Object.entries(isMap(value) ? value : {}).filter(
    ([key, each]) => key !== 'httpHeaders' && each !== null && each !== '',
  )
  const all = Object.entries({ ...endpointDefaults[handler], ...Object.fromEntries(set) })
  return JSON.stringify([handler, all.sort(([a], [b]) => byCodeUnits(a, b))])
}
