/** Keys of behaviors that are about something which their containers do not have, counted for the notes. */
import {
  type ClusterSpec,
  type ContainerSpec,
  containersOfPod,
  probeHandlers,
  reachedBy,
} from '../engine/contract/cluster-spec.ts'
import type { Asides } from './manifests/aside.ts'

export function noteIdleKeys({ workloads, services }: ClusterSpec, asides: Asides): void {
  for (const workload of workloads) {
    const { pod } = workload
    const asked = reachedBy(services, workload).filter(
      ({ service }) => services[service]!.traffic !== undefined,
    )
    const answering = new Set(asked.map(({ container = 0 }) => pod.containers[container]))
    for (const container of containersOfPod(pod)) {
      if (leaksInVain(container)) asides.note('idleLeaks')
      // An entry that is about a whole pod is about its init containers, too.
      const isMeant = answering.size === 0 || !pod.initContainers.includes(container)
      const isIdle = isMeant && !answering.has(container)
      if (isIdle && (container.behavior.cpu?.perRequestUs ?? 0) > 0) asides.note('idlePerRequest')
    }
  }
}

/** Whether something is left behind by probes of a handler that none of its probes has. */
function leaksInVain({ behavior: { leaks }, probes }: ContainerSpec): boolean {
  if (leaks === undefined) return false
  const used = Object.values(probes).map(({ handler }) => handler)
  return probeHandlers.some((handler) => (leaks[handler] ?? 0) > 0 && !used.includes(handler))
}
