/** From the objects of the API to what an observer sees of Deployments and ReplicaSets. */
import { containersOfPod, type PodSpec } from '../contract/cluster-spec.ts'
import type { DeploymentConditionView, DeploymentView, ReplicaSetView } from '../contract/cluster-view.ts'
import { usPerSecond, usToSeconds } from '../kernel/time.ts'
import type { ClusterState } from '../model/cluster-state.ts'
import type { Condition, DeploymentObject } from '../model/control/deployments/objects.ts'

/** Deployments in the order of the workloads. */
export function readDeployments({ spec, deployments, podSpecs }: ClusterState): DeploymentView[] {
  return deployments.api.flatMap((object, workload) => {
    if (object === undefined) return []
    const { namespace, name } = spec.workloads[workload]
    const { status, generation, revision, replicas: wanted } = object
    const { observed: observedGeneration, replicas, updated, ready, available, unavailable } = status
    return {
      ...{ namespace, name, workload, generation, observedGeneration, revision, wanted },
      createdSeconds: secondsOf(object.createdUs),
      ...{ replicas, updated, ready, available, unavailable },
      conditions: conditionsOf(object),
      images: imagesOf(podSpecs[object.template]),
    }
  })
}

function conditionsOf({ status }: DeploymentObject): DeploymentConditionView[] {
  const view = (type: DeploymentConditionView['type'], condition: Condition<string> | undefined) =>
    condition === undefined
      ? []
      : {
          type,
          isTrue: condition.isTrue,
          reason: condition.reason,
          updatedSeconds: secondsOf(condition.updatedUs),
          changedSeconds: secondsOf(condition.changedUs),
        }
  return [view('Available', status.availability), view('Progressing', status.progressing)].flat()
}

function secondsOf(timeUs: number): number | null {
  return timeUs >= -usPerSecond ? Math.floor(usToSeconds(timeUs)) : null
}

/** ReplicaSets in the order of the workloads, then of their templates. */
export function readReplicaSets({
  spec,
  deployments,
  sets,
  podTemplate,
  podSpecs,
  workload: workloads,
}: ClusterState): ReplicaSetView[] {
  return sets.api.flatMap((object, set) => {
    if (object === undefined) return []
    const workload = podTemplate.workload[set]
    const { namespace, name } = spec.workloads[workload]
    const isOwned = workloads.hasDeployment[workload] === 1
    const { replicas: wanted, revision, status } = object
    return {
      namespace,
      name: isOwned ? replicaSetName(name, set - workloads.firstTemplate[workload]) : name,
      workload,
      createdSeconds: secondsOf(object.createdUs),
      isOwned,
      isNewest: deployments.api[workload]?.template === set,
      revision,
      wanted,
      replicas: status.replicas,
      ready: status.ready,
      available: status.available,
      images: imagesOf(podSpecs[set]),
    }
  })
}

function imagesOf(pod: PodSpec): Readonly<Record<string, string>> {
  return Object.fromEntries(containersOfPod(pod).map(({ name, image }) => [name, image]))
}

/** Of the ReplicaSet of a Deployment: where a cluster has a hash of the template, its place among the templates stands, from 1 on. */
export function replicaSetName(deployment: string, template: number): string {
  return `${deployment}-v${template + 1}`
}
