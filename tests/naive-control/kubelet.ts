/**
 * A kubelet that does no more than histories need: a container runs at once, is Ready some time after its start, crashes at an age and is restarted
 * (B7), and a deletion takes as long as its shutdown (K4, K6).
 */
import type { DistributionSpec } from '../../engine/contract/cluster-spec.ts'
import { type Pod, second, type World, wholeSecond } from './world.ts'

export function createPod(
  world: World,
  { name, revision, ordinal = -1 }: Pick<Pod, 'name' | 'revision'> & Partial<Pick<Pod, 'ordinal'>>,
): Pod {
  const spec = revision === 0 ? world.workload.pod : world.workload.revisions![revision - 1]
  const pod: Pod = {
    ...{ name, revision, spec, ordinal, createdUs: world.nowUs },
    node: undefined,
    deletedUs: undefined,
    phase: 'Pending',
    isReady: false,
    readyChangedUs: wholeSecond(world.nowUs),
    restarts: 0,
    runningSinceUs: undefined,
    backoffUs: 0,
    isGone: false,
  }
  world.pods.push(pod)
  world.writes++
  const boundUs = world.oracle.boundUs(name, world.nowUs)
  const bind = (): void => {
    if (pod.isGone || pod.deletedUs !== undefined) return
    pod.node = world.oracle.nodeOf(name, pod.createdUs)
    world.writes++
    start(world, pod)
  }
  if (boundUs === world.nowUs) pod.node = world.oracle.nodeOf(name, world.nowUs)
  if (boundUs < Infinity) world.at(boundUs, bind)
  return pod
}

/** Whether the kubelet of the pod hears of the API, and the API of it. */
function isAway(world: World, { node }: Pod): boolean {
  return node !== undefined && (world.off.has(node) || world.cut.has(node))
}

/** Its machine has lost power: nobody says so. */
export function powerOff(world: World, node: string): void {
  world.off.add(node)
  for (const pod of world.livePods()) if (pod.node === node) pod.runningSinceUs = undefined
}

/** The machine, or the way to it, is there again: what was deleted ends, what is to run is started, and all of it is written (N10 to N12). */
export function comeBack(world: World, node: string): void {
  const wasOff = world.off.delete(node)
  world.cut.delete(node)
  for (const pod of world.livePods()) {
    if (pod.node !== node) continue
    if (pod.deletedUs !== undefined) endPod(world, pod)
    else if (wasOff && pod.phase === 'Running') restart(world, pod)
    else if (pod.runningSinceUs === undefined) start(world, pod)
    // It was ready all the time, and says since when.
    else setReady(world, pod, true)
    if (!pod.isGone && pod.runningSinceUs !== undefined && pod.deletedUs !== undefined)
      setReady(world, pod, true)
  }
}

function restart(world: World, pod: Pod): void {
  setReady(world, pod, false)
  pod.restarts++
  start(world, pod)
}

function start(world: World, pod: Pod): void {
  const [container] = pod.spec.containers
  if (pod.deletedUs !== undefined || pod.node === undefined || container.behavior.image.fails) return
  if (isAway(world, pod)) return
  pod.phase = 'Running'
  pod.runningSinceUs = world.nowUs
  world.writes++
  const startedUs = world.nowUs
  const isSame = (): boolean => pod.runningSinceUs === startedUs && !pod.isGone
  awaitReady(world, pod)
  const crashUs = constantUs(container.behavior.crash.after[0])
  if (crashUs < Infinity)
    world.at(startedUs + crashUs, () => {
      if (isSame()) crash(world, pod)
    })
}

/** Ticks begin now, with one at once (P6); the first one after the start-up makes it Ready. Without a probe it is Ready at once (P16). */
function awaitReady(world: World, pod: Pod): void {
  if (pod.isReady || pod.runningSinceUs === undefined) return
  const [{ probes, behavior }] = pod.spec.containers
  const sinceUs = pod.runningSinceUs
  const periodUs = probes.readiness?.periodUs ?? 1
  const answersUs = probes.readiness === undefined ? sinceUs : sinceUs + constantUs(behavior.startup[0])
  const ticks = Math.max(0, Math.ceil((answersUs - world.nowUs) / periodUs))
  const wasDeleted = pod.deletedUs !== undefined
  world.at(world.nowUs + ticks * periodUs, () => {
    const isSame = pod.runningSinceUs === sinceUs && wasDeleted === (pod.deletedUs !== undefined)
    if (isSame && !pod.isGone) setReady(world, pod, true)
  })
}

function constantUs(distribution: DistributionSpec): number {
  if (distribution.kind === 'never') return Infinity
  if (distribution.kind !== 'constant') throw new Error('the naive kubelet knows constant times only')
  return distribution.value
}

export function setReady(world: World, pod: Pod, isReady: boolean): void {
  if (pod.isReady === isReady) return
  pod.isReady = isReady
  pod.readyChangedUs = wholeSecond(world.nowUs)
  world.writes++
}

/** B7: the first restart is immediate, the next ones wait 10 s, 20 s, ... from the exit. */
export function crash(world: World, pod: Pod): void {
  if (pod.runningSinceUs === undefined || pod.isGone) return
  pod.runningSinceUs = undefined
  setReady(world, pod, false)
  world.writes++
  if (pod.deletedUs !== undefined) {
    leave(world, pod)
    return
  }
  world.at(world.nowUs + pod.backoffUs, () => {
    if (pod.isGone || pod.deletedUs !== undefined) return
    pod.backoffUs = Math.min(300 * second, Math.max(10 * second, 2 * pod.backoffUs))
    pod.restarts++
    start(world, pod)
  })
}

/** By force the object goes at once, else the process has two seconds at least. The deletion is a sync, which triggers the probe. */
export function deletePod(world: World, pod: Pod, graceUs = pod.spec.terminationGraceUs): void {
  if (pod.deletedUs !== undefined && graceUs === 0) {
    leave(world, pod)
    return
  }
  if (pod.deletedUs !== undefined || pod.isGone) return
  pod.deletedUs = world.nowUs
  world.writes++
  if (graceUs === 0 || pod.node === undefined) leave(world, pod)
  else if (!isAway(world, pod)) endPod(world, pod, graceUs)
}

/** The kubelet hears of the deletion. */
function endPod(world: World, pod: Pod, graceUs = pod.spec.terminationGraceUs): void {
  if (pod.runningSinceUs === undefined) {
    leave(world, pod)
    return
  }
  awaitReady(world, pod)
  const shutdownUs = constantUs(pod.spec.containers[0].behavior.shutdown.after[0])
  world.at(world.nowUs + Math.min(shutdownUs, Math.max(graceUs, 2 * second)), () => leave(world, pod))
}

function leave(world: World, pod: Pod): void {
  if (pod.isGone) return
  pod.isGone = true
  pod.runningSinceUs = undefined
  world.writes++
}
