/**
 * Services whose requests the same containers answer: each has workers of its own there, and all of them share the CPU. A container feels the sum of what the requests
 * of all take, and its probes the longest wait; each Service gets the cores that the others leave, at least an even part.
 */
import type { ClusterState } from '../../cluster-state.ts'
import { stretchBy } from '../../node/cpu/contention.ts'
import { firstChanceWait, waitUsOf } from '../ladder.ts'
import { Cohort, type CpuPace, type Pace } from './cohort.ts'
import type { ServiceLoad } from './service-load.ts'
import type { Target } from './target.ts'

/** Another load whose requests a container of a workload answers. */
export type Rival = {
  readonly load: ServiceLoad
  /** Place of the workload among those of that load. */
  readonly workload: number
}

/** Cores of requests that differ by less are the same to a node, and to a rival. */
const sameCores = 0.02

export function asksSame(cores: number, other: number): boolean {
  const larger = Math.max(cores, other)
  return cores === other || (larger < Infinity && Math.abs(cores - other) <= sameCores * larger)
}

/** By workload of a load. */
export function rivalsOf(load: ServiceLoad, all: readonly ServiceLoad[]): Rival[][] {
  const { workloads, servers } = load.setting
  return workloads.map((workload, place) =>
    all.flatMap((other) => {
      const at = other.setting.workloads.indexOf(workload)
      const isRival = other !== load && at >= 0 && other.setting.servers[at] === servers[place]
      return isRival ? [{ load: other, workload: at }] : []
    }),
  )
}

/** What a container has been told of the requests of a rival; undefined = it gets none. */
function shownBy({ load }: Rival, { pod }: Target): Cohort | undefined {
  const group = load.targets.get(pod)?.group
  return group instanceof Cohort ? group : undefined
}

/** The longest wait for workers of a container, on average. */
export function waitOfAll(state: ClusterState, { rivals }: ServiceLoad, target: Target, own: number): number {
  let longest = own
  for (const rival of rivals[target.workload] ?? []) {
    const wait = shownBy(rival, target)?.shownWait ?? 0
    if (meanOf(state, wait) > meanOf(state, longest)) longest = wait
  }
  return longest
}

function meanOf({ askedLaws }: ClusterState, wait: number): number {
  return wait < firstChanceWait ? waitUsOf(wait) : askedLaws.meanOfWaitUs(wait - firstChanceWait)
}

/** Cores that the requests of all would take. */
export function coresOfAll({ rivals }: ServiceLoad, target: Target, own: number): number {
  let sum = own
  for (const rival of rivals[target.workload] ?? []) sum += shownBy(rival, target)?.shownCores ?? 0
  return sum
}

/** Workers that a container has for the requests of all. */
export function workersOfAll({ rivals, setting }: ServiceLoad, { workload }: Target): number {
  let sum = setting.concurrency
  for (const { load } of rivals[workload] ?? []) sum += load.setting.concurrency
  return sum
}

/** Cores that the requests of a load would take of a pod of a workload that answers, on average. */
function coresPerPod({ cohorts }: ServiceLoad, workload: number): number {
  let cores = 0
  let pods = 0
  for (const cohort of cohorts) {
    if (cohort.workload !== workload) continue
    cores += cohort.cores * cohort.members.size
    pods += cohort.members.size
  }
  return pods === 0 ? 0 : cores / pods
}

/** The CPU of a pace as far as rivals leave it: fewer cores, and longer work. */
export function leftByRivals(
  { rivals }: ServiceLoad,
  workload: number,
  pace: Pace,
): Pick<CpuPace, 'cores' | 'stretchedUs'> {
  const { cores, cpuUs, stretchedUs } = pace
  const others = rivals[workload]
  if (others === undefined || others.length === 0 || cpuUs === 0 || cores === Infinity) return pace
  let left = cores
  for (const { load, workload: place } of others) left -= load.shownToRivals[place]
  left = Math.max(left, cores / (others.length + 1))
  const longer = stretchBy(cores, left) / stretchBy(cores, cores)
  return { cores: left, stretchedUs: (cpuUs + stretchedUs) * longer - cpuUs }
}

/** Loads that must hear that the requests of another one take something else of the pods of both. */
export function rivalsToTell(load: ServiceLoad): Set<ServiceLoad> {
  const told = new Set<ServiceLoad>()
  for (const [workload, rivals] of load.rivals.entries()) {
    if (rivals.length === 0) continue
    const cores = coresPerPod(load, workload)
    const before = load.shownToRivals[workload]
    if (asksSame(cores, before)) continue
    load.shownToRivals[workload] = cores
    load.shownChanges++
    for (const rival of rivals) told.add(rival.load)
  }
  return told
}
