/** The containers of a pod as describe shows them. Source: k8s.io/kubectl v0.35 pkg/describe/describe.go, describeContainers. */
import { listOf, mapOf, type PlainMap, textOf } from './plain-data.ts'
import { describedTime } from './wall-clock.ts'

/** What a variable may take from the pod itself. */
export type PodFields = Readonly<Record<string, string>>

export function containerLines(
  label: string,
  containers: unknown,
  statuses: unknown,
  fields: PodFields,
): string[] {
  const all = listOf(containers).map(mapOf)
  const states = listOf(statuses).map(mapOf)
  return [
    `${label}:${all.length === 0 ? ' <none>' : ''}`,
    ...all.flatMap((container) =>
      linesOf(
        container,
        states.find(({ name }) => name === container['name']),
        fields,
      ),
    ),
  ]
}

function linesOf(container: PlainMap, status: PlainMap | undefined, fields: PodFields): string[] {
  const resources = mapOf(container['resources'])
  return [
    `  ${textOf(container['name'])}:`,
    ...(status === undefined ? [] : [`    Container ID:\t${textOf(status['containerID'])}`]),
    `    Image:\t${textOf(container['image'])}`,
    ...(status === undefined ? [] : [`    Image ID:\t${textOf(status['imageID'])}`]),
    ...portLines('', portTexts(container, 'containerPort')),
    ...portLines('Host ', portTexts(container, 'hostPort')),
    ...wordLines('Command', container['command']),
    ...wordLines('Args', container['args']),
    ...(status === undefined ? [] : statusLines(status)),
    ...resourceLines('Limits', mapOf(resources['limits'])),
    ...resourceLines('Requests', mapOf(resources['requests'])),
    ...probeLine('Liveness', container['livenessProbe']),
    ...probeLine('Readiness', container['readinessProbe']),
    ...probeLine('Startup', container['startupProbe']),
    ...environmentLines(container, fields),
    ...mountLines(container),
  ]
}

function portTexts(container: PlainMap, key: 'containerPort' | 'hostPort'): string[] {
  return listOf(container['ports']).map((item) => {
    const port = mapOf(item)
    return `${textOf(port[key] ?? 0)}/${textOf(port['protocol'])}`
  })
}

function portLines(prefix: string, ports: readonly string[]): string[] {
  if (ports.length > 1) return [`    ${prefix}Ports:\t${ports.join(', ')}`]
  return [`    ${prefix}Port:\t${ports[0] ?? '<none>'}`]
}

function wordLines(label: string, words: unknown): string[] {
  const lines = listOf(words).flatMap((word) => textOf(word).split('\n'))
  return lines.length === 0 ? [] : [`    ${label}:`, ...lines.map((line) => `      ${line}`)]
}

function statusLines(status: PlainMap): string[] {
  const lastState = mapOf(status['lastState'])
  return [
    ...stateLines('State', mapOf(status['state'])),
    ...(lastState['terminated'] === undefined ? [] : stateLines('Last State', lastState)),
    `    Ready:\t${status['ready'] === true ? 'True' : 'False'}`,
    `    Restart Count:\t${textOf(status['restartCount'])}`,
  ]
}

function stateLines(label: string, state: PlainMap): string[] {
  if (state['running'] !== undefined) {
    const startedAt = mapOf(state['running'])['startedAt']
    return [`    ${label}:\tRunning`, `      Started:\t${describedTime(textOf(startedAt))}`]
  }
  if (state['terminated'] !== undefined) {
    const end = mapOf(state['terminated'])
    return [
      `    ${label}:\tTerminated`,
      ...detail('Reason', end['reason']),
      ...detail('Message', end['message']),
      `      Exit Code:\t${textOf(end['exitCode'])}`,
      `      Started:\t${describedTime(textOf(end['startedAt']))}`,
      `      Finished:\t${describedTime(textOf(end['finishedAt']))}`,
    ]
  }
  return [`    ${label}:\tWaiting`, ...detail('Reason', mapOf(state['waiting'])['reason'])]
}

function detail(label: string, value: unknown): string[] {
  return textOf(value) === '' ? [] : [`      ${label}:\t${textOf(value)}`]
}

function resourceLines(label: string, amounts: PlainMap): string[] {
  const names = Object.keys(amounts).sort()
  if (names.length === 0) return []
  return [`    ${label}:`, ...names.map((name) => `      ${name}:\t${textOf(amounts[name])}`)]
}

