/** Where the integers of a probe stand in a manifest, for who wants to change them. */
import type { ProbeTypeName } from '../engine/model/cluster-spec.ts'
import type { WorkloadPlace } from './manifests/workload-reader.ts'

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
}

/** The container is one of the workload's, the probe one of the container's. */
export function probeTarget(
  { at, podAt }: WorkloadPlace,
  container: string,
  probe: ProbeTypeName,
): ProbeTarget {
  const kind = String(at.get('kind').value)
  const namespace = at.at('metadata', 'namespace').value
  const podSteps = kind === 'Pod' ? ['spec'] : ['spec', 'template', 'spec']
  const list = ['containers', 'initContainers'].find((name) => indexIn(podAt, name, container) >= 0)!
  const index = indexIn(podAt, list, container)
  const probeAt = podAt.at('spec', list, index, `${probe}Probe`)
  return {
    apiVersion: String(at.get('apiVersion').value),
    kind,
    name: String(at.at('metadata', 'name').value),
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
  }
}

function indexIn(podAt: WorkloadPlace['podAt'], list: string, container: string): number {
  return podAt
    .at('spec', list)
    .items()
    .findIndex((item) => item.get('name').value === container)
}
