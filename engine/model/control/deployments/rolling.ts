/**
 * What one sync of a Deployment does to its ReplicaSets while a rollout is under way (W2, Z23), as arithmetic over what its cache holds.
 * Pods that are being deleted count nowhere (Z24).
 * Source: kubernetes v1.36 pkg/controller/deployment/rolling.go; pkg/controller/deployment/util/deployment_util.go.
 */
import {
  type CountOrPercent,
  type DeploymentSpec,
  deploymentDefaults,
  type WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import type { SetObject } from './objects.ts'

/** A ReplicaSet and how many pods it is to have. */
export type Scaling<Key> = { readonly set: Key; readonly replicas: number }

/** A ReplicaSet with its key. */
export type Keyed = SetObject & { readonly key: number }

/** How the workload rolls out. */
export function deploymentSpecOf({ deployment }: WorkloadSpec): DeploymentSpec {
  return deployment ?? deploymentDefaults
}

/** How many pods more, and how many available ones less, than a Deployment of that size wants. Source: ResolveFenceposts. */
export function fenceposts(
  { strategy }: DeploymentSpec,
  replicas: number,
): { readonly surge: number; readonly unavailable: number } {
  if (strategy.kind === 'Recreate') return { surge: 0, unavailable: 0 }
  const surge = scaled(strategy.maxSurge, replicas, Math.ceil)
  const unavailable = scaled(strategy.maxUnavailable, replicas, Math.floor)
  // Both may be none after rounding; then nothing could ever move.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

function scaled(value: CountOrPercent, replicas: number, round: (value: number) => number): number {
  return 'count' in value ? value.count : round((value.percent * replicas) / 100)
}

/** Available pods that may be missing. Source: MaxUnavailable. */
export function maxUnavailable(spec: DeploymentSpec, replicas: number): number {
  if (replicas === 0) return 0
  return Math.min(fenceposts(spec, replicas).unavailable, replicas)
}

/** How many pods the newest ReplicaSet is to have. Source: NewRSNewReplicas, reconcileNewReplicaSet. */
export function newReplicas(
  spec: DeploymentSpec,
  wanted: number,
  present: number,
  sets: readonly Pick<SetObject, 'replicas'>[],
): number {
  if (spec.strategy.kind === 'Recreate' || present >= wanted) return wanted
  const total = sum(sets, ({ replicas }) => replicas)
  const most = wanted + fenceposts(spec, wanted).surge
  return total >= most ? present : present + Math.min(most - total, wanted - present)
}

/**
 * How the old ReplicaSets are scaled down, in order, the oldest first: pods that are not available go first, as many as the minimum and
 * the unavailable new ones allow; then available ones. Source: reconcileOldReplicaSets.
 */
export function oldReplicas(
  spec: DeploymentSpec,
  wanted: number,
  newest: Keyed,
  old: readonly Keyed[],
): Scaling<number>[] {
  const active = old.filter(({ replicas }) => replicas > 0).sort((a, b) => a.age - b.age)
  const total = sum([...old, newest], ({ replicas }) => replicas)
  const least = wanted - maxUnavailable(spec, wanted)
  const removable = total - least - (newest.replicas - newest.status.available)
  if (active.length === 0 || removable <= 0) return []
  const sizes = new Map(active.map(({ key, replicas }) => [key, replicas]))
  const scalings: Scaling<number>[] = []
  const take = (key: number, most: number): number => {
    const size = sizes.get(key)!
    const taken = Math.min(size, most)
    if (taken <= 0) return 0
    sizes.set(key, size - taken)
    scalings.push({ set: key, replicas: size - taken })
    return taken
  }
  let left = removable
  for (const { key, replicas, status } of active) {
    if (left <= 0) break
    // It has been scaled down, and its status does not know yet: the source takes that for an error, and waits (cleanupUnhealthyReplicas).
    if (status.available > replicas) return scalings
    left -= take(key, Math.min(left, replicas - status.available))
  }
  left = sum([...active, newest], ({ status }) => status.available) - least
  for (const { key } of active) left -= take(key, left)
  return scalings
}

export function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0)
}
