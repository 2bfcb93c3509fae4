/** Probes of a container: P21 (defaults) and P22 (validation), in the API's words. */
import type { ProbeHandler, ProbeSpec, ProbeTypeName } from '../../engine/model/cluster-spec.ts'
import { unknownKey } from '../scenario/shape.ts'
import { type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { countField, isMapField } from './field.ts'

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const satisfies readonly ProbeHandler[]

const numbers = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
  'terminationGracePeriodSeconds',
]

const handlerKeys: Readonly<Record<ProbeHandler, readonly string[]>> = {
  exec: ['command'],
  httpGet: ['path', 'port', 'host', 'scheme', 'httpHeaders'],
  tcpSocket: ['port', 'host'],
  grpc: ['port', 'service'],
}

const secondUs = 1_000_000

/**
 * The probe at a place, or undefined if there is none or it cannot be read. `portNames` are the names of the
 * container's ports: an undefined name makes every run err (P13), which is a warning.
 */
export function readProbe(
  at: Located,
  type: ProbeTypeName,
  portNames: ReadonlySet<string>,
  report: Report,
): ProbeSpec | undefined {
  if (!isMapField(at, report)) return undefined
  for (const key of at.keys()) {
    if (!numbers.includes(key) && !handlers.some((h) => h === key))
      unknownKey(at.get(key), key, [...handlers, ...numbers], report)
  }
  const handler = readHandler(at, report)
  checkSuccessThreshold(at.get('successThreshold'), type, report)
  const grace = readGrace(at.get('terminationGracePeriodSeconds'), type, report)
  // P21: 0 stands for the default.
  const seconds = (key: string, standard: number): number =>
    (countField(at.get(key), report) || standard) * secondUs
  const times = (key: string, standard: number): number => countField(at.get(key), report) || standard
  const settings = {
    initialDelayUs: seconds('initialDelaySeconds', 0),
    timeoutUs: seconds('timeoutSeconds', 1),
    periodUs: seconds('periodSeconds', 10),
    successThreshold: times('successThreshold', 1),
    failureThreshold: times('failureThreshold', 3),
    ...(grace === undefined ? {} : { terminationGraceUs: grace * secondUs }),
  }
  if (handler === undefined) return undefined
  return { handler, ...settings, portDefined: readPort(at.get(handler), handler, portNames, report) }
}

function readHandler(at: Located, report: Report): ProbeHandler | undefined {
  const found = handlers.filter((handler) => !at.get(handler).isAbsent)
  if (found.length === 0) {
    report.error(
      'probe-handler',
      at,
      `${at.pathText}: Required value: must specify a handler type`,
      'add one of exec, httpGet, tcpSocket and grpc',
    )
    return undefined
  }
  for (const other of found.slice(1)) {
    report.error(
      'probe-handler',
      at.get(other),
      `${at.get(other).pathText}: Forbidden: may not specify more than 1 handler type`,
      `delete ${other} or ${found[0]}`,
      'key',
    )
  }
  return found[0]
}

function checkSuccessThreshold(at: Located, type: ProbeTypeName, report: Report): void {
  if (type === 'readiness' || typeof at.value !== 'number' || !Number.isInteger(at.value) || at.value <= 1)
    return
  report.error(
    'probe-success-threshold',
    at,
    `${at.pathText}: Invalid value: ${at.value}: must be 1`,
    `delete the line: a ${type} probe succeeds with its first success`,
  )
}

function readGrace(at: Located, type: ProbeTypeName, report: Report): number | undefined {
  if (at.isAbsent) return undefined
  if (type === 'readiness') {
    report.error(
      'probe-grace-period',
      at,
      `${at.pathText}: Invalid value: ${shown(at.value)}: must not be set for readinessProbes`,
      'delete the line: a readiness probe kills nothing',
      'key',
    )
    return undefined
  }
  if (typeof at.value === 'number' && at.value <= 0) {
    report.error(
      'probe-grace-period',
      at,
      `${at.pathText}: Invalid value: ${at.value}: must be greater than 0`,
      'write 1 or more, or delete the line for the grace period of the pod',
    )
    return undefined
  }
  return countField(at, report)
}

/** Whether the port of the handler is defined; exec has none. */
function readPort(
  at: Located,
  handler: ProbeHandler,
  portNames: ReadonlySet<string>,
  report: Report,
): boolean {
  if (!isMapField(at, report)) return true
  for (const key of at.keys()) {
    if (!handlerKeys[handler].includes(key)) unknownKey(at.get(key), key, handlerKeys[handler], report)
  }
  if (handler === 'exec') {
    checkCommand(at.get('command'), report)
    return true
  }
  const port = at.get('port')
  if (typeof port.value === 'number') {
    if (Number.isInteger(port.value) && port.value >= 1 && port.value <= 65_535) return true
    report.error(
      'probe-port',
      port,
      `${port.pathText}: Invalid value: ${port.value}: must be between 1 and 65535, inclusive`,
      'write the number of the port that the container listens on',
    )
    return true
  }
  if (typeof port.value !== 'string' || handler === 'grpc') {
    const expected =
      handler === 'grpc' ? 'a port number from 1 to 65535' : 'a port number from 1 to 65535 or a port name'
    const found = port.isAbsent ? 'Required value' : `Invalid value: ${shown(port.value)}`
    report.error(
      'probe-port',
      port.isAbsent ? at : port,
      `${port.pathText}: ${found}: must be ${expected}`,
      `write ${expected}`,
    )
    return true
  }
  return readPortName(port, port.value, portNames, report)
}

function readPortName(at: Located, name: string, portNames: ReadonlySet<string>, report: Report): boolean {
  if (name.length > 15 || !/^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    report.error(
      'probe-port',
      at,
      `${at.pathText}: Invalid value: ${shown(name)}: must be a port name: at most 15 lower case letters, digits and single hyphens, with at least one letter`,
      'write a port number without quotes, or the name of a port of this container',
    )
    return true
  }
  if (portNames.has(name)) return true
  const defined =
    portNames.size === 0 ? 'the container names no port' : `the container names ${[...portNames].join(', ')}`
  report.warn(
    'probe-port-undefined',
    at,
    `${at.pathText} is ${shown(name)}, but ${defined}; every run of this probe errs (P13)`,
    `add a port with name: ${name} to the container, or write the number`,
  )
  return false
}

function checkCommand(at: Located, report: Report): void {
  if (Array.isArray(at.value) && at.value.length > 0 && at.value.every((word) => typeof word === 'string'))
    return
  const found =
    at.isAbsent || (Array.isArray(at.value) && at.value.length === 0)
      ? 'Required value'
      : `Invalid value: ${shown(at.value)}: must be a list of texts`
  report.error(
    found === 'Required value' ? 'missing-key' : 'wrong-type',
    at,
    `${at.pathText}: ${found}`,
    'write the command as a list of words, each in quotes where it looks like a number',
  )
}
