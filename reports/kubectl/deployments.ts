/**
 * `kubectl get deployments` and `replicasets`. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go,
 * printDeployment and printReplicaSet.
 */
import type { DeploymentView, ReplicaSetView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { ageText } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { objectUid } from './object-uid.ts'
import { entry, labelsOf, mapOf, type PlainMap, textOf, textsOf } from './plain-data.ts'
import { containerTexts, withImages } from './pod-template-description.ts'
import { selectorText } from './selector-text.ts'
import { apiTime } from './wall-clock.ts'

/** A Deployment, with what its manifest says. */
export type ShownDeployment = { readonly view: DeploymentView; readonly written: PlainMap }
/** A ReplicaSet, with what its manifest says, or that of the Deployment that owns it. */
export type ShownReplicaSet = { readonly view: ReplicaSetView; readonly written: PlainMap }

export type DeploymentTableOptions = LabelColumns & {
  readonly wide: boolean
  readonly withNamespace: boolean
}

export function deploymentLabels({ written }: ShownDeployment): Readonly<Record<string, string>> {
  return labelsOf(written)
}

/** A Deployment gives its ReplicaSets the labels of its template. */
export function replicaSetLabels({ view, written }: ShownReplicaSet): Readonly<Record<string, string>> {
  return labelsOf(view.isOwned ? mapOf(written['spec'])['template'] : written)
}

function headersOf(
  columns: readonly string[],
  { wide, withNamespace, ...labels }: DeploymentTableOptions,
): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...columns,
    ...(wide ? ['CONTAINERS', 'IMAGES', 'SELECTOR'] : []),
    ...labelHeaders(labels),
  ]
}

export function deploymentHeaders(options: DeploymentTableOptions): string[] {
  return headersOf(['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'], options)
}

export function replicaSetHeaders(options: DeploymentTableOptions): string[] {
  return headersOf(['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE'], options)
}

export function deploymentCells(
  deployment: ShownDeployment,
  nowSeconds: number,
  options: DeploymentTableOptions,
): string[] {
  const { name, ready, wanted, updated, available } = deployment.view
  const counts = [`${ready}/${wanted}`, String(updated), String(available)]
  return cellsOf(deployment, deploymentLabels(deployment), [name, ...counts], nowSeconds, options)
}

export function replicaSetCells(
  set: ShownReplicaSet,
  nowSeconds: number,
  options: DeploymentTableOptions,
): string[] {
  const { name, wanted, replicas, ready } = set.view
  return cellsOf(
    set,
    replicaSetLabels(set),
    [name, ...[wanted, replicas, ready].map(String)],
    nowSeconds,
    options,
  )
}

function cellsOf(
  { view, written }: ShownDeployment | ShownReplicaSet,
  labels: Readonly<Record<string, string>>,
  cells: readonly string[],
  nowSeconds: number,
  { wide, withNamespace, ...columns }: DeploymentTableOptions,
): string[] {
  const spec = mapOf(written['spec'])
  return [
    ...(withNamespace ? [view.namespace] : []),
    ...cells,
    ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds),
    ...(wide
      ? [...containerTexts(withImages(mapOf(spec['template']), view.images)), selectorText(spec['selector'])]
      : []),
    ...labelCells(labels, columns),
  ].map(safeText)
}

export const revisionKey = 'deployment.kubernetes.io/revision'

/** What is written, with what it has now. */
function specOf({ view, written }: ShownDeployment | ShownReplicaSet): PlainMap {
  const spec = mapOf(written['spec'])
  return { ...spec, replicas: view.wanted, template: withImages(mapOf(spec['template']), view.images) }
}

export function deploymentObject(deployment: ShownDeployment): PlainMap {
  const { view, written } = deployment
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      annotations: {
        ...textsOf(mapOf(written['metadata'])['annotations']),
        [revisionKey]: String(view.revision),
      },
      creationTimestamp: apiTime(view.createdSeconds ?? beforeRunSeconds),
      generation: view.generation,
      labels: deploymentLabels(deployment),
      name: view.name,
      namespace: view.namespace,
    },
    spec: specOf(deployment),
    status: {
      availableReplicas: view.available,
      conditions: view.conditions.map(({ type, isTrue, reason, updatedSeconds, changedSeconds }) => ({
        lastTransitionTime: apiTime(changedSeconds ?? beforeRunSeconds),
        lastUpdateTime: apiTime(updatedSeconds ?? beforeRunSeconds),
        reason,
        status: isTrue ? 'True' : 'False',
        type,
      })),
      observedGeneration: view.observedGeneration,
      readyReplicas: view.ready,
      replicas: view.replicas,
      unavailableReplicas: view.unavailable,
      updatedReplicas: view.updated,
    },
  }
}

/** That of a Deployment has the hash of its template in labels and selector, which is not simulated. */
export function replicaSetObject(set: ShownReplicaSet): PlainMap {
  const { view, written } = set
  const { replicas, selector, template } = specOf(set)
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...(view.isOwned && { annotations: { [revisionKey]: String(view.revision) } }),
      creationTimestamp: apiTime(view.createdSeconds ?? beforeRunSeconds),
      labels: replicaSetLabels(set),
      name: view.name,
      namespace: view.namespace,
      ...(view.isOwned && { ownerReferences: [ownerOf(written, view.namespace)] }),
    },
    spec: { replicas, ...entry('selector', selector), template },
    status: { availableReplicas: view.available, readyReplicas: view.ready, replicas: view.replicas },
  }
}

function ownerOf(written: PlainMap, namespace: string): PlainMap {
  const kind = 'Deployment'
  const name = textOf(mapOf(written['metadata'])['name'])
  const uid = objectUid(kind, namespace, name)
  return { apiVersion: 'apps/v1', blockOwnerDeletion: true, controller: true, kind, name, uid }
}
