/** W1, W8, Z22 to Z24: a ReplicaSet, told plainly. */
import { createPod, deletePod } from './kubelet.ts'
import { type Pod, type World, wholeSecond } from './world.ts'

type SetStatus = {
  readonly replicas: number
  readonly ready: number
  readonly available: number
  readonly terminating: number
}

export type ReplicaSet = {
  /** Place of its template among those of the workload. */
  readonly revision: number
  readonly createdUs: number
  readonly minReadyUs: number
  replicas: number
  /** Annotations of its Deployment: number of the revision, pods that it wanted and allowed when the set was last scaled. */
  number: number
  desired: number
  max: number
  status: SetStatus
  isDeleted: boolean
  /** Something that its Deployment watches has changed. */
  hasNews: boolean
  /** Pods that it has created. */
  created: number
}

export function replicaSet(
  world: World,
  changes: Pick<ReplicaSet, 'revision' | 'replicas'> & Partial<ReplicaSet>,
): ReplicaSet {
  world.writes++
  return {
    createdUs: wholeSecond(world.nowUs),
    minReadyUs: world.workload.minReadyUs ?? 0,
    number: 0,
    desired: 0,
    max: 0,
    status: { replicas: 0, ready: 0, available: 0, terminating: 0 },
    isDeleted: false,
    hasNews: true,
    created: 0,
    ...changes,
  }
}

/** Z24: neither being deleted nor at its end. */
export function isActive(pod: Pod): boolean {
  return pod.deletedUs === undefined && pod.phase !== 'Failed' && pod.phase !== 'Succeeded'
}

/** Z23: when it has been Ready for long enough, by whole seconds. */
export function availableAtUs(pod: Pod, minReadyUs: number): number {
  if (!pod.isReady) return Infinity
  return minReadyUs === 0 ? -Infinity : pod.readyChangedUs + minReadyUs
}

/** One sync: pods that are missing or too many, then the status of those that were there before. */
export function syncReplicaSet(world: World, set: ReplicaSet): void {
  if (set.isDeleted) return
  const own = world.livePods().filter((pod) => pod.revision === set.revision)
  const active = own.filter(isActive)
  const tooMany = active.length - set.replicas
  if (tooMany < 0)
    for (let missing = -tooMany; missing > 0; missing--)
      createPod(world, { name: `${set.revision}/${set.created++}`, revision: set.revision })
  else if (tooMany > 0) for (const pod of victims(world, active, tooMany)) deletePod(world, pod)
  const times = active.map((pod) => availableAtUs(pod, set.minReadyUs))
  for (const timeUs of times) if (timeUs > world.nowUs && timeUs < Infinity) world.at(timeUs, () => {})
  const status = {
    replicas: active.length,
    ready: active.filter(({ isReady }) => isReady).length,
    available: times.filter((timeUs) => timeUs <= world.nowUs).length,
    terminating: own.filter(({ deletedUs }) => deletedUs !== undefined).length,
  }
  if (JSON.stringify(status) === JSON.stringify(set.status)) return
  set.status = status
  set.hasNews = true
  world.writes++
}

/** Those that go: what the oracle says, if no pod that stays goes before one of them for a reason. */
function victims(world: World, active: readonly Pod[], count: number): readonly Pod[] {
  if (count >= active.length) return active
  const countings = neighbourCountings(world)
  const isBefore = (a: Pod, b: Pod): boolean =>
    countings.every((neighbours) => goesBefore(world.nowUs, active, neighbours, a, b))
  const left = [...active]
  const gone: Pod[] = []
  while (gone.length < count) {
    const mayGo = left.filter((pod) => !left.some((other) => isBefore(other, pod)))
    const choice = mayGo.find((pod) => world.oracle.isDeletedBy(pod, world.nowUs)) ?? mayGo[0]
    if (choice === undefined) throw new Error('no pod may go first')
    gone.push(choice)
    left.splice(left.indexOf(choice), 1)
  }
  return gone
}

/**
 * Pods on the node of a pod, of all ReplicaSets of the same owner; without an owner there are none. Whether those that come and go in
 * this instant have come and gone before, is chance: all of these countings have to agree.
 */
function neighbourCountings(world: World): readonly ((pod: Pod) => number)[] {
  const { nowUs, workload, pods } = world
  if (workload.kind !== 'Deployment') return [() => 0]
  return [false, true].flatMap((newCount) =>
    [false, true].map((goneCount) => {
      const related = pods.filter((pod) => {
        const goesNow = pod.deletedUs === nowUs
        const isThere = isActive(pod) && !pod.isGone
        return (newCount || pod.createdUs < nowUs) && (isThere || (goneCount && goesNow))
      })
      return (pod: Pod) => related.filter(({ node }) => node === pod.node).length
    }),
  )
}

/**
 * The order of W1; equal and chance are both no. Between pods whose times are within one step chance decides, and so it does between two
 * with the same time if there is such a third: the source sorts by an order that may go in circles.
 */
function goesBefore(
  nowUs: number,
  active: readonly Pod[],
  neighbours: (pod: Pod) => number,
  a: Pod,
  b: Pod,
): boolean {
  const phase = { Pending: 0, Running: 1, Failed: 1, Succeeded: 1 }
  const keys: readonly ((pod: Pod) => number)[] = [
    ({ node }) => (node === undefined ? 0 : 1),
    (pod) => phase[pod.phase],
    ({ isReady }) => (isReady ? 1 : 0),
    (pod) => -neighbours(pod),
  ]
  for (const key of keys) if (key(a) !== key(b)) return key(a) < key(b)
  const readyStep = (pod: Pod): number => step(nowUs, pod.readyChangedUs)
  if (a.isReady && a.readyChangedUs !== b.readyChangedUs) return readyStep(a) < readyStep(b)
  const isThird = (pod: Pod): boolean =>
    pod.isReady && readyStep(pod) === readyStep(a) && pod.readyChangedUs !== a.readyChangedUs
  if (a.isReady && active.some(isThird)) return false
  if (a.restarts !== b.restarts) return a.restarts > b.restarts
  return step(nowUs, wholeSecond(a.createdUs)) < step(nowUs, wholeSecond(b.createdUs))
}

/** How long ago, in steps of a power of two nanoseconds. */
function step(nowUs: number, timeUs: number): number {
  const nanoseconds = (nowUs - timeUs) * 1000
  return nanoseconds > 0 ? Math.floor(Math.log2(nanoseconds)) : -1
}
