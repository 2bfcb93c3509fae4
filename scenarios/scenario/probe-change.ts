/** What a rollout makes of a probe: fields over those that it has, another handler, or no probe any more. */
import { type ProbeSpec, type ProbeTypeName, probeHandlers } from '../../engine/contract/cluster-spec.ts'
import { int32Max } from '../manifests/field.ts'
import { isMap, type Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { described, object, type Reading, type Shape, type ValueOf, wholeNumber, wrongType } from './shape.ts'

const secondUs = 1_000_000
const from = (min: number): Shape<number> => wholeNumber({ min, max: int32Max })

/** As a manifest writes it; what it asks for in detail changes nothing. */
const handler: Shape<true> = {
  schema: { type: 'object' },
  read: (at, reading) =>
    isMap(at.value) ? true : wrongType(at, reading, 'a map', 'write it as in a manifest'),
}

const fields = object(
  {},
  {
    initialDelaySeconds: described(from(0), 'as in a manifest'),
    timeoutSeconds: described(from(1), 'as in a manifest'),
    periodSeconds: described(from(1), 'as in a manifest'),
    successThreshold: described(from(1), 'as in a manifest'),
    failureThreshold: described(from(1), 'as in a manifest'),
    terminationGracePeriodSeconds: described(from(1), 'as in a manifest'),
    exec: described(handler, 'as in a manifest'),
    httpGet: described(handler, 'as in a manifest'),
    tcpSocket: described(handler, 'as in a manifest'),
    grpc: described(handler, 'as in a manifest'),
  },
)

const noProbe = 'none'
export type ProbeChange = typeof noProbe | ValueOf<typeof fields>

export const probeChange: Shape<ProbeChange> = {
  schema: { anyOf: [fields.schema, { const: noProbe }] },
  read: (at: Located, reading: Reading) =>
    at.value === noProbe
      ? noProbe
      : isMap(at.value)
        ? fields.read(at, reading)
        : wrongType(at, reading, `a map of fields, or ${noProbe}`, 'write {periodSeconds: 5}'),
}

/** A probe that says nothing but its handler (P21). */
const defaults = {
  initialDelayUs: 0,
  timeoutUs: secondUs,
  periodUs: 10 * secondUs,
  successThreshold: 1,
  failureThreshold: 3,
  portDefined: true,
}

/** Whether it makes something of a container without such a probe. */
export function makesProbe(change: ProbeChange): boolean {
  return change !== noProbe && probeHandlers.some((name) => change[name] === true)
}

/** The probe after the change; undefined = there is none. */
export function changedProbe(probe: ProbeSpec | undefined, change: ProbeChange): ProbeSpec | undefined {
  if (change === noProbe) return undefined
  const named = probeHandlers.find((name) => change[name] === true)
  const before = named === undefined ? probe : { ...defaults, ...probe, handler: named, portDefined: true }
  if (before === undefined) return undefined
  const us = (seconds: number | undefined, present: number): number =>
    seconds === undefined ? present : seconds * secondUs
  const grace = change.terminationGracePeriodSeconds
  return {
    ...before,
    initialDelayUs: us(change.initialDelaySeconds, before.initialDelayUs),
    timeoutUs: us(change.timeoutSeconds, before.timeoutUs),
    periodUs: us(change.periodSeconds, before.periodUs),
    successThreshold: change.successThreshold ?? before.successThreshold,
    failureThreshold: change.failureThreshold ?? before.failureThreshold,
    ...(grace === undefined ? {} : { terminationGraceUs: grace * secondUs }),
  }
}

/** P22: what the API would refuse. */
export function checkChange(type: ProbeTypeName, change: ProbeChange, at: Located, report: Report): void {
  if (change === noProbe) return
  const threshold = at.get('successThreshold')
  if (type !== 'readiness' && (change.successThreshold ?? 1) !== 1)
    report.error(
      'number-range',
      threshold,
      `${threshold.pathText} is ${change.successThreshold}; expected 1, as of every ${type} probe`,
      'delete successThreshold',
    )
  const grace = at.get('terminationGracePeriodSeconds')
  if (type === 'readiness' && !grace.isAbsent)
    report.error(
      'number-range',
      grace,
      `${grace.pathText} is set; expected none, as a readiness probe kills nothing`,
      'delete terminationGracePeriodSeconds',
    )
  const named = at.keys().filter((key) => (probeHandlers as readonly string[]).includes(key))
  if (named.length > 1)
    report.error(
      'entry-target',
      at.get(named[1]!),
      `${at.pathText} has ${named.join(' and ')}; expected one of them`,
      'delete one of the two',
      'key',
    )
}
