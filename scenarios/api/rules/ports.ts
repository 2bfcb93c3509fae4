/** Ports of containers. Source: kubernetes v1.36 pkg/apis/core/validation, validateContainerPorts, checkHostPortConflicts, validatePodHostNetworkDeps. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkDefaultedChoice } from './choice.ts'
import { portName, portNumber } from './formats.ts'
import { listOf, numberOf, textOf } from './values.ts'

/** In the order of the server's messages. */
export const protocols = ['SCTP', 'TCP', 'UDP']

const numberFix = { rule: 'number-range', fix: 'write a port number from 1 to 65535' } as const

export function checkContainerPorts(container: Located, causes: Causes): void {
  const names = new Set<string>()
  for (const port of listOf(container, 'ports')) {
    const name = textOf(port, 'name')
    if (name) {
      const messages = portName(name)
      if (messages.length > 0)
        causes.badFormat(port.get('name'), messages, {
          rule: 'name-format',
          fix: 'write at most 15 lower case letters, digits and single hyphens',
        })
      else if (names.has(name)) causes.duplicate(port.get('name'))
      else names.add(name)
    }
    const number = numberOf(port, 'containerPort') ?? 0
    if (number === 0) causes.required(port.get('containerPort'))
    for (const key of ['containerPort', 'hostPort']) checkPortNumber(port, key, causes)
    checkDefaultedChoice(port, 'protocol', protocols, causes)
  }
}

/** A port number that is not 0. */
function checkPortNumber(port: Located, key: string, causes: Causes): void {
  const number = numberOf(port, key) || 1
  if (portNumber(number).length > 0) causes.badFormat(port.get(key), portNumber(number), numberFix)
}

/** No two containers take the same port of the host; a pod in the host's network takes its own ports. */
export function checkHostPorts(containers: readonly Located[], isDefaulted: boolean, causes: Causes): void {
  const taken = new Set<string>()
  for (const container of containers)
    for (const port of listOf(container, 'ports')) {
      const number = hostPortOf(port, isDefaulted)
      if (number === 0) continue
      const key = `${textOf(port, 'protocol') || 'TCP'}/${textOf(port, 'hostIP') ?? ''}/${number}`
      if (taken.has(key)) causes.duplicate(port.get('hostPort'), { value: key, fix: 'write another port' })
      taken.add(key)
    }
}

function hostPortOf(port: Located, isDefaulted: boolean): number {
  return numberOf(port, 'hostPort') || (isDefaulted ? (numberOf(port, 'containerPort') ?? 0) : 0)
}

/** In the host's network a port of the host is the port of the container. */
export function checkHostNetwork(containers: readonly Located[], causes: Causes): void {
  for (const container of containers)
    for (const port of listOf(container, 'ports')) {
      const hostPort = numberOf(port, 'hostPort') ?? 0
      if (hostPort !== 0 && hostPort !== (numberOf(port, 'containerPort') ?? 0))
        causes.invalid(port.get('hostPort'), 'must match `containerPort` when `hostNetwork` is true', {
          fix: 'delete hostPort, or write the number of containerPort',
        })
    }
}
