/** What the cluster keeps of pods as objects, beside their rows: of endpoints, of targets of requests, of pods that wait for a node. */
import { type ClusterSpec, reachedBy } from '../../contract/cluster-spec.ts'
import type { MemoryPart } from '../../model/memory.ts'
import { podRows } from '../../model/row-counts.ts'

/** Measured with Node 20, 30,000 to 100,000 pods. */
const endpointBytes = 170
const targetBytes = 180
const waitingBytes = 180

/** Pods are those that rows are foreseen for. A pod that comes later waits for a node, but others have found one. */
export function podObjects(spec: ClusterSpec): MemoryPart[] {
  let endpoints = 0
  let targets = 0
  let waiting = 0
  for (const [index, workload] of spec.workloads.entries()) {
    const { selectedBy = [], staticOn } = workload
    const pods = podRows(spec, index)
    const reached = reachedBy(spec.services, workload).filter(
      ({ service }) => spec.services[service]!.traffic !== undefined,
    )
    endpoints += pods * selectedBy.length
    targets += pods * reached.length
    if (spec.initialState === 'created' && staticOn === undefined) waiting += pods
  }
  return [
    { what: 'endpoint of a Service', count: endpoints, bytes: endpoints * endpointBytes },
    { what: 'pod that gets requests', count: targets, bytes: targets * targetBytes },
    { what: 'pod that waits for a node', count: waiting, bytes: waiting * waitingBytes },
  ]
}
