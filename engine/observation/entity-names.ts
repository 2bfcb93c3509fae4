/** Names behind the row numbers, for reports. */
import { type ContainerSpec, workloadLabel } from '../contract/cluster-spec.ts'
import { type EntityNames, probeTypeNames } from '../contract/run-result.ts'
import type { ClusterState, ContainerId } from '../model/cluster-state.ts'
import { podNameOf } from '../model/pod-rows.ts'
import { podSpecOf } from '../model/pod-templates.ts'

export function entityNames(state: ClusterState): EntityNames {
  const { container: containers, probe: probes, probeTemplate } = state
  return {
    get probeCount() {
      return probes.count
    },
    probe(place) {
      const row = probes.rowAt[place]
      const container = probes.container[row]
      return {
        namespace: workloadOf(state, container).namespace,
        pod: podNameOf(state, containers.pod[container]),
        container: containerName(state, container),
        type: probeTypeNames[probeTemplate.type[probes.template[row]]],
      }
    },
  }
}

function workloadOf(state: ClusterState, container: ContainerId) {
  return state.spec.workloads[state.pod.workload[state.container.pod[container]]]
}

export function containerName(state: ClusterState, container: ContainerId): string {
  return containerSpec(state, container).name
}

export function containerSpec(state: ClusterState, container: ContainerId): ContainerSpec {
  const { pod: pods, container: containers } = state
  const pod = containers.pod[container]
  const { initContainers, containers: regular } = podSpecOf(state, pod)
  const offset = container - pods.firstContainer[pod]
  return initContainers[offset] ?? regular[offset - initContainers.length]
}

/** An image by its number. A run without a registry does not number its images. */
export function imageName(state: ClusterState, container: ContainerId, image: number): string {
  return state.needs.pulls ? [...state.imageNumbers.keys()][image] : containerSpec(state, container).image
}

/** The columns that name a container in a row. */
export function containerPlace(state: ClusterState, container: ContainerId) {
  const workload = workloadOf(state, container)
  return {
    namespace: workload.namespace,
    workload: workloadLabel(workload),
    pod: podNameOf(state, state.container.pod[container]),
    container: containerName(state, container),
  }
}
