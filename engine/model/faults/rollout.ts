/** Images of containers that are edited in place. */
import { rollOut } from '../control/rollout.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { containersOf } from './targets.ts'

export const rollout: FaultRule<FaultOf<'rollout'>> = {
  begin(state, _, fault) {
    for (const container of containersOf(state, fault.containers))
      rollOut(state, container, state.imageNumbers.get(fault.image)!)
  },
}
