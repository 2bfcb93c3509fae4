/** `kubectl describe pod`. Source: k8s.io/kubectl v0.35 pkg/describe/describe.go, describePod. */
import type { EventView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { containerLines } from './container-description.ts'
import { eventLines } from './event-table.ts'
import { humanDuration } from './human-duration.ts'
import { listOf, mapOf, type PlainMap, textOf, textsOf } from './plain-data.ts'
import { alignTabs, describeTabs } from './tabbed-text.ts'
import { volumeLines } from './volume-description.ts'
import { secondsOfTime } from './wall-clock.ts'

/** The description of a pod object as the API would hold it, as of that time. */
export function podDescription(pod: PlainMap, events: readonly EventView[], nowSeconds: number): string {
  const metadata = mapOf(pod['metadata'])
  const spec = mapOf(pod['spec'])
  const status = mapOf(pod['status'])
  const fields = {
    'metadata.name': textOf(metadata['name']),
    'metadata.namespace': textOf(metadata['namespace']),
    'spec.nodeName': textOf(spec['nodeName']),
    'spec.serviceAccountName': textOf(spec['serviceAccountName']),
  }
  const lines = [
    `Name:\t${textOf(metadata['name'])}`,
    `Namespace:\t${textOf(metadata['namespace'])}`,
    ...optional('Priority', spec['priority']),
    ...optional('Priority Class Name', spec['priorityClassName']),
    ...optional('Runtime Class Name', spec['runtimeClassName']),
    ...optional('Service Account', spec['serviceAccountName']),
    `Node:\t${spec['nodeName'] === undefined ? '<none>' : `${textOf(spec['nodeName'])}/${textOf(status['hostIP'])}`}`,
    ...pairLines('Labels', '=', textsOf(metadata['labels'])),
    ...pairLines('Annotations', ': ', textsOf(metadata['annotations'])),
    ...statusLines(metadata, textOf(status['phase']), nowSeconds),
    ...optional('Reason', status['reason']),
    ...optional('Message', status['message']),
    `IP:\t${textOf(status['podIP'])}`,
    'IPs:\t<none>',
    ...controllerLine(listOf(metadata['ownerReferences'])),
    ...optional('NominatedNodeName', status['nominatedNodeName']),
    ...(listOf(spec['initContainers']).length > 0
      ? containerLines('Init Containers', spec['initContainers'], status['initContainerStatuses'], fields)
      : []),
    ...containerLines('Containers', spec['containers'], status['containerStatuses'], fields),
    ...gateLines(listOf(spec['readinessGates']).map(mapOf), listOf(status['conditions']).map(mapOf)),
    ...conditionLines(listOf(status['conditions']).map(mapOf)),
    ...volumeLines(listOf(spec['volumes']).map(mapOf)),
    `QoS Class:\t${textOf(status['qosClass'])}`,
    ...pairLines('Node-Selectors', '=', textsOf(spec['nodeSelector'])),
    ...tolerationLines(listOf(spec['tolerations']).map(mapOf)),
  ]
  return describedBlocks(lines, eventLines(events, nowSeconds), events.length)
}

/** A description with its events. No column goes on into a table of events. */
export function describedBlocks(lines: readonly string[], end: readonly string[], events: number): string {
  const blocks = events === 0 ? [[...lines, ...end]] : [lines, end]
  const aligned = blocks.flatMap((block) => alignTabs(block.map(safeLine), describeTabs))
  return `${aligned.join('\n')}\n`
}

/** Tabs are columns here; whatever else could move the cursor is made visible. */
function safeLine(line: string): string {
  return line.split('\t').map(safeText).join('\t')
}

function optional(label: string, value: unknown): string[] {
  return textOf(value) === '' ? [] : [`${label}:\t${textOf(value)}`]
}

/** One pair a line, by key. */
export function pairLines(label: string, joint: string, pairs: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(pairs).sort()
  if (keys.length === 0) return [`${label}:\t<none>`]
  return keys.map((key, index) => `${index === 0 ? `${label}:` : ''}\t${key}${joint}${pairs[key]}`)
}

function statusLines(metadata: PlainMap, phase: string, nowSeconds: number): string[] {
  const deletion = textOf(metadata['deletionTimestamp'])
  if (deletion === '' || phase === 'Failed' || phase === 'Succeeded') return [`Status:\t${phase}`]
  return [
    `Status:\tTerminating (lasts ${humanDuration(nowSeconds - secondsOfTime(deletion))})`,
    `Termination Grace Period:\t${textOf(metadata['deletionGracePeriodSeconds'])}s`,
  ]
}

function controllerLine(owners: readonly unknown[]): string[] {
  const controller = owners.map(mapOf).find((owner) => owner['controller'] === true)
  if (controller === undefined) return []
  return [`Controlled By:\t${textOf(controller['kind'])}/${textOf(controller['name'])}`]
}

function gateLines(gates: readonly PlainMap[], conditions: readonly PlainMap[]): string[] {
  if (gates.length === 0) return []
  const statusOf = ({ conditionType }: PlainMap): string =>
    textOf(conditions.find(({ type }) => type === conditionType)?.['status'] ?? '<none>')
  return [
    'Readiness Gates:',
    '  Type\tStatus',
    ...gates.map((gate) => `  ${textOf(gate['conditionType'])} \t${statusOf(gate)} `),
  ]
}

function conditionLines(conditions: readonly PlainMap[]): string[] {
  if (conditions.length === 0) return []
  return [
    'Conditions:',
    '  Type\tStatus',
    ...conditions.map(({ type, status }) => `  ${textOf(type)} \t${textOf(status)} `),
  ]
}

export function tolerationLines(tolerations: readonly PlainMap[]): string[] {
  if (tolerations.length === 0) return ['Tolerations:\t<none>']
  const keys = [...new Set(tolerations.map(({ key }) => textOf(key)))].sort()
  const byKey = keys.flatMap((key) => tolerations.filter((toleration) => textOf(toleration['key']) === key))
  const texts = byKey.map(tolerationText)
  return texts.map((text, index) => `${index === 0 ? 'Tolerations:' : ''}\t${text}`)
}

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`. */
function tolerationText(toleration: PlainMap): string {
  const of = (key: string): string => textOf(toleration[key])
  const equals = of('value') === '' ? '' : `=${of('value')}`
  const effect = of('effect') === '' ? '' : `:${of('effect')}`
  const isAny = of('operator') === 'Exists' && of('value') === ''
  const operator = !isAny ? '' : of('key') === '' && effect === '' ? 'op=Exists' : ' op=Exists'
  const seconds = of('tolerationSeconds')
  return `${of('key')}${equals}${effect}${operator}${seconds === '' ? '' : ` for ${seconds}s`}`
}
