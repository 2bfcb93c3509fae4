/** W4, Z23, Z24: a StatefulSet, told plainly. */
import { isGateOn } from '../../engine/contract/feature-gates.ts'
import {
  type StatefulSetSpec,
  type StatefulUpdateSpec,
  statefulSetDefaults,
} from '../../engine/contract/set-spec.ts'
import { createPod, deletePod } from './kubelet.ts'
import { availableAtUs } from './replica-set.ts'
import type { Pod, World } from './world.ts'

export type StatefulSet = {
  readonly spec: StatefulSetSpec
  replicas: number
  /** ControllerRevisions, the newest last. */
  history: number[]
  /** The last revision that all pods had. */
  current: number
  status: {
    readonly replicas: number
    readonly ready: number
    readonly available: number
    readonly current: number
    readonly updated: number
  }
}

export function statefulSet(world: World): StatefulSet {
  world.writes++
  return {
    spec: world.workload.statefulSet ?? statefulSetDefaults,
    replicas: world.workload.replicas,
    history: [0],
    current: 0,
    status: { replicas: 0, ready: 0, available: 0, current: 0, updated: 0 },
  }
}

export function rollTo(world: World, set: StatefulSet, revision: number): void {
  set.history = [...set.history.filter((one) => one !== revision), revision]
  world.writes++
}

export function rollBack(world: World, set: StatefulSet): void {
  const before = set.history.at(-2)
  if (before !== undefined) rollTo(world, set, before)
}

export function syncStatefulSet(world: World, set: StatefulSet): void {
  const { spec } = set
  const newest = set.history.at(-1)!
  const pods = world.livePods()
  for (const pod of pods) {
    const timeUs = availableAtUs(pod, spec.minReadyUs)
    if (timeUs > world.nowUs && timeUs < Infinity) world.at(timeUs, () => {})
  }
  // The status tells of the pods as they were read.
  const counted = pods.map((pod) => ({ ...pod }))
  act(world, set, pods, newest)
  const count = (counts: (pod: Pod) => boolean): number => counted.filter(counts).length
  const isStaying = ({ deletedUs }: Pod): boolean => deletedUs === undefined
  const status = {
    replicas: counted.length,
    ready: count(({ phase, isReady }) => phase === 'Running' && isReady),
    available: count((pod) => isAvailable(world, set, pod)),
    current: count((pod) => isStaying(pod) && pod.revision === set.current),
    updated: count((pod) => isStaying(pod) && pod.revision === newest),
  }
  if (
    spec.update !== 'OnDelete' &&
    status.updated === set.replicas &&
    status.ready === set.replicas &&
    status.replicas === set.replicas
  ) {
    set.current = newest
    status.current = status.updated
  }
  if (JSON.stringify(status) === JSON.stringify(set.status)) return
  set.status = status
  world.writes++
}

function isAvailable(world: World, { spec }: StatefulSet, pod: Pod): boolean {
  return pod.phase === 'Running' && availableAtUs(pod, spec.minReadyUs) <= world.nowUs
}

/** Up to the first thing that it has to wait for. */
function act(world: World, set: StatefulSet, pods: readonly Pod[], newest: number): void {
  const { spec, replicas } = set
  const { isOrdered, update } = spec
  const bad = (pod: Pod | undefined): boolean =>
    pod === undefined || pod.deletedUs !== undefined || !isAvailable(world, set, pod)
  const places = Array.from({ length: replicas }, (_, at) => pods.find(({ ordinal }) => ordinal === at))
  const condemned = pods.filter(({ ordinal }) => ordinal >= replicas).sort((a, b) => b.ordinal - a.ordinal)
  const firstBad = places.some(bad) ? undefined : condemned.findLast(bad)

  for (const [ordinal, pod] of places.entries()) {
    if (pod?.phase === 'Failed' || pod?.phase === 'Succeeded') {
      deletePod(world, pod)
      if (isOrdered) return
    } else if (pod === undefined) {
      const isKept = update !== 'OnDelete' && ordinal < update.partition
      const revision = isKept ? set.current : newest
      const name = `${world.workload.name}-${spec.firstOrdinal + ordinal}`
      places[ordinal] = createPod(world, { name, revision, ordinal })
      if (isOrdered) return
    } else if (isOrdered && bad(pod)) return
  }

  for (const pod of condemned) {
    if (pod.deletedUs !== undefined) {
      if (isOrdered) return
      continue
    }
    if (isOrdered && bad(pod) && pod !== firstBad) return
    deletePod(world, pod)
    if (isOrdered) return
  }

  if (update === 'OnDelete') return
  const { featureGates, kubernetesVersion } = world.spec
  const isOld = (pod: Pod): boolean => pod.revision !== newest && pod.deletedUs === undefined
  if (isGateOn('MaxUnavailableStatefulSet', kubernetesVersion, featureGates, {})) {
    // A pod that was made in this sync is there, and bad.
    const all = places.map((pod) => pod!)
    const old = all.slice(update.partition).filter(isOld).reverse()
    let budget = unavailableMax(update, replicas) - all.filter(bad).length
    for (const pod of old) {
      const isFree = !isOrdered && bad(pod)
      if (isFree) deletePod(world, pod)
    }
    for (const pod of old.filter(isOld)) if (budget-- > 0) deletePod(world, pod)
    return
  }
  for (let ordinal = replicas - 1; ordinal >= update.partition; ordinal--) {
    const pod = places[ordinal]!
    if (isOld(pod)) {
      deletePod(world, pod)
      return
    }
    if (bad(pod)) return
  }
}

/** Rounded down, one at least. */
function unavailableMax({ maxUnavailable }: StatefulUpdateSpec, replicas: number): number {
  const { count, percent } = { count: undefined, percent: undefined, ...maxUnavailable }
  return Math.max(1, count ?? Math.floor((percent! * replicas) / 100))
}
