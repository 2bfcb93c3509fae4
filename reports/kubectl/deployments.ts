/**
 * `kubectl get deployments` and `replicasets`, and what `kubectl rollout status` says. Sources: kubernetes v1.36
 * pkg/printers/internalversion/printers.go, printDeployment and printReplicaSet; kubectl v0.36 pkg/polymorphichelpers/rollout_status.go.
 */
import type { DeploymentView, ReplicaSetView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { ageText } from './human-duration.ts'
import type { PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

export const deploymentHeaders = ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'] as const
export const replicaSetHeaders = ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE'] as const

export function deploymentCells(view: DeploymentView, nowSeconds: number): string[] {
  return [
    view.name,
    `${view.ready}/${view.wanted}`,
    String(view.updated),
    String(view.available),
    ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds),
  ].map(safeText)
}

export function replicaSetCells(view: ReplicaSetView, nowSeconds: number): string[] {
  const counts = [view.wanted, view.replicas, view.ready].map(String)
  return [view.name, ...counts, ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds)].map(safeText)
}

const revisionKey = 'deployment.kubernetes.io/revision'

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

/** What is said at a moment, and whether that is the last word. */
export type RolloutWord = { readonly text: string; readonly isDone: boolean; readonly isError: boolean }

export function rolloutWord(view: DeploymentView): RolloutWord {
  const name = JSON.stringify(safeText(view.name))
  const waiting = (text: string): RolloutWord => ({ text: `${text}\n`, isDone: false, isError: false })
  if (view.generation > view.observedGeneration)
    return waiting('Waiting for deployment spec update to be observed...')
  const isLate = view.conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded')
  if (isLate)
    return { text: `error: deployment ${name} exceeded its progress deadline\n`, isDone: true, isError: true }
  const finish = (text: string) => waiting(`Waiting for deployment ${name} rollout to finish: ${text}...`)
  if (view.updated < view.wanted)
    return finish(`${view.updated} out of ${view.wanted} new replicas have been updated`)
  if (view.replicas > view.updated)
    return finish(`${view.replicas - view.updated} old replicas are pending termination`)
  if (view.available < view.updated)
    return finish(`${view.available} of ${view.updated} updated replicas are available`)
  return { text: `deployment ${name} successfully rolled out\n`, isDone: true, isError: false }
}
