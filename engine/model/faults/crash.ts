/** Processes that end by themselves. */
import { ProcessState } from '../codes.ts'
import { resumeAfterExit } from '../node/pod-workers/pod-worker.ts'
import { crashProcess } from '../node/runtime/container-lifecycle.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawContainers } from './targets.ts'

export const crash: FaultRule<FaultOf<'crash'>> = {
  begin(state, faultId, fault) {
    for (const container of drawContainers(state, faultId, fault)) {
      if (state.container.state[container] !== ProcessState.Running) continue
      crashProcess(state, container, fault.exitCode)
      resumeAfterExit(state, container)
    }
  },
}
