/**
 * `kubectl get deployments` and `replicasets`. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go,
 * printDeployment and printReplicaSet.
 */
import type { DeploymentView, ReplicaSetView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { ageText } from './human-duration.ts'
import type { PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

export function deploymentHeaders(withNamespace: boolean): string[] {
  return [...(withNamespace ? ['NAMESPACE'] : []), 'NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE']
}

export function deploymentCells(view: DeploymentView, nowSeconds: number, withNamespace: boolean): string[] {
  return [
    ...(withNamespace ? [view.namespace] : []),
    view.name,
    `${view.ready}/${view.wanted}`,
    String(view.updated),
    String(view.available),
    ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds),
  ].map(safeText)
}

export function replicaSetHeaders(withNamespace: boolean): string[] {
  return [...(withNamespace ? ['NAMESPACE'] : []), 'NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE']
}

export function replicaSetCells(view: ReplicaSetView, nowSeconds: number, withNamespace: boolean): string[] {
  return [
    ...(withNamespace ? [view.namespace] : []),
    view.name,
    ...[view.wanted, view.replicas, view.ready].map(String),
    ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds),
  ].map(safeText)
}

export const revisionKey = 'deployment.kubernetes.io/revision'

export function deploymentObject(view: DeploymentView): PlainMap {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      annotations: { [revisionKey]: String(view.revision) },
      creationTimestamp: apiTime(view.createdSeconds ?? beforeRunSeconds),
      generation: view.generation,
      name: view.name,
      namespace: view.namespace,
    },
    spec: { replicas: view.wanted },
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

export function replicaSetObject(view: ReplicaSetView): PlainMap {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...(view.isOwned && { annotations: { [revisionKey]: String(view.revision) } }),
      creationTimestamp: apiTime(view.createdSeconds ?? beforeRunSeconds),
      name: view.name,
      namespace: view.namespace,
    },
    spec: { replicas: view.wanted },
    status: { availableReplicas: view.available, readyReplicas: view.ready, replicas: view.replicas },
  }
}
