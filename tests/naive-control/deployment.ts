/** W2, Z23, Z24: a Deployment, told plainly. It owns ReplicaSets and touches no pod. */
import type { DeploymentSpec } from '../../engine/contract/cluster-spec.ts'
import { deploymentDefaults } from '../../engine/contract/control-plane-spec.ts'
import type { ReplicaSet } from './replica-set.ts'
import { type World, wholeSecond } from './world.ts'

export type Condition = {
  readonly isTrue: boolean
  readonly reason: string
  /** Whole seconds. */
  readonly updatedUs: number
  readonly changedUs: number
}

export type DeploymentStatus = {
  readonly observed: number
  readonly replicas: number
  readonly updated: number
  readonly ready: number
  readonly available: number
  readonly unavailable: number
  readonly progressing: Condition | undefined
  readonly availability: Condition | undefined
}

export type Deployment = {
  readonly spec: DeploymentSpec
  replicas: number
  /** Template that it wants. */
  revision: number
  generation: number
  /** Number of its newest ReplicaSet. */
  number: number
  status: DeploymentStatus
  sets: ReplicaSet[]
  hasNews: boolean
  nextLookUs: number
  /** Pods that the API had at its last sync. */
  hadPods: boolean
}

export function deployment(world: World): Deployment {
  world.writes++
  return {
    spec: world.workload.deployment ?? deploymentDefaults,
    replicas: world.workload.replicas,
    revision: 0,
    generation: 1,
    number: 0,
    status: {
      ...{ observed: 0, replicas: 0, updated: 0, ready: 0, available: 0, unavailable: 0 },
      progressing: undefined,
      availability: undefined,
    },
    sets: [],
    hasNews: true,
    nextLookUs: Infinity,
    hadPods: false,
  }
}

export function setReplicas(world: World, object: Deployment, replicas: number): void {
  if (object.replicas === replicas) return
  edit(world, object)
  object.replicas = replicas
}

export function rollTo(world: World, object: Deployment, revision: number): void {
  if (object.revision === revision) return
  edit(world, object)
  object.revision = revision
}

function edit(world: World, object: Deployment): void {
  object.generation++
  object.hasNews = true
  world.writes++
}

/** `kubectl rollout undo`: the template of the ReplicaSet with the second highest number, if there is one. */
export function rollBack(world: World, object: Deployment): void {
  const [, before] = [...object.sets].sort((a, b) => b.number - a.number)
  if (before !== undefined) rollTo(world, object, before.revision)
}

/**
 * A rollout of which much happens in the instant in which it begins may be seen to progress in it, or not, as its syncs come: chance.
 * @param before as it was before this instant.
 */
export function adoptProgress(world: World, object: Deployment, before: Condition | undefined): void {
  const isBegun = world.spec.faults.some(({ kind, atUs }) => kind !== 'crash' && atUs === world.nowUs)
  const seen = world.oracle.progressingAt(world.nowUs)
  if (!isBegun || seen === undefined || before === undefined) return
  const isUnchanged = JSON.stringify(seen) === JSON.stringify(before)
  const isProgress = seen.isTrue && seen.updatedUs === wholeSecond(world.nowUs)
  const { status } = object
  if (isUnchanged || isProgress) object.status = { ...status, progressing: seen }
}
