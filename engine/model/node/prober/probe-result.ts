/** The prober's result cache, as everybody but the workers reads it. */
import type { ClusterState, ContainerId, ProbeId } from '../../cluster-state.ts'
import { ProbeType, Result } from '../../codes.ts'

/** The probe of this container and type; -1 = it has none. */
export function probeOfType(state: ClusterState, container: ContainerId, type: number): ProbeId {
  const { container: containers, containerTemplate, probe: probes } = state
  const offset = containerTemplate.probeOffset[containers.template[container] * 3 + type]
  return offset < 0 ? -1 : probes.rowAt[containers.firstProbe[container] + offset]
}

/** The readiness worker of a started container that is not ready, which each sync triggers (P6); -1 = there is none. */
export function unreadyWorker(state: ClusterState, container: ContainerId): ProbeId {
  if (state.container.isStarted[container] === 0) return -1
  const probe = probeOfType(state, container, ProbeType.Readiness)
  const isThere = probe >= 0 && state.probe.exists[probe] === 1
  return isThere && cachedResult(state, probe) !== Result.Success ? probe : -1
}

/** The cached result for the instance that the status shows, or -1 if there is none. */
export function cachedResult(state: ClusterState, probe: ProbeId): number {
  const { probe: probes, container: containers } = state
  const incarnation = containers.statusIncarnation[probes.container[probe]]
  return incarnation >= 0 && probes.resultFor[probe] === incarnation ? probes.result[probe] : -1
}
