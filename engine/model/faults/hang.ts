/** Processes that hang: for a time, whatever process runs in the slot meanwhile, or until they are gone. */
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { ProcessState } from '../codes.ts'
import { loseAnswers } from '../node/prober/probe-run.ts'
import { disturb } from '../node/prober/quiet-probes.ts'
import { isHanging, noteHangEnd, noteHangOnset } from '../world/illness.ts'
import { serverChanged } from '../world/traffic/server-watch.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawContainers } from './targets.ts'

export const hang: FaultRule<FaultOf<'hang'>> = {
  hangs: true,
  begin(state, faultId, fault) {
    for (const container of drawContainers(state, faultId, fault)) hitContainer(state, fault, container)
  },
  end(state, faultId) {
    const { container: containers } = state
    for (const container of state.faultHits[faultId]) {
      const wasHanging = isHanging(state, container) && containers.state[container] === ProcessState.Running
      containers.hangFaultCount[container]--
      noteHangEnd(state, container, wasHanging)
      serverChanged(state, container)
    }
  },
}

function hitContainer(state: ClusterState, fault: FaultOf<'hang'>, container: ContainerId): void {
  const { container: containers } = state
  const isRunning = containers.state[container] === ProcessState.Running
  disturb(state, container)
  const wasHanging = isHanging(state, container)
  if (fault.forUs !== undefined) containers.hangFaultCount[container]++
  else if (!isRunning || containers.isHungByFault[container] === 1) return
  else {
    containers.isHungByFault[container] = 1
    state.metrics.recovery.instanceHit()
  }
  if (!isRunning || wasHanging) return
  noteHangOnset(state, container, false)
  loseAnswers(state, container)
  serverChanged(state, container)
}
