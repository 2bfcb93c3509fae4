/**
 * `kubectl get statefulsets` and `daemonsets`, and what describe says of them. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go,
 * printStatefulSet and printDaemonSet; k8s.io/kubectl v0.36 pkg/describe/describe.go, describeStatefulSet and describeDaemonSet.
 */
import type {
  DaemonSetView,
  EventView,
  PodPhaseCounts,
  StatefulSetView,
} from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { eventLines } from './event-table.ts'
import { ageText } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { labelsOf, listOf, mapOf, type PlainMap, textOf, textsOf } from './plain-data.ts'
import { describedBlocks, pairLines } from './pod-description.ts'
import { containerTexts, podTemplateLines, withImages } from './pod-template-description.ts'
import { selectorText } from './selector-text.ts'
import { apiTime, describedTime } from './wall-clock.ts'

/** A set, with what its manifest says. */
type Shown<View> = { readonly view: View; readonly written: PlainMap }
export type ShownStatefulSet = Shown<StatefulSetView>
export type ShownDaemonSet = Shown<DaemonSetView>
type ShownSet = ShownStatefulSet | ShownDaemonSet

export type SetTableOptions = LabelColumns & { readonly wide: boolean; readonly withNamespace: boolean }

export function setLabels({ written }: ShownSet): Readonly<Record<string, string>> {
  return labelsOf(written)
}

function specOf({ written }: ShownSet): PlainMap {
  return mapOf(written['spec'])
}

/** As it is now. */
function templateOf(set: ShownSet): PlainMap {
  return withImages(mapOf(specOf(set)['template']), set.view.images)
}

function ageOf({ view }: ShownSet, nowSeconds: number): string {
  return ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds)
}

export function statefulSetHeaders({ wide, withNamespace, ...labels }: SetTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...['NAME', 'READY', 'AGE'],
    ...(wide ? ['CONTAINERS', 'IMAGES'] : []),
    ...labelHeaders(labels),
  ]
}

export function statefulSetCells(
  set: ShownStatefulSet,
  nowSeconds: number,
  options: SetTableOptions,
): string[] {
  const { wide, withNamespace, ...labels } = options
  const { namespace, name, ready, desired } = set.view
  return [
    ...(withNamespace ? [namespace] : []),
    name,
    `${ready}/${desired}`,
    ageOf(set, nowSeconds),
    ...(wide ? containerTexts(templateOf(set)) : []),
    ...labelCells(setLabels(set), labels),
  ].map(safeText)
}

export function daemonSetHeaders({ wide, withNamespace, ...labels }: SetTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...['NAME', 'DESIRED', 'CURRENT', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'NODE SELECTOR', 'AGE'],
    ...(wide ? ['CONTAINERS', 'IMAGES', 'SELECTOR'] : []),
    ...labelHeaders(labels),
  ]
}

export function daemonSetCells(set: ShownDaemonSet, nowSeconds: number, options: SetTableOptions): string[] {
  const { wide, withNamespace, ...labels } = options
  const { namespace, name, desired, current, ready, updated, available } = set.view
  const template = templateOf(set)
  return [
    ...(withNamespace ? [namespace] : []),
    name,
    ...[desired, current, ready, updated, available].map(String),
    nodeSelectorText(template),
    ageOf(set, nowSeconds),
    ...(wide ? [...containerTexts(template), selectorText(specOf(set)['selector'])] : []),
    ...labelCells(setLabels(set), labels),
  ].map(safeText)
}

function nodeSelectorText(template: PlainMap): string {
  return selectorText({ matchLabels: mapOf(template['spec'])['nodeSelector'] })
}

/** What the API server notes of every DaemonSet. Source: pkg/apis/apps/v1/conversion.go. */
const generationNote = 'deprecated.daemonset.template.generation'

function annotationsOf(set: ShownSet): Readonly<Record<string, string>> {
  const written = textsOf(mapOf(set.written['metadata'])['annotations'])
  return isDaemonSet(set) ? { ...written, [generationNote]: String(set.view.revision) } : written
}

function isDaemonSet({ view }: ShownSet): boolean {
  return !('replicas' in view)
}

function metadataOf(set: ShownSet): PlainMap {
  const annotations = annotationsOf(set)
  return {
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    creationTimestamp: apiTime(set.view.createdSeconds ?? beforeRunSeconds),
    labels: setLabels(set),
    name: set.view.name,
    namespace: set.view.namespace,
  }
}

export function statefulSetObject(set: ShownStatefulSet): PlainMap {
  const { replicas, ready, available, current, updated, desired } = set.view
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(set),
    spec: { ...specOf(set), replicas: desired, template: templateOf(set) },
    status: {
      availableReplicas: available,
      ...(current > 0 ? { currentReplicas: current } : {}),
      ...(ready > 0 ? { readyReplicas: ready } : {}),
      replicas,
      ...(updated > 0 ? { updatedReplicas: updated } : {}),
    },
  }
}

