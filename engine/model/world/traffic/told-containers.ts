/** What containers feel of the requests of their pods. Only a change of a rung is passed on, so that pods are seldom touched. */
import type { ClusterState } from '../../cluster-state.ts'
import { requestsTake } from '../../node/cpu/node-cpu.ts'
import { setWait } from '../../node/prober/load.ts'
import { waitRung } from '../ladder.ts'
import { Cohort } from './cohort.ts'
import type { ServiceLoad } from './service-load.ts'

/** Probes that wait with the requests, and the CPU that these take. */
export function tellContainers(state: ClusterState, load: ServiceLoad): void {
  if (state.traffic!.reachesNodes) {
    tellWaits(state, load)
    if (state.needs.cpu) tellCores(state, load)
  }
  load.moved = []
}

function tellWaits(state: ClusterState, load: ServiceLoad): void {
  for (const cohort of load.cohorts.changed) {
    const rung = waitRung(cohort.waitUs)
    if (rung === cohort.shownWait) continue
    cohort.shownWait = rung
    for (const { container } of cohort.members) if (container >= 0) setWait(state, container, rung)
  }
  for (const target of load.moved) {
    const { pod, container, group } = target
    const isHere = load.targets.get(pod) === target && group instanceof Cohort
    if (container >= 0) setWait(state, container, isHere ? group.shownWait : 0)
  }
}

/** Cores of requests that differ by less are the same to a node. */
const sameCores = 0.02

function asksSame(cores: number, other: number): boolean {
  const larger = Math.max(cores, other)
  return cores === other || (larger < Infinity && Math.abs(cores - other) <= sameCores * larger)
}

function tellCores(state: ClusterState, load: ServiceLoad): void {
  const { concurrency } = load.setting
  for (const cohort of load.cohorts.changed) {
    const { cores, shownCores, members } = cohort
    if (asksSame(cores, shownCores)) continue
    cohort.shownCores = cores
    for (const { container } of members)
      if (container >= 0) requestsTake(state, container, cores, concurrency)
  }
  for (const target of load.moved) {
    const { pod, container, group } = target
    const isHere = load.targets.get(pod) === target && group instanceof Cohort
    if (container >= 0) requestsTake(state, container, isHere ? group.shownCores : 0, concurrency)
  }
}
