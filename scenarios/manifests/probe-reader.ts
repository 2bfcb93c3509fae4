/** Probes of a container with the defaults of the API (P21). Its rules have been checked (P22, `api/rules/probe.ts`). */
import { type ProbeSpec, probeHandlers } from '../../engine/contract/cluster-spec.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { countField, graceSecondsMax, isMapField, wholeField } from './field.ts'

const secondUs = 1_000_000

/**
 * The probe at a place, or undefined if there is none. `portNames` are the names of the container's ports: an
 * undefined name makes every run err (P13), which is a warning.
 */
export function readProbe(
  at: Located,
  portNames: ReadonlySet<string>,
  report: Report,
): ProbeSpec | undefined {
  if (!isMapField(at, report)) return undefined
  const handler = probeHandlers.find((known) => isMap(at.get(known).value))
  if (handler === undefined) return undefined
  const grace = wholeField(at.get('terminationGracePeriodSeconds'), report)
  // P21: 0 stands for the default.
  const count = (key: string, standard: number): number => countField(at.get(key), report) || standard
  return {
    handler,
    initialDelayUs: count('initialDelaySeconds', 0) * secondUs,
    timeoutUs: count('timeoutSeconds', 1) * secondUs,
    periodUs: count('periodSeconds', 10) * secondUs,
    successThreshold: count('successThreshold', 1),
    failureThreshold: count('failureThreshold', 3),
    ...(grace === undefined ? {} : { terminationGraceUs: Math.min(grace, graceSecondsMax) * secondUs }),
    portDefined: isPortDefined(at.at(handler, 'port'), portNames, report),
  }
}

/** Whether a port is a number, or a name that the container gives; exec has none. */
function isPortDefined(port: Located, portNames: ReadonlySet<string>, report: Report): boolean {
  const name = port.value
  if (typeof name !== 'string' || portNames.has(name)) return true
  const defined =
    portNames.size === 0 ? 'the container names no port' : `the container names ${[...portNames].join(', ')}`
  report.warn(
    'probe-port-undefined',
    port,
    `${port.pathText} is ${shown(name)}, but ${defined}; every run of this probe errs (P13)`,
    `add a port with name: ${name} to the container, or write the number`,
  )
  return false
}