export function daemonSetObject(set: ShownDaemonSet): PlainMap {
  const { desired, current, ready, available, updated } = set.view
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadataOf(set),
    spec: { ...specOf(set), template: templateOf(set) },
    status: {
      currentNumberScheduled: current,
      desiredNumberScheduled: desired,
      ...(available > 0 ? { numberAvailable: available } : {}),
      numberMisscheduled: 0,
      numberReady: ready,
      ...(desired > available ? { numberUnavailable: desired - available } : {}),
      ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    },
  }
}

export function statefulSetDescription(
  set: ShownStatefulSet,
  events: readonly EventView[],
  nowSeconds: number,
): string {
  const { view } = set
  const lines = [
    `Name:\t${view.name}`,
    `Namespace:\t${view.namespace}`,
    `CreationTimestamp:\t${describedTime(apiTime(view.createdSeconds ?? beforeRunSeconds))}`,
    `Selector:\t${selectorText(specOf(set)['selector'])}`,
    ...pairLines('Labels', '=', setLabels(set)),
    ...pairLines('Annotations', ': ', annotationsOf(set)),
    `Replicas:\t${view.desired} desired | ${view.replicas} total`,
    ...strategyLines(mapOf(specOf(set)['updateStrategy'])),
    podsStatus(view.phases),
    ...podTemplateLines(templateOf(set)),
    ...claimLines(listOf(specOf(set)['volumeClaimTemplates']).map(mapOf)),
  ]
  return describedBlocks(lines, eventLines(events, nowSeconds), events.length)
}

function strategyLines(strategy: PlainMap): string[] {
  const type = textOf(strategy['type']) || 'RollingUpdate'
  if (type !== 'RollingUpdate') return [`Update Strategy:\t${type}`]
  const rolling = mapOf(strategy['rollingUpdate'])
  const maxUnavailable = textOf(rolling['maxUnavailable'])
  return [
    `Update Strategy:\t${type}`,
    `  Partition:\t${textOf(rolling['partition']) || 0}`,
    ...(maxUnavailable === '' ? [] : [`  MaxUnavailable:\t${maxUnavailable}`]),
  ]
}

function podsStatus({ running, pending, succeeded, failed }: PodPhaseCounts): string {
  return `Pods Status:\t${running} Running / ${pending} Waiting / ${succeeded} Succeeded / ${failed} Failed`
}

function claimLines(claims: readonly PlainMap[]): string[] {
  if (claims.length === 0) return ['Volume Claims:\t<none>']
  const under = (lines: readonly string[]): string[] =>
    lines.map((line) => (line.startsWith('\t') ? line : `  ${line}`))
  return [
    'Volume Claims:',
    ...claims.flatMap((claim) => {
      const metadata = mapOf(claim['metadata'])
      const spec = mapOf(claim['spec'])
      const storage = textOf(mapOf(mapOf(spec['resources'])['requests'])['storage'])
      return under([
        `Name:\t${textOf(metadata['name'])}`,
        `StorageClass:\t${textOf(spec['storageClassName'])}`,
        ...pairLines('Labels', '=', textsOf(metadata['labels'])),
        ...pairLines('Annotations', ': ', textsOf(metadata['annotations'])),
        `Capacity:\t${storage === '' ? '<default>' : storage}`,
        `Access Modes:\t[${listOf(spec['accessModes']).map(textOf).join(' ')}]`,
      ])
    }),
  ]
}

export function daemonSetDescription(
  set: ShownDaemonSet,
  events: readonly EventView[],
  nowSeconds: number,
): string {
  const { view } = set
  const template = templateOf(set)
  const lines = [
    `Name:\t${view.name}`,
    `Namespace:\t${view.namespace}`,
    `Selector:\t${selectorText(specOf(set)['selector'])}`,
    `Node-Selector:\t${nodeSelectorText(template)}`,
    ...pairLines('Labels', '=', setLabels(set)),
    ...pairLines('Annotations', ': ', annotationsOf(set)),
    `Desired Number of Nodes Scheduled: ${view.desired}`,
    `Current Number of Nodes Scheduled: ${view.current}`,
    `Number of Nodes Scheduled with Up-to-date Pods: ${view.updated}`,
    `Number of Nodes Scheduled with Available Pods: ${view.available}`,
    'Number of Nodes Misscheduled: 0',
    podsStatus(view.phases),
    ...podTemplateLines(template),
  ]
  return describedBlocks(lines, eventLines(events, nowSeconds), events.length)
}
