/** Where the integers of a probe stand in a manifest, for who wants to change them, and what a scenario says beside it. */
import type { ProbeTypeName } from '../engine/contract/cluster-spec.ts'
import { behaviorOf, setsLatency, setsStartup } from './advice/container-facts.ts'
import type { CompiledPlace } from './compile.ts'
import type { WorkloadPlace } from './manifests/workload-reader.ts'
import { isMap } from './text/located.ts'

export type ProbeTarget = {
  /** Of the object, as written. */
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  /** Undefined if the manifest names none. */
  readonly namespace?: string
  /** Keys from the object to the list of containers. */
  readonly listSteps: readonly string[]
  /** Place of the container in the list. */
  readonly index: number
  readonly container: string
  readonly probe: ProbeTypeName
  /** The numbers of the probe that the manifest writes itself; others are defaults of the API (P21). */
  readonly written: Readonly<Record<string, number>>
  /** What it asks, as the manifest writes it: `{ httpGet: { port: 80 } }`. */
  readonly handler: Readonly<Record<string, unknown>>
  /** Keys of its behavior that no scenario sets, so that a default stands for them. */
  readonly defaults: readonly DefaultKey[]
}

/** What a recommendation for a probe rests on. */
export type DefaultKey = 'latency' | 'startup'

/** The container is one of the workload's, the probe one of the container's. */
export function probeTarget(place: CompiledPlace, container: string, probe: ProbeTypeName): ProbeTarget {
  const { at, podAt, owner } = place
  const kind = owner?.kind ?? String(at.get('kind').value)
  const namespace = at.at('metadata', 'namespace').value
  const templateSteps = owner?.steps.map(String) ?? (kind === 'Pod' ? [] : ['spec', 'template'])
  const podSteps = [...templateSteps, 'spec']
  const list = ['containers', 'initContainers'].find((name) => indexIn(podAt, name, container) >= 0)!
  const index = indexIn(podAt, list, container)
  const behavior = behaviorOf(place, { isInit: list === 'initContainers', container: index })
  const probeAt = podAt.at('spec', list, index, `${probe}Probe`)
  return {
    apiVersion: owner?.apiVersion ?? String(at.get('apiVersion').value),
    kind,
    name: owner?.name ?? String(at.at('metadata', 'name').value),
    ...(namespace === undefined ? {} : { namespace: String(namespace) }),
    listSteps: [...podSteps, list],
    index,
    container,
    probe,
    written: Object.fromEntries(
      probeAt.keys().flatMap((key) => {
        const { value } = probeAt.get(key)
        return typeof value === 'number' ? [[key, value]] : []
      }),
    ),
    handler: Object.fromEntries(
      probeAt.keys().flatMap((key) => {
        const { value } = probeAt.get(key)
        return isMap(value) ? [[key, value]] : []
      }),
    ),
    defaults: [
      ...(setsLatency(behavior, probe) ? [] : ['latency' as const]),
      ...(setsStartup(behavior) ? [] : ['startup' as const]),
    ],
  }
}

function indexIn(podAt: WorkloadPlace['podAt'], list: string, container: string): number {
  return podAt
    .at('spec', list)
    .items()
    .findIndex((item) => item.get('name').value === container)
}
