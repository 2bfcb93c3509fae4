/** A history, told naively: faults, then what controllers do about it, instant by instant. */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import * as deployments from './deployment.ts'
import { syncDeployment } from './deployment-sync.ts'
import { comeBack, crash, deletePod, powerOff } from './kubelet.ts'
import { NodeMonitor } from './node-monitor.ts'
import { type ReplicaSet, replicaSet, syncReplicaSet } from './replica-set.ts'
import { type ControllerTrace, nodesTrace, type PodTrace, traceOf } from './snapshot.ts'
import * as statefulSets from './stateful-set.ts'
import { type Oracle, type Pod, World } from './world.ts'

/**
 * Who is first in an instant is chance: the Deployment and its ReplicaSets in turns, one of the two until it has nothing to do, or after each
 * ReplicaSet.
 */
export type Order = 'each' | 'sets' | 'deployment' | 'ascending' | 'descending'
export const orders: readonly Order[] = ['each', 'sets', 'deployment', 'ascending', 'descending']

/** @return what each instant leaves, where that is another thing than before. */
export function tellHistory(spec: ClusterSpec, oracle: Oracle, order: Order = 'each'): string[] {
  const world = new World(spec, oracle)
  const { kind, createdAtUs } = world.workload
  let deployment: deployments.Deployment | undefined
  let only: ReplicaSet | undefined
  let stateful: statefulSets.StatefulSet | undefined
  const monitor = new NodeMonitor(world, oracle.nodes)

  world.at(createdAtUs, () => {
    if (kind === 'Deployment') deployment = deployments.deployment(world)
    else if (kind === 'ReplicaSet')
      only = replicaSet(world, { revision: 0, replicas: world.workload.replicas })
    else stateful = statefulSets.statefulSet(world)
  })
  for (const [index, fault] of spec.faults.entries())
    world.at(fault.atUs, () => {
      const hit = (): Pod[] =>
        oracle
          .victimsOf(index)
          .map(({ name, createdUs }) =>
            world.pods.find((pod) => pod.name === name && pod.createdUs === createdUs),
          )
          .filter((pod) => pod !== undefined)
      if (fault.kind === 'scale') {
        if (deployment) deployments.setReplicas(world, deployment, fault.replicas)
        if (only) only.replicas = fault.replicas
        if (stateful) stateful.replicas = fault.replicas
      } else if (fault.kind === 'rollout') {
        for (const { revision } of fault.revisions) {
          if (deployment) deployments.rollTo(world, deployment, revision)
          if (stateful) statefulSets.rollTo(world, stateful, revision)
        }
      } else if (fault.kind === 'rollback') {
        if (deployment) deployments.rollBack(world, deployment)
        if (stateful) statefulSets.rollBack(world, stateful)
      } else if (fault.kind === 'nodeDown' || fault.kind === 'partition') {
        for (const name of fault.nodes.map((node) => spec.nodes[node].name)) {
          if (fault.kind === 'nodeDown') powerOff(world, name)
          else world.cut.add(name)
          const untilUs = fault.atUs + (fault.forUs ?? Infinity)
          monitor.fallsSilent(name, untilUs)
          world.at(untilUs, () => {
            monitor.comesBack(name)
            comeBack(world, name)
          })
        }
      } else if (fault.kind === 'delete')
        for (const pod of hit()) deletePod(world, pod, fault.force ? 0 : fault.gracePeriodUs)
      else if (fault.kind === 'crash') for (const pod of hit()) crash(world, pod)
      else throw new Error(`the fault ${fault.kind} is not told here`)
      world.writes++
    })

  const trace: string[] = []
  const podTraces = (): PodTrace[] =>
    world.livePods().map((pod) => ({
      name: pod.name,
      createdUs: pod.createdUs,
      node: pod.node ?? null,
      phase: pod.phase,
      isReady: pod.isReady,
      isDeleting: pod.deletedUs !== undefined,
      restarts: pod.restarts,
    }))
  const controller = (): ControllerTrace => {
    if (stateful) return { statefulSet: stateful.status }
    const sets = deployment?.sets ?? (only ? [only] : [])
    return {
      sets: sets.map(({ revision, number, replicas: wanted, status }) => ({
        revision,
        number,
        wanted,
        ...status,
      })),
      deployment: deployment && { number: deployment.number, ...deployment.status },
    }
  }
  let before = ''
  const syncSets = (): void => {
    for (const set of deployment?.sets ?? []) syncReplicaSet(world, set)
    if (only) syncReplicaSet(world, only)
  }
  const syncOwner = (): void => {
    if (deployment) syncDeployment(world, deployment)
  }
  const settle = (): void => {
    if (order === 'ascending' || order === 'descending') {
      const sets = [...(deployment?.sets ?? [])].sort((a, b) => a.revision - b.revision)
      for (const set of order === 'ascending' ? sets : sets.reverse()) {
        syncReplicaSet(world, set)
        untilSettled(world, syncOwner)
      }
    }
    if (order === 'deployment') untilSettled(world, syncOwner)
    if (order === 'sets') untilSettled(world, syncSets)
    else syncSets()
    if (order !== 'deployment') syncOwner()
    if (stateful) statefulSets.syncStatefulSet(world, stateful)
  }
  let progressing: deployments.Condition | undefined
  world.run(settle, () => {
    if (deployment) deployments.adoptProgress(world, deployment, progressing)
    progressing = deployment?.status.progressing
    const now = [traceOf(podTraces(), controller()), nodesTrace(monitor.nodes)].join(' | ')
    if (now !== before) trace.push(`${(world.nowUs / 1e6).toFixed(3)} ${now}`)
    before = now
  })
  return trace
}

function untilSettled(world: World, sync: () => void): void {
  for (let before = -1; before !== world.writes; ) {
    before = world.writes
    sync()
  }
}
