/** A probe run that is under way: when its answer comes, and what a hang makes of it. */
import type { ClusterState, ContainerId, ProbeId } from '../../cluster-state.ts'
import { Outcome, WorkerMode } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { dropTick } from './probe-ticker.ts'

/**
 * The run of a calm worker that began at this tick is still under way, until `runEndsUs`: from now on it is one like others. Only a pause
 * keeps it waiting until its timeout.
 */
export function resumeRun(state: ClusterState, probe: ProbeId, beganUs: number): void {
  const { probe: probes, probeTemplate } = state
  probes.mode[probe] = WorkerMode.Ticking
  dropTick(state, probe)
  probes.runBeganUs[probe] = beganUs
  const timesOut = probes.runEndsUs[probe] >= beganUs + probeTemplate.timeoutUs[probes.template[probe]]
  probes.runOutcome[probe] = timesOut ? Outcome.Timeout : Outcome.Success
  probes.runWasIll[probe] = 0
  probes.runDetection[probe] = -1
  probes.runAwaits[probe] = probes.known[probe]
  awaitAnswer(state, probe, probes.runEndsUs[probe])
}

/** The container hangs from now on: what has not been answered yet times out, and has noticed this hang. */
export function loseAnswers(state: ClusterState, container: ContainerId): void {
  const { probe: probes, container: containers, containerTemplate, probeTemplate } = state
  const first = containers.firstProbe[container]
  const end = first + containerTemplate.probeCount[containers.template[container]]
  for (let place = first; place < end; place++) {
    const probe = probes.rowAt[place]
    const isAwaited = probes.runAwaits[probe] === containers.incarnation[container]
    if (probes.isRunning[probe] === 0 || !isAwaited) continue
    probes.runOutcome[probe] = Outcome.Timeout
    probes.runWasIll[probe] = 1
    probes.runDetection[probe] = containers.detection[container]
    awaitAnswer(state, probe, probes.runBeganUs[probe] + probeTemplate.timeoutUs[probes.template[probe]])
  }
}

/** The answer, or the timeout, comes then. */
export function awaitAnswer(state: ClusterState, probe: ProbeId, atUs: number): void {
  const { probe: probes } = state
  probes.isRunning[probe] = 1
  probes.runEndsUs[probe] = atUs
  const stamp = ++probes.runStamp[probe]
  schedule(state, EventKind.ProbeAnswer, probes.place[probe], atUs, stamp)
}
