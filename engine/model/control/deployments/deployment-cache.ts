/** What changes a Deployment, and what its controller hears of it. */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, PodId, WorkloadId } from '../../cluster-state.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { type Controller, ControllerId, wake } from '../controller.ts'
import { PodMark } from '../pod-mark.ts'
import { newSet, setFromBefore } from '../replica-set-cache.ts'
import { type DeploymentObject, noDeploymentStatus } from './objects.ts'
import { countedStatus } from './progress.ts'
import { deploymentSpecOf, fenceposts } from './rolling.ts'

/** It is created, or asks for so many pods. */
export function deploymentScaled(
  state: ClusterState,
  _: Controller,
  workload: WorkloadId,
  replicas: number,
): void {
  const { deployments, workload: workloads } = state
  if (deployments.api[workload] !== undefined) deployments.edit(state, workload, workload, { replicas })
  else
    deployments.put(
      state,
      workload,
      workload,
      newDeployment(replicas, workloads.currentTemplate[workload], state.nowUs),
    )
}

/** It asks for pods of another template. */
export function deploymentEdited(
  state: ClusterState,
  _: Controller,
  workload: WorkloadId,
  template: number,
): void {
  if (state.deployments.api[workload] !== undefined)
    state.deployments.edit(state, workload, workload, { template })
}

function newDeployment(replicas: number, template: number, createdUs: number): DeploymentObject {
  return { version: 1, generation: 1, createdUs, replicas, template, revision: 0, status: noDeploymentStatus }
}

/** The object has come into the cache, or changed there. */
export function onDeploymentSeen(state: ClusterState, workload: WorkloadId): void {
  state.deployments.arrive(workload)
  wake(state, state.controllers[ControllerId.Deployment], workload)
}

/** A Recreate Deployment looks when pods go. Source: deployment_controller.go, deletePod. */
export function deploymentSeesPod(
  state: ClusterState,
  controller: Controller,
  pod: PodId,
  before: number,
  after: number,
): void {
  const workload = state.pod.workload[pod]
  const { strategy } = deploymentSpecOf(state.spec.workloads[workload])
  if (strategy.kind === 'Recreate' && (after & ~before & PodMark.Gone) !== 0)
    wake(state, controller, workload)
}

/** It has rolled out what it asks for long ago. */
export function deploymentRanBefore(state: ClusterState, _: Controller, workload: WorkloadId): void {
  const { deployments, workload: workloads, spec } = state
  const replicas = workloads.desired[workload]
  const own = deploymentSpecOf(spec.workloads[workload])
  const template = workloads.currentTemplate[workload]
  const maxReplicas = replicas + fenceposts(own, replicas).surge
  const set = setFromBefore(state, workload, { ...newSet(replicas, Number.NaN), maxReplicas })
  const longAgoUs = wholeWallSecondUs(state, -Math.max(spec.kubeletUptimeUs, usPerSecond))
  const progressing = {
    isTrue: true,
    reason: 'NewReplicaSetAvailable',
    updatedUs: longAgoUs,
    changedUs: longAgoUs,
  } as const
  const deployment = {
    ...newDeployment(replicas, template, Number.NaN),
    revision: 1,
    status: {
      ...noDeploymentStatus,
      progressing: own.progressDeadlineUs < Infinity ? progressing : undefined,
    },
  }
  const status = countedStatus(own, deployment, set, [], longAgoUs)
  deployments.hasBefore(workload, { ...deployment, status })
}

/**
 * Whether a Deployment may have ReplicaSets scaled at any moment: it asks for something that they have not got yet. Writes of a sync that has read less than the
 * API holds are refused.
 */
export function hasRestlessDeployment(state: ClusterState): boolean {
  const { deployments } = state
  for (let workload = 0; workload < deployments.api.length; workload++) {
    const deployment = deployments.api[workload]
    if (deployment !== undefined && isRestless(state, workload, deployment)) return true
  }
  return false
}

/** All pods are to be of the newest ReplicaSet; a paused Deployment is content with any other one. */
function isRestless(
  state: ClusterState,
  workload: WorkloadId,
  { template, replicas }: DeploymentObject,
): boolean {
  const { sets, workload: workloads } = state
  const { isPaused } = deploymentSpecOf(state.spec.workloads[workload])
  const first = workloads.firstTemplate[workload]
  let place = template
  for (let set = first; set < first + workloads.templateCount[workload]; set++) {
    if (set === place || (sets.api[set]?.replicas ?? 0) === 0) continue
    if (!isPaused || (sets.api[place]?.replicas ?? 0) > 0) return true
    place = set
  }
  return sets.api[place]?.replicas !== replicas || sets.api[place]?.desired !== replicas
}
