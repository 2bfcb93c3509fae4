/** Faults `traffic` and `outage`: which Services they are about. */
import type { FaultSpec, ServiceSpec } from '../../engine/contract/cluster-spec.ts'
import { durationText } from '../text/duration.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { FaultEntry } from './fault-shape.ts'
import type { ServiceBook } from './service-book.ts'
import { hasRequests } from './traffic.ts'

type EntryOf<Kind extends FaultEntry['kind']> = Extract<FaultEntry, { readonly kind: Kind }>
type Ground = { readonly book: ServiceBook; readonly services: readonly ServiceSpec[] }

export function trafficFault(
  { at: atUs, service, factor, ramp = 0, for: forUs }: EntryOf<'traffic'>,
  at: Located,
  { book, services }: Ground,
  report: Report,
): FaultSpec | undefined {
  if (forUs !== undefined && ramp > forUs)
    report.error(
      'time-order',
      at.get('ramp'),
      `${at.pathText}.ramp is ${durationText(ramp)}; expected at most for, ${durationText(forUs)}`,
      'write a shorter time: it is a part of for',
    )
  const loaded = services.flatMap(({ traffic }, index) =>
    traffic !== undefined && hasRequests(traffic) ? [index] : [],
  )
  const found = service === undefined ? undefined : book.find(service)
  if (service !== undefined && found === undefined) return undefined
  const hit =
    found === undefined ? loaded : loaded.filter((index) => found.kind === 'service' && index === found.index)
  if (hit.length === 0) {
    report.error(
      'entry-target',
      service?.at ?? at,
      found === undefined
        ? `${at.pathText} is about all Services that get requests from outside, and there is none; expected one`
        : `${at.pathText}.service is one that gets no requests from outside; expected one that does`,
      'add an entry of spec.services with requestsPerSecond',
    )
    return undefined
  }
  return {
    kind: 'traffic',
    atUs,
    services: hit,
    factor,
    rampUs: ramp,
    ...(forUs === undefined ? {} : { forUs }),
  }
}

export function outageFault(
  { at: atUs, service, mode, factor, for: forUs }: EntryOf<'outage'>,
  at: Located,
  { book }: Ground,
  report: Report,
): FaultSpec | undefined {
  if ((mode === 'slow') !== (factor !== undefined)) {
    report.error(
      mode === 'slow' ? 'missing-key' : 'fault-key',
      mode === 'slow' ? at : at.get('factor'),
      mode === 'slow'
        ? `${at.pathText} is an outage of mode slow and has no factor; expected one`
        : `${at.pathText}.factor: an outage of mode ${mode} takes no factor; expected it with mode: slow only`,
      mode === 'slow' ? 'add factor: 10' : 'delete factor',
      mode === 'slow' ? 'value' : 'key',
    )
    return undefined
  }
  const target = book.find(service)
  if (target === undefined) return undefined
  if (!book.matters(target)) {
    report.error(
      'entry-target',
      service.at,
      `${at.pathText} is an outage of ${service.value}, which gets no requests, which nothing calls, and on which no container depends; expected one that matters`,
      'add dependsOn to a behavior, or calls or requestsPerSecond to spec.services',
    )
    return undefined
  }
  return {
    kind: 'outage',
    atUs,
    targets: [target],
    mode,
    ...(factor === undefined ? {} : { factor }),
    ...(forUs === undefined ? {} : { forUs }),
  }
}
