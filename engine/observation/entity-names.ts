/** Names behind the row numbers, for reports. Pods' strings are shared by their containers. */
import { type ContainerSpec, podName, workloadLabel } from '../contract/cluster-spec.ts'
import type { EntityNames } from '../contract/run-result.ts'
import type { ClusterState, ContainerId, PodId } from '../model/cluster-state.ts'

export function entityNames(state: ClusterState): EntityNames {
  const { container: containers, probe: probes, probeTemplate } = state
  const rows = containers.pod.length
  return {
    namespace: Array.from({ length: rows }, (_, container) => workloadOf(state, container).namespace),
    pod: podNames(state),
    container: Array.from({ length: rows }, (_, container) => containerName(state, container)),
    containerOfProbe: Int32Array.from(probes.rowAt, (row) => probes.container[row]),
    typeOfProbe: Uint8Array.from(probes.rowAt, (row) => probeTemplate.type[probes.template[row]]),
  }
}

function podNames(state: ClusterState): string[] {
  const { container: containers } = state
  const names: string[] = []
  for (let container = 0; container < containers.pod.length; container++) {
    const isSamePod = container > 0 && containers.pod[container] === containers.pod[container - 1]
    names.push(isSamePod ? names[container - 1] : podNameOf(state, containers.pod[container]))
  }
  return names
}

function workloadOf(state: ClusterState, container: ContainerId) {
  return state.spec.workloads[state.pod.workload[state.container.pod[container]]]
}

export function podNameOf(state: ClusterState, pod: PodId): string {
  return podName(state.spec.workloads[state.pod.workload[pod]], state.pod.ordinal[pod])
}

export function containerName(state: ClusterState, container: ContainerId): string {
  return containerSpec(state, container).name
}

export function containerSpec(state: ClusterState, container: ContainerId): ContainerSpec {
  const { pod: pods, container: containers } = state
  const pod = containers.pod[container]
  const { initContainers, containers: regular } = workloadOf(state, container).pod
  const offset = container - pods.firstContainer[pod]
  return initContainers[offset] ?? regular[offset - initContainers.length]
}

/** An image by its number. A run without a registry does not number its images. */
export function imageName(state: ClusterState, container: ContainerId, image: number): string {
  return state.usesRegistry ? [...state.imageNumbers.keys()][image] : containerSpec(state, container).image
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
