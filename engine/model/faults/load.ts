/** Services that get more requests than usual, or do not answer as they should. */
import type { FaultOf, FaultRule } from './fault-rule.ts'

export const traffic: FaultRule<FaultOf<'traffic'>> = {
  begin() {},
}

export const outage: FaultRule<FaultOf<'outage'>> = {
  begin() {},
}