function probeLine(label: string, probe: unknown): string[] {
  return probe === undefined ? [] : [`    ${label}:\t${probeText(mapOf(probe))}`]
}

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`. */
function probeText(probe: PlainMap): string {
  const of = (key: string): string => textOf(probe[key] ?? 0)
  const settings =
    `delay=${of('initialDelaySeconds')}s timeout=${of('timeoutSeconds')}s period=${of('periodSeconds')}s ` +
    `#success=${of('successThreshold')} #failure=${of('failureThreshold')}`
  return `${handlerText(probe)} ${settings}`
}

function handlerText(probe: PlainMap): string {
  const { exec, httpGet, tcpSocket, grpc } = Object.fromEntries(
    ['exec', 'httpGet', 'tcpSocket', 'grpc'].map((key) => [key, mapOf(probe[key])]),
  )
  if (probe['exec'] !== undefined) return `exec [${listOf(exec['command']).map(textOf).join(' ')}]`
  if (probe['httpGet'] !== undefined) {
    const path = textOf(httpGet['path'])
    const slashed = path.startsWith('/') ? path : `/${path}`
    return `http-get ${textOf(httpGet['scheme']).toLowerCase()}://${textOf(httpGet['host'])}:${textOf(httpGet['port'])}${slashed}`
  }
  if (probe['tcpSocket'] !== undefined)
    return `tcp-socket ${textOf(tcpSocket['host'])}:${textOf(tcpSocket['port'])}`
  if (probe['grpc'] !== undefined) return `grpc <pod>:${textOf(grpc['port'])} ${textOf(grpc['service'])}`
  return 'unknown'
}

function environmentLines(container: PlainMap, fields: PodFields): string[] {
  const sources = listOf(container['envFrom']).map(mapOf)
  const variables = listOf(container['env']).map(mapOf)
  return [
    ...(sources.length === 0 ? [] : ['    Environment Variables from:', ...sources.map(sourceLine)]),
    `    Environment:${variables.length === 0 ? '\t<none>' : ''}`,
    ...variables.flatMap((variable) => variableLines(variable, fields)),
  ]
}

function sourceLine(source: PlainMap): string {
  const isMap = source['configMapRef'] !== undefined
  const reference = mapOf(isMap ? source['configMapRef'] : source['secretRef'])
  const prefix = textOf(source['prefix'])
  const kind = `${isMap ? 'ConfigMap' : 'Secret'}${prefix === '' ? '' : ` with prefix '${prefix}'`}`
  return `      ${textOf(reference['name'])}\t${kind}\tOptional: ${reference['optional'] === true}`
}

function variableLines(variable: PlainMap, fields: PodFields): string[] {
  const name = textOf(variable['name'])
  const from = mapOf(variable['valueFrom'])
  if (from['fieldRef'] !== undefined) {
    const field = mapOf(from['fieldRef'])
    const path = textOf(field['fieldPath'])
    return [`      ${name}:\t${fields[path] ?? ''} (${textOf(field['apiVersion'] ?? 'v1')}:${path})`]
  }
  if (from['resourceFieldRef'] !== undefined)
    return [`      ${name}:\t (${textOf(mapOf(from['resourceFieldRef'])['resource'])})`]
  for (const [key, noun] of [
    ['secretKeyRef', 'in secret'],
    ['configMapKeyRef', 'of config map'],
  ] as const) {
    if (from[key] === undefined) continue
    const reference = mapOf(from[key])
    return [
      `      ${name}:\t<set to the key '${textOf(reference['key'])}' ${noun} '${textOf(reference['name'])}'>\tOptional: ${reference['optional'] === true}`,
    ]
  }
  const [first = '', ...rest] = textOf(variable['value']).split('\n')
  return [`      ${name}:\t${first}`, ...rest.map((line) => `      \t${line}`)]
}

function mountLines(container: PlainMap): string[] {
  const mounts = listOf(container['volumeMounts']).map(mapOf)
  if (mounts.length === 0) return ['    Mounts:\t<none>']
  const lines = mounts.map((mount) => {
    const path = textOf(mount['subPath']) === '' ? '' : `,path=${JSON.stringify(mount['subPath'])}`
    const mode = mount['readOnly'] === true ? 'ro' : 'rw'
    return `      ${textOf(mount['mountPath'])} from ${textOf(mount['name'])} (${mode}${path})`
  })
  return ['    Mounts:', ...lines.sort()]
}
