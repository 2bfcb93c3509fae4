/** What containers feel of the requests of their pods. Only a change of a rung is passed on, so that pods are seldom touched. */
import type { ClusterState } from '../../cluster-state.ts'
import { requestsTake } from '../../node/cpu/node-cpu.ts'
import { setWait } from '../../node/prober/load.ts'
import { forgetLaws } from '../dependencies/forget-laws.ts'
import { firstChanceWait, waitRung } from '../ladder.ts'
import { Cohort } from './cohort.ts'
import { asksSame, coresOfAll, waitOfAll, workersOfAll } from './rivals.ts'
import type { ServiceLoad } from './service-load.ts'
import type { Target } from './target.ts'
import { meanWaitUs } from './waiting.ts'

/** Probes that wait with the requests, and the CPU that these take. */
export function tellContainers(state: ClusterState, load: ServiceLoad): void {
  if (state.traffic!.reachesNodes) {
    tellWaits(state, load)
    if (state.needs.cpu) tellCores(state, load)
  }
  load.moved = []
}

function tellWaits(state: ClusterState, load: ServiceLoad): void {
  if (state.askedLaws.isFull) forgetLaws(state)
  for (const cohort of load.cohorts.changed) {
    const wait = waitOf(state, load, cohort)
    if (wait === cohort.shownWait) continue
    cohort.shownWait = wait
    for (const target of cohort.members) tellWait(state, load, target, wait)
  }
  for (const target of load.moved) tellWait(state, load, target, cohortOf(load, target)?.shownWait ?? 0)
}

/** Waits whose tails are thinner than this at a quarter of the least timeout cost no probe its answer: their mean will do. */
const thinTail = 1e-9

/** What a probe waits that shares the workers: a rung, or by chance. */
function waitOf(state: ClusterState, load: ServiceLoad, cohort: Cohort): number {
  const { workersUs, workerWait } = cohort
  const meanUs = meanWaitUs(workerWait)
  if (workersUs > meanUs || meanUs === 0) return waitRung(workersUs)
  const { chance, spanUs } = workerWait
  const isThin = chance * Math.exp(-load.setting.responses.probeTimeoutUs / (4 * spanUs)) < thinTail
  return isThin ? waitRung(meanUs) : firstChanceWait + state.askedLaws.waitNumber(workerWait)
}

function tellWait(state: ClusterState, load: ServiceLoad, target: Target, wait: number): void {
  if (target.container >= 0) setWait(state, target.container, waitOfAll(state, load, target, wait))
}

function cohortOf({ targets }: ServiceLoad, target: Target): Cohort | undefined {
  const { pod, group } = target
  return targets.get(pod) === target && group instanceof Cohort ? group : undefined
}

function tellCores(state: ClusterState, load: ServiceLoad): void {
  for (const cohort of load.cohorts.changed) {
    const { cores, shownCores, members } = cohort
    if (asksSame(cores, shownCores)) continue
    cohort.shownCores = cores
    for (const target of members) takeCores(state, load, target, cores)
  }
  for (const target of load.moved) takeCores(state, load, target, cohortOf(load, target)?.shownCores ?? 0)
}

function takeCores(state: ClusterState, load: ServiceLoad, target: Target, cores: number): void {
  const { container } = target
  if (container < 0) return
  requestsTake(state, container, coresOfAll(load, target, cores), workersOfAll(load, target))
}
