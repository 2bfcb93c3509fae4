/** Services that get more requests than usual. */
import type { FaultOf, FaultRule } from './fault-rule.ts'

export const traffic: FaultRule<FaultOf<'traffic'>> = {
  begin() {},
}
