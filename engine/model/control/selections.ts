/** Which Services select the pods of a workload, and with which of their ports (R5). */
import type { EndpointPortSpec, SelectionSpec, WorkloadSpec } from '../../contract/cluster-spec.ts'

/** A Service that selects pods of a workload; -1 in place of an ordinal = all of them. Each of its sets of ports has a number. */
export type Selection = {
  readonly service: number
  readonly ordinal: number
  readonly ports: number
  /** The set has not the port at which requests come; it has none of the ports of the Service. */
  readonly lacksPort: boolean
  readonly lacksAll: boolean
}

/** By workload. */
export function selectionsByWorkload(workloads: readonly WorkloadSpec[]): Selection[][] {
  const known = new Map<number, string[]>()
  const numberOf = (service: number, ports: readonly EndpointPortSpec[]): number => {
    const text = JSON.stringify(ports)
    const sets = known.get(service) ?? []
    known.set(service, sets)
    if (!sets.includes(text)) sets.push(text)
    return sets.indexOf(text)
  }
  const selectionOf = ({ service, ordinal, ports, lacksPort }: SelectionSpec): Selection => ({
    service,
    ordinal: ordinal ?? -1,
    ports: numberOf(service, ports),
    lacksPort: lacksPort === true,
    lacksAll: lacksPort === true && ports.length === 0,
  })
  return workloads.map(({ selectedBy = [] }) => selectedBy.map(selectionOf))
}
