/** Which template a workload's new pods are made from: rollouts bring the next one, a rollback the one before. */
import type { ClusterState, WorkloadId } from '../cluster-state.ts'

/** No template. */
export const noTemplate = -1

/** The workload asks for pods of that template, a row of `podTemplate`, from now on: it is its newest revision. */
export function useTemplate(state: ClusterState, workload: WorkloadId, template: number): void {
  const { workload: workloads, podTemplate, controllers } = state
  if (workloads.currentTemplate[workload] === template) return
  podTemplate.revision[template] = podTemplate.revision[workloads.currentTemplate[workload]] + 1
  workloads.currentTemplate[workload] = template
  const { levels } = state.metrics
  levels.rollouts.begins(workload, state.nowUs, levels.readyCount[workload], workloads.desired[workload])
  const keeper = workloads.keeper[workload]
  if (keeper < 0) return
  controllers[keeper].rule.templateChanged?.(state, controllers[keeper], workload, template)
}

/**
 * The template of the revision before the newest, as `kubectl rollout undo` takes it, or `noTemplate`. A revision that has been rolled back to is the
 * newest then, and has left its old place. Of a Deployment its ReplicaSets are the history: it keeps some of the old ones, and a new one need
 * not be there yet - under Recreate not before the old pods have ended. Source: kubectl pkg/polymorphichelpers/rollback.go, deploymentRevision.
 */
export function previousTemplate(state: ClusterState, workload: WorkloadId): number {
  const { workload: workloads, podTemplate, sets } = state
  const first = workloads.firstTemplate[workload]
  const hasSets = workloads.hasDeployment[workload] === 1
  let newest = noTemplate
  let previous = noTemplate
  const revisionOf = (template: number): number =>
    template === noTemplate
      ? 0
      : hasSets
        ? (sets.api[template]?.revision ?? 0)
        : podTemplate.revision[template]
  for (let template = first; template < first + workloads.templateCount[workload]; template++) {
    const revision = revisionOf(template)
    if (revision > revisionOf(newest)) {
      previous = newest
      newest = template
    } else if (revision > revisionOf(previous)) previous = template
  }
  return previous
}
