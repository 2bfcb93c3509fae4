/** Events of the control plane: as long as one is pending, or one may come from a pod, the cluster goes event by event. */
import type { EventClass } from '../../kernel/time.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { EventKind } from '../event-kind.ts'

/** Schedules an event of the control plane. */
export function scheduleControl(
  state: ClusterState,
  eventClass: EventClass,
  kind: EventKind,
  entity: number,
  timeUs: number,
  stamp: number,
): void {
  state.controlPending++
  state.events.schedule(timeUs, eventClass, entity, kind, stamp)
}

/** Whether the control plane does something, or a pod may make it do something: it is being deleted, or can end by itself. */
export function isControlBusy({ controlPending, replicaSet, workload }: ClusterState): boolean {
  if (controlPending > 0) return true
  const { seenTerminating, seenActive } = replicaSet
  for (let row = 0; row < seenTerminating.length; row++)
    if (seenTerminating[row] > 0 || (workload.podsCanEnd[row] === 1 && seenActive[row] > 0)) return true
  return false
}
