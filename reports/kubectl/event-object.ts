/**
 * An event as the API holds it. Kubelets and controllers count what repeats itself in `count`; the scheduler, which uses the newer
 * API, in `series`. Its name is the pod's and the time of the first in nanoseconds, in hexadecimal.
 */
import type { EventView } from '../../engine/contract/cluster-view.ts'
import { entry, type PlainMap } from './plain-data.ts'
import { apiMicroTime, apiTime, nanosecondsOf } from './wall-clock.ts'

/** A place for what is not in the API: replications of a run have equal names. */
export const replicationAnnotation = 'probestorm.dev/replication'

export function eventObject(event: EventView, annotations?: Readonly<Record<string, string>>): PlainMap {
  const { namespace, pod, container, isInitContainer, reason, type, message, source } = event
  const time = nanosecondsOf(event.firstWallSeconds) + BigInt(event.sequence)
  const fieldPath =
    container === null ? null : `spec.${isInitContainer ? 'initContainers' : 'containers'}{${container}}`
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      ...entry('annotations', annotations),
      creationTimestamp: apiTime(event.firstSeconds),
      name: `${pod}.${time.toString(16)}`,
      namespace,
    },
    involvedObject: {
      apiVersion: event.about?.apiVersion ?? 'v1',
      ...entry('fieldPath', fieldPath),
      kind: event.about?.kind ?? 'Pod',
      name: pod,
      namespace,
    },
    reason,
    message,
    type,
    ...(source === 'default-scheduler' ? seriesEvent(event) : countedEvent(event)),
  }
}

function countedEvent({ source, node, count, firstSeconds, lastSeconds }: EventView): PlainMap {
  return {
    count,
    firstTimestamp: apiTime(firstSeconds),
    lastTimestamp: apiTime(lastSeconds),
    eventTime: null,
    source: { component: source, ...entry('host', node) },
    reportingComponent: source,
    reportingInstance: node ?? '',
  }
}

function seriesEvent({ reason, count, firstWallSeconds, lastWallSeconds }: EventView): PlainMap {
  return {
    action: reason === 'Scheduled' ? 'Binding' : 'Scheduling',
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: apiMicroTime(firstWallSeconds),
    ...entry('series', count > 1 ? { count, lastObservedTime: apiMicroTime(lastWallSeconds) } : null),
    source: {},
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler',
  }
}
