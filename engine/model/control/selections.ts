/** Which Services select the pods of a workload. */
import type { EndpointPortSpec, SelectionSpec, WorkloadSpec } from '../../contract/cluster-spec.ts'

/** A Service that selects pods of a workload; -1 in place of an ordinal = all of them. Each of its sets of ports has a number. */
export type Selection = { readonly service: number; readonly ordinal: number; readonly ports: number }

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
  const selectionOf = ({ service, ordinal, ports }: SelectionSpec): Selection => ({
    service,
    ordinal: ordinal ?? -1,
    ports: numberOf(service, ports),
  })
  return workloads.map(({ selectedBy = [] }) => selectedBy.map(selectionOf))
}
