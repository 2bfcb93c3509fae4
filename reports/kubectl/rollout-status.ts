/** What `kubectl rollout status` says. Source: k8s.io/kubectl v0.36 pkg/polymorphichelpers/rollout_status.go. */
import type { DaemonSetView, DeploymentView, StatefulSetView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'

/** What is said at a moment, and whether that is the last word. */
export type RolloutWord = { readonly text: string; readonly isDone: boolean; readonly isError: boolean }

const waiting = (text: string): RolloutWord => ({ text: `${text}\n`, isDone: false, isError: false })
const done = (text: string): RolloutWord => ({ text: `${text}\n`, isDone: true, isError: false })
const failed = (text: string): RolloutWord => ({ text: `error: ${text}\n`, isDone: true, isError: true })

const isNotRolling = failed('rollout status is only available for RollingUpdate strategy type')

export function deploymentRolloutWord(view: DeploymentView): RolloutWord {
  const name = nameText(view)
  if (view.generation > view.observedGeneration)
    return waiting('Waiting for deployment spec update to be observed...')
  const isLate = view.conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded')
  if (isLate) return failed(`deployment ${name} exceeded its progress deadline`)
  const finish = (text: string) => waiting(`Waiting for deployment ${name} rollout to finish: ${text}...`)
  if (view.updated < view.wanted)
    return finish(`${view.updated} out of ${view.wanted} new replicas have been updated`)
  if (view.replicas > view.updated)
    return finish(`${view.replicas - view.updated} old replicas are pending termination`)
  if (view.available < view.updated)
    return finish(`${view.available} of ${view.updated} updated replicas are available`)
  return done(`deployment ${name} successfully rolled out`)
}

/** The API gives each rolling update a partition, 0 by default: kubectl calls all of them partitioned. */
export function statefulSetRolloutWord(view: StatefulSetView): RolloutWord {
  const { desired, ready, updated, partition } = view
  if (view.isUpdatedOnDelete) return isNotRolling
  if (!view.isObserved) return waiting('Waiting for statefulset spec update to be observed...')
  if (ready < desired) return waiting(`Waiting for ${desired - ready} pods to be ready...`)
  const wanted = desired - partition
  return updated < wanted
    ? waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted} new pods have been updated...`,
      )
    : done(`partitioned roll out complete: ${updated} new pods have been updated...`)
}

export function daemonSetRolloutWord(view: DaemonSetView): RolloutWord {
  const { desired, available, updated } = view
  if (view.isUpdatedOnDelete) return isNotRolling
  if (!view.isObserved) return waiting('Waiting for daemon set spec update to be observed...')
  const name = nameText(view)
  const finish = (text: string) => waiting(`Waiting for daemon set ${name} rollout to finish: ${text}...`)
  if (updated < desired) return finish(`${updated} out of ${desired} new pods have been updated`)
  if (available < desired) return finish(`${available} of ${desired} updated pods are available`)
  return done(`daemon set ${name} successfully rolled out`)
}

function nameText({ name }: { readonly name: string }): string {
  return JSON.stringify(safeText(name))
}
