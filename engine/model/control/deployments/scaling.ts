/**
 * What a Deployment does to its ReplicaSets when it is to have more pods, or fewer: the only one that has pods gets them all; in the middle of a
 * rollout each gets its part, in proportion (Z23).
 * Source: kubernetes v1.36 pkg/controller/deployment/sync.go, scale; pkg/controller/deployment/util/deployment_util.go, GetReplicaSetProportion.
 */
import type { DeploymentSpec } from '../../../contract/cluster-spec.ts'
import { fenceposts, type Keyed, type Scaling, sum } from './rolling.ts'

/** Whether the Deployment has been scaled since it scaled its ReplicaSets last. Source: isScalingEvent. */
export function isScaling(wanted: number, sets: readonly Keyed[]): boolean {
  return sets.some(({ replicas, desired }) => replicas > 0 && desired !== wanted)
}

/** @returns scalings, in order; `isForced` = sizes that stay are written, too: their annotations change. */
export function scaleAll(
  spec: DeploymentSpec,
  wanted: number,
  newest: Keyed | undefined,
  old: readonly Keyed[],
): { readonly scalings: Scaling<number>[]; readonly isForced: boolean } {
  const sets = newest === undefined ? [...old] : [...old, newest]
  const active = sets.filter(({ replicas }) => replicas > 0)
  if (active.length < 2) {
    const only = active[0] ?? newest ?? [...old].sort((a, b) => b.age - a.age)[0]
    const scalings =
      only === undefined || only.replicas === wanted ? [] : [{ set: only.key, replicas: wanted }]
    return { scalings, isForced: false }
  }
  if (newest !== undefined && isSaturated(wanted, newest)) {
    const scalings = active.filter((set) => set !== newest).map(({ key }) => ({ set: key, replicas: 0 }))
    return { scalings, isForced: false }
  }
  if (spec.strategy.kind === 'Recreate') return { scalings: [], isForced: false }
  return { scalings: inProportion(spec, wanted, active), isForced: true }
}

/** Source: IsSaturated. */
function isSaturated(wanted: number, { replicas, desired, status }: Keyed): boolean {
  return replicas === wanted && desired === wanted && status.available === wanted
}

function inProportion(spec: DeploymentSpec, wanted: number, active: readonly Keyed[]): Scaling<number>[] {
  const allowed = wanted > 0 ? wanted + fenceposts(spec, wanted).surge : 0
  const toAdd = allowed - sum(active, ({ replicas }) => replicas)
  const sorted = [...active].sort(
    (a, b) => b.replicas - a.replicas || (toAdd > 0 ? b.age - a.age : a.age - b.age),
  )
  let added = 0
  const sizes = sorted.map((set) => {
    const part = partOf(set, wanted, allowed, toAdd, added)
    added += part
    return set.replicas + part
  })
  // What rounding leaves goes to the largest.
  sizes[0] = Math.max(0, sizes[0] + toAdd - added)
  return sorted.map(({ key }, index) => ({ set: key, replicas: sizes[index] }))
}

function partOf(
  { replicas, maxReplicas }: Keyed,
  wanted: number,
  allowed: number,
  toAdd: number,
  added: number,
): number {
  if (toAdd === 0 || toAdd === added) return 0
  const fraction = wanted === 0 ? -replicas : roundHalfUp((replicas * allowed) / maxReplicas) - replicas
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added)
}

function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5)
}
