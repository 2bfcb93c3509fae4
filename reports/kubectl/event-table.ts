/** Kubernetes events as `get events` and `describe` show them. Source: kubernetes v1.35 pkg/printers/internalversion/printers.go, printEvent; k8s.io/kubectl pkg/describe, DescribeEvents. */
import type { EventView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { eventObject } from './event-object.ts'
import { humanDuration } from './human-duration.ts'
import { mapOf, textOf } from './plain-data.ts'

export type EventTableOptions = { readonly wide: boolean; readonly withNamespace: boolean }

export function eventHeaders({ wide, withNamespace }: EventTableOptions): string[] {
  const place = withNamespace ? ['NAMESPACE'] : []
  if (!wide) return [...place, 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  return [
    ...place,
    'LAST SEEN',
    'TYPE',
    'REASON',
    'OBJECT',
    'SUBOBJECT',
    'SOURCE',
    'MESSAGE',
    'FIRST SEEN',
    'COUNT',
    'NAME',
  ]
}

export function eventCells(event: EventView, nowSeconds: number, options: EventTableOptions): string[] {
  const { wide, withNamespace } = options
  const lastSeen = humanDuration(nowSeconds - event.lastSeconds)
  const start = [
    ...(withNamespace ? [event.namespace] : []),
    lastSeen,
    event.type,
    event.reason,
    `${(event.about?.kind ?? 'Pod').toLowerCase()}/${event.pod}`,
  ]
  if (!wide) return [...start, event.message].map(safeText)
  const object = eventObject(event)
  return [
    ...start,
    textOf(mapOf(object['involvedObject'])['fieldPath']),
    sourceText(event),
    event.message,
    humanDuration(nowSeconds - event.firstSeconds),
    String(event.count),
    textOf(mapOf(object['metadata'])['name']),
  ].map(safeText)
}

function sourceText({ source, node }: EventView): string {
  return node === null ? source : `${source}, ${node}`
}

/** The last block of a description; its columns are its own. */
export function eventLines(events: readonly EventView[], nowSeconds: number): string[] {
  if (events.length === 0) return ['Events:\t<none>']
  const byTime = [...events].sort((a, b) => a.lastSeconds - b.lastSeconds)
  return [
    'Events:',
    '  Type\tReason\tAge\tFrom\tMessage',
    '  ----\t------\t----\t----\t-------',
    ...byTime.map(({ type, reason, source, message, ...times }) =>
      ['  '.concat(type), reason, intervalText(times, nowSeconds), source, message].join('\t'),
    ),
  ]
}

/** `10s (x4 over 2m5s)`. */
function intervalText(
  { count, firstSeconds, lastSeconds }: Pick<EventView, 'count' | 'firstSeconds' | 'lastSeconds'>,
  nowSeconds: number,
): string {
  const first = humanDuration(nowSeconds - firstSeconds)
  return count > 1 ? `${humanDuration(nowSeconds - lastSeconds)} (x${count} over ${first})` : first
}
