/** Handlers of probes and hooks (P22). Source: kubernetes v1.36 pkg/apis/core/validation, validateHandler. */
import { probeHandlers } from '../../../engine/contract/cluster-spec.ts'
import { isMap, type Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { httpHeaderName, portName, portNumber } from './formats.ts'
import { checkPlainText, checkTextItem } from './texts.ts'
import { countOf, listOf, mapOf, numberOf, textOf } from './values.ts'

const hookHandlers = ['exec', 'httpGet', 'tcpSocket', 'sleep'] as const

export function checkProbeHandler(at: Located, causes: Causes): void {
  checkHandlers(at, 'probe-handler', probeHandlers, undefined, causes)
}

/** @param graceSeconds of the pod: no sleep is longer. */
export function checkHookHandler(at: Located, graceSeconds: number | undefined, causes: Causes): void {
  checkHandlers(at, 'hook-handler', hookHandlers, graceSeconds, causes)
}

/** The first handler is checked, and every other one is too many. */
function checkHandlers(
  at: Located,
  rule: 'probe-handler' | 'hook-handler',
  handlers: readonly string[],
  graceSeconds: number | undefined,
  causes: Causes,
): void {
  const found = handlers.filter((handler) => isMap(at.peek(handler)))
  if (found.length === 0) {
    causes.required(at, 'must specify a handler type', {
      rule,
      fix: `add one of ${handlers.slice(0, -1).join(', ')} and ${handlers[handlers.length - 1]}`,
    })
    return
  }
  checkHandler(at.get(found[0]), found[0], graceSeconds, causes)
  for (const other of found.slice(1))
    causes.forbidden(at.get(other), 'may not specify more than 1 handler type', {
      rule,
      fix: `delete ${other} or ${found[0]}`,
    })
}

function checkHandler(at: Located, handler: string, graceSeconds: number | undefined, causes: Causes): void {
  if (handler === 'exec') {
    if (countOf(at, 'command') === 0)
      causes.required(at.get('command'), '', { fix: 'write the command as a list of words' })
  } else if (handler === 'sleep') checkSleep(at, graceSeconds, causes)
  else if (handler === 'grpc') refusePort(at.get('port'), numberOf(at, 'port') ?? 0, causes)
  else {
    checkPortOrName(at.get('port'), causes)
    if (handler === 'httpGet') checkHttpGet(at, causes)
  }
}

function checkHttpGet(at: Located, causes: Causes): void {
  const scheme = textOf(at, 'scheme')
  if (scheme && scheme !== 'HTTP' && scheme !== 'HTTPS')
    causes.unsupported(at.get('scheme'), ['HTTP', 'HTTPS'])
  for (const header of listOf(at, 'httpHeaders')) {
    checkPlainText(header, 'name', httpHeaderName, causes, {
      field: () => at.get('httpHeaders').pathText,
      fix: "write a name of letters, digits and '-'",
    })
  }
}

const portText = {
  rule: 'probe-port',
  fix: 'write a port number without quotes, or the name of a port of the container',
} as const

/** A port by number or by name; none is 0. */
export function checkPortOrName(at: Located, causes: Causes): void {
  if (typeof at.value === 'string') checkTextItem(at, portName, causes, portText)
  else refusePort(at, typeof at.value === 'number' ? at.value : 0, causes)
}

function refusePort(at: Located, port: number, causes: Causes): void {
  causes.badFormat(at, portNumber(port), {
    rule: 'probe-port',
    value: port,
    fix: 'write the number of the port that the container listens on',
  })
}

function checkSleep(at: Located, graceSeconds: number | undefined, causes: Causes): void {
  const seconds = numberOf(at, 'seconds') ?? 0
  if (graceSeconds === undefined || (seconds >= 0 && seconds <= graceSeconds)) return
  causes.invalid(at, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`, {
    value: seconds,
    fix: 'sleep for less, or raise terminationGracePeriodSeconds of the pod',
  })
}

/** The hooks of a container. */
export function checkLifecycle(container: Located, graceSeconds: number | undefined, causes: Causes): void {
  const lifecycle = mapOf(container, 'lifecycle')
  if (lifecycle === undefined) return
  for (const key of ['postStart', 'preStop']) {
    const hook = mapOf(lifecycle, key)
    if (hook !== undefined) checkHookHandler(hook, graceSeconds, causes)
  }
}
